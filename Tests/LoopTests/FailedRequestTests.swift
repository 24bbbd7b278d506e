import Domain
import Formats
import Loop
import Store
import TestSupport
import Testing

/// Requests that failed with a status: they count unless an exception explains them, however the records come.
@Suite struct FailedRequestTests {
  private static let second = SampleSignals.firstSecond + 3 * 86_400

  private static func attribute(_ key: String, _ value: String) -> String {
    #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
  }

  /// A span of a trace, in a request of its own.
  private static func span(
    _ id: Int,
    under parent: Int = 0,
    kind: Int = 1,
    status: Int = 0,
    exception: String = "",
    attributes: [String] = [],
    trace: Int = 1,
    service: String = "shop"
  ) -> String {
    let time = "\(second)000000000"
    var members = [
      #""traceId":"000000000000000000000000000000a\#(trace)","spanId":"000000000000000\#(id)","name":"work""#,
      #""startTimeUnixNano":"\#(time)","endTimeUnixNano":"\#(time)","kind":\#(kind)"#,
    ]
    if parent != 0 { members.append(#""parentSpanId":"000000000000000\#(parent)""#) }
    if !exception.isEmpty {
      let named = attribute("exception.type", exception)
      members.append(#""events":[{"name":"exception","timeUnixNano":"\#(time)","attributes":[\#(named)]}]"#)
    }
    var attributes = attributes
    if status > 0 {
      attributes.append(#"{"key":"http.response.status_code","value":{"intValue":"\#(status)"}}"#)
      members.append(#""status":{"code":2}"#)
    }
    members.append(#""attributes":[\#(attributes.joined(separator: ","))]"#)
    let resource = #"{"attributes":[\#(attribute("service.name", service))]}"#
    return
      #"{"resourceSpans":[{"resource":\#(resource),"scopeSpans":[{"spans":[{\#(members.joined(separator: ","))}]}]}]}"#
  }

  /// An exception in a span, as a record of a log.
  private static func log(_ exception: String, in id: Int) -> String {
    let record = [
      #""traceId":"000000000000000000000000000000a1","spanId":"000000000000000\#(id)","severityNumber":17"#,
      #""timeUnixNano":"\#(second)000000000","attributes":[\#(attribute("exception.type", exception))]"#,
    ]
    let resource = #"{"attributes":[\#(attribute("service.name", "shop"))]}"#
    return
      #"{"resourceLogs":[{"resource":\#(resource),"scopeLogs":[{"logRecords":[{\#(record.joined(separator: ","))}]}]}]}"#
  }

  /// Each error of a store: its name, where it happened, and whether somebody is known to have met it.
  private static func errors(_ shop: Shop) throws -> [String] {
    var found: [String] = []
    try shop.books().read { records in
      var filter = SignalFilter()
      filter.kinds = SignalKinds(.error)
      try records.reader.scan(filter, fields: .counts) { batch in
        found += batch.rows.map { row in
          "\(batch.text(row.name)) \(batch.text(row.surface))\(row.subject == 0 ? "" : " to somebody")"
        }
        return true
      }
      let counted = try records.reader.groups().reduce(0) { $0 + Int($1.count) }
      #expect(counted == found.count)
    }
    return found.sorted()
  }

  struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    let records: [String]
    let errors: [String]
    var testDescription: String { name }
  }

  private static let routed = [attribute("http.route", "/pay"), attribute("user.id", "u1")]

  static let stories = [
    Story(
      name: "the exception of a span below",
      records: [
        span(1, kind: 2, status: 500), span(2, under: 1), span(3, under: 2, exception: "KeyError"),
      ],
      errors: ["KeyError "]
    ),
    Story(
      name: "no exception at all, and who it was is known above",
      records: [span(1, attributes: routed), span(2, under: 1, kind: 2, status: 502)],
      errors: ["HTTP 502 /pay to somebody"]
    ),
    Story(
      name: "an exception of a neighbour, which nothing connects",
      records: [
        span(1), span(2, under: 1, kind: 2, status: 500), span(3, under: 1, exception: "KeyError"),
      ],
      errors: ["HTTP 500 ", "KeyError "]
    ),
    Story(
      name: "an exception of another trace",
      records: [span(1, kind: 2, status: 500), span(2, under: 1, exception: "KeyError", trace: 2)],
      errors: ["HTTP 500 ", "KeyError "]
    ),
    Story(
      name: "an exception in the request itself, told by a log",
      records: [span(1, kind: 2, status: 500), log("KeyError", in: 1)],
      errors: ["KeyError "]
    ),
    Story(
      name: "two services, one of which only passes on that it failed",
      records: [
        span(1, kind: 2, status: 500, service: "gate"), span(2, under: 1, kind: 2, status: 500),
      ],
      errors: ["HTTP 500 ", "HTTP 500 "]
    ),
    Story(
      name: "a model that refuses without an exception, and the request that fails of it",
      records: [
        span(1, kind: 2, status: 500),
        span(
          2,
          under: 1,
          kind: 3,
          status: 429,
          attributes: [attribute("gen_ai.operation.name", "chat"), attribute("error.type", "openai.RateLimitError")]
        ),
      ],
      errors: ["openai.RateLimitError "]
    ),
    Story(
      name: "the same, raised up to the request",
      records: [
        span(1, kind: 2, status: 500, exception: "RateLimitError"),
        span(
          2,
          under: 1,
          kind: 3,
          status: 429,
          attributes: [attribute("gen_ai.operation.name", "chat"), attribute("error.type", "openai.RateLimitError")]
        ),
      ],
      errors: ["RateLimitError "]
    ),
    Story(
      name: "a call of something else that fails is no error of its own",
      records: [span(1, kind: 3, status: 500)],
      errors: []
    ),
  ]

  @Test(arguments: stories)
  func `whatever the cut and the order of the records, the errors are the same`(_ story: Story) throws {
    let orders = [story.records, story.records.reversed(), story.records + story.records]
    for records in orders {
      try Shop.with { shop in
        try shop.take(records.joined(separator: "\n"), at: Shop.moment(day: 12))
        #expect(try Self.errors(shop) == story.errors, "one file")
        #expect(try shop.faults().isEmpty)
      }
      try Shop.with { shop in
        let post = try Self.watch(shop)
        for record in records {
          let path = record.contains("resourceLogs") ? "/v1/logs" : "/v1/traces"
          #expect(post.receiver.answer(Self.post(path, record)).status == 200)
        }
        Self.finish(post)
        #expect(try Self.errors(shop) == story.errors, "a body each")
      }
    }
  }

  @Test func `a failure that waits is counted by the next import, where nobody has explained it by then`() throws {
    try Shop.with { shop in
      let failed = [Self.span(1, kind: 2, status: 500), Self.span(2, kind: 2, status: 503, trace: 2)]
      try Self.hold(failed.joined(separator: "\n"), shop)
      #expect(try Self.errors(shop) == [])
      try shop.take(Self.span(3, under: 1, exception: "KeyError"), as: "late.jsonl", at: Shop.moment(day: 13))
      #expect(try Self.errors(shop) == ["HTTP 503 ", "KeyError "])
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `who is forgotten stands in nothing that waits`() throws {
    try Shop.with { shop in
      let failed = Self.span(1, kind: 2, status: 500, attributes: Self.routed)
      try Self.hold(failed, shop)
      let report = try Erasure(subject: "u1", isDryRun: false).run(shop.books(at: Shop.moment(day: 12)))
      #expect(report.isKnown)
      #expect(try Self.errors(shop) == ["HTTP 500 /pay"])
      #expect(try shop.books().read { try $0.reader.firstWaitingDue() } == nil)
    }
  }

  private struct Interruption: Error {}

  /// Takes in a file by an import that is interrupted before its second one, and so before it counts what waits.
  private static func hold(_ text: String, _ shop: Shop) throws {
    let paths = [
      try shop.fixture.write(text, to: "files/first.jsonl"), try shop.fixture.write("{}\n", to: "files/second.jsonl"),
    ]
    let importer = Importer(
      workplace: shop.workplace(at: Shop.moment(day: 12)),
      desk: shop.desk,
      isDryRun: false,
      sourceName: nil
    )
    var isSecond = false
    #expect(throws: Interruption.self) {
      _ = try importer.run(paths, checkpoint: { if isSecond { throw Interruption() } }) { progress in
        isSecond = isSecond || progress.path.hasSuffix("second.jsonl")
      }
    }
  }

  private static func post(_ path: String, _ body: String) -> Receiver.Request {
    Receiver.Request(method: "POST", path: path, query: "", headers: [], body: Array(body.utf8))
  }

  private static func watch(_ shop: Shop) throws -> WatchPost {
    try WatchPost(
      workplace: shop.workplace(at: Shop.moment(day: 12)),
      desk: shop.desk,
      token: nil,
      spoolLimit: WatchPost.spoolLimit
    )
  }

  private static func finish(_ post: WatchPost) {
    post.drain.end()
    post.drain.run()
  }
}
