import Formats
import TestSupport
import Testing

/// How envelopes are cut into items.
@Suite struct SentryEnvelopeTests {
  private static let error = sentryEvent(sentryException("KeyError", "card", frames: sentryFrame("a.py", "pay", 1)))
  private static let session = #"{"sid":"s1","status":"exited","started":"2026-11-20T09:30:11Z","errors":1}"#

  struct Frames: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let records: Int
    /// What the only reject says; nil where there is none.
    var reject: String?
    var skips: [Skip: Int] = [:]
    var testDescription: String { name }
  }

  private static let attachment = #"{"type":"attachment","length":9,"filename":"a.bin"}"# + "\n{\n\u{0}\u{1}\n}\n\n\n\n"

  @Test(arguments: [
    Frames(name: "two items", text: envelope(("event", error), ("session", session)), records: 2),
    Frames(name: "no item", text: sentAt, records: 0),
    Frames(name: "an empty header", text: envelope(("session", session), header: "{}"), records: 1),
    Frames(name: "no end of the last line", text: String(envelope(("event", error)).dropLast()), records: 1),
    Frames(
      name: "ends of lines of another system",
      text: "\(sentAt)\n{\"type\":\"session\"}\r\n\(session)\r\n",
      records: 1
    ),
    Frames(
      name: "without a length",
      text: "\(sentAt)\n{\"type\":\"session\"}\n\(session)\n" + sentryItem("event", error),
      records: 2
    ),
    Frames(
      name: "blank lines",
      text: "\n\(sentAt)\n\n" + sentryItem("event", error) + "\n\n" + sentryItem("event", error),
      records: 2
    ),
    Frames(
      name: "unknown items and files",
      text: sentAt + "\n" + attachment + sentryItem("whatever", "[1]") + sentryItem("event", error),
      records: 1,
      skips: [.envelopeItems: 2]
    ),
    Frames(
      name: "one envelope behind another",
      text: envelope(("event", error)) + envelope(("session", session), header: "{}") + envelope(("event", error)),
      records: 3
    ),
    Frames(name: "nothing", text: "", records: 0),
    Frames(name: "no header", text: sentryItem("event", error), records: 0, reject: "an item without an envelope"),
    Frames(name: "a list", text: "[]\n", records: 0, reject: "a header is a list"),
    Frames(
      name: "a payload that is no JSON",
      text: envelope(("event", "{]"), ("session", session)),
      records: 1,
      reject: "a Sentry event: unexpected character ']' at byte 1"
    ),
    Frames(
      name: "a payload that is a list",
      text: envelope(("event", "[]")),
      records: 0,
      reject: "a Sentry event is a list"
    ),
    Frames(
      name: "a length that is too short",
      text: "\(sentAt)\n{\"type\":\"session\",\"length\":5}\n\(session)\n",
      records: 0,
      reject: "an item goes on after its 5 bytes"
    ),
    Frames(
      name: "a length that is none",
      text: "\(sentAt)\n{\"type\":\"session\",\"length\":-5}\n\(session)\n",
      records: 0,
      reject: "an item of the length -5"
    ),
    Frames(
      name: "a length beyond all that there is",
      text: "\(sentAt)\n{\"type\":\"session\",\"length\":99999999999999999999}\n\(session)\n",
      records: 0,
      reject: "an item of the length 99999999999999999999"
    ),
  ])
  func `items are cut by their lengths, or by lines`(_ frames: Frames) {
    let batch = read(frames.text, as: .sentryEnvelope)
    #expect(batch.count == frames.records)
    #expect(batch.rejects.listed.map(\.reason) == (frames.reject.map { [$0] } ?? []))
    #expect(batch.skips.counts == frames.skips)
  }

  @Test func `a beginning gives the items before the tear, and one reject`() {
    let parts = [
      sentAt + "\n", sentryItem("event", Self.error), sentryItem("attachment", "12\n34"), "{\"type\":\"session\"}\n",
      Self.session, "\n",
    ]
    let bytes = Array(parts.joined().utf8)
    // Where what was begun is whole, with and without the end of its line.
    let ends = parts.indices.map { parts[...$0].reduce(0) { $0 + $1.utf8.count } }
    let whole = Set([0] + ends.flatMap { [$0 - 1, $0] }).subtracting([ends[3] - 1, ends[3], ends[4] - 1])
    for count in 0...bytes.count {
      let batch = read(Array(bytes.prefix(count)), as: .sentryEnvelope)
      #expect(batch.errors.count == (count >= ends[1] - 1 ? 1 : 0), "\(count)")
      #expect(batch.sessions.count == (count >= ends[4] ? 1 : 0), "\(count)")
      #expect(batch.rejects.count == (whole.contains(count) ? 0 : 1), "\(count)")
    }
  }

  @Test func `a reject and a record name their line`() {
    let text = envelope(("event", Self.error)) + envelope(("event", "{\n\n}"), ("session", "{}"))
    let batch = read(text, as: .sentryEnvelope)
    #expect(batch.errors.map(\.line) == [2])
    #expect(batch.rejects.listed.map(\.line) == [5, 9])
  }

  @Test func `the id of the envelope wins`() {
    #expect(read(envelope(("event", Self.error)), as: .sentryEnvelope).ids == ["0123456789abcdef0123456789abcdef"])
    let other = envelope(("event", Self.error), header: "{}")
    #expect(read(other, as: .sentryEnvelope).ids == ["ffffffffffffffffffffffffffffffff"])
  }

  @Test func `items past the hundredth, and what is too long, are rejected`() {
    let items = String(repeating: sentryItem("session", Self.session), count: 101)
    let many = read(sentAt + "\n" + items, as: .sentryEnvelope)
    #expect(many.sessions.count == 100)
    #expect(many.rejects.listed.map(\.reason) == ["an envelope of more items"])
    let long = #"{"sid":"\#(String(repeating: "x", count: 110_000))"}"#
    let batch = read(envelope(("session", long), ("session", Self.session)), as: .sentryEnvelope)
    #expect(batch.sessions.count == 1)
    #expect(batch.rejects.listed.map(\.expected) == ["at most 102400"])
  }

  @Test func `deep, huge and misplaced values do no harm`() {
    let deep = String(repeating: "[", count: 200_000)
    let payloads = [
      deep, "{\"exception\":\(deep)", "7", "null", "{}", #"{"exception":7,"timestamp":1e308}"#,
      #"{"timestamp":1795167011,"exception":{"values":[null,7,{"stacktrace":{"frames":[1,{"lineno":-5,"colno":1e99}]}}]}}"#,
      #"{"timestamp":1795167011,"tags":[[1],["a","b","c"],[{},{}]],"user":7,"contexts":[],"logentry":[]}"#,
      #"{"timestamp":1795167011,"contexts":{"trace":{"trace_id":"x","span_id":7}},"spans":{"a":1}}"#,
      #"{"items":[1,{},{"trace_id":7}]}"#, #"{"aggregates":[7,{"started":1795167011,"exited":1e300,"crashed":-1}]}"#,
      #"{"discarded_events":[{"quantity":99999999999999999},{"quantity":-1},7]}"#,
      #"{"sid":"s","status":"exited","started":1795167011,"duration":1e300,"errors":99999999999999}"#,
    ]
    let types = [
      "event", "transaction", "feedback", "span", "log", "session", "sessions", "user_report", "trace_metric",
      "check_in", "client_report",
    ]
    for type in types {
      for payload in payloads {
        let text = envelope((type, payload), ("event", Self.error))
        let batch = read(text, as: .sentryEnvelope)
        #expect(batch.ids.last == "0123456789abcdef0123456789abcdef")
        #expect(batch.ids == read(text, as: .sentryEnvelope).ids)
      }
    }
  }

  @Test func `with bytes changed it is rejected or read, always alike`() {
    var generator = SplitMix64(seed: 3)
    let bytes = Array(envelope(("event", Self.error), ("session", Self.session)).utf8)
    for _ in 0..<400 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      let (one, two) = (read(changed, as: .sentryEnvelope), read(changed, as: .sentryEnvelope))
      #expect(one.bytes == two.bytes && one.rejects == two.rejects)
    }
  }

  // MARK: Where envelopes are found

  @Test(arguments: [
    (envelope(("event", error)), RecordFormat.sentryEnvelope),
    ("{}\n" + sentryItem("session", session), .sentryEnvelope),
    ("\n" + envelope(("client_report", "{}")), .sentryEnvelope),
    (#"{"event_id":"1"}"# + "\n" + #"{"type":"track","event":"x"}"# + "\n", .jsonLines),
    (#"{"event":"x"}"# + "\n" + #"{"type":"event"}"# + "\n", .jsonLines), (error + "\n" + error + "\n", .jsonLines),
    ("{}\n{}\n", .jsonLines), (sentAt + "\n", .jsonLines),
  ])
  func `a file of envelopes is known by its first two headers`(_ text: String, _ format: RecordFormat) {
    #expect(FormatGuess.guess(Array(text.utf8).span) == .known(format))
  }

  @Test func `an envelope is also read out of a JSON object`() {
    let text = envelope(("event", Self.error)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    let batch = read(#"{"t":"2026-11-20T09:30:12Z","envelope":"\#(text)"}"#)
    #expect(batch.ids == ["0123456789abcdef0123456789abcdef"])
    #expect(batch.rejects.count == 0)
  }

  @Test func `a single event is known among JSON objects`() {
    let batch = read(
      Self.error + "\n" + #"{"event_id":"5","platform":"Web","event_type":"x","time":1795167011,"user_id":"u"}"#
    )
    #expect(batch.ids == ["ffffffffffffffffffffffffffffffff"])
    #expect(batch.events.count == 1)
  }
}

extension RecordBatch {
  /// The ids of errors.
  fileprivate var ids: [String] { errors.map { string($0.id) } }
}
