import Bytes
import Domain
import TestSupport
import Testing

@testable import Loop

/// Signals of shapes that no product should send: each gives a true answer, and often that is nothing to see.
@Suite struct HostileShapeTests {
  private static let end = Shop.moment(day: 10)

  private static func opportunities(_ shop: Shop) throws -> [Opportunity] {
    #expect(try shop.faults().isEmpty)
    let audit = try Audit(check: .recompute, id: nil).run(shop.books(at: end), checkpoint: {})
    #expect(audit.faults.isEmpty)
    return try shop.books(at: end).read { try $0.opportunities() }
  }

  private static func click(_ user: Int, _ number: Int, at moment: Timestamp) -> String {
    #"{"event":"$rageclick","distinct_id":"user-\#(user)","uuid":"00000000-0000-4000-8000-\#(100_000_000_000 + number)","#
      + #""timestamp":"\#(moment)","properties":{"$current_url":"https://shop.example.invalid/pay"}}"# + "\n"
  }

  /// An error as a log of OTLP.
  private static func error(_ message: String, user: String, at moment: Timestamp) -> String {
    let resource = #"{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}"#
    let values = [("exception.type", "StateError"), ("exception.message", message), ("user.id", user)]
    let attributes = values.map { #"{"key":"\#($0)","value":{"stringValue":"\#($1)"}}"# }.joined(separator: ",")
    return
      #"{"resourceLogs":[{"resource":\#(resource),"scopeLogs":[{"logRecords":[{"timeUnixNano":"\#(moment.nanoseconds)","#
      + #""severityNumber":17,"body":{"stringValue":"\#(message)"},"attributes":[\#(attributes)]}]}]}]}"# + "\n"
  }

  @Test func `one person with very many events is one person`() throws {
    try Shop.with { shop in
      let lines = (0..<5_000).map {
        Self.click(7, $0, at: Timestamp(microseconds: Shop.moment(day: 3).microseconds + Int64($0)))
      }
      try shop.take(lines.joined(), at: Self.end)
      let found = try #require(try Self.opportunities(shop).first)
      #expect(found.reach.subjects == 1)
      #expect(found.reach.occurrences == 5_000)
      #expect(found.state == .candidate)
      #expect(try shop.books(at: Self.end).read { try $0.choice()?.subject } == nil)
    }
  }

  @Test func `signals that all have the same time are counted, and nothing is called new or rising`() throws {
    try Shop.with { shop in
      let moment = Shop.moment(day: 3)
      let lines = (0..<400).map { Self.error("no state \($0)", user: "user-\($0 % 40)", at: moment) }
      let clicks = (0..<400).map { Self.click($0 % 40, $0, at: moment) }
      try shop.take((lines + clicks).joined(), at: Self.end)
      let found = try Self.opportunities(shop)
      let clicked = try #require(found.first { $0.title.contains("/pay") })
      #expect(clicked.reach.subjects == 40)
      #expect(clicked.reach.occurrences == 400)
      #expect(clicked.reach.days == 1)
      #expect(found.allSatisfy { $0.trend.direction == .unclear || $0.trend.direction == .steady })
    }
  }

  @Test func `messages of errors that are all different stay few groups or small ones`() throws {
    try Shop.with { shop in
      var generator = SplitMix64(seed: 5)
      let lines = (0..<2_000).map { number in
        let words = (0..<6).map { _ in
          String((0..<8).map { _ in Character(UnicodeScalar(UInt8.random(in: 97...122, using: &generator))) })
        }
        let moment = Timestamp(microseconds: Shop.moment(day: 3).microseconds + Int64(number) * 1_000_000)
        return Self.error(words.joined(separator: " "), user: "user-\(number % 50)", at: moment)
      }
      try shop.take(lines.joined(), at: Self.end)
      let found = try Self.opportunities(shop)
      #expect(found.count <= 2_000)
      #expect(found.reduce(0) { $0 + $1.reach.occurrences } == 2_000)
    }
  }

  @Test func `empty, mixed and wordless texts are taken in, and what says nothing is no theme of many`() throws {
    try Shop.with { shop in
      let texts = [
        "", "   ", "…", "🙂🙂🙂", "\u{200b}", "支付页面一直打不开", "لا أستطيع الدفع", "Оплата не проходит", "a",
        "0000000000", "\u{202e}evil", "The payment page does not open",
      ]
      let rows = (0..<240).map { number in
        "m\(number),\(Shop.moment(day: number % 9, hour: number % 24)),user-\(number % 60),\"\(texts[number % texts.count])\"\n"
      }
      try shop.take("id,created_at,customer_id,message\n" + rows.joined(), as: "messages.csv", at: Self.end)
      let found = try Self.opportunities(shop)
      #expect(found.allSatisfy { $0.reach.subjects <= 60 && !$0.title.isEmpty })
    }
  }

  @Test func `a series of one point is known, and nothing follows from it`() throws {
    try Shop.with { shop in
      let span = SampleSignals.Request(number: 1, second: SampleSignals.firstSecond, user: 1)
      try shop.take(SampleSignals.lines([span]), at: Self.end)
      #expect(try Self.opportunities(shop).isEmpty)
      #expect(try shop.signals() == 1)
    }
  }
}
