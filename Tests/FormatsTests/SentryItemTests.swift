import Formats
import Testing

/// What is read out of items of Sentry's envelopes that are no events.
@Suite struct SentryItemTests {
  private static func batch(_ type: String, _ payload: String) -> RecordBatch {
    read(envelope((type, payload)), as: .sentryEnvelope)
  }

  private static let trace = "0102030405060708090a0b0c0d0e0f10"

  @Test func `a transaction is a span, with those within it`() throws {
    let payload = #"""
      {"type":"transaction","transaction":"POST /pay","start_timestamp":1795167010.5,"timestamp":1795167011,\#
      "release":"shop@1.2.3","environment":"production","user":{"id":"u1"},"tags":{"tenant_id":"t1"},\#
      "contexts":{"trace":{"trace_id":"\#(Self.trace)","span_id":"0000000000000001","op":"http.server",\#
      "status":"internal_error","data":{"http.response.status_code":500}}},"spans":[\#
      {"trace_id":"\#(Self.trace)","span_id":"0000000000000002","parent_span_id":"0000000000000001","op":"db",\#
      "description":"SELECT 1","start_timestamp":"2026-11-20T09:30:10.6Z","timestamp":"2026-11-20T09:30:10.7Z"},\#
      {"span_id":"x"},{"trace_id":"\#(Self.trace)","span_id":"0000000000000003","op":"task"}]}
      """#
    let batch = Self.batch("transaction", payload)
    #expect(batch.spans.map(\.span) == [1, 2] && batch.spans.map(\.parent) == [0, 1])
    #expect(batch.spans.map(\.kind) == [.server, .client] && batch.spans.map(\.status) == [.error, .unset])
    #expect(batch.spans.map { $0.end - $0.start } == [500_000_000, 100_000_000])
    #expect(batch.spans.map { batch.string($0.name) } == ["POST /pay", "SELECT 1"])
    let shown = batch.shown(try #require(batch.spans.first).attributes)
    #expect(shown == ["='u1'", "='t1'", "='/pay'", "='POST'", "http.response.status_code=500"])
    #expect(batch.resources.map(\.source) == [.sentry])
    #expect(batch.resources.flatMap { batch.shown($0.attributes) } == ["='shop'", "='1.2.3'", "='production'"])
    let reasons = ["a span without its ids", "a span has no time"]
    #expect(batch.rejects.listed.map(\.reason) == reasons)
  }

  @Test func `a transaction without ids is rejected`() {
    let batch = Self.batch("transaction", #"{"transaction":"x","timestamp":1795167011,"contexts":{}}"#)
    #expect(batch.count == 0 && batch.rejects.listed.map(\.reason) == ["a transaction without its ids"])
  }

  @Test func `spans of the second form come in a list`() {
    let span = #"""
      {"trace_id":"\#(Self.trace)","span_id":"0000000000000005","parent_span_id":"0000000000000001","name":"chat",\#
      "status":"ok","is_segment":false,"start_timestamp":1795167011.25,"end_timestamp":1795167011.5,"attributes":{\#
      "sentry.op":{"value":"gen_ai.chat","type":"string"},"user.id":{"value":"u1","type":"string"},\#
      "gen_ai.usage.input_tokens":{"value":187,"type":"integer"},"sentry.release":{"value":"shop@2","type":"string"}}}
      """#
    let batch = Self.batch("span", #"{"version":2,"items":[\#(span),{"name":"x"},7]}"#)
    #expect(batch.spans.map { $0.end - $0.start } == [250_000_000])
    #expect(batch.spans.map(\.status) == [.ok] && batch.spans.map(\.kind) == [.internal])
    #expect(batch.spans.flatMap { batch.shown($0.attributes) }.contains("gen_ai.usage.input_tokens=187"))
    #expect(batch.resources.first.map { batch.shown($0.attributes) } == ["='shop'", "='2'"])
    #expect(batch.rejects.listed.map(\.reason) == ["a span without its ids", "an item is 7"])
  }

  @Test func `log records come in a list`() {
    let record = #"""
      {"timestamp":1795167011.25,"trace_id":"\#(Self.trace)","level":"error","body":"card declined for u4","attributes":{\#
      "sentry.message.template":{"value":"card declined for {user}","type":"string"},\#
      "logger.name":{"value":"pay","type":"string"},"sentry.origin":{"value":"auto.log.stdlib","type":"string"}}}
      """#
    let batch = Self.batch(
      "log",
      #"{"items":[\#(record),{"timestamp":1795167012,"level":"info","body":"x"},{"body":"y"}]}"#
    )
    #expect(batch.logs.map(\.severity) == [17, 9] && batch.logs.map(\.isEcho) == [true, false])
    #expect(batch.logs.map { batch.shown($0.body) } == ["'card declined for u4'", "'x'"])
    #expect(batch.logs.map { batch.string($0.template) } == ["card declined for {user}", ""])
    #expect(batch.logs.map { batch.string($0.scope) } == ["pay", ""])
    #expect(batch.rejects.listed.map(\.reason) == ["a log record has no time"])
  }

  @Test func `a session says how it stands`() throws {
    let batch = Self.batch(
      "session",
      #"""
      {"sid":"s1","did":"u1","init":true,"started":"2026-11-20T09:30:11Z","timestamp":"2026-11-20T09:30:12Z",\#
      "status":"crashed","errors":2,"duration":1.5,"attrs":{"release":"shop@1","environment":"production"}}
      """#
    )
    let session = try #require(batch.sessions.first)
    #expect(session.status == .crashed && session.count == 2 && session.duration == 1_500_000_000)
    #expect(session.time == 1_795_167_012_000_000_000)
    let texts = [session.id, session.subject, session.service, session.release, session.environment]
    #expect(texts.map { batch.string($0) } == ["s1", "u1", "shop", "1", "production"])
    let wrong = Self.batch("session", #"{"sid":"s1","status":"asleep"}"#)
    #expect(wrong.rejects.listed.map(\.reason) == ["a session has the status \"asleep\""])
    #expect(Self.batch("session", "{}").rejects.listed.map(\.reason) == ["a session has no sid"])
  }

  @Test func `sessions that were counted keep their numbers`() {
    let batch = Self.batch(
      "sessions",
      #"""
      {"aggregates":[{"started":"2026-11-20T09:30:00Z","exited":40,"errored":2},{"started":"2026-11-20T09:31:00Z",\#
      "crashed":1,"abnormal":0},{"exited":1}],"attrs":{"release":"1"}}
      """#
    )
    #expect(batch.sessions.map { "\($0.status) \($0.count)" } == ["exited 40", "errored 2", "crashed 1"])
    #expect(batch.rejects.count == 1)
    #expect(Self.batch("sessions", "{}").rejects.count == 1)
  }

  @Test func `a check-in says how a job stands`() throws {
    let batch = Self.batch(
      "check_in",
      #"{"check_in_id":"c1","monitor_slug":"nightly","status":"error","duration":12.5,"release":"shop@1"}"#
    )
    let checkIn = try #require(batch.checkIns.first)
    #expect(checkIn.status == .error && checkIn.duration == 12_500_000_000)
    #expect([checkIn.id, checkIn.monitor, checkIn.service].map { batch.string($0) } == ["c1", "nightly", "shop"])
    #expect(Self.batch("check_in", #"{"status":"ok"}"#).rejects.count == 1)
  }

  @Test func `metrics are points, each an observation by itself`() {
    let payload = #"""
      {"items":[{"timestamp":1795167010.5,"trace_id":"\#(Self.trace)","name":"checkouts","type":"counter","value":2,\#
      "attributes":{"plan":{"value":"pro","type":"string"},"sentry.release":{"value":"shop@1.2","type":"string"},\#
      "sentry.environment":{"value":"prod","type":"string"},"sentry.sdk.name":{"value":"x","type":"string"}}},\#
      {"timestamp":1795167011,"trace_id":"\#(Self.trace)","name":"took","type":"distribution","value":12.5,\#
      "unit":"millisecond"},{"timestamp":1795167011,"name":"depth","type":"gauge","value":4},\#
      {"name":"late","type":"gauge","value":4},{"timestamp":1795167011,"name":"odd","type":"set","value":4},\#
      {"timestamp":1795167011,"name":"none","type":"gauge"}]}
      """#
    let batch = Self.batch("trace_metric", payload)
    #expect(
      batch.points == [
        "checkouts delta 0 1795167010500000000 2.0 ['pro']", "took_millisecond level 0 1795167011000000000 12.5 []",
        "depth level 0 1795167011000000000 4.0 []",
      ]
    )
    #expect(batch.metrics.allSatisfy { $0.isObservation && $0.source == .sentry })
    #expect(batch.metrics.map { batch.link($0) } == ["\(Self.trace) 0", "\(Self.trace) 0", ""])
    #expect(batch.shown(batch.resources[0].attributes).count == 3)
    #expect(batch.rejects.count == 2 && batch.skips.counts == [.missingValues: 1])
  }

  @Test func `what senders have lost is counted, and so is what is not read`() {
    let report = #"{"discarded_events":[{"reason":"queue","category":"error","quantity":3},{"category":"log"}]}"#
    #expect(Self.batch("client_report", report).skips.counts == [.lostBySenders: 4])
    #expect(Self.batch("replay_recording", "x").skips.counts == [.envelopeItems: 1])
  }
}
