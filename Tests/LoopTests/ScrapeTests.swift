import Bytes
import Domain
import Formats
import Foundation
import HTTP
import Host
import Loop
import Store
import TestSupport
import Testing

/// Pages of metrics that a watch fetches.
@Suite struct ScrapeTests {
  private static let page = """
    # TYPE orders_total counter
    orders_total{till="1",job="mine"} 3
    # TYPE queue_length gauge
    queue_length 7
    """

  private static func text(_ body: String, type: String = "text/plain") -> HTTPResponse {
    HTTPResponse(200, headers: HTTPHeaders([("Content-Type", type)]), body: Array(body.utf8))
  }

  @Test func `a page is kept under its service's name, at each interval, at the time it was fetched`() throws {
    try Shop.with { shop in
      try Vendor.with({ _ in Self.text(Self.page) }) { vendor in
        let pulling = try Pulling(shop) { $0.scrapes = ["shop=\(vendor.address)/metrics"] }
        pulling.round()
        pulling.round(after: 29)
        #expect(vendor.requests.count == 1)
        pulling.round(after: 1)
        #expect(vendor.requests.count == 2)
        let report = pulling.finish()
        #expect(report.accepted == 4 && report.rejected == 0)
        let queue = SeriesID.metric(service: "shop", name: "queue_length")
        let buckets = try shop.books().read { try $0.reader.buckets(queue, in: 0..<Int64.max / 2) }
        #expect(buckets.map(\.sum.value) == [14])
        #expect(buckets.map(\.start) == [Pulling.start.seconds / 300 * 300])
        let orders = SeriesID.metric(service: "shop", name: #"orders_total{exported_job="mine",till="1"}"#)
        #expect(try shop.books().read { try $0.reader.buckets(orders, in: 0..<Int64.max / 2) }.count == 1)
        let request = try #require(vendor.requests.first)
        #expect(request.head.method == "GET" && request.head.path == "/metrics")
        #expect(request.head.headers["accept"]?.hasPrefix("application/openmetrics-text") == true)
        #expect(request.head.headers["authorization"] == nil)
        #expect(pulling.problems == [])
      }
    }
  }

  @Test func `what is fetched outlives the process, and is kept once`() throws {
    try Shop.with { shop in
      try Vendor.with({ _ in Self.text(Self.page) }) { vendor in
        try Pulling(shop) { $0.scrapes = [vendor.address] }.round()
        // The next watch finds it in the spool, and so does the one after that has not heard of it.
        let spool = shop.root + "/.reckon/spool"
        let copy = shop.fixture.path("copy")
        try FileManager.default.copyItem(atPath: spool, toPath: copy)
        #expect(try Pulling(shop) { _ in }.finish().accepted == 2)
        try FileManager.default.removeItem(atPath: spool)
        try FileManager.default.moveItem(atPath: copy, toPath: spool)
        let again = try Pulling(shop) { _ in }.finish()
        #expect(again.accepted == 0 && again.duplicates == 2)
      }
    }
  }

  @Test func `one that fails holds up no other, is said once, and is remembered until it works`() throws {
    try Shop.with { shop in
      let isBroken = Monitor(true)
      try Vendor.with({ _ in isBroken.read { $0 } ? HTTPResponse(503) : Self.text(Self.page) }) { broken in
        try Vendor.with({ _ in Self.text(Self.page) }) { vendor in
          let pulling = try Pulling(shop) { $0.scrapes = ["\(broken.address)/m?token=\(Self.secret)", vendor.address] }
          for _ in 0..<3 { pulling.round(after: 30) }
          #expect(vendor.requests.count == 3 && broken.requests.count == 3)
          #expect(pulling.problems.count == 1)
          #expect(pulling.problems.first?.hasSuffix(": it answers 503") == true)
          let path = PullState.path(in: shop.root + "/.reckon")
          #expect(try !String(contentsOfFile: path, encoding: .utf8).contains(Self.secret))
          let failing = PullState.load(path).values.filter(\.isFailing)
          #expect(failing.map(\.reason) == ["it answers 503"])
          #expect(failing.map(\.lastFailure) == [Pulling.start.adding(90)])
          #expect(try Self.failing(shop, at: Pulling.start.adding(100)).map(\.reason) == ["it answers 503"])
          // Whoever was last asked two days ago is asked no more.
          #expect(try Self.failing(shop, at: Pulling.start.adding(2 * 86_400)) == [])
          isBroken.change { $0 = false }
          pulling.round(after: 30)
          #expect(pulling.problems == [])
          #expect(try Self.failing(shop, at: Pulling.start.adding(130)) == [])
          #expect(
            PullState.load(path).values.allSatisfy { $0.lastSuccess == Pulling.start.adding(120) || !$0.isFailing }
          )
          #expect(pulling.finish().rejected == 0)
        }
      }
    }
  }

  /// What the project's status says of it.
  private static func failing(_ shop: Shop, at moment: Timestamp) throws -> [Status.FailingPull] {
    try Status(of: shop.workplace(at: moment), at: shop.desk, actor: "person").failing
  }

  private static let secret = "ghp_" + String(repeating: "a1B2c3", count: 6)

  struct Answer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let response: HTTPResponse
    let reason: String

    init(_ name: String, _ response: HTTPResponse, _ reason: String) {
      (testDescription, self.response, self.reason) = (name, response, reason)
    }
  }

  @Test(arguments: [
    Answer(
      "a way to a file",
      HTTPResponse(302, headers: HTTPHeaders([("Location", "file:///etc/passwd")])),
      "it is elsewhere (302)"
    ),
    Answer("a page for people", text("<html><body>Log in</body></html>", type: "text/html"), "no metrics"),
    Answer("another format", text(#"{"up":1}"#), "no metrics"),
    Answer("noise", HTTPResponse(200, body: (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 73) }), "no metrics"),
    Answer(
      "what is packed as nobody can read",
      HTTPResponse(200, headers: HTTPHeaders([("Content-Encoding", "gzip")]), body: [1, 2, 3]),
      "its gzip data"
    ),
    Answer("nothing there", HTTPResponse(404), "nothing is there"),
    Answer("a key that is wanted", HTTPResponse(401), "the key is refused (401)"),
  ])
  func `what is no page of metrics is said, and nothing of it is kept`(_ answer: Answer) throws {
    try Shop.with { shop in
      try Vendor.with({ _ in answer.response }) { vendor in
        let pulling = try Pulling(shop) { $0.scrapes = [vendor.address] }
        pulling.round()
        #expect(pulling.problems.count == 1)
        #expect(pulling.problems.first?.contains(answer.reason) == true, "\(pulling.problems)")
        let report = pulling.finish()
        #expect(report.accepted == 0 && report.rejected == 0)
      }
    }
  }

  @Test func `an answer without an end, or near it, is cut off`() throws {
    try Vendor.with({ _ in HTTPResponse(200, body: Array(repeating: 0x0a, count: 21 << 20)) }) { long in
      let endless = try EndlessVendor()
      for address in ["http://127.0.0.1:\(endless.port)", long.address] {
        try Shop.with { shop in
          let pulling = try Pulling(shop) { $0.scrapes = [address] }
          pulling.round()
          let problem = pulling.problems.first ?? ""
          // On a slow machine its time is over first.
          #expect(problem.hasSuffix("the reply is too long") || problem.hasSuffix("no reply in time"), "\(problem)")
          #expect(pulling.finish().accepted == 0)
        }
      }
    }
  }

  @Test func `a watch ends while somebody does not answer`() throws {
    try Shop.with { shop in
      let isOver = Monitor(false)
      try Vendor.with({ _ in
        _ = isOver.wait(until: .now + Program.patience) { $0 ? true : nil }
        return Self.text(Self.page)
      }) { vendor in
        defer { isOver.update { $0 = true } }
        let pulling = try Pulling(shop) { $0.scrapes = [vendor.address] }
        let ended = Monitor(false)
        startThread {
          pulling.puller?.run()
          ended.update { $0 = true }
        }
        vendor.waitForRequest()
        pulling.puller?.end()
        #expect(ended.wait(until: .now + Program.patience) { $0 ? true : nil } == true)
        // That it was left is no fault of it.
        #expect(pulling.problems == [])
      }
    }
  }

  @Test func `a password comes out of the user's own file`() throws {
    try Shop.with { shop in
      try Vendor.with({ _ in Self.text(Self.page) }) { vendor in
        try shop.fixture.write("machine 127.0.0.1 login one password two\n", to: ".netrc")
        try Pulling(shop) { $0.scrapes = [vendor.address] }.round()
        #expect(vendor.requests.first?.head.headers["authorization"] == "Basic b25lOnR3bw==")
      }
    }
  }

  @Test(arguments: [
    "localhost:9100/metrics", "ftp://a.example/metrics", "file:///etc/passwd", "http://", "http://a:b@c.example",
    "http://a.example/a b", "=http://a.example", "http://a.example\n", "shop=metrics",
  ])
  func `what is no address of a page is refused`(_ typed: String) throws {
    try Shop.with { shop in
      _ = #expect(throws: LoopError.self) { _ = try Pulling(shop) { $0.scrapes = [typed] } }
    }
  }

  @Test(arguments: ["4", "3601", "soon", "-1"]) func `an interval out of bounds is refused`(_ typed: String) throws {
    try Shop.with { shop in
      _ = #expect(throws: LoopError.self) {
        _ = try Pulling(shop) { list in
          list.scrapes = ["http://a.example"]
          list.every = typed
        }
      }
    }
  }
}
