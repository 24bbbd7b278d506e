import Bytes
import Domain
import Foundation
import Ledger
import Loop
import Store
import TestSupport
import Testing

/// Links to the sources, as a store with them answers.
@Suite struct SourceLinkTests {
  private static let jaeger = "http://localhost:16686/trace/{trace}"

  private static func set(_ template: String?, for source: String = "otlp", in shop: Shop) throws {
    try SourceLinks.set(template.map { try LinkTemplate($0) }, for: source, shop.books(as: "person"))
  }

  private static func search(_ query: String, in shop: Shop) throws -> [SignalSearch.Example] {
    var search = SignalSearch()
    search.query = query
    return try shop.books().read { try search.run($0, checkpoint: {}) }.examples
  }

  @Test func `signals, exemplars and quotes of a source with a template have their own links`() throws {
    try Shop.withPick { shop, bet in
      let opportunity = try shop.opportunity(of: bet)
      #expect(try Self.search("000000000000000000000000000003e9", in: shop).allSatisfy { $0.link == nil })
      try Self.set(Self.jaeger, in: shop)
      let trace = try Self.search("000000000000000000000000000003e9", in: shop)
      let link = "http://localhost:16686/trace/000000000000000000000000000003e9"
      #expect(trace.count == 2 && trace.allSatisfy { $0.link == link })
      try shop.books().read { records in
        let view = try OpportunityView(opportunity.id, parts: [.exemplars], records)
        // The first failure of the shop's first day brought the text.
        #expect(view.exemplars.map(\.link) == ["http://localhost:16686/trace/00000000000000000000000000000001"])
        let quotes = try SourceList(opportunity.id, .support, records, secret: Shop.secret).sources.compactMap {
          if case .quote(let quote) = $0 { quote } else { nil }
        }
        #expect(!quotes.isEmpty && quotes.allSatisfy { $0.link == view.exemplars.first?.link })
      }
      try Self.set(nil, in: shop)
      #expect(try Self.search("000000000000000000000000000003e9", in: shop).allSatisfy { $0.link == nil })
      #expect(try shop.faults() == [])
    }
  }

  @Test func `an error that a tracker reported is found there by the tracker's own id`() throws {
    try Shop.with { shop in
      let report = #"""
        {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","timestamp":1756684800,"platform":"python",\#
        "exception":{"values":[{"type":"KeyError","value":"card"}]}}
        """#
      try shop.take(report, as: "events.jsonl", at: Shop.moment(day: 1))
      try Self.set("https://t.example/events/{id}/", for: "sentry", in: shop)
      let link = "https://t.example/events/9ec79c33ec9942ab8353589fcb2e04dc/"
      #expect(try Self.search("KeyError", in: shop).map(\.link) == [link])
      let all = try shop.books().read { try SourceLink.all($0) }
      #expect(all.map(\.source) == ["sentry"] && all.map(\.example) == [link] && all.map(\.signals) == [1])
    }
  }

  /// A table numbers its tickets; an address for an id would be kept as it is.
  @Test(arguments: [("T-4711", true), ("ana@shop.example", false), ("../admin", false), ("4242424242424242", false)])
  func `a message is found by its own id, where that says nothing of a person`(_ id: String, _ isKept: Bool) throws {
    try Shop.with { shop in
      let table = "id,created_at,email,message\n\(id),2025-09-01T10:00:00Z,a@example.invalid,The voucher fails\n"
      try shop.take(table, as: "messages.csv", at: Shop.moment(day: 1))
      try Self.set("https://t.example/tickets/{id}", for: "csv", in: shop)
      let found = try Self.search("voucher", in: shop)
      #expect(found.map(\.link) == [isKept ? "https://t.example/tickets/\(id)" : nil])
    }
  }

  @Test func `where a text came from outlives an export, and goes with the person`() throws {
    try Shop.with { shop in
      let rows = (0..<5).map { number in
        "ticket-000\(number),2025-09-01T10:00:00Z,user-\(number)@example.invalid,The voucher \(number) fails\n"
      }
      try shop.take("id,created_at,email,message\n" + rows.joined(), as: "messages.csv", at: Shop.moment(day: 5))
      try Self.set("https://t.example/tickets/{id}", for: "csv", in: shop)
      _ = try Archive.export(shop.books(), to: shop.fixture.path("one")) { _ in }
      let place = shop.workplace(at: Shop.moment(day: 20))
      _ = try Archive.rebuild(from: shop.fixture.path("one"), workplace: place, isReplacing: true) { _ in }
      #expect(try Self.search("voucher 3", in: shop).map(\.link) == ["https://t.example/tickets/ticket-0003"])
      #expect(try Self.isStored("ticket-0003", in: shop))
      let books = try shop.books(at: Shop.moment(day: 20), as: "person")
      #expect(try Erasure(subject: "user-3@example.invalid", isDryRun: false).run(books).isKnown)
      #expect(try !Self.isStored("ticket-0003", in: shop) && Self.isStored("ticket-0002", in: shop))
      #expect(try shop.faults() == [])
    }
  }

  private static func isStored(_ text: String, in shop: Shop) throws -> Bool {
    try FileManager.default.filledFiles(under: shop.root + "/.reckon").contains { path in
      try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil
    }
  }

  /// Two customers may write the same words, and each has a ticket; two reports of one error are one issue.
  @Test func `what came again with the same text has the link of the first only where it is an error`() throws {
    try Shop.with { shop in
      let reports = (1...2).map { number in
        #"{"event_id":"9ec79c33ec9942ab8353589fcb2e04d\#(number)","timestamp":175668480\#(number),"platform":"python","#
          + #""exception":{"values":[{"type":"KeyError","value":"card"}]}}"# + "\n"
      }
      try shop.take(reports.joined(), as: "events.jsonl", at: Shop.moment(day: 1))
      try shop.take(SampleSignals.messages(1..<3), as: "messages.csv", at: Shop.moment(day: 1))
      for source in ["sentry", "csv"] { try Self.set("https://t.example/{id}", for: source, in: shop) }
      let first = "https://t.example/9ec79c33ec9942ab8353589fcb2e04d1"
      #expect(try Self.search("KeyError", in: shop).map(\.link) == [first, first])
      #expect(try Self.search("coupon", in: shop).map(\.link) == [nil, "https://t.example/m-1"])
      try Self.set("https://t.example/{time_s}", for: "sentry", in: shop)
      let own = ["https://t.example/1756684802", "https://t.example/1756684801"]
      #expect(try Self.search("KeyError", in: shop).map(\.link) == own)
    }
  }

  @Test func `a change is in the ledger once, and an audit finds one that is not`() throws {
    try Shop.with { shop in
      let before = try shop.entries()
      try Self.set(Self.jaeger, in: shop)
      try Self.set(Self.jaeger, in: shop)
      #expect(try shop.entries() == before + 1)
      #expect(try shop.faults() == [])
      try Self.set(nil, in: shop)
      #expect(try shop.entries() == before + 2)
      #expect(try shop.faults() == [])
      try shop.books().store.write { try $0.set("links", Array(#"{"otlp":"https://t.example/{trace}"}"#.utf8)) }
      #expect(try shop.faults() == ["setting links is not what entry \(before + 2) recorded"])
      try shop.books().store.write { try $0.set("links", Array(#"{"otlp":"javascript:alert(1)"}"#.utf8)) }
      #expect(throws: LoopError.self) { try Self.search("x", in: shop) }
    }
  }

  @Test func `names and numbers of sources have limits, and a source may have its template before it sends`() throws {
    try Shop.with { shop in
      for name in ["", String(repeating: "x", count: 201)] {
        #expect(throws: LoopError.self) { try Self.set(Self.jaeger, for: name, in: shop) }
      }
      for number in 0..<100 { try Self.set(Self.jaeger, for: "s\(number)", in: shop) }
      #expect(throws: LoopError.self) { try Self.set(Self.jaeger, for: "one more", in: shop) }
      let all = try shop.books().read { try SourceLink.all($0) }
      #expect(all.count == 100 && all.allSatisfy { $0.signals == 0 && $0.example == nil })
    }
  }
}
