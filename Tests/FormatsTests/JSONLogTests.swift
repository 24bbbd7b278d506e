import Bytes
import Formats
import Testing

@Suite struct JSONLogTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let severity: UInt8
    let body: String
    var scope = ""
    var resource: [String] = []
    var attributes: [String] = []
    var testDescription: String { name }
  }

  @Test(arguments: [
    Line(
      name: "pino",
      text: #"{"level":50,"time":1795187045000,"pid":7,"hostname":"web1","msg":"no cart","err":{"type":"TypeError","#
        + #""message":"x","stack":"TypeError: x\n    at f (/a.js:1:2)"},"userId":"u1"}"#,
      severity: 17,
      body: "no cart",
      attributes: ["='TypeError'", "='x'", "='TypeError: x\n    at f (/a.js:1:2)'", "='u1'"]
    ),
    Line(
      name: "bunyan",
      text: #"{"name":"shop","hostname":"web1","pid":7,"level":30,"msg":"hi","time":"2026-11-20T15:04:05.000Z","v":0}"#,
      severity: 9,
      body: "hi",
      scope: "shop"
    ),
    Line(
      name: "zap",
      text:
        #"{"level":"error","ts":1795187045.0,"caller":"a/b.go:1","logger":"cart","msg":"failed","error":"no cart"}"#,
      severity: 17,
      body: "failed: no cart",
      scope: "cart"
    ),
    Line(
      name: "winston",
      text:
        #"{"level":"error","message":"x","stack":"Error: x\n    at f (/a.js:1:2)","timestamp":"2026-11-20T15:04:05Z"}"#,
      severity: 17,
      body: "x",
      attributes: ["='Error'", "='x'", "='Error: x\n    at f (/a.js:1:2)'"]
    ),
    Line(
      name: "structlog",
      text: #"{"event":"cart.empty","level":"warning","timestamp":"2026-11-20T15:04:05Z","logger":"shop","user_id":7}"#,
      severity: 13,
      body: "cart.empty",
      scope: "shop",
      attributes: ["='7'"]
    ),
    Line(
      name: "Serilog",
      text:
        #"{"@t":"2026-11-20T15:04:05.0000000Z","@mt":"no {Cart}","@l":"Error","@x":"System.Exception: x\n   at A.B()"}"#,
      severity: 17,
      body: "no {Cart}",
      attributes: ["='System.Exception'", "='x'", "='System.Exception: x\n   at A.B()'"]
    ),
    Line(
      name: "slog",
      text: #"{"time":"2026-11-20T15:04:05Z","level":"ERROR+2","msg":"no cart","service":"shop","n":1}"#,
      severity: 17,
      body: "no cart",
      resource: ["='shop'"]
    ),
    Line(
      name: "ECS",
      text: #"{"@timestamp":"2026-11-20T15:04:05Z","log.level":"ERROR","message":"no","service":{"name":"shop","#
        + #""version":"1.2"},"log":{"logger":"a.B"},"error":{"type":"E","message":"m","stack_trace":"a"},"#
        + #""trace.id":"0102030405060708090a0b0c0d0e0f10","span.id":"0102030405060708","user":{"id":"u1"}}"#,
      severity: 17,
      body: "no",
      scope: "a.B",
      resource: ["='shop'", "='1.2'"],
      attributes: ["='E'", "='m'", "='a'", "='u1'"]
    ),
    Line(
      name: "GELF",
      text: #"{"version":"1.1","host":"web1","short_message":"no cart","timestamp":1795187045,"level":3}"#,
      severity: 17,
      body: "no cart",
      resource: ["='1.1'"]
    ),
    Line(
      name: "journald",
      text:
        #"{"__REALTIME_TIMESTAMP":"1795187045000000","PRIORITY":"4","MESSAGE":[104,105],"SYSLOG_IDENTIFIER":"sshd"}"#,
      severity: 13,
      body: "hi",
      resource: ["='sshd'"]
    ),
    Line(
      name: "MongoDB",
      text: #"{"t":{"$date":"2026-11-20T15:04:05.000+00:00"},"s":"W","c":"NETWORK","id":1,"msg":"slow"}"#,
      severity: 13,
      body: "slow",
      scope: "NETWORK"
    ),
    Line(
      name: "Google",
      text: #"{"severity":"CRITICAL","message":"down","timestamp":"2026-11-20T15:04:05Z","#
        + #""logging.googleapis.com/trace":"projects/p/traces/0102030405060708090a0b0c0d0e0f10"}"#,
      severity: 21,
      body: "down"
    ),
    Line(
      name: "a web server's",
      text:
        #"{"time":"2026-11-20T15:04:05+00:00","status":502,"method":"GET","uri":"/cart","request":"GET /cart HTTP/1.1","pid":1}"#,
      severity: 17,
      body: "GET /cart",
      attributes: ["='/cart'", "=502"]
    ),
  ])
  func `each logger's members are known`(_ line: Line) throws {
    for format in [RecordFormat.jsonLines, .log] {
      let batch = read(line.text, as: format)
      #expect(batch.rejects.count == 0)
      let log = try #require(batch.logs.first)
      #expect(Timestamp(nanoseconds: log.time).description == "2026-11-20T15:04:05Z")
      #expect(log.severity == line.severity)
      #expect(batch.shown(log.body) == "'\(line.body)'")
      #expect(batch.string(log.scope) == line.scope)
      #expect(batch.shown(batch.resources[Int(log.resource)].attributes) == line.resource)
      #expect(batch.shown(log.attributes) == line.attributes)
      #expect(!log.raw.isEmpty)
    }
    #expect(FormatGuess.guess(Array(line.text.utf8).span) == .known(.log))
  }

  @Test func `ids of traces are read`() throws {
    let text =
      #"{"time":"2026-11-20T15:04:05Z","msg":"x","trace_id":"0102030405060708090A0B0C0D0E0F10","span_id":"0102030405060708"}"#
    let log = try #require(read(text).logs.first)
    #expect(log.traceHigh == 0x0102_0304_0506_0708 && log.traceLow == 0x090a_0b0c_0d0e_0f10)
    #expect(log.span == 0x0102_0304_0506_0708)
  }

  @Test(arguments: [
    #"{"id":7,"message":"it does not work","created_at":"2026-11-20T15:04:05Z","level":"gold"}"#,
    #"{"message":"it does not work","timestamp":"2026-11-20T15:04:05Z","severity":"high","user_id":"u1"}"#,
  ])
  func `what a customer wrote is no log`(_ text: String) {
    #expect(read(text).logs.isEmpty)
  }

  @Test(arguments: [
    #"{"id":"7","date":"2026-11-20T10:00:00Z","body":"It is broken","source":"email","user":"u1"}"#,
    #"{"id":"7","created":1795187045,"message":"It is broken","thread":"t-9","from":"ann@example.com"}"#,
    #"{"id":7,"time":"2026-11-20T10:00:00Z","message":"It is broken","file":"shot.png","customer":"u1"}"#,
    #"{"timestamp":"2026-11-20T10:00:00Z","body":"It is broken","host":"shop.example.com","email":"a@example.com"}"#,
    #"{"timestamp":1795187045,"message":"It is broken","hostname":"shop.example.com","userId":"u1"}"#,
    #"{"ticketId":7,"date":"2026-11-20","subject":"Export","body":"It is broken","process":"billing"}"#,
    #"{"number":"7","created":"2026-11-20T10:00:00Z","body":"It is broken","filename":"a.csv","requester":{"id":"u1"}}"#,
    #"{"event":"ticket.created","ts":1795187045,"body":"It is broken","source":"chat","requestId":"r1"}"#,
    #"{"id":"c1","date":"2026-11-20T10:00:00Z","body":"It is broken","caller":"u1","func":"sales","category":"bug"}"#,
    #"{"id":"c1","date":"2026-11-20T10:00:00Z","message":"It is broken","name":"Ann","component":"export","source":"web"}"#,
  ])
  func `a message of a help desk is one, whatever it has beside its words`(_ text: String) {
    let batch = read(text)
    #expect(batch.messages.map { batch.string($0.body) } == ["It is broken"])
    #expect(batch.logs.isEmpty && batch.rejects.count == 0)
  }

  @Test(arguments: [
    #"{"@timestamp":"2026-11-20T15:04:05Z","@version":"1","message":"x","host":"web1"}"#,
    #"{"time":"2026-11-20T15:04:05Z","pid":7,"hostname":"web1","msg":"x"}"#,
    #"{"timestamp":"2026-11-20T15:04:05Z","message":"x","stack":"Error: x\n    at f (/a.js:1:2)"}"#,
    #"{"timestamp":"2026-11-20T15:04:05Z","message":"x","trace_id":"0102030405060708090a0b0c0d0e0f10"}"#,
    #"{"@timestamp":"2026-11-20T15:04:05Z","message":"x","host":"web1"}"#,
    #"{"timestamp":"2026-11-20T15:04:05Z","event":"x","filename":"cart.py"}"#,
    #"{"time":"2026-11-20T15:04:05Z","request":"GET /x HTTP/1.1","status":200,"host":"shop.example.com"}"#,
    #"{"ts":1795187045,"msg":"x"}"#,
  ])
  func `a line without a level is one where only a program writes such`(_ text: String) {
    let batch = read(text)
    #expect(batch.logs.count == 1 && batch.messages.isEmpty && batch.rejects.count == 0)
  }

  @Test(arguments: [
    #"{"event":"signed_up","timestamp":"2026-11-20T15:04:05Z","distinct_id":"u1","properties":{"level":"info"}}"#,
    #"{"kind":"event","time":"2026-11-20T15:04:05Z","name":"x","level":"info"}"#,
  ])
  func `an event is no log`(_ text: String) {
    let batch = read(text)
    #expect(batch.logs.isEmpty && batch.events.count == 1)
  }

  @Test func `a time that is none is rejected`() {
    let batch = read(#"{"time":"soon","level":"info","msg":"x"}"#)
    #expect(
      batch.rejects.listed == [
        Reject(
          line: 1,
          reason: "a line of a log has the time \"soon\"",
          expected: "a time from 1970 to 2199 such as 2026-11-20 10:00:00 or 2026-11-20T10:00:00Z"
        )
      ]
    )
  }

  @Test func `objects and text may be mixed`() {
    let batch = read(
      """
      {"level":"info","ts":1795187045,"msg":"a"}
      listening
      panic: boom

      goroutine 1 [running]:
      main.f()
      \t/app/a.go:1 +0x1
      {"level":"info","ts":1795187046,"msg":"b"}
      {"level":"info","ts":1795187047,
      {"a":1}
      """,
      as: .log
    )
    #expect(batch.logs.map { batch.shown($0.body) } == ["'a'", "'listening'", "'panic: boom'", "'b'"])
    #expect(batch.logs.map(\.severity) == [9, 0, 21, 9])
    #expect(batch.rejects.listed.map(\.line) == [9, 10])
  }
}
