import Bytes
import Formats
import Foundation
import HTTP
import Host
import Loop
import TestSupport
import Testing

@Suite struct TeeTests {
  /// Starts a vendor that says the same to everything.
  private static func vendor(_ status: Int = 200) throws -> Vendor {
    try Vendor { _ in
      HTTPResponse(
        status,
        headers: HTTPHeaders([("Content-Type", "application/json"), ("X-Vendor", "yes"), ("Retry-After", "7")]),
        body: Array(#"{"flags":{"new":true}}"#.utf8)
      )
    }
  }

  private static func watch(_ shop: Shop, _ hosts: [String: String]) throws -> WatchPost {
    try WatchPost(
      workplace: shop.workplace(at: Shop.moment(day: 3)),
      desk: shop.desk,
      token: nil,
      passingOn: hosts
    )
  }

  private static func request(_ path: String, _ body: [UInt8], query: String = "", method: String = "POST")
    -> Receiver.Request
  {
    Receiver.Request(
      method: method,
      path: path,
      query: query,
      headers: [
        ("Content-Type", "application/json"), ("X-Sentry-Auth", "Sentry sentry_key=a \"quoted\" \\ key"),
        ("Host", "us"),
        ("Connection", "close"),
      ],
      body: body
    )
  }

  @Test func `a request goes on as it came, and the vendor's answer comes back`() throws {
    try Shop.with { shop in
      let vendor = try Self.vendor(429)
      let post = try Self.watch(shop, ["sentry": vendor.address])
      let body = (0...255).map { UInt8($0) } + Array("{}\n".utf8)
      let answer = post.receiver.answer(Self.request("/api/17/envelope/", body, query: "sentry_version=7&a=%20b"))
      #expect(answer.status == 429)
      #expect(answer.headers.contains(.init(name: "Retry-After", value: "7")))
      #expect(String(decoding: answer.body, as: UTF8.self) == #"{"flags":{"new":true}}"#)
      let seen = try #require(vendor.requests.first)
      #expect(seen.body == body)
      #expect(seen.head.method == "POST" && seen.head.path == "/api/17/envelope/")
      #expect(seen.head.query == "sentry_version=7&a=%20b")
      #expect(seen.head.headers["x-sentry-auth"] == "Sentry sentry_key=a \"quoted\" \\ key")
      #expect(seen.head.headers["host"] == "127.0.0.1:\(vendor.server.port)")
      #expect(seen.head.headers["connection"] == nil && seen.head.headers["expect"] == nil)
      #expect(post.tee?.counts.passed == 1)
      vendor.server.stop(within: .seconds(180))
    }
  }

  @Test func `what only the vendor can answer is asked of it, under the tool's prefix whatever it is`() throws {
    try Shop.with { shop in
      let vendor = try Self.vendor()
      let post = try Self.watch(shop, ["posthog": vendor.address, "launchdarkly": vendor.address + "/"])
      #expect(post.receiver.answer(Self.request("/flags/", [], query: "v=2")).status == 200)
      #expect(post.receiver.answer(Self.request("/in/launchdarkly/sdk/latest-all", [], method: "GET")).status == 200)
      #expect(vendor.requests.map(\.head.path) == ["/flags/", "/sdk/latest-all"])
      #expect(vendor.requests.map(\.head.method) == ["POST", "GET"])
      // Of other tools nothing goes anywhere.
      #expect(post.receiver.answer(Self.request("/v1/logs", Array("{}".utf8))).status == 200)
      #expect(vendor.requests.count == 2)
      vendor.server.stop(within: .seconds(180))
    }
  }

  @Test func `a vendor that cannot be reached costs nothing of what is kept`() throws {
    try Shop.with { shop in
      let vendor = try Self.vendor()
      vendor.server.stop(within: .seconds(180))
      let post = try Self.watch(shop, ["otlp": vendor.address])
      for line in SampleSignals.days(0..<1).split(separator: "\n").prefix(2) {
        #expect(post.receiver.answer(Self.request("/v1/traces", Array(line.utf8))).status == 200)
      }
      #expect(post.tee?.counts.failed == 2)
      #expect(post.tee?.counts.lastFailure.contains("curl ended with 7") == true)
      post.drain.end()
      post.drain.run()
      #expect(try shop.signals() > 0)
    }
  }

  @Test func `without curl there is no passing on`() throws {
    try Shop.with { shop in
      let workplace = Workplace(
        environment: Environment(variables: ["PATH": "/nowhere"], workingDirectory: shop.root, executable: "/x"),
        rootOption: nil
      )
      #expect(throws: LoopError.missingProgram("curl")) {
        _ = try WatchPost(workplace: workplace, desk: shop.desk, token: nil, passingOn: ["otlp": "http://127.0.0.1:1"])
      }
    }
  }

  @Test(arguments: [
    "sentry", "sentry=o1.example", "nobody=https://a.example", "=https://a.example", "sentry=ftp://a.example",
  ])
  func `what is no tool and address is refused`(_ typed: String) {
    #expect(throws: LoopError.self) { _ = try Tee.hosts(typed) }
  }

  @Test func `tools and addresses are read`() throws {
    let hosts = try Tee.hosts("sentry=https://o1.example/,posthog=http://b.example")
    #expect(hosts == ["sentry": "https://o1.example/", "posthog": "http://b.example"])
    #expect(try Tee.hosts("").isEmpty)
  }
}
