import Domain
import Loop
import TestSupport
import Testing

/// A first import of months of history does not announce what nobody has any more.
@Suite struct QuietStartTests {
  private static let end = 60

  /// Two months at once: one error long gone, one that ended weeks ago, and one of today.
  private static func history() -> String {
    SampleSignals.days(0..<10) + SampleSignals.days(10..<40, coupon: 0)
      + SampleSignals.days(40..<43, coupon: 0, export: 3) + SampleSignals.days(43..<end, coupon: 0)
  }

  @Test func `what is only old is counted and told, and not listed unasked`() throws {
    try Shop.with { shop in
      let report = try shop.take(Self.history(), at: Shop.moment(day: Self.end))
      let turn = try #require(report.turn)
      #expect(turn.older == 1, "the error of the first days")
      #expect(turn.quiet == 1, "the error that ended weeks ago")
      let books = try shop.books(at: Shop.moment(day: Self.end))
      let page = try books.read { try OpportunityQuery().page($0) }
      #expect(page.opportunities.isEmpty && page.unfiltered == 1)
      #expect(page.aside == [.quiet: 1])
      var query = OpportunityQuery()
      query.shelf = .quiet
      let quiet = try books.read { try query.page($0) }.opportunities
      #expect(quiet.map(\.reach.occurrences) == [9])
      #expect(quiet.first.map { $0.state == .open || $0.state == .candidate } == true, "silence resolves nothing")
    }
  }

  @Test func `what is seen again is listed again`() throws {
    try Shop.with { shop in
      try shop.take(Self.history(), at: Shop.moment(day: Self.end))
      let day = Shop.moment(day: Self.end + 1)
      let more = SampleSignals.days(Self.end..<Self.end + 1, coupon: 2, export: 1)
      let turn = try #require(try shop.take(more, as: "more.jsonl", at: day).turn)
      #expect(turn.older == 0 && turn.quiet == 0)
      #expect(try shop.books(at: day).read { try OpportunityQuery().page($0).total } == 2)
    }
  }
}
