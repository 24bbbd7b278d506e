/// Somebody who uses the shop, by number.
struct DemoUser: Hashable, Sendable {
  /// From 0.
  let number: Int

  static let count = 1_200
  static let accountCount = 160
  /// 62 of the accounts buy in another currency than the shop's own.
  private static let foreignAccounts = 62

  init(_ number: Int) {
    self.number = number
  }

  /// Draws somebody; the first are more often there than the last.
  init(using random: inout DemoRandom) {
    let place = random.unit()
    self.init(Int(Double(Self.count) * place * (0.4 + 0.6 * place)))
  }

  var id: String { "user-" + padded(number, to: 4) }
  var email: String { id + "@example.invalid" }
  var account: String { "acct-" + padded(accountNumber, to: 3) }

  private var accountNumber: Int { number % Self.accountCount + 1 }

  var currency: String {
    // 7 and 160 have no common factor, so exactly so many accounts fall under the limit, spread over all.
    let place = accountNumber * 7 % Self.accountCount
    guard place < Self.foreignAccounts else { return "EUR" }
    return place.isMultiple(of: 2) ? "SEK" : "PLN"
  }

  /// The three who share the account whose exports time out.
  static let loud = [89, 249, 409].map { DemoUser($0) }
  static let beta = [3, 47, 101, 333, 555].map { DemoUser($0) }
}

/// Somebody on a visit.
struct DemoVisitor: Sendable {
  let user: DemoUser
  let session: String

  init(_ user: DemoUser, using random: inout DemoRandom) {
    self.user = user
    session = "s-" + hex(random.next())
  }
}

/// Writes a number with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Writes 64 bits as sixteen lower-case digits.
func hex(_ bits: UInt64) -> String {
  let digits = String(bits, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
