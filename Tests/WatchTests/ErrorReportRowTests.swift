import Bytes
import Domain
import Formats
import Testing
import Watch

/// Rows of what Sentry's and PostHog's libraries send.
@Suite struct ErrorReportRowTests {
  /// An envelope with one item.
  private static func envelope(_ type: String, _ payload: String, id: String = "0123456789abcdef0123456789abcdef")
    -> String
  {
    #"{"event_id":"\#(id)","sent_at":"2026-11-20T09:30:11Z"}"# + "\n{\"type\":\"\(type)\"}\n\(payload)\n"
  }

  private static func error(_ members: String = "", value: String = "card") -> String {
    #"""
    {"timestamp":"2026-11-20T09:30:10Z","platform":"python","release":"shop@1.2.3","environment":"production",\#
    "exception":{"values":[{"type":"shop.KeyError","value":"\#(value)","stacktrace":{"frames":[\#
    {"filename":"cart.py","function":"total","lineno":12}]}}]}\#(members.isEmpty ? "" : "," + members)}
    """#
  }

  private static func watchEnvelope(_ text: String) -> WatchedBatch { watch(text, as: .sentryEnvelope) }

  @Test func `a report is an error with evidence and a candidate for a group`() throws {
    let members = #"""
      "transaction":"POST /orders/8812/pay","user":{"email":"Ana@Shop.example"},"fingerprint":["pay"],\#
      "contexts":{"trace":{"trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0000000000000007"}}
      """#
    let watched = Self.watchEnvelope(Self.envelope("event", Self.error(members)))
    let row = try #require(watched.batch.rows.first)
    #expect(watched.batch.rows.map(\.kind) == [.error])
    #expect(row.status == .error && row.severity == 17 && row.time == 1_795_167_010_000_000)
    #expect(watched.texts(row) == ["sentry", "shop", "production", "1.2.3", "shop.KeyError", "/orders/{id}/pay"])
    #expect(row.subject == Identities(secret: secret).hash(.subject, of: "ana@shop.example"))
    #expect(row.trace == TraceID(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10) && row.span == 7)
    let stack = "Traceback (most recent call last):\n  File \"cart.py\", line 12, in total\nshop.KeyError: card"
    #expect(watched.batch.evidence.map(\.text) == ["shop.KeyError: card\n\n\(stack)"])
    // Whoever has the public key can send it.
    #expect(watched.batch.evidence.map(\.trust) == [.attackerWritable])
    #expect(
      watched.candidates == [
        GroupCandidate(
          row: 0,
          kind: .error,
          errorType: "shop.KeyError",
          message: "card",
          fingerprint: "pay",
          stack: stack,
          service: "shop",
          surface: "/orders/{id}/pay"
        )
      ]
    )
  }

  @Test func `the id of the event tells it from every other`() {
    let one = Self.envelope("event", Self.error())
    let other = Self.envelope("event", Self.error(), id: "1123456789abcdef0123456789abcdef")
    let edited = Self.envelope("event", Self.error(value: "cards"))
    let keys = [one, one, other, edited].map { Self.watchEnvelope($0).batch.rows.map(\.key) }
    #expect(keys[0] == keys[1] && keys[0] == keys[3] && keys[0] != keys[2])
    let named = watch(one, as: .sentryEnvelope) { $0.source = "backend" }
    #expect(named.batch.rows.map(\.key) != keys[0] && named.texts(named.batch.rows[0])[0] == "backend")
  }

  @Test(arguments: [
    "0123456789ABCDEF0123456789ABCDEF", "01234567-89ab-cdef-0123-456789abcdef", "01234567-89AB-CDEF-0123-456789ABCDEF",
  ])
  func `an id is the same with dashes and in upper case`(_ id: String) {
    func keys(_ type: String, _ payload: String, _ id: String) -> [SignalKey] {
      Self.watchEnvelope(Self.envelope(type, payload, id: id)).batch.rows.map(\.key)
    }
    let plain = "0123456789abcdef0123456789abcdef"
    for level in ["error", "warning"] {
      let message = #"{"timestamp":1795167010,"level":"\#(level)","message":"no stock"}"#
      #expect(keys("event", message, id).count == 1)
      #expect(keys("event", message, id) == keys("event", message, plain))
      let own = message.replacing(#"{"timestamp""#, with: #"{"platform":"python","event_id":"\#(id)","timestamp""#)
      #expect(watch(own).batch.rows.map(\.key) == keys("event", message, plain))
    }
    func session(_ id: String) -> String { #"{"sid":"\#(id)","status":"ok","timestamp":1795167011}"# }
    #expect(keys("session", session(id), plain) == keys("session", session(plain), plain))
    func checkIn(_ id: String) -> String { #"{"check_in_id":"\#(id)","monitor_slug":"m","status":"ok"}"# }
    #expect(keys("check_in", checkIn(id), plain) == keys("check_in", checkIn(plain), plain))
  }

  @Test(arguments: ["warning", "info", "error"])
  func `an event of any level is told by its id alone`(_ level: String) {
    func keys(_ id: Int, at time: Int = 1_795_167_010) -> [SignalKey] {
      let event = #"{"timestamp":\#(time),"level":"\#(level)","message":"no stock"}"#
      let text = Self.envelope("event", event, id: "0123456789abcdef0123456789abcde\(id)")
      return Self.watchEnvelope(text).batch.rows.map(\.key)
    }
    #expect(keys(1).count == 1)
    #expect(keys(1) != keys(2) && keys(1) == keys(1, at: 1_795_167_011))
  }

  @Test func `the pattern of a message groups it, and the message is the evidence`() {
    let entry = #"{"message":"cannot send mail to %s","formatted":"cannot send mail to the customer"}"#
    let event = #"{"timestamp":1795167010,"level":"error","logentry":\#(entry)}"#
    let watched = Self.watchEnvelope(Self.envelope("event", event))
    #expect(watched.candidates.map(\.message) == ["cannot send mail to %s"])
    #expect(watched.batch.evidence.map(\.text) == ["cannot send mail to the customer"])
  }

  @Test func `secrets are masked in everything that is kept`() {
    let key = "AKIAIOSFODNN7EXAMPLE"
    let frame = #"{"filename":"\#(key).py","function":"\#(key)","lineno":1}"#
    let members =
      #""transaction":"\#(key)","fingerprint":["\#(key)"],"tags":{"service":"\#(key)"},"server_name":"\#(key)""#
    let event = Self.error(members, value: key).replacing(
      #"{"filename":"cart.py","function":"total","lineno":12}"#,
      with: frame
    )
    let watched = Self.watchEnvelope(Self.envelope("event", event))
    #expect(watched.batch.rows.count == 1)
    #expect(watched.allTexts.allSatisfy { !$0.contains(key) }, "\(watched.allTexts)")
    #expect(watched.candidates.allSatisfy { !$0.fingerprint.contains(key) })
  }

  @Test func `an error from the future is rejected`() {
    let text = Self.envelope("event", Self.error())
    let watched = watch(text, as: .sentryEnvelope) { $0.latest = Timestamp(microseconds: 1_000_000) }
    #expect(watched.batch.rows.isEmpty && watched.rejects.count == 1)
  }

  // MARK: Other items

  @Test func `a failed transaction is a span, and its error comes by itself`() throws {
    let payload = #"""
      {"transaction":"POST /pay","start_timestamp":1795167010,"timestamp":1795167011,"release":"shop@1","user":{"id":"u1"},\#
      "contexts":{"trace":{"trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0000000000000001",\#
      "op":"http.server","status":"internal_error"}}}
      """#
    let watched = Self.watchEnvelope(Self.envelope("transaction", payload))
    let row = try #require(watched.batch.rows.first)
    #expect(watched.batch.rows.map(\.kind) == [.span] && row.status == .error && row.duration == 1_000_000)
    #expect(watched.texts(row) == ["sentry", "shop", "", "1", "POST /pay", "/pay"])
    #expect(row.subject == Identities(secret: secret).hash(.subject, of: "u1"))
  }

  @Test func `the span that both tell has one key`() {
    let sentry = #"""
      {"items":[{"trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0000000000000001","name":"work",\#
      "start_timestamp":1700000000,"end_timestamp":1700000000.25}]}
      """#
    let one = Self.watchEnvelope(Self.envelope("span", sentry)).batch.rows.map(\.key)
    #expect(one == watch(request(span(1))).batch.rows.map(\.key))
  }

  @Test func `an error of a logger that is sent as an event too is a line of its log`() {
    func log(_ origin: String) -> String {
      #"""
      {"items":[{"timestamp":1795167011,"level":"error","body":"no answer","attributes":{\#
      "sentry.origin":{"value":"\#(origin)","type":"string"}}},{"timestamp":1795167011,"level":"info","body":"x"}]}
      """#
    }
    let echo = Self.watchEnvelope(Self.envelope("log", log("auto.log.stdlib")))
    #expect(echo.batch.rows.map(\.kind) == [.log, .log] && echo.candidates.isEmpty)
    let own = Self.watchEnvelope(Self.envelope("log", log("manual")))
    #expect(own.batch.rows.map(\.kind) == [.error, .log] && own.candidates.count == 1)
  }

  @Test func `a session is named by how it stands and has its errors as its value`() throws {
    let session =
      #"{"sid":"s1","did":"u1","status":"crashed","errors":2,"duration":1.5,"timestamp":1795167011,"started":1795167010}"#
    let watched = Self.watchEnvelope(Self.envelope("session", session))
    let row = try #require(watched.batch.rows.first)
    #expect(row.kind == .session && row.status == .error && row.value == 2 && row.duration == 1_500_000)
    #expect(watched.texts(row)[4] == "crashed" && row.subject != 0 && row.session != 0)
    let later = session.replacing("1795167011", with: "1795167012").replacing("crashed", with: "ok")
    let other = Self.watchEnvelope(Self.envelope("session", later)).batch.rows
    #expect(other.map(\.status) == [.ok] && other[0].key != row.key && other[0].session == row.session)
  }

  @Test func `counted sessions have no session, and their number as their value`() {
    let counts = #"{"aggregates":[{"started":1795167000,"exited":40,"crashed":1}],"attrs":{"release":"shop@1"}}"#
    let watched = Self.watchEnvelope(Self.envelope("sessions", counts))
    #expect(watched.batch.rows.map(\.value) == [40, 1] && watched.batch.rows.allSatisfy { $0.session == 0 })
    #expect(Set(watched.batch.rows.map(\.key)).count == 2)
  }

  @Test func `counts of two processes are two, and those sent again the same`() {
    let counts = #"{"aggregates":[{"started":1795167000,"exited":40}],"attrs":{"release":"shop@1"}}"#
    let one = Self.envelope("sessions", counts)
    let other = one.replacing("09:30:11Z", with: "09:30:11.2Z")
    #expect(Self.watchEnvelope(one + other).batch.rows.count == 2)
    #expect(Set(Self.watchEnvelope(one + other + one).batch.rows.map(\.key)).count == 2)
  }

  @Test func `a check-in is named by its job; its beginning and its end are two`() throws {
    func checkIn(_ status: String) -> WatchedBatch {
      let payload = #"{"check_in_id":"c1","monitor_slug":"nightly","status":"\#(status)","duration":2}"#
      return Self.watchEnvelope(Self.envelope("check_in", payload))
    }
    let rows = ["in_progress", "ok", "error"].flatMap { checkIn($0).batch.rows }
    #expect(rows.map(\.kind) == [.checkIn, .checkIn, .checkIn] && rows.map(\.status) == [.unset, .ok, .error])
    #expect(Set(rows.map(\.key)).count == 3)
    let watched = checkIn("ok")
    #expect(watched.texts(watched.batch.rows[0])[4] == "nightly")
  }

  @Test func `feedback is a message of its source, on the page it was written on`() throws {
    let feedback = #"{"message":"I paid twice","contact_email":"a@b.example","url":"https://shop.example/pay/77?x=1"}"#
    let event = #"{"timestamp":1795167010,"contexts":{"feedback":\#(feedback)}}"#
    let watched = Self.watchEnvelope(Self.envelope("feedback", event))
    let row = try #require(watched.batch.rows.first)
    #expect(row.kind == .message && watched.texts(row) == ["sentry", "", "", "", "feedback", "/pay/{id}"])
    #expect(watched.candidates.map(\.text) == ["I paid twice"])
  }

  @Test func `an exception of PostHog's is an error of its own source`() throws {
    let text = #"""
      {"event":"$exception","uuid":"e1","distinct_id":"u1","timestamp":"2026-11-20T09:30:44Z","properties":{\#
      "$exception_list":[{"type":"E","value":"x"}],"$current_url":"https://shop.example/pay?token=1"}}
      """#
    let watched = watch(text)
    let row = try #require(watched.batch.rows.first)
    #expect(watched.texts(row) == ["posthog", "", "", "", "E", "/pay"])
    #expect(row.key == watch(text).batch.rows[0].key && row.subject != 0)
  }
}
