import Bytes
import Domain
import Formats
import Testing
import Watch

@Suite struct ErrorRowTests {
  @Test func `an exception is an error with evidence and a candidate for a group`() throws {
    let text = request(
      span(
        1,
        "POST /pay",
        kind: 2,
        with: exception("KeyError", "card", "at pay"),
        attributes: attribute("http.route", "/pay"),
        attribute("user.id", "u1")
      )
    )
    let watched = watch("\n" + text) { $0.origin = "traces.jsonl" }
    let row = try #require(watched.rows(.error).first)
    #expect(watched.batch.rows.map(\.kind) == [.span, .error])
    #expect(row.status == .error && row.severity == 17 && row.duration == 0)
    #expect(row.time == 1_700_000_000_100_000)
    #expect(watched.texts(row) == ["otlp", "shop", "", "", "KeyError", "/pay"])
    #expect(row.subject == watched.batch.rows[0].subject && row.subject != 0)
    #expect(row.span == 1 && !row.trace.isNone)
    // By Python's hmac: HMAC-SHA-256(secret, "error\0KeyError: card\n\nat pay").
    let id = try #require(EvidenceID(hex: "a970cf67ed08dd80da47d22da6ae0fb12ba15dff17fd9aca11aa8fac79c212c3"))
    #expect(
      watched.batch.evidence == [
        Evidence(id: id, kind: .error, text: "KeyError: card\n\nat pay", origin: "traces.jsonl:2", trust: .firstParty)
      ]
    )
    #expect(row.evidence == 0)
    #expect(
      watched.candidates == [
        GroupCandidate(
          row: 1,
          kind: .error,
          errorType: "KeyError",
          message: "card",
          stack: "at pay",
          service: "shop",
          surface: "/pay"
        )
      ]
    )
  }

  struct Failure: Sendable, CustomTestStringConvertible {
    let kind: Int
    let members: String
    var attributes = ""
    /// The evidence; nil where it is no error.
    let text: String?
    var testDescription: String { "kind \(kind) \(members) \(attributes)" }
  }

  private static let failed = #""status":{"code":2,"message":"no answer"}"#

  @Test(arguments: [
    Failure(kind: 2, members: failed, text: "no answer"),
    Failure(kind: 5, members: failed, attributes: attribute("error.type", "Timeout"), text: "Timeout: no answer"),
    Failure(
      kind: 2,
      members: failed,
      attributes: attribute("http.response.status_code", "503"),
      text: "HTTP 503: no answer"
    ),
    Failure(
      kind: 2,
      members: failed,
      attributes: attribute("error.type", "503") + #",{"key":"http.response.status_code","value":{"intValue":"503"}}"#,
      text: "HTTP 503: no answer"
    ),
    Failure(
      kind: 2,
      members: "",
      attributes: #"{"key":"http.status_code","value":{"intValue":500}}"#,
      text: "HTTP 500"
    ),
    Failure(kind: 2, members: "", attributes: attribute("http.response.status_code", "404"), text: nil),
    Failure(kind: 2, members: #""status":{"code":1}"#, text: nil),
    Failure(kind: 3, members: failed, text: nil),
    Failure(kind: 1, members: failed, text: nil),
    // The exception says more than the status.
    Failure(kind: 2, members: failed + "," + exception("E", "why"), text: "E: why"),
    Failure(kind: 1, members: exception("E", ""), text: "E"),
    Failure(kind: 1, members: exception("", "why"), text: "why"),
  ])
  func `a failed request is an error, also without an exception`(_ failure: Failure) {
    let watched = watch(request(span(1, kind: failure.kind, with: failure.members, attributes: failure.attributes)))
    let texts = watched.batch.evidence.map(\.text) + watched.failures.map(\.evidence.text)
    #expect(texts == (failure.text.map { [$0] } ?? []))
    #expect(watched.rows(.error).count + watched.failures.count == (failure.text == nil ? 0 : 1))
    #expect(watched.rows(.span).count == 1)
  }

  @Test func `a request answered with a server error has failed, whatever its status says`() {
    let status = #"{"key":"http.status_code","value":{"intValue":500}}"#
    let watched = watch(request(span(1, kind: 2, attributes: status), span(2, kind: 3, attributes: status)))
    #expect(watched.rows(.span).map(\.status) == [.error, .unset])
  }

  @Test(arguments: [
    ("KeyError", "'card'", "KeyError", "card"),
    ("requests.exceptions.Timeout", "no answer", "Timeout", "no answer"),
    (#"App\\Error"#, "x \\\"y\\\"", "Error", "x y"),
  ])
  func `the log record of an exception is the twin of the span's`(
    _ type: String,
    _ message: String,
    _ logType: String,
    _ logMessage: String
  ) {
    let spans = watch(request(span(1, with: exception(type, message))))
    let ids = #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000001","severityNumber":17"#
    let attributes = attribute("exception.type", logType) + "," + attribute("exception.message", logMessage)
    let body = #""body":{"stringValue":"payment failed"}"#
    let logs = watch(request(log: "\(ids),\(body),\"attributes\":[\(attributes)]"))
    #expect(spans.rows(.error).map(\.key) == logs.rows(.error).map(\.key))
    #expect(logs.rows(.error).count == 1)
  }

  @Test func `another message, type or span is another error`() {
    let others = [
      request(span(1, with: exception("E", "one"))), request(span(1, with: exception("E", "two"))),
      request(span(1, with: exception("F", "one"))), request(span(2, with: exception("E", "one"))),
    ]
    #expect(Set(others.flatMap { watch($0).rows(.error).map(\.key) }).count == 4)
  }

  @Test func `repeats within a span are one, and are counted`() {
    let event = #"{"name":"exception","attributes":[\#(attribute("exception.type", "E"))]}"#
    let watched = watch(request(span(1, with: #""events":[\#(event),\#(event),\#(event)]"#)))
    #expect(watched.rows(.error).count == 1)
    #expect(watched.skips.counts == [.repeatedErrors: 2])
  }

  @Test func `the same error is kept as evidence once`() {
    let watched = watch(request(span(1, with: exception("E", "x")), span(2, with: exception("E", "x"))))
    #expect(watched.rows(.error).map(\.evidence) == [0, 0])
    #expect(watched.batch.evidence.count == 1)
    #expect(watched.candidates.map(\.row) == [1, 3])
  }

  @Test func `a flag that could not be evaluated is no error`() {
    let attributes = attribute("exception.type", "FlagNotFound") + "," + attribute("feature_flag.key", "f")
    let watched = watch(request(span(1, with: #""events":[{"name":"exception","attributes":[\#(attributes)]}]"#)))
    #expect(watched.rows(.error).isEmpty)
    #expect(watched.skips.counts == [.unusedFlags: 1])
  }

  @Test func `who and where come from the spans around`() throws {
    let text = request(
      span(3, parent: 2, with: exception("E", "x")),
      span(2, parent: 1),
      span(
        1,
        "POST /pay",
        kind: 2,
        attributes: attribute("http.route", "/pay"),
        attribute("user.id", "u1"),
        attribute("tenant.id", "t"),
        attribute("session.id", "s")
      )
    )
    let watched = watch(text)
    let row = try #require(watched.rows(.error).first)
    let identities = Identities(secret: secret)
    #expect(row.subject == identities.hash(.subject, of: "u1"))
    #expect(row.account == identities.hash(.account, of: "t"))
    #expect(row.session == identities.hash(.session, of: "s"))
    #expect(watched.batch.text(row.surface) == "/pay")
    // The span itself says only what it said.
    #expect(watched.rows(.span).first?.subject == 0)
  }

  @Test func `spans that are each other's parents end the search`() {
    let watched = watch(request(span(1, parent: 2, with: exception("E", "x")), span(2, parent: 1), span(3, parent: 3)))
    #expect(watched.rows(.error).map(\.subject) == [0])
  }

  @Test(arguments: [
    (attribute("telemetry.sdk.language", "webjs"), Evidence.Trust.attackerWritable),
    (attribute("browser.platform", "x"), .attackerWritable),
    (attribute("telemetry.sdk.language", "python"), .firstParty),
  ])
  func `a browser's telemetry is anybody's`(_ resource: String, _ trust: Evidence.Trust) {
    let watched = watch(request(span(1, with: exception("E", "x")), resource: resource))
    #expect(watched.batch.evidence.map(\.trust) == [trust])
  }
}
