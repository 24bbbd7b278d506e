import Formats
import Testing

/// Events as Sentry's own API lists them.
@Suite struct SentryListTests {
  private static func event(_ members: String, id: String = "0102030405060708090A0B0C0D0E0F10") -> String {
    #"[{"id":"\#(id)","eventID":"\#(id)","dateCreated":"2026-11-20T08:00:00Z","platform":"node",\#(members)}]"#
  }

  private static let tags =
    #""tags":[{"key":"level","value":"fatal"},{"key":"release","value":"shop@1.2.3"},{"key":"environment","value":"production"},"#
    + #"{"key":"transaction","value":"POST /pay"},{"key":"tenant_id","value":"t1"},{"key":7,"value":8},9]"#

  @Test func `an error has what an envelope would say of it`() throws {
    let frame = #"{"filename":"pay.js","absPath":"/app/pay.js","function":"pay","lineNo":7,"colNo":3,"inApp":true}"#
    let batch = read(
      Self.event(
        Self.tags + #","user":{"id":"u1","email":"a@b.example"},"release":{"version":"9"},"type":"error","#
          + #""contexts":{"trace":{"trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0000000000000007"}},"#
          + #""entries":[{"type":"breadcrumbs","data":{"values":[]}},{"type":"exception","data":{"values":["#
          + #"{"type":"TypeError","value":"no card","stacktrace":{"frames":[\#(frame)]}}]}}]"#
      ),
      as: .jsonDocument
    )
    let error = try #require(batch.errors.first)
    #expect(batch.errors.count == 1 && batch.rejects.count == 0)
    let texts = [
      error.id, error.type, error.message, error.service, error.release, error.environment, error.surface,
      error.subject, error.email, error.account,
    ]
    #expect(
      texts.map { batch.string($0) } == [
        "0102030405060708090a0b0c0d0e0f10", "TypeError", "no card", "shop", "1.2.3", "production", "POST /pay", "u1",
        "a@b.example", "t1",
      ]
    )
    #expect(batch.string(error.stack).contains("/app/pay.js:7:3"))
    #expect(error.severity == 21 && error.time == 1_795_161_600_000_000_000)
    #expect(error.traceHigh == 0x0102_0304_0506_0708 && error.span == 7)
  }

  @Test func `what is no exception is a message, and a transaction is left out`() {
    let message = read(Self.event(#""message":"card declined","tags":[],"entries":[]"#), as: .jsonDocument)
    #expect(message.errors.map { message.string($0.message) } == ["card declined"])
    let transaction = read(Self.event(#""type":"transaction""#), as: .jsonDocument)
    #expect(transaction.count == 0 && transaction.skips.counts == [.envelopeItems: 1])
  }

  @Test(arguments: [
    (#""message":"","entries":7"#, "an event that says nothing"),
    (#""dateCreated":"soon","message":"x""#, "an event has the time \"soon\""),
  ])
  func `what cannot be read is said`(_ members: String, _ reason: String) {
    let batch = read(Self.event(members), as: .jsonDocument)
    #expect(batch.count == 0)
    #expect(batch.rejects.listed.map(\.reason) == [reason])
  }
}
