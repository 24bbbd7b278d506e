import Bytes

/// Keyed hashes of people, accounts and sessions: the only form in which they are kept.
package struct Identities: Sendable {
  /// Whom an id names; the same id gives unrelated hashes for each.
  package enum Role: String, CaseIterable, Sendable {
    case subject, account, session
  }

  private let keyed: [HMAC]
  private var known: [ByteIndex]
  private var hashes: [[UInt64]]
  /// The number of the last id in each role: spans of one trace stand together.
  private var last: [Int]

  private static let cacheLimit = 1 << 16

  /// Takes the store's secret.
  package init(secret: [UInt8]) {
    self.init(secret: secret, hasher: SipHash(key: 0, 0))
  }

  init(secret: [UInt8], hasher: SipHash) {
    keyed = Role.allCases.map { role in
      var hmac = HMAC(key: secret)
      hmac.update(Array(role.rawValue.utf8) + [0])
      return hmac
    }
    known = Role.allCases.map { _ in ByteIndex(hasher) }
    hashes = Role.allCases.map { _ in [] }
    last = Role.allCases.map { _ in 0 }
  }

  /// Returns the hash of an id: the first eight bytes of HMAC-SHA-256(secret, role, 0, id), never 0; 0 for no id.
  ///
  /// An address is taken in lower case, and blanks around an id are not part of it.
  package func hash(_ role: Role, of id: String) -> UInt64 {
    hash(role, canonical: Identities.canonical(Array(id.utf8)))
  }

  private func hash(_ role: Role, canonical id: [UInt8]) -> UInt64 {
    guard !id.isEmpty else { return 0 }
    var hmac = keyed[Identities.index(of: role)]
    hmac.update(id)
    return max(1, hmac.finish().head)
  }

  private static func canonical(_ id: [UInt8]) -> [UInt8] {
    let trimmed = id.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
    guard trimmed.contains(UInt8(ascii: "@")) else { return Array(trimmed) }
    return trimmed.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
  }

  /// Returns the hash of an id, computed once for many.
  mutating func hash(_ role: Role, of id: Span<UInt8>) -> UInt64 {
    guard !id.isEmpty else { return 0 }
    let index = Identities.index(of: role)
    if last[index] < hashes[index].count, known[index].has(last[index], id) { return hashes[index][last[index]] }
    let number = known[index].number(of: id)
    last[index] = number
    if number == hashes[index].count {
      let bytes = Array(copying: id)
      hashes[index].append(hash(role, canonical: Identities.canonical(bytes)))
    }
    return hashes[index][number]
  }

  /// Forgets what was computed where that has become much.
  mutating func trim() {
    for index in known.indices where known[index].count > Identities.cacheLimit {
      known[index].removeAll()
      hashes[index].removeAll()
    }
  }

  private static func index(of role: Role) -> Int {
    switch role {
    case .subject: 0
    case .account: 1
    case .session: 2
    }
  }
}
