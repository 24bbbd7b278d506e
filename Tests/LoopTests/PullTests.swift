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

/// What a watch pulls from vendors, with stand-ins for them that keep to their documents.
@Suite struct PullTests {
  private static let key = "sntrys_" + String(repeating: "k3y", count: 12)

  // MARK: Sentry

  /// A Sentry with one error every ten minutes, which lists them in pages of three.
  ///
  /// An old one knows no windows, and has those of a day.
  private static func sentry(_ request: HTTPRequest, isOld: Bool = false) -> HTTPResponse {
    let words = words(request)
    guard request.head.headers["authorization"] == "Bearer \(key)" else { return HTTPResponse(401) }
    guard request.head.path == "/api/0/projects/my-org/shop/events/", let start = words["start"].flatMap(time),
      let end = words["end"].flatMap(time)
    else { return HTTPResponse(404) }
    let last = Int(Pulling.start.seconds)
    let span = isOld ? last - 86_400..<last : start..<end
    let all = stride(from: span.upperBound / 600 * 600, to: span.lowerBound - 1, by: -600).filter { span.contains($0) }
    let first = words["cursor"]?.split(separator: ":").dropFirst().first.flatMap { Int($0) } ?? 0
    let page = all.dropFirst(first).prefix(3)
    let link =
      "<http://127.0.0.1:9/steal?cursor=0:0:1>; rel=\"previous\"; results=\"false\"; cursor=\"0:0:1\", "
      + "<http://127.0.0.1:9/steal?cursor=0:\(first + 3):0>; rel=\"next\"; "
      + "results=\"\(first + 3 < all.count)\"; cursor=\"0:\(first + 3):0\""
    return HTTPResponse(
      200,
      headers: HTTPHeaders([("Link", link)]),
      body: Array("[\(page.map(event).joined(separator: ","))]".utf8)
    )
  }

  private static func event(_ second: Int) -> String {
    let id = String(repeating: "0", count: 32 - String(second).count) + String(second)
    return #"""
      {"id":"\#(id)","eventID":"\#(id)","groupID":"7","projectID":"1","dateCreated":"\#(Timestamp(seconds: second))",\#
      "type":"error","platform":"python","message":"","title":"KeyError: card",\#
      "user":{"id":"u\#(second % 5)","email":"a@b.example"},"contexts":{},\#
      "tags":[{"key":"level","value":"error"},{"key":"release","value":"shop@1.2.3"}],\#
      "entries":[{"type":"exception","data":{"values":[{"type":"KeyError","value":"card","stacktrace":{"frames":[\#
      {"filename":"pay.py","absPath":"/app/pay.py","function":"pay","lineNo":7,"inApp":true}]}}]}}]}
      """#
  }

  private static func words(_ request: HTTPRequest) -> [String: String] {
    let pairs = request.head.query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return Dictionary(
      pairs.filter { $0.count == 2 }.map { ($0[0], $0[1].removingPercentEncoding ?? "") }
    ) { $1 }
  }

  private static func time(_ text: String) -> Int? { (try? RFC3339.parse(text + "Z")).map { Int($0.seconds) } }

  private static func pullSentry(_ shop: Shop, _ vendor: Vendor, at moment: Timestamp = Pulling.start) throws -> Pulling
  {
    try Pulling(
      shop,
      at: moment,
      variables: ["SENTRY_URL": vendor.address + "/", "SENTRY_AUTH_TOKEN": key]
    ) { $0.pulls = ["sentry=my-org/shop"] }
  }

  @Test func `errors of a project are pulled once, through pages, windows and restarts`() throws {
    try Shop.with { shop in
      try Vendor.with({ Self.sentry($0) }) { vendor in
        let week = 7 * 24 * 6
        var asked = 0
        do {
          let first = try Self.pullSentry(shop, vendor)
          // A week of six-hour windows is more than a round takes.
          first.round()
          #expect(vendor.requests.count == 50)
          for _ in 0..<20 where vendor.requests.count == asked + 50 {
            asked = vendor.requests.count
            first.round(after: 300)
          }
          #expect(vendor.requests.count < asked + 50)
          #expect(first.problems == [])
          let kept = first.finish()
          #expect(kept.accepted >= week && kept.rejected == 0)
        }
        let errors = try shop.signals()
        asked = vendor.requests.count
        let later = Pulling.start.adding(86_400)
        let second = try Self.pullSentry(shop, vendor, at: later)
        second.round()
        second.round(after: 300)
        let report = second.finish()
        #expect(try shop.signals() == errors + Int64(report.accepted))
        // No error is missing: one every ten minutes, from ten minutes before the week to the end of the day.
        #expect(try shop.signals() == Int64(1 + week + 24 * 6 + 1))
        #expect(vendor.requests.count - asked < 80)
        #expect(vendor.requests.allSatisfy { $0.head.path == "/api/0/projects/my-org/shop/events/" })
        #expect(try !Self.stateFiles(shop).contains(Self.key))
      }
    }
  }

  @Test func `a server that knows no windows is walked once`() throws {
    try Shop.with { shop in
      try Vendor.with({ Self.sentry($0, isOld: true) }) { vendor in
        let pulling = try Self.pullSentry(shop, vendor)
        pulling.round()
        #expect(pulling.problems == [])
        #expect(vendor.requests.count == 24 * 6 / 3)
        // Then only the newest page, which tells that the rest is known.
        pulling.round(after: 300)
        #expect(vendor.requests.count <= 24 * 6 / 3 + 2)
        #expect(pulling.finish().accepted == 24 * 6)
      }
    }
  }

  private static func stateFiles(_ shop: Shop) throws -> String {
    try String(contentsOfFile: PullState.path(in: shop.root + "/.reckon"), encoding: .utf8)
  }

  @Test func `an error that was received and is pulled counts once, with its stack`() throws {
    try Shop.with { shop in
      try Vendor.with({ Self.sentry($0) }) { vendor in
        let pulling = try Self.pullSentry(shop, vendor, at: Pulling.start)
        let second = Int(Pulling.start.seconds) - 600
        let id = String(repeating: "0", count: 32 - String(second).count) + String(second)
        let event =
          #"{"event_id":"\#(id)","timestamp":\#(second),"platform":"python","exception":{"values":[{"type":"E"}]}}"#
        let request = Receiver.Request(
          method: "POST",
          path: "/api/1/store/",
          query: "",
          headers: [("Content-Type", "application/json")],
          body: Array(event.utf8)
        )
        #expect(pulling.post.receiver.answer(request).status == 200)
        pulling.round()
        #expect(pulling.finish().duplicates > 0)
      }
    }
  }

  @Test func `who is asked too often is left alone as long as it says, also by the next watch`() throws {
    try Shop.with { shop in
      let isBusy = Monitor(true)
      let answer: @Sendable (HTTPRequest) -> HTTPResponse = { request in
        guard isBusy.read({ $0 }) else { return Self.sentry(request) }
        return HTTPResponse(429, headers: HTTPHeaders([("Retry-After", "900")]))
      }
      try Vendor.with(answer) { vendor in
        do {
          let pulling = try Self.pullSentry(shop, vendor)
          pulling.round()
          pulling.round(after: 600)
          #expect(vendor.requests.count == 1)
          #expect(pulling.problems == ["sentry my-org/shop: it wants to be left alone for a while (429)"])
        }
        let next = try Self.pullSentry(shop, vendor, at: Pulling.start.adding(899))
        next.round()
        #expect(vendor.requests.count == 1)
        isBusy.change { $0 = false }
        next.round(after: 1)
        #expect(vendor.requests.count > 1)
        #expect(next.problems == [])
      }
    }
  }

  @Test(arguments: [
    (401, "", "the key is refused (401)"), (404, "", "nothing is there, or the key may not see it (404)"),
    (200, "{}", "the answer is no list of events"), (200, "[", "the answer is no list of events"),
    (302, "", "it is elsewhere (302): give the address where it is"),
  ])
  func `what is no list of errors is said`(_ status: Int, _ body: String, _ reason: String) throws {
    try Shop.with { shop in
      try Vendor.with({ _ in HTTPResponse(status, body: Array(body.utf8)) }) { vendor in
        let pulling = try Self.pullSentry(shop, vendor)
        pulling.round()
        #expect(pulling.problems == ["sentry my-org/shop: \(reason)"])
      }
    }
  }

  @Test func `a list whose pages never end is left after a round, and gone on with`() throws {
    try Shop.with { shop in
      let count = Monitor(0)
      try Vendor.with({ _ in
        let number = count.change { count in
          count += 1
          return count
        }
        let link = #"<x>; rel="next"; results="true"; cursor="0:\#(number):0""#
        return HTTPResponse(200, headers: HTTPHeaders([("Link", link)]), body: Array("[{}]".utf8))
      }) { vendor in
        let pulling = try Self.pullSentry(shop, vendor)
        pulling.round()
        #expect(vendor.requests.count == 50)
        pulling.round(after: 300)
        #expect(vendor.requests.count == 100)
        #expect(Self.words(vendor.requests[50])["cursor"] == "0:50:0")
      }
    }
  }

  // MARK: PostHog

  /// A PostHog with two events every second from an hour ago on, which answers HogQL as it does.
  private static func postHog(_ request: HTTPRequest) -> HTTPResponse {
    guard request.head.headers["authorization"] == "Bearer \(key)" else { return HTTPResponse(401) }
    guard request.head.path == "/api/projects/17/query/", request.head.method == "POST",
      let query = (try? JSONDocument(request.body))?.root["query"]?["query"]?.string
    else { return HTTPResponse(404) }
    let times = query.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }
      .compactMap { try? RFC3339.parse(String($0.element)) }
    guard times.count == 2 else { return HTTPResponse(400) }
    let begin = Pulling.start.seconds - 3_600
    let first = max(begin, times[0].seconds + (times[0].nanosecond > 0 ? 1 : 0))
    let limit = query.split(separator: " ").last.flatMap { Int($0) } ?? 0
    var rows: [String] = []
    var second = first
    while rows.count < limit, second < times[1].seconds {
      for copy in 0..<2 where rows.count < limit {
        rows.append(
          #"["\#(second)-\#(copy)","viewed","u\#(copy)","\#(Timestamp(seconds: Int(second)))","#
            + #""{\"$session_id\":\"s1\",\"$pathname\":\"/pay\"}"]"#
        )
      }
      second += 1
    }
    let body = #"{"columns":["uuid","event","distinct_id","timestamp","properties"],"hasMore":true,"results":["#
    return HTTPResponse(200, body: Array((body + rows.joined(separator: ",") + "]}").utf8))
  }

  private static func pullPostHog(_ shop: Shop, _ vendor: Vendor, at moment: Timestamp = Pulling.start) throws
    -> Pulling
  {
    try Pulling(
      shop,
      at: moment,
      variables: ["POSTHOG_HOST": vendor.address, "POSTHOG_PERSONAL_API_KEY": key]
    ) { $0.pulls = ["posthog=17"] }
  }

  @Test func `events are pulled once, through pages and restarts`() throws {
    try Shop.with { shop in
      try Vendor.with(Self.postHog) { vendor in
        do {
          let first = try Self.pullPostHog(shop, vendor)
          first.round()
          #expect(first.problems == [])
          #expect(vendor.requests.count == 8)
          let report = first.finish()
          #expect(report.accepted == 7_200 && report.rejected == 0)
        }
        let second = try Self.pullPostHog(shop, vendor, at: Pulling.start.adding(300))
        second.round()
        #expect(second.finish().accepted == 600)
        #expect(try shop.signals() == 7_800)
      }
    }
  }

  /// How many rows were asked for, one request after the other.
  private static func limits(_ vendor: Vendor) -> [String] {
    vendor.requests.map { request in
      let words = String(decoding: request.body, as: UTF8.self).split(separator: " ")
      return String((words.last ?? "").prefix { $0.isNumber })
    }
  }

  @Test func `a page that is too long is asked for in parts`() throws {
    try Shop.with { shop in
      let answer: @Sendable (HTTPRequest) -> HTTPResponse = { request in
        let isWhole = String(decoding: request.body, as: UTF8.self).contains("LIMIT 1000\"")
        return isWhole ? HTTPResponse(200, body: Array(repeating: 0x20, count: 21 << 20)) : Self.postHog(request)
      }
      try Vendor.with(answer) { vendor in
        let pulling = try Self.pullPostHog(shop, vendor)
        pulling.round()
        #expect(pulling.problems == [])
        #expect(pulling.finish().accepted == 7_200)
        // The next time whole pages are asked for again.
        #expect(Self.limits(vendor) == ["1000"] + Array(repeating: "500", count: 15))
        pulling.round(after: 300)
        #expect(Self.limits(vendor).dropFirst(16) == ["1000", "500", "500", "500", "500"])
      }
    }
  }

  // MARK: GitHub

  /// A program in the place of `gh`, which answers with the files that lie beside it.
  private static func gh(_ shop: Shop, _ words: String) throws -> [String: String] {
    let folder = shop.fixture.path("bin")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try shop.fixture.script("bin/gh", words)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return ["PATH": folder + ":" + path]
  }

  private static func requests(_ numbers: [Int], at time: Timestamp) -> String {
    let requests = numbers.map { number in
      #"""
      {"number":\#(number),"title":"Mend \#(number)","html_url":"https://github.example/a/b/pull/\#(number)",\#
      "updated_at":"\#(time)","merged_at":\#(number % 2 == 0 ? "\"\(time)\"" : "null"),\#
      "merge_commit_sha":"\#(number)","user":{"login":"a"},"author_association":"MEMBER"}
      """#
    }
    return "[\(requests.joined(separator: ","))]"
  }

  @Test func `merged pull requests are pulled through gh until what is known already`() throws {
    try Shop.with { shop in
      let recent = Pulling.start.adding(-3_600)
      try shop.fixture.write(Self.requests(Array(1...50), at: recent), to: "bin/1.json")
      let old = Self.requests([200, 202], at: Pulling.start.adding(-30 * 86_400))
      try shop.fixture.write(
        Self.requests([51, 52], at: recent).dropLast() + "," + old.dropFirst(),
        to: "bin/2.json"
      )
      let variables = try Self.gh(
        shop,
        #"""
        echo "$@" >> "$0.log"
        printf 'HTTP/2.0 200 OK\r\nContent-Type: application/json\r\n\r\n'
        case "$3" in
        *page=1) cat "${0%gh}1.json" ;;
        *) cat "${0%gh}2.json" ;;
        esac
        """#
      )
      do {
        let pulling = try Pulling(shop, variables: variables) { $0.pulls = ["github=a/b"] }
        pulling.round()
        #expect(pulling.problems == [])
        // Half of them were closed and not merged, and two are older than a first pull goes back.
        #expect(pulling.finish().accepted == 26)
      }
      let log = shop.fixture.path("bin/gh.log")
      let path = "api --include repos/a/b/pulls?state=closed&sort=updated&direction=desc&per_page=50&page="
      #expect(try String(contentsOfFile: log, encoding: .utf8) == "\(path)1\n\(path)2\n")
      let later = try Pulling(shop, at: Pulling.start.adding(3_600), variables: variables) { $0.pulls = ["github=a/b"] }
      later.round()
      #expect(try String(contentsOfFile: log, encoding: .utf8) == "\(path)1\n\(path)2\n\(path)1\n")
      #expect(later.finish().accepted == 0)
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let script: String
    let reason: String
    var testDescription: String { reason }
  }

  @Test(arguments: [
    Refusal(script: "echo 'log in' >&2; exit 4", reason: "gh is not logged in: gh auth login"),
    Refusal(script: "exit 1", reason: "gh ended with 1"),
    Refusal(
      script: "printf 'HTTP/2.0 404 Not Found\\r\\n\\r\\n{}'; exit 1",
      reason: "nothing is there, or the key may not see it (404)"
    ),
    Refusal(
      script: "printf 'HTTP/2.0 403 Forbidden\\r\\nX-Ratelimit-Remaining: 0\\r\\n\\r\\n{}'; exit 1",
      reason: "it wants to be left alone for a while (403)"
    ),
    Refusal(
      script: "printf 'HTTP/2.0 200 OK\\r\\n\\r\\n'; yes",
      reason: "the reply is too long"
    ),
  ])
  func `what gh says instead is told in our own words`(_ refusal: Refusal) throws {
    try Shop.with { shop in
      let variables = try Self.gh(shop, refusal.script)
      let pulling = try Pulling(shop, variables: variables) { $0.pulls = ["github=a/b"] }
      pulling.round()
      #expect(pulling.problems == ["github a/b: \(refusal.reason)"])
    }
  }

  // MARK: What is typed

  @Test func `without its key or its program nothing begins`() throws {
    try Shop.with { shop in
      _ = #expect(throws: LoopError.needs(argument: "SENTRY_AUTH_TOKEN", why: "nothing can be pulled without a key")) {
        _ = try Pulling(shop) { $0.pulls = ["sentry=a/b"] }
      }
      #expect(throws: LoopError.missingProgram("gh")) {
        _ = try Pulling(shop, variables: ["PATH": "/nowhere"]) { $0.pulls = ["github=a/b"] }
      }
      #expect(throws: LoopError.missingProgram("curl")) {
        _ = try Pulling(shop, variables: ["PATH": "/nowhere"]) { $0.scrapes = ["http://a.example"] }
      }
    }
  }

  @Test(arguments: [
    "sentry", "sentry=a", "sentry=a/b/c", "sentry=../b", "sentry=a/b?x", "nobody=a/b", "posthog=1/2", "github=a",
    "github=a/", "posthog=",
  ])
  func `what is no place to pull from is refused`(_ typed: String) throws {
    try Shop.with { shop in
      let keys = ["SENTRY_AUTH_TOKEN": Self.key, "POSTHOG_PERSONAL_API_KEY": Self.key]
      #expect(throws: LoopError.self) { _ = try Pulling(shop, variables: keys) { $0.pulls = [typed] } }
    }
  }
}

extension Timestamp {
  fileprivate init(seconds: Int) { self.init(nanoseconds: Int64(seconds) * 1_000_000_000) }
}
