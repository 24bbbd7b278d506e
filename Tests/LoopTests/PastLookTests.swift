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

  /// What the other tools say of a moment, as far as it does not tell when somebody looked.
  private static func answers(_ shop: Shop, at moment: Timestamp) throws -> [String] {
    let books = try shop.books(at: moment)
    let status = try Status(of: shop.workplace(at: moment), at: shop.desk, actor: "person")
    let contents = try #require(status.contents)
    return try books.read { records in
      let past = try books.pastLook(records)
      var lines = [
        "\(contents.signals) \(contents.sources.map { "\($0.name) \($0.count) \($0.last?.description ?? "")" })",
        "\(contents.opportunities.map { "\($0) \($1)" }.sorted()) \(contents.choice?.kind.rawValue ?? "")",
      ]
      let pick = try CurrentPick(records, isFull: true, past)
      lines.append("\(pick.decision?.kind.rawValue ?? "") \(pick.titles.values.sorted())")
      if let view = pick.bet {
        lines.append("\(view.bet.id) \(view.bet.title) \(view.bet.score) \(view.claims.map(\.text))")
        let people = try SourceList(view.bet.id, .subjects, records, past, secret: books.secret)
        lines.append("\(people.sources.count) people")
      }
      for opportunity in try OpportunityQuery().page(records, past).opportunities {
        let list = try SourceList(opportunity.id, .support, records, past, secret: books.secret)
        lines += list.sources.compactMap { source in
          if case .figure(let check) = source { "\(check.text) \(check.now) \(check.state)" } else { nil }
        }
      }
      var search = SignalSearch()
      search.since = Shop.moment(day: 0)
      search.until = Shop.moment(day: 40)
      search.grouping = .name
      let found = try search.run(records, by: books.horizon(records), checkpoint: {})
      lines.append("\(found.matches) \(found.counts.map { "\($0.value) \($0.count) \($0.people)" })")
      return lines
    }
  }

  @Test(arguments: [9, 13])
  func `status, pick, sources and search of a moment are those of a store that knows no more`(day: Int) throws {
    let moment = Shop.moment(day: day - 1, hour: 12)
    let known = try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<day, export: 3), at: Shop.moment(day: day))
      return try Self.answers(shop, at: moment)
    }
    let seen = try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14, export: 3), at: Shop.moment(day: 14))
      return try Self.answers(shop, at: moment)
    }
    #expect(known.count > 5)
    #expect(seen == known)
  }

  @Test func `a bet that is made of later signals is not known before`() throws {
    try Shop.withPick { shop, bet in
      let books = try shop.books(at: Shop.moment(day: 0, hour: 1))
      try books.read { records in
        let past = try #require(try books.pastLook(records))
        #expect(throws: LoopError.self) { try BetView(bet, records, past) }
      }
    }
  }

  @Test func `questions about the same moment share one look, until something is written`() throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14), at: Shop.moment(day: 14))
      let books = try shop.books(at: Shop.moment(day: 5))
      /// Whether a question looks anew.
      func looksAnew() throws -> Bool {
        try books.read { records in
          var isNew = false
          let known = try #require(try books.pastLook(records))
          _ = try books.memo.past(books.now, records.reader) {
            isNew = true
            return known
          }
          return isNew
        }
      }
      #expect(try !looksAnew())
      let before = try books.read { try $0.reader.ledgerHead()?.seq }
      try shop.take(SampleSignals.days(14..<15), as: "more.jsonl", at: Shop.moment(day: 15))
      try books.read { records in
        #expect(try records.reader.ledgerHead()?.seq != before)
        var isNew = false
        _ = try books.memo.past(books.now, records.reader) {
          isNew = true
          return try #require(try shop.books(at: Shop.moment(day: 6)).pastLook(records))
        }
        #expect(isNew)
      }
    }
  }
}
