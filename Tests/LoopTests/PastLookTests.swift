import Bytes
import Domain
import Store
import TestSupport
import Testing

@testable import Loop

/// What was known at a moment of the past, asked of a store that knows more.
@Suite struct PastLookTests {
  /// What an opportunity says that does not depend on when it was looked at.
  private struct Facts: Equatable {
    let id: RecordID
    let title: String
    let reach: Opportunity.Reach
    let trend: Opportunity.Trend
    let cost: Interval
    let first: Timestamp

    init(_ opportunity: Opportunity) {
      (id, title, reach) = (opportunity.id, opportunity.title, opportunity.reach)
      (trend, cost, first) = (opportunity.trend, opportunity.costOfDelay, opportunity.first)
    }
  }

  private static func page(_ shop: Shop, at moment: Timestamp) throws -> OpportunityQuery.Page {
    let books = try shop.books(at: moment)
    return try books.read { try OpportunityQuery().page($0, books.pastLook($0)) }
  }

  @Test(arguments: [3, 9, 13])
  func `a moment of the past shows what a store shows that knows no more than that`(day: Int) throws {
    // Behind the last signal of the day before, which is the day that both look from.
    let moment = Shop.moment(day: day - 1, hour: 12)
    let known = try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<day, export: 3), at: Shop.moment(day: day))
      return try Self.page(shop, at: moment)
    }
    let seen = try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14, export: 3), at: Shop.moment(day: 14))
      return try Self.page(shop, at: moment)
    }
    #expect(!known.opportunities.isEmpty)
    #expect(seen.opportunities.map(Facts.init) == known.opportunities.map(Facts.init))
  }

  @Test func `what had not begun is not there, and asking for it says so`() throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<6), at: Shop.moment(day: 6))
      try shop.take(SampleSignals.days(6..<14, coupon: 0, export: 5), at: Shop.moment(day: 14))
      let now = try Self.page(shop, at: Shop.moment(day: 14)).opportunities
      let export = try #require(now.first { $0.title.contains("RangeError") })
      let books = try shop.books(at: Shop.moment(day: 5))
      try books.read { records in
        let past = try #require(try books.pastLook(records))
        #expect(try OpportunityQuery().page(records, past).opportunities.allSatisfy { $0.id != export.id })
        #expect(throws: LoopError.unknownID(export.id)) { try OpportunityView(export.id, parts: [], records, past) }
      }
    }
  }

  @Test func `a look into the past writes nothing`() throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14), at: Shop.moment(day: 14))
      let entries = try shop.entries()
      _ = try Self.page(shop, at: Shop.moment(day: 4))
      #expect(try shop.entries() == entries)
    }
  }

  @Test func `what must not wait stands before what only costs more, however few have it`() throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14, export: 5), at: Shop.moment(day: 14))
      let books = try shop.books(at: Shop.moment(day: 14))
      let page = try books.read { try OpportunityQuery().page($0) }
      try #require(page.worthwhile > 1)
      var last = page.opportunities[page.worthwhile - 1]
      last.severity = .outage
      try books.write { journal in _ = try journal.put(last) }
      #expect(try books.read { try OpportunityQuery().page($0).opportunities.first?.id } == last.id)
    }
  }

  @Test func `a moment before anything happened shows nothing`() throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14), at: Shop.moment(day: 14))
      #expect(try Self.page(shop, at: Shop.moment(day: -3)).opportunities.isEmpty)
    }
  }
}
