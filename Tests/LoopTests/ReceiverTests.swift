import Bytes
import Domain
import Formats
import Host
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

  @Test(arguments: ["", "hello", "<html></html>", #"{"a":1}"#, #"{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}"#])
  func `a sender of signals hears that nothing of them can be read, and so does status`(_ body: String) throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      let answer = post.receiver.answer(Self.post("/v1/signals", body))
      #expect(answer.status == 400)
      #expect(String(decoding: answer.body, as: UTF8.self).contains("nothing of it can be read: "))
      let good = SampleSignals.days(0..<1).split(separator: "\n").map(String.init)
      let mixed = post.receiver.answer(Self.post("/v1/signals", good[0] + "\nno signal\n"))
      #expect(mixed.status == 200)
      #expect(String(decoding: mixed.body, as: UTF8.self).contains(#""rejected":1"#))
      #expect(Self.finish(post).accepted == 2)
      let signals = try #require(try Self.sources(shop).first { $0.name == "signals" })
      #expect(signals.rejected == 2)
    }
  }

  private static func sources(_ shop: Shop) throws -> [SourceHealth] {
    let status = try Status(of: shop.workplace(at: Shop.moment(day: 3)), at: shop.desk, actor: "person")
    return try #require(status.contents).sources
  }

  // MARK: Signatures

  private static let secret = "It's a Secret to Everybody"

  private static func watchSigned(_ shop: Shop, _ variables: [String: String]) throws -> WatchPost {
    let environment = Environment(
      variables: shop.workplace(at: Shop.moment(day: 3)).environment.variables.merging(variables) { $1 },
      workingDirectory: shop.root,
      executable: "/x"
    )
    let workplace = Workplace(environment: environment, rootOption: nil, asOf: Shop.moment(day: 3))
    return try WatchPost(workplace: workplace, desk: shop.desk, token: nil)
  }

  private static let issue = #"""
    {"action":"opened","issue":{"id":3,"number":77,"title":"Card fails","created_at":"2025-09-02T08:00:00Z",
    "html_url":"https://github.com/o/shop/issues/77","body":"It fails","user":{"login":"ana"}},
    "repository":{"full_name":"o/shop","default_branch":"main"},"sender":{"login":"ana"}}
    """#

  private static func signed(_ path: String, _ body: String, secret: String = secret) -> Receiver.Request {
    let tag = HMAC.tag(for: Array(body.utf8), key: Array(secret.utf8)).hex
    let headers = ["X-Hub-Signature-256": "sha256=\(tag)", "X-GitHub-Event": "issues", "X-GitHub-Delivery": "1"]
    return post(path, body, headers: headers)
  }

  @Test func `with a secret, only what the tool has signed is taken for its own`() throws {
    try Shop.with { shop in
      let post = try Self.watchSigned(shop, ["RECKON_WEBHOOK_SECRET_GITHUB": Self.secret])
      func status(_ request: Receiver.Request) -> Int { post.receiver.answer(request).status }
      #expect(status(Self.post("/webhooks/github", Self.issue)) == 401)
      #expect(status(Self.post("/webhooks/GitHub", Self.issue)) == 401)
      #expect(status(Self.signed("/webhooks/github", Self.issue, secret: "another")) == 401)
      #expect(status(Self.signed("/webhooks/github", Self.issue)) == 200)
      let report = Self.finish(post)
      #expect(report.accepted == 1)
      let gitHub = try #require(try Self.sources(shop).first { $0.name == "github" })
      #expect(gitHub.rejected == 3)
      #expect(gitHub.rejects.allSatisfy { $0.kind == .stranger && $0.place == "webhook of github" })
      #expect(gitHub.rejects.contains { $0.reason.contains("without a signature") })
      #expect(gitHub.rejects.contains { $0.reason.contains("wrong signature") })
    }
  }

  @Test(arguments: ["/webhooks/zendesk", "/webhooks/other", "/v1/signals", "/batch", "/v1/traces"])
  func `what says it is of a tool with a secret is not taken under another path`(_ path: String) throws {
    try Shop.with { shop in
      let post = try Self.watchSigned(shop, ["RECKON_WEBHOOK_SECRET_GITHUB": Self.secret])
      let headers = ["content-type": "application/json"]
      #expect(post.receiver.answer(Self.post(path, Self.issue, headers: headers)).status == 200)
      let report = Self.finish(post)
      #expect(report.accepted == 0)
      #expect(report.rejects.contains { $0.reason.contains("says it is of github") })
    }
  }

  @Test func `without a secret, a webhook is taken as it comes`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      #expect(post.receiver.answer(Self.post("/webhooks/github", Self.issue)).status == 200)
      #expect(Self.finish(post).accepted == 1)
    }
  }

  @Test(arguments: [["RECKON_WEBHOOK_SECRET_GITHUB": ""], ["RECKON_WEBHOOK_SECRET_GITHUP": "x"]])
  func `a secret that would protect nothing is a mistake`(_ variables: [String: String]) throws {
    try Shop.with { shop in
      _ = #expect(throws: LoopError.self) { _ = try Self.watchSigned(shop, variables) }
    }
  }

  @Test func `strangers break no source that is live, and are told of one that is not`() throws {
    try Shop.with { shop in
      let good = SampleSignals.days(2..<3).split(separator: "\n").map(String.init)
      let post = try Self.watch(shop, token: "s3")
      for line in good { _ = post.receiver.answer(Self.post("/t/s3/v1/traces", line)) }
      for _ in 0..<9 { _ = post.receiver.answer(Self.post("/t/s4/v1/traces", good[0])) }
      _ = post.receiver.answer(Self.post("/v1/traces", good[0]))
      _ = post.receiver.answer(Self.post("/nowhere"))
      #expect(Self.finish(post).accepted > 0)
      func otlp(_ hour: Int) throws -> SourceHealth? {
        let workplace = shop.workplace(at: Shop.moment(day: 2, hour: hour))
        let contents = try Status(of: workplace, at: shop.desk, actor: "person").contents
        return contents?.sources.first { $0.name == "otlp" }
      }
      #expect(try otlp(7)?.state == .live)
      #expect(try otlp(12)?.state == .broken)
      #expect(try otlp(12)?.rejects.first?.reason.contains("token") == true)
    }
  }
}
