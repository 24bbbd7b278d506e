import Bytes
import Domain
import Loop
import TestSupport
import Testing

/// What the store says of what could not be read.
@Suite struct SourceHealthTests {
  private static let now = Shop.moment(day: 3)
  private static let badSpan = #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"no id"},{"name":"nor this"}]}]}]}"#
  private static let goodTable = "created_at,body\n2025-09-02T10:00:00Z,It is slow\n2025-09-02T11:00:00Z,It is down\n"
  private static let badTable = "created_at,body\nyesterday,ada@example.com cannot pay\nsoon,It is down\n"

  private static func health(_ shop: Shop, at moment: Timestamp = now) throws -> [SourceHealth] {
    try #require(try Status(of: shop.workplace(at: moment), at: shop.desk, actor: "person").contents).sources
  }

  private static func health(_ name: String, _ shop: Shop, at moment: Timestamp = now) throws -> SourceHealth {
    try #require(try health(shop, at: moment).first { $0.name == name })
  }

  @Test func `a file that cannot be read is broken with its lines, until it is taken in as it should be`() throws {
    try Shop.with { shop in
      try shop.take(Self.badTable, as: "messages.csv", at: Self.now)
      let broken = try Self.health("csv", shop)
      #expect(broken.state == .broken)
      #expect(broken.rejected == 2)
      #expect(broken.lastGood == nil)
      #expect(broken.rejects.map(\.line) == [3, 2])
      #expect(broken.rejects.allSatisfy { $0.place.hasSuffix("/messages.csv") && $0.kind == .file })
      #expect(broken.rejects.allSatisfy { $0.reason.contains("time") && !$0.reason.contains("soon") })
      try shop.take(Self.badTable, as: "messages.csv", at: Self.now)
      #expect(try Self.health("csv", shop).rejected == 2)
      try shop.take(Self.goodTable, as: "messages.csv", at: Self.now)
      let mended = try Self.health("csv", shop)
      #expect(mended.state != .broken)
      #expect(mended.rejected == 0)
      #expect(mended.rejects.isEmpty)
    }
  }

  @Test func `a file of no known kind is told, and quoted nowhere`() throws {
    try Shop.with { shop in
      try shop.take("hello ada@example.com 4111 1111 1111 1111\n", as: "note", at: Self.now)
      let source = try Self.health("unrecognised", shop)
      #expect(source.state == .broken)
      #expect(source.rejects.first?.line == 0)
      #expect(source.rejects.first?.reason.contains("it looks like text that begins …") == true)
      try shop.take(Self.goodTable, as: "note", at: Self.now)
      #expect(try Self.health(shop).map(\.name) == ["csv"])
    }
  }

  @Test func `a bad export after a good one is told at once, and breaks the source once it would be late`() throws {
    try Shop.with { shop in
      try shop.take(Self.goodTable, as: "one.csv", at: Self.now)
      try shop.take(Self.badTable, as: "two.csv", at: Self.now)
      let soon = try Self.health("csv", shop, at: Timestamp(microseconds: Self.lastMessage + 3_600_000_000))
      #expect(soon.state == .live)
      #expect(soon.rejected == 2)
      let later = try Self.health("csv", shop, at: Shop.moment(day: 5))
      #expect(later.state == .broken)
      #expect(later.lastGood == Self.now)
    }
  }

  private static let lastMessage = Shop.moment(day: 1, hour: 11).microseconds

  @Test func `a dry run leaves nothing of it`() throws {
    try Shop.with { shop in
      try shop.take(Self.badTable, as: "messages.csv", at: Self.now, isDryRun: true)
      #expect(try Self.health(shop).isEmpty)
    }
  }

  private static func post(_ post: WatchPost, _ path: String, _ body: String) {
    let headers = [(name: "content-type", value: "application/json")]
    _ = post.receiver.answer(
      Receiver.Request(method: "POST", path: path, query: "", headers: headers, body: Array(body.utf8))
    )
  }

  private static func watch(_ shop: Shop, _ body: (WatchPost) throws -> Void) throws {
    let post = try WatchPost(workplace: shop.workplace(at: now), desk: shop.desk, token: nil)
    try body(post)
    post.drain.end()
    post.drain.run()
    #expect(post.drain.progress.failure == nil)
  }

  @Test func `requests that cannot be read, three in a row, break a source that is live`() throws {
    try Shop.with { shop in
      // Of one morning, an hour's pause is all that is usual.
      let evening = Shop.moment(day: 2, hour: 7)
      let good = SampleSignals.days(2..<3).split(separator: "\n").map(String.init)
      try Self.watch(shop) { post in
        for line in good { Self.post(post, "/v1/traces", line) }
        Self.post(post, "/v1/traces", Self.badSpan)
        Self.post(post, "/v1/traces", Self.badSpan + " ")
      }
      let live = try Self.health("otlp", shop, at: evening)
      #expect(live.state == .live)
      #expect(live.rejected == 4)
      try Self.watch(shop) { post in Self.post(post, "/v1/traces", Self.badSpan + "  ") }
      let broken = try Self.health("otlp", shop, at: evening)
      #expect(broken.state == .broken)
      #expect(broken.rejected == 6)
      #expect(broken.rejects.first?.kind == .request)
      #expect(broken.rejects.first?.at == Self.now.microseconds)
      #expect(broken.rejects.first?.reason.contains("traceId") == true)
      try Self.watch(shop) { post in Self.post(post, "/v1/traces", good[0]) }
      #expect(try Self.health("otlp", shop, at: evening).state == .live)
    }
  }

  @Test func `an export of the store and what is built of it say the same`() throws {
    try Shop.with { shop in
      try shop.take(Self.badTable, as: "messages.csv", at: Self.now)
      let (before, folder) = (try Self.health(shop), shop.fixture.path("export"))
      _ = try Archive.export(shop.books(at: Self.now), to: folder) { _ in }
      _ = try Archive.rebuild(from: folder, workplace: shop.workplace(at: Self.now), isReplacing: true) { _ in }
      #expect(try Self.health(shop) == before)
    }
  }
}
