import Bytes
import Formats
import Loop
import TestSupport
import Testing

@Suite struct ReceiverTests {
  private static func post(
    _ path: String,
    _ body: String = "{}",
    method: String = "POST",
    headers: [String: String] = [:]
  ) -> Receiver.Request {
    Receiver.Request(
      method: method,
      path: path,
      query: "",
      headers: headers.map { ($0.key, $0.value) },
      body: Array(body.utf8)
    )
  }

  private static func watch(_ shop: Shop, token: String? = nil, limit: Int64 = WatchPost.spoolLimit) throws -> WatchPost
  {
    try WatchPost(
      workplace: shop.workplace(at: Shop.moment(day: 3)),
      desk: shop.desk,
      token: token,
      spoolLimit: limit
    )
  }

  /// Ends a watch post once everything is kept, and says what came of it.
  private static func finish(_ post: WatchPost) -> ImportReport {
    post.drain.end()
    post.drain.run()
    return post.drain.progress.report
  }

  @Test func `what is sent is what an import of the same would bring`() throws {
    try Shop.with { shop in
      let text = SampleSignals.days(0..<3)
      let post = try Self.watch(shop)
      for line in text.split(separator: "\n") {
        let request = Self.post("/v1/traces", String(line), headers: ["content-type": "application/json"])
        let answer = post.receiver.answer(request)
        #expect(answer.status == 200)
        #expect(answer.body == Array("{}".utf8))
      }
      let report = Self.finish(post)
      #expect(report.accepted == 84)
      #expect(report.turn != nil)
      let again = try shop.take(text, at: Shop.moment(day: 3))
      #expect(again.accepted == 0)
      #expect(again.duplicates == 84)
    }
  }

  @Test func `what was answered and not kept is kept by the next watch`() throws {
    try Shop.with { shop in
      let lines = SampleSignals.days(0..<1).split(separator: "\n")
      do {
        let post = try Self.watch(shop)
        for line in lines { _ = post.receiver.answer(Self.post("/v1/traces", String(line))) }
      }
      #expect(try shop.signals() == 0)
      let report = Self.finish(try Self.watch(shop))
      #expect(report.accepted == 28)
      #expect(try shop.signals() == 28)
    }
  }

  @Test func `a project is watched by one process`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      #expect(throws: LoopError.watched(root: shop.root)) { _ = try Self.watch(shop) }
      _ = Self.finish(post)
    }
  }

  @Test func `a sender of damaged records hears how many`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      let body = #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"no id"},{"name":"nor this"}]}]}]}"#
      let answer = post.receiver.answer(Self.post("/v1/traces", body, headers: ["content-type": "application/json"]))
      #expect(answer.status == 200)
      #expect(String(decoding: answer.body, as: UTF8.self).contains(#""rejectedSpans":"2""#))
      let report = Self.finish(post)
      #expect(report.rejected == 2)
      #expect(report.rejects.first?.path.hasPrefix("otlp_traces, received 2025-") == true)
    }
  }

  @Test(arguments: [
    ("/v1/traces", "POST", ["content-encoding": "gzip"], 400), ("/v1/traces", "POST", ["content-encoding": "lzw"], 415),
    ("/nowhere", "POST", [:], 404), ("/v1/traces", "GET", [:], 405), ("/health", "GET", [:], 200),
    ("/info", "GET", [:], 200), ("/flags/", "POST", [:], 200), ("/v1/traces", "OPTIONS", [:], 204),
  ]) func `other requests are answered for what they are`(
    _ path: String,
    _ method: String,
    _ headers: [String: String],
    _ status: Int
  ) throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      #expect(post.receiver.answer(Self.post(path, method: method, headers: headers)).status == status)
      #expect(Self.finish(post).accepted == 0)
    }
  }

  @Test func `a token is asked for on every way it can come`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop, token: "s3")
      func status(_ path: String, _ headers: [String: String] = [:]) -> Int {
        post.receiver.answer(Self.post(path, headers: headers)).status
      }
      #expect(status("/v1/logs") == 401)
      #expect(status("/v1/logs", ["authorization": "Bearer s4"]) == 401)
      #expect(status("/t/s4/v1/logs") == 401)
      #expect(status("/v1/logs", ["authorization": "Bearer s3"]) == 200)
      #expect(status("/v1/logs", ["authorization": "s3"]) == 200)
      #expect(status("/v1/logs", ["x-api-key": "s3"]) == 200)
      #expect(status("/t/s3/v1/logs") == 200)
      #expect(status("/t/s3") == 200)
      _ = Self.finish(post)
    }
  }

  @Test func `a page of another origin gets leave, and nothing of its headers becomes a line`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      let headers = ["origin": "https://shop.example", "access-control-request-headers": "x-a, x-b"]
      let answer = post.receiver.answer(Self.post("/e/", method: "OPTIONS", headers: headers))
      #expect(answer.headers.contains(.init(name: "Access-Control-Allow-Origin", value: "https://shop.example")))
      #expect(answer.headers.contains(.init(name: "Access-Control-Allow-Headers", value: "x-a, x-b")))
      _ = Self.finish(post)
    }
  }

  @Test func `a page of another host may send only what SDKs for pages do`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      func status(_ path: String, _ origin: String) -> Int {
        post.receiver.answer(Self.post(path, headers: ["Origin": origin])).status
      }
      for path in ["/v1/signals", "/webhooks/github", "/v1/traces", "/nowhere"] {
        #expect(status(path, "https://evil.example") == 403)
        #expect(status(path, "http://localhost.evil.example") == 403)
        #expect(status(path, "null") == 403)
        #expect(status(path, "http://localhost:3000") != 403)
      }
      #expect(status("/e/", "https://shop.example") == 200)
      #expect(status("/api/1/envelope/", "https://shop.example") == 200)
      _ = Self.finish(post)
    }
  }

  @Test func `with the spool full, who sends again is put off and who does not is told that all is well`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop, limit: 10)
      let later = post.receiver.answer(Self.post("/v1/logs"))
      #expect(later.status == 503)
      #expect(later.headers.map(\.name) == ["Retry-After"])
      #expect(post.receiver.answer(Self.post("/api/1/envelope/")).status == 200)
      #expect(post.receiver.counted.postponed == 1)
      #expect(post.receiver.counted.lost == 1)
      _ = Self.finish(post)
    }
  }
}
