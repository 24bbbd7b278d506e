import Bytes
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
    (.log, log(of: "text")), (.log, log(of: "servers")), (.log, log(of: "objects")),
  ]

  /// Lines of logs in many shapes.
  private static func log(of kind: String) -> String {
    switch kind {
    case "text":
      #"""
      2026-11-20 15:04:05,123 [main] ERROR o.s.Cart - no cart
      java.lang.IllegalStateException: x
      	at shop.Cart.total(Cart.java:12)
      Caused by: java.io.IOException
      E1120 15:04:05.000000    1234 cart.go:45] x
      Traceback (most recent call last):
        File "a.py", line 1, in f
      KeyError: 'é'
      web-1  | time=2026-11-20T15:04:05Z level=WARN msg="a \"b\"" user_id=7
      panic: runtime error: index out of range
      goroutine 1 [running]:
      """#
    case "servers":
      #"""
      203.0.113.9 - ada [20/Nov/2026:15:04:05 +0000] "GET /cart?x=1 HTTP/1.1" 500 12 "-" "a \"b\""
      <165>1 2026-11-20T15:04:05.000Z web1 shop 12 ID47 [a@1 b="x]"][c] no cart
      Nov 20 15:04:05 web1 sshd[24200]: error: no key
      2026/11/20 15:04:05 [error] 12#7: *9 failed, client: 203.0.113.9, request: "GET /a?b HTTP/1.1"
      E, [2026-11-20T15:04:05.000000 #1234] ERROR -- shop: undefined method 'x' (NoMethodError)
      Nov 20, 2026 3:04:05 PM shop.Cart total
      SEVERE: x
      """#
    default:
      #"""
      {"level":50,"time":1795187045000,"msg":"no","err":{"stack":"TypeError: x\n    at f (/a.js:1:2)"},"userId":"u1"}
      {"log":"2026-11-20 15:04:05 ERROR a: b\n","stream":"stdout","time":"2026-11-20T15:04:05.1Z"}
      {"log":"\tat shop.Cart.total(Cart.java:12)\n","stream":"stdout","time":"2026-11-20T15:04:05.2Z"}
      2026-11-20T15:04:05.300000000Z stdout P half a l
      2026-11-20T15:04:05.300000000Z stdout F ine
      {"__REALTIME_TIMESTAMP":"1795187045000000","PRIORITY":"4","MESSAGE":[104,105],"SYSLOG_IDENTIFIER":"sshd"}
      """#
    }
  }

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
      if format != .csv && format != .log { #expect(batch.count == 0 && batch.rejects.count == (count == 0 ? 0 : 1)) }
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
    #"{"time":1795187045,"level":1e99,"msg":[1,-1,256,"x",[]],"stack":{"a":{"b":{"c":{"d":1}}}}}"#,
    #"{"time":1795187045,"level":"error","msg":"","err":{},"trace_id":"0102","span_id":"zz","status":-1}"#,
  ])
  func `deep, huge and misplaced values do no harm`(_ text: String) {
    let batch = read(text)
    #expect(Self.fingerprint(batch) == Self.fingerprint(read(text)))
  }

  @Test(arguments: [
    String(repeating: "2026-11-20 15:04:05 ", count: 5_000), String(repeating: "[", count: 100_000),
    "2026-11-20 15:04:05 " + String(repeating: "[", count: 100_000),
    "2026-11-20 15:04:05 ERROR " + String(repeating: "Error: ", count: 20_000) + "\n\tat a (b.js:1:2)",
    "2026-11-20 15:04:05 ERROR x\n" + String(repeating: "Traceback (most recent call last):\n", count: 20_000),
    "2026-11-20 15:04:05 ERROR x\n" + String(repeating: "java.lang.Error: ", count: 50_000),
    "<1>1 2026-11-20T15:04:05Z a b c d " + String(repeating: "[a b=\"", count: 50_000),
    "time=2026-11-20T15:04:05Z level=info " + String(repeating: "a=\"\\\"", count: 50_000),
    String(repeating: "=", count: 100_000),
    "1.1.1.1 - - [20/Nov/2026:15:04:05 +0000] \"" + String(repeating: "\\", count: 100_000),
    "99999999999999999999999999 x", "2026-11-20 15:04:05." + String(repeating: "9", count: 100_000),
    "2026-11-20T15:04:05Z stdout P x\n2026-11-20T15:04:05Z stdout P " + String(repeating: "y", count: 200_000),
    "a-1  | 2026-11-20 15:04:05 x\n" + String(repeating: "a-1  | ", count: 20_000), "-", "[", "{", "<", ":", "@", "\0",
    "\u{1b}[",
  ])
  func `lines that go on and on are read in bounded time, always alike`(_ text: String) {
    let batch = read(text, as: .log)
    #expect(Self.fingerprint(batch) == Self.fingerprint(read(text, as: .log)))
    #expect(batch.logs.allSatisfy { $0.time > 0 && $0.severity <= 24 && $0.raw.count <= RecordText.limit })
    _ = FormatGuess.guess(Array(text.utf8).span)
  }

  @Test(arguments: ["text", "servers", "objects"])
  func `a log in one piece is the log in lines`(_ kind: String) {
    var batch = RecordBatch()
    var reader = RecordReader(.log, latest: Timestamp(nanoseconds: 1_800_000_000_000_000_000))
    reader.read(Array(Self.log(of: kind).utf8).span, into: &batch)
    reader.finish(into: &batch)
    #expect(Self.fingerprint(batch) == Self.fingerprint(read(Self.log(of: kind), as: .log)))
    #expect(batch.logs.count > 2 && batch.rejects.count == 0)
  }

  @Test func `half a surrogate pair and NUL are text`() throws {
    let batch = read(#"{"kind":"event","time":1792542906,"name":"a\u0000b\ud800c"}"#)
    #expect(batch.events.map { batch.string($0.name) } == ["a\u{0}b\u{fffd}c"])
  }
}
