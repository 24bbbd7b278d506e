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

/// Queries of Prometheus's that a watch asks again and again.
@Suite struct RangeQueryTests {
  /// A Prometheus that answers each step of a query with the step's own time.
  private static func answer(_ request: HTTPRequest) -> HTTPResponse {
    let words = words(request)
    guard request.head.path == "/prom/api/v1/query_range", let first = words["start"].flatMap({ Int64($0) }),
      let last = words["end"].flatMap({ Int64($0) }), let step = words["step"].flatMap({ Int64($0) }), step > 0,
      (last - first) / step < 11_000
    else { return HTTPResponse(400, body: Array(#"{"status":"error","errorType":"bad_data","error":"no"}"#.utf8)) }
    let values = stride(from: first, through: last, by: Int64.Stride(step)).map { "[\($0),\"\($0)\"]" }
    let text = #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"route":"/pay"},"values":["#
    return HTTPResponse(200, body: Array((text + values.joined(separator: ",") + "]}]}}").utf8))
  }

  private static func words(_ request: HTTPRequest) -> [String: String] {
    let pairs = request.head.query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
  }

  private static let query = "sum by (route) (rate(orders_total{till!=\"[1]\"}[5m]))"

  private static func samples(_ shop: Shop, named name: String = query) throws -> Int64 {
    let series = SeriesID.metric(service: "", name: name + #"{route="/pay"}"#)
    return try shop.books().read { try $0.reader.buckets(series, in: 0..<Int64.max / 2) }.reduce(0) { $0 + $1.count }
  }

  @Test func `each step is asked for once, whenever that is and through restarts`() throws {
    try Shop.with { shop in
      try Vendor.with(Self.answer) { vendor in
        let list: (inout PullList) -> Void = {
          $0.queries = ["\(vendor.address)/prom/ \(Self.query)"]
          $0.every = "60"
        }
        let week: Int64 = 7 * 24 * 60
        do {
          let pulling = try Pulling(shop, list)
          pulling.round()
          #expect(vendor.requests.count == Int((week + 1_999) / 2_000))
          pulling.round(after: 60)
          pulling.round(after: 90)
          #expect(pulling.finish().accepted == Int(week) - 1 + 2)
        }
        // An hour later, half a minute past the full one, another watch goes on where that one was.
        let pulling = try Pulling(shop, at: Pulling.start.adding(3_630), list)
        pulling.round()
        let report = pulling.finish()
        #expect(report.accepted == 58 && report.duplicates == 0)
        #expect(try Self.samples(shop) == week - 1 + 60)
        let asked = vendor.requests.map(Self.words)
        #expect(Set(asked.compactMap { $0["query"]?.removingPercentEncoding }) == [Self.query])
        let spans = asked.map { (Int64($0["start"] ?? "") ?? 0, Int64($0["end"] ?? "") ?? 0) }
        for (before, after) in zip(spans, spans.dropFirst()) { #expect(after.0 == before.1 + 60) }
        #expect(spans.allSatisfy { $0.0 % 60 == 0 && $0.1 % 60 == 0 })
      }
    }
  }

  @Test func `a query has the name it is given, and two of them are told apart`() throws {
    try Shop.with { shop in
      try Vendor.with(Self.answer) { vendor in
        let pulling = try Pulling(shop) {
          $0.queries = ["rate=\(vendor.address)/prom a/b", "share=\(vendor.address)/prom/api/v1/query_range b/c"]
          $0.every = "3600"
        }
        pulling.round()
        #expect(pulling.problems == [])
        #expect(pulling.finish().rejected == 0)
        #expect(try Self.samples(shop, named: "rate") == 7 * 24 - 1)
        #expect(try Self.samples(shop, named: "share") == 7 * 24 - 1)
      }
    }
  }

  @Test func `a mark is moved only once the answer is on disk`() throws {
    try Shop.with { shop in
      try Vendor.with({ _ in HTTPResponse(200, body: Array(#"{"status":"success","data":{}}"#.utf8)) }) { vendor in
        let pulling = try Pulling(shop) { $0.queries = ["\(vendor.address)/prom up"] }
        pulling.round()
        pulling.round(after: 30)
        #expect(pulling.problems.first?.hasSuffix("the answer is no range of samples") == true)
        let starts = vendor.requests.map { Self.words($0)["start"] ?? "" }.compactMap { Int64($0) }
        #expect(starts.count == 2 && starts[1] == starts[0] + 30)
        #expect(pulling.finish().accepted == 0)
      }
    }
  }

  @Test func `an answer that is too long is asked for in parts`() throws {
    try Shop.with { shop in
      let answer: @Sendable (HTTPRequest) -> HTTPResponse = { request in
        let words = Self.words(request)
        let span = (Int64(words["end"] ?? "") ?? 0) - (Int64(words["start"] ?? "") ?? 0)
        return span > 60 * 3_600
          ? HTTPResponse(200, body: Array(repeating: 0x20, count: 21 << 20)) : Self.answer(request)
      }
      try Vendor.with(answer) { vendor in
        let pulling = try Pulling(shop) {
          $0.queries = ["rate=\(vendor.address)/prom up"]
          $0.every = "3600"
        }
        pulling.round()
        #expect(pulling.problems == [])
        #expect(pulling.finish().accepted == 7 * 24 - 1)
      }
    }
  }

  @Test(arguments: [
    ("", 400, "the question is none that it can answer (400)"), ("[]", 200, "the answer is no range of samples"),
    (#"{"status":"success","data":{"resultType":"vector","result":[]}}"#, 200, "the answer is no range of samples"),
    ("{", 200, "the answer is no range of samples"), ("", 503, "it answers 503"),
  ])
  func `what is no answer to a query is said`(_ body: String, _ status: Int, _ reason: String) throws {
    try Shop.with { shop in
      try Vendor.with({ _ in HTTPResponse(status, body: Array(body.utf8)) }) { vendor in
        let pulling = try Pulling(shop) { $0.queries = ["\(vendor.address) up"] }
        pulling.round()
        #expect(pulling.problems == ["query \(vendor.address) up: \(reason)"])
      }
    }
  }

  @Test(arguments: ["http://a.example", "http://a.example ", "up", "a.example up", "http://a.example?x=1 up"])
  func `what is no address and query is refused`(_ typed: String) throws {
    try Shop.with { shop in
      _ = #expect(throws: LoopError.self) { _ = try Pulling(shop) { $0.queries = [typed] } }
    }
  }
}
