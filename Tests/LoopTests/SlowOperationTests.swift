import Bytes
import Causes
import Domain
import Store
import TestSupport
import Testing

@testable import Loop

/// A shop whose stock is asked for by its checkout: one of them becomes slow.
@Suite struct SlowOperationTests {
  /// Requests a day, one a trace: a span of the checkout with its user, and one of the stock within, which names nobody.
  static func telemetry(days: Range<Int>, slow: Range<Int>, perDay: Int = 20) -> String {
    var text = ""
    for day in days {
      for place in 0..<perDay {
        let number = day * 1_000 + place
        let start = Shop.moment(day: day).nanoseconds + Int64(place) * 2_000_000_000_000
        // 40 to 79 ms, and eight times as long.
        let stock = Int64(40 + number * 7_919 % 40) * (slow.contains(day) ? 8 : 1) * 1_000_000
        let trace = String(repeating: "0", count: 26) + String(number + 100_000)
        text += span("checkout", "POST /pay", trace, 1, start, stock + 90_000_000, user: "u\(number * 31 % 200)")
        text += span("stock", "GET /stock", trace, 2, start + 10_000_000, stock, user: nil)
      }
    }
    return text
  }

  private static func span(
    _ service: String,
    _ name: String,
    _ trace: String,
    _ number: Int,
    _ start: Int64,
    _ duration: Int64,
    user: String?
  ) -> String {
    let id = "0000000000\(number)\(trace.suffix(5))"
    let user = user.map { #"{"key":"user.id","value":{"stringValue":"\#($0)"}}"# } ?? ""
    return
      #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},"#
      + #""scopeSpans":[{"spans":[{"traceId":"\#(trace)","spanId":"\#(id)","name":"\#(name)","kind":2,"#
      + #""startTimeUnixNano":"\#(start)","endTimeUnixNano":"\#(start + duration)","attributes":[\#(user)]}]}]}]}"#
      + "\n"
  }

  private static func slow(_ shop: Shop, at moment: Timestamp) throws -> [Opportunity] {
    let books = try shop.books(at: moment)
    return try books.read {
      try OpportunityQuery().page($0, books.pastLook($0)).opportunities.filter { $0.kind == .latency }
    }
  }

  @Test func `the operation that others wait for is named, with the people of its traces, and since when`() throws {
    try Shop.with { shop in
      try shop.take(Self.telemetry(days: 0..<20, slow: 12..<20), at: Shop.moment(day: 20))
      let found = try Self.slow(shop, at: Shop.moment(day: 20))
      #expect(found.map(\.title) == ["Slow: GET /stock (stock)"])
      let slow = try #require(found.first)
      #expect(slow.first == Shop.moment(day: 12))
      let people = Set((12..<20).flatMap { day in (0..<20).map { (day * 1_000 + $0) * 31 % 200 } })
      #expect(slow.reach.subjects == people.count)
      #expect(slow.reach.occurrences == 160)
      // Its slow runs are those of these people, and held against its other runs of the days before.
      let look = try shop.books(at: Shop.moment(day: 20)).read { try CauseLook(slow, $0) }
      #expect(look.people == people.count)
      #expect(look.explanation.bad == people.count && look.explanation.other > 0)
      #expect(look.services == nil)
      #expect(try shop.faults().isEmpty)
      let audit = try Audit(check: .recompute, id: nil).run(shop.books(at: Shop.moment(day: 20)), checkpoint: {})
      #expect(audit.faults.isEmpty)
    }
  }

  @Test func `a moment within it shows those who had met it by then, and one before it nothing`() throws {
    try Shop.with { shop in
      try shop.take(Self.telemetry(days: 0..<20, slow: 12..<20), at: Shop.moment(day: 20))
      let then = try #require(try Self.slow(shop, at: Shop.moment(day: 15)).first)
      #expect(then.reach.occurrences == 60)
      #expect(then.first == Shop.moment(day: 12))
      #expect(try Self.slow(shop, at: Shop.moment(day: 11)).isEmpty)
    }
  }

  @Test func `imported in parts it is what it is imported at once`() throws {
    let whole = try Shop.with { shop in
      try shop.take(Self.telemetry(days: 0..<20, slow: 12..<20), at: Shop.moment(day: 20))
      return try Self.slow(shop, at: Shop.moment(day: 20))
    }
    let parts = try Shop.with { shop in
      for days in [0..<10, 10..<16, 16..<20] {
        let moment = Shop.moment(day: days.upperBound)
        try shop.take(Self.telemetry(days: days, slow: 12..<20), as: "\(days.lowerBound).jsonl", at: moment)
      }
      let entries = try shop.entries()
      _ = try Turn.run(shop.books(at: Shop.moment(day: 20)))
      // What has not changed is not written again.
      #expect(try shop.entries() == entries)
      return try Self.slow(shop, at: Shop.moment(day: 20))
    }
    #expect(parts == whole)
  }
}
