import Bytes
import Formats
import Testing

@Suite struct WireTests {
  // MARK: Paths

  @Test(arguments: [
    ("/v1/traces", WireRoute.traces), ("/v1/logs/", .logs), ("/api/public/otel/v1/traces", .traces),
    ("/i/v1/metrics", .metrics), ("/api/17/integration/otlp/v1/logs", .logs), ("/api/4507/envelope/", .sentryEnvelope),
    ("/api/1/store/", .sentryStore), ("/batch/", .batch), ("/in/posthog/batch", .postHog),
    ("/in/amplitude/batch", .amplitude), ("/in/segment/batch", .segment), ("/track", .track),
    ("/in/mixpanel/track", .mixpanel), ("/in/posthog/engage", .postHog), ("/e/", .postHog), ("/i/v0/e/", .postHog),
    ("/i/v1/analytics/events", .postHogEvents), ("/flags/", .postHogFlags), ("/v1/batch", .segment),
    ("/2/httpapi", .amplitude), ("/bulk", .launchDarkly), ("/events/bulk/abc", .launchDarkly),
    ("/diagnostic", .launchDarklyDiagnostic), ("/v1/log_event", .statsig), ("/api/v1/write", .prometheus),
    ("/runs/multipart", .langSmith), ("/runs/01a1f848-be4a-79ed-9fec-2d68ddfc490f", .langSmith),
    ("/v1/trace_annotations", .scores), ("/feedback", .scores), ("/info", .langSmithInfo),
    ("/api/public/scores", .scores),
    ("/api/public/ingestion", .langfuse),
    ("/webhooks/github", .webhook), ("/in/amplitude/anything", .amplitude), ("/v1/signals", .signals),
  ]) func `a path leads to the library that asks`(_ path: String, _ route: WireRoute) {
    #expect(WireRoute.find(path) == route)
  }

  @Test(arguments: [
    "/", "", "/v2/traces", "/api/1/2/envelope", "/in", "/in/nobody/x", "/webhooks", "/webhooks/a/b", "/api/public",
    "/runs/query",
    "/runs/01a1f848/share", "/v1development/profiles", "/ofrep/v1/evaluate/flags",
  ])
  func `other paths lead nowhere`(_ path: String) {
    #expect(WireRoute.find(path) == nil)
  }

  @Test func `a route's name in the spool leads back to it`() {
    for route in WireRoute.allCases { #expect(WireRoute(rawValue: route.rawValue) == route) }
  }

  @Test func `an answer names so many events and no more`() throws {
    let events = (1...12_000).map { "{\"uuid\":\"\($0)\"}" }.joined(separator: ",")
    let body = Array("{\"batch\":[\(events)]}".utf8)
    let answer = try JSONDocument(WireAnswer.success(WireBody(route: .postHogEvents), body).body).root
    #expect(answer["results"]?.count == 10_000)
  }

  // MARK: Bodies

  private static let event = #"{"event":"x","properties":{"time":1700000000,"distinct_id":"u 1","$insert_id":"a"}}"#
  private static let form = "application/x-www-form-urlencoded"

  @Test(arguments: [
    ("data=%7B%22a%22%3A%22b+c%22%7D&verbose=1", #"{"a":"b c"}"#), ("ip=0&data=[1]", "[1]"),
    ("data=" + Base64.standard.encode(Array(#"{"a":1}"#.utf8)), #"{"a":1}"#), ("data=%7B%zz", "{%zz"),
  ]) func `a form has its content under data`(_ body: String, _ content: String) throws {
    let wire = WireBody(route: .track, type: Self.form)
    #expect(try String(decoding: wire.content(of: Array(body.utf8)), as: UTF8.self) == content)
  }

  @Test func `a body packed in a coding nobody reads, or damaged, has none`() {
    #expect(throws: WireBody.Problem.unknownCoding) {
      _ = try WireBody(route: .traces, coding: "compress").content(of: [1, 2, 3])
    }
    #expect(throws: WireBody.Problem.self) { _ = try WireBody(route: .traces, coding: "gzip").content(of: [1, 2, 3]) }
    #expect(throws: WireBody.Problem.self) { _ = try WireBody(route: .traces, coding: "br").content(of: [0xff, 0xff]) }
  }

  @Test func `events are read whichever way they come`() throws {
    for (type, body) in [("application/json", Self.event), (Self.form, "data=" + Self.event)] {
      let wire = WireBody(route: .mixpanel, type: type)
      var batch = RecordBatch()
      wire.read(try wire.content(of: Array(body.utf8)), received: 0, into: &batch)
      #expect(batch.events.map { batch.string($0.name) } == ["x"])
      #expect(batch.events.map { batch.string($0.subject) } == ["u 1"])
    }
  }

  @Test func `a webhook's form has its content under payload`() throws {
    let wire = WireBody(route: .webhook, type: Self.form, label: "github\nping\n1")
    #expect(
      try String(decoding: wire.content(of: Array("payload=%7B%22a%22%3A1%7D".utf8)), as: UTF8.self) == #"{"a":1}"#
    )
  }

  /// One body of each kind, as its library sends it.
  private static let bodies: [(WireRoute, String, String)] = [
    (.traces, "application/json", request(span: spanIDs + spanStart + #""name":"x""#)),
    (
      .logs, "application/json",
      request(log: #""timeUnixNano":"1700000000000000000","severityNumber":17,"body":{"stringValue":"x"}"#)
    ),
    (
      .sentryEnvelope, "application/x-sentry-envelope",
      #"{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}"# + "\n" + #"{"type":"event"}"# + "\n"
        + #"{"timestamp":1700000000,"exception":{"values":[{"type":"E","value":"v"}]}}"#
    ),
    (
      .sentryStore, "application/json",
      #"{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","timestamp":1700000000,"platform":"python","#
        + #""exception":{"values":[{"type":"E","value":"v"}]}}"#
    ),
    (
      .postHog, "application/json",
      #"{"batch":[{"event":"x","uuid":"1","distinct_id":"u","timestamp":"2025-09-01T10:00:00Z"}]}"#
    ),
    (
      .segment, "application/json",
      #"{"batch":[{"type":"track","messageId":"1","event":"x","userId":"u","timestamp":"2025-09-01T10:00:00Z"}]}"#
    ),
    (.mixpanel, form, "data=" + event), (.track, form, "data=" + event),
    (
      .amplitude, "application/json",
      #"{"events":[{"event_type":"x","user_id":"u","time":1700000000000,"insert_id":"1"}]}"#
    ),
    (
      .launchDarkly, "application/json",
      #"[{"kind":"custom","creationDate":1700000000000,"key":"x","context":{"kind":"user","key":"u"}}]"#
    ),
    (.statsig, "application/json", #"{"events":[{"eventName":"x","time":1700000000000,"user":{"userID":"u"}}]}"#),
    (
      .langSmith, "multipart/form-data; boundary=b",
      "--b\r\nContent-Disposition: form-data; name=\"post.1\"\r\nContent-Type: application/json\r\n\r\n"
        + #"{"id":"1","trace_id":"1","dotted_order":"20250901T100000000000Z1","run_type":"llm","name":"m","#
        + #""start_time":"2025-09-01T10:00:00Z","end_time":"2025-09-01T10:00:01Z"}"# + "\r\n--b--\r\n"
    ),
    (
      .webhook, "application/json",
      #"{"action":"closed","number":1,"pull_request":{"id":2,"number":1,"merged":true,"title":"t","#
        + #""html_url":"https://github.com/o/r/pull/1","merged_at":"2025-09-01T10:00:00Z","merge_commit_sha":"9f8c1b2a7d6e"},"#
        + #""repository":{"full_name":"o/r"}}"#
    ),
    (.signals, "text/csv", "created_at,body\n2025-09-01T10:00:00Z,The export fails\n"),
    (.signals, "text/plain", #"{"kind":"event","time":"2025-09-01T10:00:00Z","name":"x"}"#),
  ]

  @Test(arguments: bodies.indices) func `a body of each kind is read for what it is`(_ place: Int) throws {
    let (route, type, body) = Self.bodies[place]
    let wire = WireBody(route: route, type: type)
    var batch = RecordBatch()
    wire.read(try wire.content(of: Array(body.utf8)), received: 0, into: &batch)
    #expect(batch.count == 1, "\(route): \(batch.rejects.listed) \(batch.skips.counts)")
    #expect(batch.rejects.count == 0)
  }

  @Test func `runs are read as parts or as JSON, and a score is left out`() throws {
    func batch(_ route: WireRoute, _ body: String) -> RecordBatch {
      var batch = RecordBatch()
      WireBody(route: route).read(Array(body.utf8), received: 0, into: &batch)
      return batch
    }
    let run =
      #"{"id":"r1","trace_id":"t1","run_type":"llm","name":"chat","start_time":"2026-11-20T09:27:59Z","#
      + #""end_time":"2026-11-20T09:28:00Z"}"#
    #expect(batch(.langSmith, LangSmithPartTests.body([("post.r1", run)])).spans.count == 1)
    #expect(batch(.langSmith, run).spans.count == 1)
    let left = batch(.scores, #"{"id":"s1","traceId":"t1","name":"helpful","value":1}"#)
    // Who sends it by hand says no time; it is when it came.
    #expect(left.events.map { left.string($0.name) } == ["score helpful"] && left.rejects.count == 0)
  }

  // MARK: Answers

  /// What its library for Python looks up without asking whether it is there (release 0.15).
  @Test(arguments: ["size_limit", "size_limit_bytes", "scale_up_nthreads_limit", "scale_up_qsize_trigger"])
  func `LangSmith's library is told every number that it sends by`(_ name: String) throws {
    let root = try JSONDocument(WireAnswer.success(WireBody(route: .langSmithInfo), []).body).root
    #expect(try #require(root["batch_ingest_config"]?[name]?.number) > 0)
    #expect(root["instance_flags"]?["zstd_compression_enabled"]?.bool == true)
  }

  private static func text(_ answer: WireAnswer) -> String { String(decoding: answer.body, as: UTF8.self) }

  struct Case: Sendable, CustomTestStringConvertible {
    let route: WireRoute
    var type = "application/json"
    var body = "{}"
    let status: Int
    let answer: String
    var testDescription: String { route.rawValue }
  }

  @Test(arguments: [
    Case(route: .traces, status: 200, answer: "{}"),
    Case(route: .traces, type: "application/x-protobuf", status: 200, answer: ""),
    Case(
      route: .sentryEnvelope,
      body: "{\"event_id\":\"9ec7\"}\n{\"type\":\"event\"}\n{}",
      status: 200,
      answer: #"{"id":"9ec7"}"#
    ),
    Case(route: .sentryEnvelope, body: "{}\n{\"type\":\"session\"}\n{}", status: 200, answer: "{}"),
    Case(route: .sentryEnvelope, body: "torn", status: 200, answer: "{}"),
    // Its Python library takes any status but this for a failure.
    Case(route: .postHog, status: 200, answer: #"{"status":"Ok"}"#),
    Case(
      route: .postHogEvents,
      body: #"{"batch":[{"uuid":"a"},{"uuid":"b"},{"uuid":"a"}]}"#,
      status: 200,
      answer: #"{"results":{"a":{"result":"ok"},"b":{"result":"ok"}}}"#
    ),
    Case(route: .batch, body: #"{"api_key":"k","batch":[]}"#, status: 200, answer: #"{"status":"Ok"}"#),
    Case(route: .batch, body: #"{"writeKey":"k","batch":[]}"#, status: 200, answer: #"{"success":true}"#),
    Case(
      route: .batch,
      body: #"{"api_key":"k","events":[{},{}]}"#,
      status: 200,
      answer: #"{"code":200,"events_ingested":2,"payload_size_bytes":32}"#
    ),
    Case(route: .track, status: 200, answer: #"{"status":1,"error":null}"#),
    Case(route: .launchDarkly, status: 202, answer: ""),
    Case(route: .statsig, status: 202, answer: #"{"success":true}"#),
    Case(route: .prometheus, status: 204, answer: ""),
    Case(
      route: .webhook,
      body: #"{"type":"url_verification","challenge":"c3"}"#,
      status: 200,
      answer: #"{"challenge":"c3"}"#
    ),
  ]) func `each library hears what it takes for success`(_ one: Case) {
    let answer = WireAnswer.success(WireBody(route: one.route, type: one.type), Array(one.body.utf8))
    #expect(answer.status == one.status)
    #expect(Self.text(answer) == one.answer)
  }

  @Test func `OTLP is told how many records were not read`() {
    let json = WireAnswer.success(WireBody(route: .logs, type: "application/json"), [], rejected: 2, reason: "no time")
    #expect(Self.text(json) == #"{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"no time"}}"#)
    let packed = WireAnswer.success(WireBody(route: .traces), [], rejected: 300, reason: "no id")
    // Field 1, a message: field 1 the number 300, field 2 the text.
    #expect(packed.body == [0x0a, 10, 0x08, 0xac, 0x02, 0x12, 5] + Array("no id".utf8))
  }

  @Test func `where there is no room, only those who send again are told so`() {
    for route in WireRoute.allCases {
      let answer = WireAnswer.full(WireBody(route: route))
      let isLost = [.sentryEnvelope, .sentryStore, .mixpanel].contains(route)
      #expect((answer == nil) == isLost, "\(route)")
      #expect(answer.map { $0.status == 503 && $0.headers.map(\.name) == ["Retry-After"] } ?? true)
    }
  }
}
