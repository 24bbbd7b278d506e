import Bytes
import Language
import Loop
import Testing

@Suite struct DemoMessagesTests {
  static let firstDay = DemoProductTests.firstDay
  static let messages = Result { try DemoMessageReading(DemoProductTests.product).messages }

  @Test func `the header names the columns`() {
    let header = String(decoding: DemoProduct.messagesHeader, as: UTF8.self)
    #expect(header == "id,created_at,email,company,channel,body\n")
  }

  @Test(arguments: 0..<DemoProduct.dayCount) func `a day's rows are its own, in order, with ids of their own`(day: Int)
    throws
  {
    let messages = try DemoMessageReading(DemoProductTests.product.messages(day: day)).messages
    let times = try messages.map { try RFC3339.parse($0.created).seconds }
    #expect(times == times.sorted())
    #expect(times.allSatisfy { $0 / 86_400 == Int64(Self.firstDay) + Int64(day) })
    #expect(Set(messages.map(\.id)).count == messages.count)
  }

  @Test func `ids are unique over all days, and names are numbers`() throws {
    let messages = try Self.messages.get()
    #expect(Set(messages.map(\.id)).count == messages.count)
    for message in messages {
      try #require(message.email.wholeMatch(of: /(user-[0-9]{4}|sender-[0-9]{3})@example\.invalid/) != nil)
      try #require(message.company.wholeMatch(of: /(acct-[0-9]{3})?/) != nil)
      try #require(["email", "chat", "form"].contains(message.channel))
      try #require(!message.body.isEmpty && message.body.utf8.count < 500)
    }
  }

  @Test(arguments: DemoProductTests.seeds)
  func `at least twelve people of different accounts ask for an export`(seed: UInt64) throws {
    let messages = try DemoMessageReading(DemoProduct(seed: seed, firstDay: Self.firstDay)).messages
    let requests = messages.filter { Self.isExportRequest($0.body) }
    #expect((15...45).contains(requests.count))
    #expect(Set(requests.map(\.email)).count == requests.count)
    #expect(Set(requests.map(\.company)).count >= 12)
  }

  @Test(arguments: DemoProductTests.seeds)
  func `those who complain about a coupon have met the error, in words of their own`(seed: UInt64) throws {
    let product = DemoProduct(seed: seed, firstDay: Self.firstDay)
    let complaints = try DemoMessageReading(product).messages.filter { Self.isComplaint($0.body) }
    #expect((30...90).contains(complaints.count))
    #expect(Set(complaints.map(\.body)).count > complaints.count * 3 / 4)
    let reading = try DemoProductTests.reading(ofSeed: seed)
    let hit = Set(reading.errors(DemoTruth.mainError).map { "\($0.span.user)@example.invalid" })
    #expect(complaints.allSatisfy { hit.contains($0.email) })
  }

  @Test func `the fix quiets most complaints`() throws {
    let product = DemoProduct(seed: 7, firstDay: Self.firstDay, fixedFrom: Int64(Self.firstDay) * 86_400)
    let before = try Self.messages.get().count { Self.isComplaint($0.body) }
    let after = try DemoMessageReading(product).messages.count { Self.isComplaint($0.body) }
    #expect((0.15...0.6).contains(Double(after) / Double(before)))
  }

  @Test func `one account rants, and only it`() throws {
    let rants = try Self.messages.get().filter { $0.body.contains("time") && $0.company == DemoTruth.loudAccount }
    #expect(rants.count >= 5)
  }

  @Test func `every planted secret is written once and would be masked`() throws {
    let messages = try Self.messages.get()
    for secret in DemoTruth.secrets {
      let holders = messages.filter { $0.body.contains(secret) }
      #expect(holders.count == 1)
      for message in holders {
        let masked = SecretRedaction.mask(message.body)
        #expect(!masked.contains(secret))
        #expect(masked.contains("⟦"))
      }
    }
    #expect(DemoTruth.secrets.count == DemoTruth.secretDays.count)
  }

  @Test func `one message, and no other, gives orders to whoever reads it`() throws {
    let orders = try Self.messages.get().filter { $0.body.contains(DemoTruth.injectionMark) }
    #expect(orders.count == 1)
    #expect(orders.first?.id.hasPrefix("M-\(DemoTruth.injectionDay)-") == true)
  }

  @Test func `there is spam, and there is praise`() throws {
    let messages = try Self.messages.get()
    #expect((8...40).contains(messages.count { $0.company.isEmpty }))
    #expect((10...50).contains(messages.count { $0.body.contains("eat") || $0.body.contains("Love how") }))
    #expect((150...320).contains(messages.count))
  }

  private static func isComplaint(_ body: String) -> Bool {
    ["WELCOME10", "SPRING15", "PARTNER20"].contains { body.contains($0) }
  }

  private static func isExportRequest(_ body: String) -> Bool {
    body.contains("CSV") || body.contains("spreadsheet") || body.contains("exports my orders")
  }
}
