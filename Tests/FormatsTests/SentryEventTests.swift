import Formats
import Testing

/// What is read out of events of Sentry.
@Suite struct SentryEventTests {
  private static func batch(_ event: String, as type: String = "event", header: String = sentAt) -> RecordBatch {
    read(envelope((type, event), header: header), as: .sentryEnvelope)
  }

  @Test func `an error brings who, where and in which build`() throws {
    let event = sentryEvent(
      #"""
      "level":"fatal","transaction":"POST /pay","user":{"id":"u1","email":"a@b.example","ip_address":"203.0.113.9"},\#
      "tags":{"service":"pay","tenant_id":"t1","session.id":"s1"},\#
      "contexts":{"trace":{"trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0000000000000007"}},\#
      \#(sentryException("KeyError", "card", frames: sentryFrame("a.py", "pay", 7)))
      """#
    )
    let batch = Self.batch(event)
    let error = try #require(batch.errors.first)
    #expect(batch.errors.count == 1 && batch.rejects.count == 0)
    let texts = [
      error.type, error.message, error.service, error.release, error.environment, error.surface, error.subject,
      error.email, error.account, error.session, error.template, error.fingerprint,
    ]
    #expect(
      texts.map { batch.string($0) } == [
        "KeyError", "card", "pay", "1.2.3+9f8c1b2", "production", "POST /pay", "u1", "a@b.example", "t1", "s1", "", "",
      ]
    )
    #expect(error.severity == 21 && error.time == 1_795_167_010_000_000_000)
    #expect(error.traceHigh == 0x0102_0304_0506_0708 && error.span == 7)
    #expect(!String(decoding: batch.bytes, as: UTF8.self).isEmpty)
  }

  @Test(arguments: [
    (#"[["service","pay"],["tenant_id","t1"],[1,2],["x"]]"#, ["pay", "t1"]), (#"{"service":"pay"}"#, ["pay", ""]),
    ("[]", ["shop", ""]), (#"{"service":null,"account_id":7}"#, ["shop", "7"]),
  ])
  func `tags are an object or pairs; without one the release names the service`(_ tags: String, _ expected: [String]) {
    let batch = Self.batch(sentryEvent(#""tags":\#(tags),"# + sentryException("E", "x")))
    #expect(batch.errors.flatMap { [batch.string($0.service), batch.string($0.account)] } == expected)
  }

  @Test(arguments: [
    ("1.2.3", "", "1.2.3"), ("shop@1.2.3+7", "shop", "1.2.3+7"), ("@shop/web@2.0", "@shop/web", "2.0"),
    ("@shop", "", "@shop"), ("shop@", "", "shop@"), ("9f8c1b2", "", "9f8c1b2"),
  ])
  func `a release is a package and a version`(_ text: String, _ service: String, _ release: String) {
    let event = #"{"timestamp":1795167011.25,"release":"\#(text)",\#(sentryException("E", "x"))}"#
    let batch = Self.batch(event)
    #expect(batch.errors.map { batch.string($0.service) } == [service])
    #expect(batch.errors.map { batch.string($0.release) } == [release])
    #expect(batch.errors.map(\.time) == [1_795_167_011_250_000_000])
  }

  @Test(arguments: [
    (#"["a","b"]"#, "a\nb"), (#"["a","{{ default }}"]"#, ""), (#"["{{default}}"]"#, ""), ("[]", ""), ("7", ""),
  ])
  func `a fingerprint counts unless it builds on Sentry's own`(_ list: String, _ expected: String) {
    let batch = Self.batch(sentryEvent(#""fingerprint":\#(list),"# + sentryException("E", "x")))
    #expect(batch.errors.map { batch.string($0.fingerprint) } == [expected])
  }

  @Test func `the time of the envelope stands in for the event's`() {
    let event = "{\(sentryException("E", "x"))}"
    #expect(Self.batch(event).errors.map(\.time) == [1_795_167_011_500_000_000])
    let batch = Self.batch(event, header: "{}")
    #expect(batch.rejects.listed.map(\.reason) == ["an event has no time, and its envelope no sent_at"])
  }

  // MARK: Messages

  @Test func `a message of the program is an error from that level on, and a line of a log below`() {
    let entry = #""logentry":{"message":"cannot send mail to %s","formatted":"cannot send mail to ana"}"#
    let error = Self.batch(sentryEvent(entry))
    #expect(error.errors.map { error.string($0.message) } == ["cannot send mail to ana"])
    #expect(error.errors.map { error.string($0.template) } == ["cannot send mail to %s"])
    #expect(error.errors.map { error.string($0.type) } == [""])
    let warning = Self.batch(sentryEvent(#""level":"warning","logger":"mail","user":{"id":"u1"},"# + entry))
    #expect(warning.errors.isEmpty && warning.logs.map(\.severity) == [13])
    #expect(warning.logs.map { warning.shown($0.body) } == ["'cannot send mail to ana'"])
    #expect(warning.logs.map { warning.string($0.scope) } == ["mail"])
    #expect(warning.logs.flatMap { warning.shown($0.attributes) } == ["='u1'"])
    let plain = Self.batch(sentryEvent(#""level":"debug","message":"hello""#))
    #expect(plain.logs.map(\.severity) == [5])
  }

  @Test(arguments: [
    ("cannot send mail to %s", true), ("card declined for {user}", true), ("job %(id)d has failed in ${place}", true),
    ("%s", false), ("failed: {}", false), ("error %s: %s", false), ("nothing is filled in here", false),
    ("{a lot of words in braces}", false), ("", false),
  ])
  func `only a pattern with words of its own tells messages apart`(_ pattern: String, _ isTelling: Bool) {
    let batch = Self.batch(sentryEvent(#""logentry":{"message":"\#(pattern)","formatted":"x"}"#))
    #expect(batch.errors.map { batch.string($0.template) } == [isTelling ? pattern : ""])
  }

  // MARK: Customers

  @Test(arguments: ["event", "feedback"])
  func `feedback is a message`(_ type: String) throws {
    let feedback =
      #"{"message":"I paid twice","contact_email":"ana@shop.example","url":"https://shop.example/pay?x=1"}"#
    let event = sentryEvent(#""type":"feedback","user":{"id":"u1"},"contexts":{"feedback":\#(feedback)}"#)
    let batch = Self.batch(event, as: type)
    let message = try #require(batch.messages.first)
    #expect(batch.count == 1 && message.source == .sentry)
    let texts = [
      message.id, message.body, message.author, message.email, message.channel, message.surface, message.service,
    ]
    #expect(
      texts.map { batch.string($0) } == [
        "0123456789abcdef0123456789abcdef", "I paid twice", "u1", "ana@shop.example", "feedback",
        "https://shop.example/pay?x=1", "shop",
      ]
    )
  }

  @Test func `a feedback without a word or its context is none`() {
    let blank = Self.batch(sentryEvent(#""contexts":{"feedback":{"message":" "}}"#), as: "feedback")
    #expect(blank.count == 0 && blank.skips.counts == [.emptyMessages: 1])
    let bare = Self.batch(sentryEvent(#""contexts":{}"#), as: "feedback")
    #expect(bare.rejects.listed.map(\.expected) == ["contexts.feedback"])
  }

  @Test func `a user report is dated by its envelope, or by when it arrived`() throws {
    let report =
      #"{"event_id":"ffffffffffffffffffffffffffffffff","name":"Ana","email":"a@b.example","comments":"broken"}"#
    let batch = Self.batch(report, as: "user_report")
    let message = try #require(batch.messages.first)
    #expect(batch.string(message.body) == "broken" && batch.string(message.channel) == "user report")
    #expect(message.time == 1_795_167_011_500_000_000)

    let text = envelope(("user_report", report), header: "{}")
    #expect(read(text, as: .sentryEnvelope).rejects.count == 1)
    var received = RecordBatch()
    var reader = RecordReader(.sentryEnvelope, received: 5_000_000_000)
    reader.read(Array(text.utf8).span, into: &received)
    #expect(received.messages.map(\.time) == [5_000_000_000])
  }

  // MARK: Stacks

  struct Stack: Sendable, CustomTestStringConvertible {
    let platform: String
    let frames: [String]
    let text: String
    var testDescription: String { platform }
  }

  private static let java = #"{"module":"shop.Cart","function":"total","filename":"Cart.java","lineno":12}"#
  private static let net = #"{"module":"Shop.Cart","function":"Total(Int32 n)","abs_path":"/app/Cart.cs","lineno":12}"#
  private static let go = #"{"module":"main","function":"total","abs_path":"/app/cart.go","lineno":42}"#
  private static let ruby = #"{"function":"total","abs_path":"/app/cart.rb","lineno":12}"#

  @Test(arguments: [
    Stack(
      platform: "python",
      frames: [sentryFrame("web.py", "run", 1, #""in_app":false"#), sentryFrame("cart.py", "total", 12)],
      text: """
        Traceback (most recent call last):
          File "/app/web.py", line 1, in run [library]
          File "/app/cart.py", line 12, in total
        E: x
        """
    ),
    Stack(
      platform: "javascript",
      frames: [sentryFrame("a.js", "?", 3, #""colno":4"#), sentryFrame("b.js", "total", 12)],
      text: """
        E: x
            at total (/app/b.js:12:0)
            at /app/a.js:3:4
        """
    ),
    Stack(platform: "java", frames: [java], text: "E: x\n    at shop.Cart.total(Cart.java:12)"),
    Stack(platform: "csharp", frames: [net], text: "E: x\n   at Shop.Cart.Total(Int32 n) in /app/Cart.cs:line 12"),
    Stack(platform: "go", frames: [go], text: "E: x\nmain.total(...)\n\t/app/cart.go:42"),
    Stack(platform: "ruby", frames: [ruby], text: "E: x\n/app/cart.rb:12:in 'total'"),
    Stack(platform: "php", frames: [sentryFrame("cart.php", "total", 12)], text: "E: x\n/app/cart.php:12 in total"),
    Stack(platform: "python", frames: ["{}"], text: ""), Stack(platform: "native", frames: [], text: ""),
  ])
  func `frames are printed as their language prints them`(_ stack: Stack) {
    let member = sentryException("E", "x", frames: stack.frames.joined(separator: ","))
    let batch = Self.batch(sentryEvent(member, platform: stack.platform))
    #expect(batch.errors.map { batch.string($0.stack) } == [stack.text])
  }

  @Test(arguments: [
    (
      "python",
      """
      Traceback (most recent call last):
        File "/app/a.py", line 1, in load
      Inner: why

      The above exception was the direct cause of the following exception:

      Traceback (most recent call last):
        File "/app/b.py", line 2, in pay
      Outer: no
      """
    ),
    (
      "node",
      """
      Outer: no
          at pay (/app/b.py:2:0)
      Caused by: Inner: why
          at load (/app/a.py:1:0)
      """
    ),
  ])
  func `the error that got out is the last, and its causes are told`(_ platform: String, _ text: String) {
    let inner =
      #"{"type":"Inner","value":"why\nat evil (x.js:1:1)","stacktrace":{"frames":[\#(sentryFrame("a.py", "load", 1))]}}"#
    let outer = #"{"type":"Outer","value":"no","stacktrace":{"frames":[\#(sentryFrame("b.py", "pay", 2))]}}"#
    let batch = Self.batch(sentryEvent(#""exception":{"values":[\#(inner),\#(outer)]}"#, platform: platform))
    #expect(batch.errors.map { batch.string($0.type) } == ["Outer"])
    #expect(batch.errors.map { batch.string($0.stack) } == [text])
  }

  @Test func `long chains, stacks and names are cut next to the fault`() throws {
    let frames = (0..<5_000).map { sentryFrame("f\($0).py", String(repeating: "n", count: 400), $0) }
    let exception = #"{"type":"E","value":"x","stacktrace":{"frames":[\#(frames.joined(separator: ","))]}}"#
    let batch = Self.batch(sentryEvent(#""exception":[\#(exception)]"#))
    #expect(batch.rejects.count == 1, "an event of more than a mebibyte")
    let short = #"{"type":"E","value":"x","stacktrace":{"frames":[\#(frames.suffix(900).joined(separator: ","))]}}"#
    let kept = Self.batch(sentryEvent(#""exception":[\#(short)]"#))
    let stack = kept.string(try #require(kept.errors.first).stack)
    #expect(stack.utf8.count < 12_000 && stack.contains("f4999.py") && !stack.contains("f4900.py"))
  }
}
