import Formats
import Testing

/// Errors, and words of customers, among PostHog's events.
@Suite struct PostHogReportTests {
  private static func event(_ name: String, _ properties: String) -> String {
    #"""
    {"event":"\#(name)","uuid":"e1","distinct_id":"u1","timestamp":"2026-11-20T09:30:44Z","properties":{\#
    "$session_id":"s1","$pathname":"/pay","app_version":"7","$groups":{"company":"acme"},\#(properties)}}
    """#
  }

  private static func exception(_ type: String, _ platform: String, _ file: String) -> String {
    #"""
    {"type":"\#(type)","value":"why","stacktrace":{"type":"raw","frames":[\#
    {"platform":"\#(platform)","filename":"\#(file)","function":"pay","lineno":3,"in_app":true}]}}
    """#
  }

  @Test(arguments: [
    ("python", "Outer", "Traceback (most recent call last):\n  File \"a.py\", line 3, in pay\nInner: why\n"),
    ("web:javascript", "Inner", "Inner: why\n    at pay (a.py:3:0)\nCaused by: Outer: why\n"),
  ])
  func `an exception is an error with its frames`(_ platform: String, _ type: String, _ beginning: String) throws {
    let list = [Self.exception("Inner", platform, "a.py"), Self.exception("Outer", platform, "b.py")]
    let batch = read(
      Self.event("$exception", #""$exception_list":[\#(list.joined(separator: ","))],"$exception_level":"fatal""#)
    )
    let error = try #require(batch.errors.first)
    #expect(batch.count == 1 && error.source == .postHog && error.severity == 21)
    let texts = [
      error.id, error.type, error.message, error.subject, error.account, error.session, error.surface, error.release,
    ]
    #expect(texts.map { batch.string($0) } == ["e1", type, "why", "u1", "acme", "s1", "/pay", "7"])
    #expect(batch.string(error.stack).hasPrefix(beginning), "\(batch.string(error.stack))")
  }

  @Test func `a digest is no rule of the program's, and an error has a type or a message`() {
    let list = #""$exception_list":[{"type":"E","value":"x"}]"#
    let own = read(Self.event("$exception", list + #","$exception_fingerprint":"pay""#))
    #expect(own.errors.map { own.string($0.fingerprint) } == ["pay"])
    let digest = String(repeating: "0a", count: 64)
    let theirs = read(Self.event("$exception", list + #","$exception_fingerprint":"\#(digest)""#))
    #expect(theirs.errors.map { theirs.string($0.fingerprint) } == [""])
    let old = read(Self.event("$exception", #""$exception_type":"E","$exception_message":"x""#))
    #expect(old.errors.map { old.string($0.message) } == ["x"])
    #expect(read(Self.event("$exception", #""a":1"#)).rejects.count == 1)
  }

  @Test(
    arguments: [
      (
        "survey sent", #""$survey_response":"no button","$survey_response_1":3,"$survey_response_q":"no button""#,
        "no button", 3
      ),
      ("survey sent", #""$survey_response":["slow","dear"],"$survey_response_1":"sad""#, "slow\ndear\nsad", .nan),
      ("$ai_feedback", #""$ai_feedback_text":"useless","$ai_trace_id":"t""#, "useless", .nan),
    ] as [(String, String, String, Double)]
  )
  func `answers and feedback are messages`(_ name: String, _ properties: String, _ body: String, _ value: Double) throws
  {
    let batch = read(Self.event(name, properties))
    let message = try #require(batch.messages.first)
    #expect(batch.count == 1 && message.source == .postHog)
    #expect(batch.string(message.body) == body && batch.string(message.author) == "u1")
    #expect(message.value == value || value.isNaN && message.value.isNaN)
  }

  @Test func `an answer without a word is no message, and views of surveys are not answers`() {
    #expect(read(Self.event("survey sent", #""$survey_response":9"#)).skips.counts == [.emptyMessages: 1])
    #expect(read(Self.event("survey shown", #""$survey_id":"1""#)).skips.counts == [.laterEvents: 1])
  }
}
