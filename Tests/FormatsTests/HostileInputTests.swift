import Formats
import TestSupport
import Testing

/// Nothing that comes in may crash, hang, or give another result the second time.
@Suite struct HostileInputTests {
  private static let span = #"""
    "traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","name":"GET /é\u00e9","kind":2,\#
    "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":1700000000250000000,\#
    "attributes":[{"key":"user.id","value":{"stringValue":"u1"}},{"key":"n","value":{"intValue":"5"}},\#
    {"key":"l","value":{"arrayValue":{"values":[{"doubleValue":0.5}]}}}],\#
    "events":[{"name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"E"}}]}],\#
    "status":{"code":2,"message":"no"}
    """#
  private static let log = #"""
    "timeUnixNano":"1700000000000000000","severityNumber":17,"body":{"kvlistValue":{"values":[\#
    {"key":"k","value":{"stringValue":"v"}}]}},"attributes":[]
    """#

  static let samples: [(RecordFormat, String)] = [
    (.jsonLines, request(span: span)), (.jsonLines, request(log: log)), (.jsonDocument, request(span: span)),
    (.jsonLines, #"{"id":7,"body":"hi\ud83d\ude00","created_at":"2026-10-21T00:35:06Z","author":{"email":"a@b.c"}}"#),
    (.jsonLines, #"{"kind":"event","time":"2026-10-21T00:35:06.5Z","name":"x","subject":"u1","value":-1.5e3}"#),
    (.csv, "id,body,created_at\r\n1,\"a \"\"b\"\"\r\nc\",2026-10-21 00:35\r\n2,x,1792542906.5\r\n"),
  ]

  /// What two readings of the same bytes must agree on.
  private static func fingerprint(_ batch: RecordBatch) -> [AnyHashable] {
    [
      batch.bytes, batch.attributes.count, batch.spans.map(\.start), batch.spanEvents.count, batch.logs.map(\.time),
      batch.messages.map(\.time), batch.events.map(\.time), batch.rejects.listed.map(\.reason), batch.skips.counts,
    ]
  }

  @Test(arguments: samples.indices)
  func `cut anywhere it is rejected or read, always alike`(_ index: Int) {
    let (format, text) = Self.samples[index]
    let bytes = Array(text.utf8)
    for count in 0..<bytes.count {
      let cut = Array(bytes.prefix(count))
      let batch = read(cut, as: format)
      #expect(Self.fingerprint(batch) == Self.fingerprint(read(cut, as: format)))
      if format != .csv { #expect(batch.count == 0 && batch.rejects.count == (count == 0 ? 0 : 1)) }
    }
  }

  @Test(arguments: samples.indices)
  func `with bytes changed it is rejected or read, always alike`(_ index: Int) {
    let (format, text) = Self.samples[index]
    var generator = SplitMix64(seed: UInt64(index))
    let bytes = Array(text.utf8)
    for _ in 0..<400 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      #expect(Self.fingerprint(read(changed, as: format)) == Self.fingerprint(read(changed, as: format)))
      _ = FormatGuess.guess(changed.span)
    }
  }

  @Test func `random bytes are no records`() {
    var generator = SplitMix64(seed: 5)
    for format in RecordFormat.allCases {
      for count in [1, 7, 300, 5_000] {
        let bytes = generator.bytes(count)
        #expect(read(bytes, as: format).count == 0)
        _ = FormatGuess.guess(bytes.span)
      }
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 200_000), String(repeating: "{\"a\":", count: 200_000),
    request(span: #""attributes":\#(String(repeating: "[", count: 300))"#),
    request(span: spanIDs + spanStart + #""kind":1e999,"status":{"code":-5},"attributes":7,"events":{"a":[]}"#),
    request(span: spanIDs + spanStart + #""kind":99999999999999999999999,"endTimeUnixNano":1e400"#),
    #"{"resourceSpans":[{"scopeSpans":{"spans":7}},5,{"scopeSpans":[{"spans":{}}]},{"resource":[],"scopeSpans":[null]}]}"#,
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[null,7,[],"x"]}]}],"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}]}"#,
    #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":5}},7]}]},{}]}"#,
    #"{"kind":"event","time":1e308,"name":"x"}"#, #"{"kind":"event","time":-5,"name":"\u0000\ud800"}"#,
    #"{"kind":["event"],"body":{"x":1},"time":{}}"#,
  ])
  func `deep, huge and misplaced values do no harm`(_ text: String) {
    let batch = read(text)
    #expect(Self.fingerprint(batch) == Self.fingerprint(read(text)))
  }

  @Test func `half a surrogate pair and NUL are text`() throws {
    let batch = read(#"{"kind":"event","time":1792542906,"name":"a\u0000b\ud800c"}"#)
    #expect(batch.events.map { batch.string($0.name) } == ["a\u{0}b\u{fffd}c"])
  }
}
