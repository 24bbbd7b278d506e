import Bytes
import Domain
import Loop
import TestSupport
import Testing

@Suite struct SignalSearchTests {
  private static func run(_ search: SignalSearch, in shop: Shop) throws -> SignalSearch.Result {
    try shop.books().read { try search.run($0, checkpoint: {}) }
  }

  @Test func `words are looked for in names and in the texts that are kept`() throws {
    try Shop.withPick { shop, _ in
      var search = SignalSearch()
      search.query = "PERCENT of undefined"
      let errors = try Self.run(search, in: shop)
      #expect(errors.matches == 8 * 14)
      #expect(errors.counts.map(\.value) == ["error"])
      #expect(errors.examples.count == 5)
      #expect(errors.examples.allSatisfy { $0.words.contains("percent of undefined") })
      search.query = "exports"
      search.grouping = .kind
      #expect(try Self.run(search, in: shop).matches == 2 * 3 * 14)
      search.query = "nothing of the kind"
      #expect(try Self.run(search, in: shop).matches == 0)
    }
  }

  @Test func `the newest come first, however the signals came in`() throws {
    try Shop.with { shop in
      for day in [3, 0, 2, 1] { try shop.take(SampleSignals.days(day..<day + 1), at: Shop.moment(day: 5)) }
      var search = SignalSearch()
      search.limit = 50
      let times = try Self.run(search, in: shop).examples.map(\.time)
      #expect(times == times.sorted(by: >))
      #expect(times.first == Timestamp(microseconds: Shop.moment(day: 3).microseconds + 19 * 1_200_000_000))
    }
  }

  @Test(arguments: [1, 3, 7, 50]) func `pages show everything exactly once`(_ limit: Int) throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<3), at: Shop.moment(day: 3))
      var search = SignalSearch()
      search.limit = limit
      search.kind = .span
      var seen: [TraceID] = []
      repeat {
        search.offset = seen.count
        seen += try Self.run(search, in: shop).examples.map(\.trace)
      } while seen.count < 60 && seen.count > search.offset
      #expect(seen.count == 60)
      #expect(Set(seen).count == 60)
    }
  }

  @Test func `a trace id finds its trace and nothing else`() throws {
    try Shop.withPick { shop, _ in
      var search = SignalSearch()
      search.query = "000000000000000000000000000003e9"
      let result = try Self.run(search, in: shop)
      #expect(result.matches == 2)
      #expect(Set(result.counts.map(\.value)) == ["span", "error"])
      search.query = "ffffffffffffffffffffffffffffffff"
      #expect(try Self.run(search, in: shop).matches == 0)
    }
  }

  @Test func `a window and a kind narrow it, and a window that ends before it begins is refused`() throws {
    try Shop.withPick { shop, _ in
      var search = SignalSearch()
      search.kind = .span
      search.since = Shop.moment(day: 2)
      search.until = Shop.moment(day: 3)
      let day = try Self.run(search, in: shop)
      #expect(day.matches == 12 + 8 + 3)
      search.limit = 0
      #expect(try Self.run(search, in: shop).examples.isEmpty)
      search.since = Shop.moment(day: 4)
      #expect(throws: LoopError.self) { try Self.run(search, in: shop) }
    }
  }
}
