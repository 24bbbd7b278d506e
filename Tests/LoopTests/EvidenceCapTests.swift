import Domain
import Loop
import Store
import TestSupport
import Testing

@Suite struct EvidenceCapTests {
  /// As many messages of one day as numbers, no two of the same words; advertising, so that nobody looks for themes.
  private static func messages(_ numbers: Range<Int>, day: Int) -> String {
    let words = ["red", "green", "blue", "white", "black", "brown", "pink", "grey", "gold", "teal"]
    let rows = numbers.map { number in
      let order = [number / 1_000 % 10, number / 100 % 10, number / 10 % 10, number % 10].map { words[$0] }.joined(
        separator: " "
      )
      return "m-\(day)-\(number),2025-09-\(day)T08:00:00Z,user-\(number)@example.invalid,"
        + "Cheap followers and likes with a voucher order now \(order)\n"
    }
    return "id,created_at,email,message\n" + rows.joined()
  }

  private static func texts(_ shop: Shop) throws -> Int {
    try shop.books().read { try $0.reader.evidence(of: .message, containing: "voucher").count }
  }

  @Test func `past 2,000 messages of a day one text in 64 is kept, and everything is counted`() throws {
    try Shop.with { shop in
      let at = Shop.moment(day: 12)
      try shop.take(Self.messages(0..<1_900, day: 10), as: "a.csv", at: at)
      #expect(try Self.texts(shop) == 1_900)
      try shop.take(Self.messages(1_900..<2_400, day: 10), as: "b.csv", at: at)
      let kept = try Self.texts(shop)
      // 400 past the cap, of which about six are kept.
      #expect((2_000...2_020).contains(kept), "\(kept)")
      #expect(try shop.signals() == 2_400)
      // The next day has room of its own.
      try shop.take(Self.messages(0..<10, day: 11), as: "c.csv", at: at)
      #expect(try Self.texts(shop) >= kept)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `warnings of a logger are capped for a whole import, and quiet lines keep no text`() throws {
    try Shop.with { shop in
      // More rows than one batch takes.
      let lines = (0..<20_000).map { number in
        "2025-09-10 08:00:00.\(String(1_000_000 + number).suffix(6)) \(number % 10 == 0 ? "WARN" : "INFO") shop.Cart: no \(number)\n"
      }
      let report = try shop.take(lines.joined(), as: "app.log", at: Shop.moment(day: 12))
      #expect(report.accepted == 20_000 && report.skipped.isEmpty)
      let kept = try shop.books().read { try $0.reader.evidence(of: .log, containing: "no").count }
      // 1,500 past the cap, of which about 23 are kept.
      #expect((500...550).contains(kept), "\(kept)")
      #expect(try shop.signals() == 20_000)
      #expect(try shop.faults().isEmpty)
    }
  }
}
