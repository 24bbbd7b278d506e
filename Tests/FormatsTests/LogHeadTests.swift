import Bytes
import Formats
import Testing

/// The heads of lines, in the shapes that loggers write.
@Suite struct LogHeadTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let text: String
    /// Severity, logger, service and message, as far as the line says them.
    let severity: UInt8
    var scope = ""
    var service = ""
    let body: String
    var time = "2026-11-20T15:04:05Z"
    var testDescription: String { text }
  }

  @Test(arguments: [
    // log4j and logback, as many a pattern has it.
    Line(
      text: "2026-11-20 15:04:05,123 INFO [main] org.shop.Cart: added 3",
      severity: 9,
      scope: "org.shop.Cart",
      body: "added 3",
      time: "2026-11-20T15:04:05.123Z"
    ),
    Line(
      text: "2026-11-20 15:04:05.123 [http-8080-exec-3] ERROR o.s.Cart - no cart: 7",
      severity: 17,
      scope: "o.s.Cart",
      body: "no cart: 7",
      time: "2026-11-20T15:04:05.123Z"
    ),
    Line(text: "26/11/20 15:04:05 WARN shop.Cart: slow", severity: 13, scope: "shop.Cart", body: "slow"),
    Line(
      text: "2026-11-20T15:04:05.123+01:00  WARN 4711 --- [shop] [  main] o.s.Cart  : slow : very",
      severity: 13,
      scope: "o.s.Cart",
      body: "slow : very",
      time: "2026-11-20T14:04:05.123Z"
    ),
    Line(
      text: "[2026-11-20T15:04:05,123][WARN ][o.e.n.Node   ] [node-1] slow",
      severity: 13,
      scope: "o.e.n.Node",
      body: "slow",
      time: "2026-11-20T15:04:05.123Z"
    ),
    Line(text: "[2026-11-20 15:04:05,000] INFO started (kafka.Server)", severity: 9, body: "started (kafka.Server)"),
    Line(
      text: "2026-11-20 15:04:05,000 - INFO  [Peer[id=1]/0:0:0:0:2181:Election@774] - Notification",
      severity: 9,
      body: "Notification"
    ),
    Line(text: "INFO  [2026-11-20 15:04:05,000] shop.Cart: added", severity: 9, scope: "shop.Cart", body: "added"),
    Line(text: "[ERROR] 2026-11-20T15:04:05.000Z 8f2c message", severity: 17, body: "8f2c message"),
    // Python.
    Line(
      text: "2026-11-20 15:04:05,000 - shop.cart - ERROR - no cart",
      severity: 17,
      scope: "shop.cart",
      body: "no cart"
    ),
    Line(text: "2026-11-20 15:04:05,000 ERROR cart.py:45 - no cart", severity: 17, scope: "cart.py", body: "no cart"),
    Line(
      text: "2026-11-20 15:04:05.000 | WARNING  | shop.cart:total:12 - slow",
      severity: 13,
      scope: "shop.cart:total",
      body: "slow"
    ),
    Line(
      text: "2026-11-20 15:04:05.008 25746 INFO nova.api.server [req-38101a0b - -] 10.11.10.1 status",
      severity: 9,
      scope: "nova.api.server",
      body: "10.11.10.1 status",
      time: "2026-11-20T15:04:05.008Z"
    ),
    // Go.
    Line(text: "2026/11/20 15:04:05 listening on :8080", severity: 0, body: "listening on :8080"),
    Line(text: "2026/11/20 15:04:05 cart.go:23: no cart", severity: 0, body: "cart.go:23: no cart"),
    Line(
      text: "2026-11-20T15:04:05.000Z\terror\tshop/cart.go:12\tno cart",
      severity: 17,
      body: "shop/cart.go:12\tno cart"
    ),
    Line(text: "E1120 15:04:05.000000    1234 cart.go:45] no cart", severity: 17, scope: "cart.go", body: "no cart"),
    // Ruby, PHP, .NET, Java's own.
    Line(
      text: "E, [2026-11-20T15:04:05.000000 #1234] ERROR -- shop: no cart",
      severity: 17,
      scope: "shop",
      body: "no cart"
    ),
    Line(text: "I, [2026-11-20T15:04:05.000000 #1234]  INFO -- : Started GET", severity: 9, body: "Started GET"),
    Line(
      text: "[2026-11-20 15:04:05] production.ERROR: no cart {\"id\":7}",
      severity: 17,
      scope: "production",
      body: "no cart {\"id\":7}"
    ),
    Line(text: "2026-11-20 15:04:05.0000|ERROR|Shop.Cart|no cart", severity: 17, scope: "Shop.Cart", body: "no cart"),
    Line(text: "2026-11-20 15:04:05.000 +00:00 [ERR] no cart", severity: 17, body: "no cart"),
    Line(text: "2026-11-20 15:04:05,000 [12] WARN  Shop.Cart - slow", severity: 13, scope: "Shop.Cart", body: "slow"),
    Line(
      text: "Nov 20, 2026 3:04:05 PM shop.Cart total\nSEVERE: no cart",
      severity: 17,
      scope: "shop.Cart",
      body: "no cart"
    ),
    // Servers.
    Line(
      text: "2026/11/20 15:04:05 [error] 12#7: *9 connect() failed (111: refused) while reading, client: 203.0.113.9",
      severity: 17,
      body: "connect() failed (111: refused) while reading, client: 203.0.113.9"
    ),
    Line(text: "[Fri Nov 20 15:04:05 2026] [notice] caught SIGTERM", severity: 10, body: "caught SIGTERM"),
    Line(
      text: "[Fri Nov 20 15:04:05.000000 2026] [core:error] [pid 1:tid 2] [client 203.0.113.9:5] AH00035: denied",
      severity: 17,
      scope: "core",
      body: "AH00035: denied"
    ),
    Line(
      text: "2026-11-20 15:04:05.000 UTC [123] ERROR:  relation \"x\" does not exist",
      severity: 17,
      body: "relation \"x\" does not exist"
    ),
    Line(
      text: "2026-11-20T15:04:05.000000Z 0 [Warning] [MY-010068] CA is self signed",
      severity: 13,
      body: "CA is self signed"
    ),
    Line(text: "1:M 20 Nov 2026 15:04:05.000 # Out of memory", severity: 13, body: "Out of memory"),
    // Android and others.
    Line(text: "11-20 15:04:05.000  1234  5678 E CartView: no cart", severity: 17, scope: "CartView", body: "no cart"),
    Line(text: "20261120-15:04:05:000|Step|30002|onExtend 14", severity: 0, body: "Step|30002|onExtend 14"),
    Line(
      text: "20-Nov-2026 15:04:05.000 SEVERE [main] org.apache.Server.start boom",
      severity: 17,
      body: "org.apache.Server.start boom"
    ),
    Line(text: "1795187045.000 error: no cart", severity: 17, body: "no cart"),
    Line(text: "update-links 2026-11-20 15:04:05: run with --install", severity: 0, body: "run with --install"),
    Line(text: "app.log.1 2026-11-20 15:04:05 INFO started", severity: 9, body: "started"),
    Line(
      text: "KERNDTLB 1795187045 2026.11.20 R02 RAS KERNEL FATAL parity error",
      severity: 21,
      scope: "KERNEL",
      body: "parity error"
    ),
    // Syslog.
    Line(text: "Nov 20 15:04:05 web1 sshd[24200]: Invalid user", severity: 0, service: "sshd", body: "Invalid user"),
    Line(text: "Nov 20 15:04:05 web1 sshd[24200]: error: no key", severity: 17, service: "sshd", body: "no key"),
    Line(text: "<34>Nov 20 15:04:05 web1 su: 'su root' failed", severity: 21, service: "su", body: "'su root' failed"),
    Line(
      text: "<165>1 2026-11-20T15:04:05.000Z web1 shop 12 ID47 [a@1 b=\"x]\"][c] no cart",
      severity: 10,
      service: "shop",
      body: "no cart"
    ),
    Line(text: "<11>1 2026-11-20T15:04:05Z - - - - - no cart", severity: 17, body: "no cart"),
    Line(text: "2026-11-20T15:04:05.000000+00:00 web1 shop[7]: no cart", severity: 0, service: "shop", body: "no cart"),
    Line(text: "2026-11-20T15:04:05+00:00 app[web.1]: no cart", severity: 0, service: "app", body: "no cart"),
    // Pairs.
    Line(text: "time=2026-11-20T15:04:05Z level=WARN+1 msg=\"a \\\"b\\\" c\" n=1", severity: 13, body: "a \"b\" c"),
    Line(
      text: "ts=1795187045 lvl=error logger=cart msg=failed err=\"no cart\"",
      severity: 17,
      scope: "cart",
      body: "failed: no cart"
    ),
    Line(text: "2026-11-20T15:04:05Z level=error msg=failed", severity: 17, body: "failed"),
    // Words that only look like levels.
    Line(text: "2026-11-20 15:04:05 parsing of the ERROR page", severity: 0, body: "parsing of the ERROR page"),
    Line(text: "2026-11-20 15:04:05 Error connecting", severity: 0, body: "Error connecting"),
    Line(text: "2026-11-20 15:04:05 CRITICAL disk full", severity: 21, body: "disk full"),
    Line(text: "2026-11-20 15:04:05 [trace] x", severity: 1, body: "x"),
    Line(text: "2026-11-20 15:04:05 Debug: x", severity: 5, body: "x"),
  ])
  func `a line has its time, level, logger and words`(_ line: Line) throws {
    let batch = read(line.text, as: .log)
    #expect(batch.rejects.count == 0)
    let log = try #require(batch.logs.first)
    #expect(batch.logs.count == 1)
    #expect(Timestamp(nanoseconds: log.time).description == line.time)
    #expect(log.severity == line.severity)
    #expect(batch.shown(log.body) == "'\(line.body)'")
    #expect(batch.string(log.scope) == line.scope)
    let resource = batch.shown(batch.resources[Int(log.resource)].attributes)
    #expect(resource == (line.service.isEmpty ? [] : ["='\(line.service)'"]))
    #expect(batch.string(log.raw) == line.text)
    let guess = FormatGuess.guess(Array(line.text.utf8).span)
    #expect(guess == .known(.log))
  }

  @Test(arguments: [
    ("2026-11-20 15:04:05 CEST x", "2026-11-20T13:04:05Z"), ("2026-11-20 15:04:05 EST x", "2026-11-20T20:04:05Z"),
    ("2026-11-20 15:04:05.1234567891 x", "2026-11-20T15:04:05.123456789Z"),
    ("2026-11-20T15:04:05-0730 x", "2026-11-20T22:34:05Z"), ("2026-11-20 15:04 x", "2026-11-20T15:04:00Z"),
    ("Fri, 20 Nov 2026 15:04:05 GMT x", "2026-11-20T15:04:05Z"),
    ("2026-11-20-15.04.05.000000 x y", "2026-11-20T15:04:05Z"),
    ("Nov 20, 2026 12:04:05 AM x", "2026-11-20T00:04:05Z"),
    // The newest such day until the latest time, which is 2027-01-15T08:00:00Z.
    ("Jan 15 07:59:59 host x: y", "2027-01-15T07:59:59Z"), ("Jan 15 08:00:01 host x: y", "2026-01-15T08:00:01Z"),
    ("Feb 29 10:00:00 host x: y", "2024-02-29T10:00:00Z"),
  ])
  func `a time has a zone, a fraction and a year`(_ line: String, _ time: String) {
    #expect(read(line, as: .log).logs.map { Timestamp(nanoseconds: $0.time).description } == [time])
  }

  @Test(arguments: [
    // Nobody can tell day from month.
    "02/03/2026 15:04:05 x", "2026-13-01 15:04:05 x", "2026-02-30 15:04:05 x", "2026-11-20 24:04:05 x",
    "2026-11-20 started", "15:04:05 x", "1970-01-01 00:00:00 x", "9999-11-20 15:04:05 x", "Nov 20 2026",
    "Foo 20 15:04:05 x",
    "12345678901 x", "Error: no cart", "key=value", "level=info msg=x", "# 2026-11-20 15:04:05",
    "<999>Nov 20 15:04:05 x",
  ])
  func `what has no time is no line of a log`(_ line: String) {
    let batch = read(line, as: .log)
    #expect(batch.count == 0)
    #expect(
      batch.rejects.listed == [
        Reject(
          line: 1,
          reason: "a line has no time, and neither has any before it",
          expected: "a time from 1970 to 2199 such as 2026-11-20 10:00:00 or 2026-11-20T10:00:00Z"
        )
      ]
    )
    guard case .unknown = FormatGuess.guess(Array(line.utf8).span) else {
      Issue.record("taken for something")
      return
    }
  }

  @Test func `without a latest moment no year is made up`() {
    var batch = RecordBatch()
    var reader = RecordReader(.log)
    reader.read(Array("Nov 20 15:04:05 web1 su: x".utf8).span, into: &batch)
    reader.finish(into: &batch)
    #expect(batch.count == 0 && batch.rejects.count == 1)
  }

  struct Request: Sendable, CustomTestStringConvertible {
    let text: String
    let severity: UInt8
    let body: String
    let attributes: [String]
    var testDescription: String { text }
  }

  @Test(arguments: [
    Request(
      text:
        "203.0.113.9 - ada [20/Nov/2026:15:04:05 +0000] \"GET /cart/7?token=x HTTP/1.1\" 500 12 \"-\" \"agent \\\"x\\\"\"",
      severity: 17,
      body: "GET /cart/7",
      attributes: ["='ada'", "='/cart/7'", "=500", #"='agent \"x\"'"#]
    ),
    Request(
      text: "::1 - - [20/Nov/2026:15:04:05 +0000] \"POST /a HTTP/1.1\" 404 -",
      severity: 9,
      body: "POST /a",
      attributes: ["='/a'", "=404"]
    ),
    Request(
      text: "shop.example:443 203.0.113.9 - - [20/Nov/2026:15:04:05 +0000] \"GET / HTTP/2.0\" 200 1",
      severity: 9,
      body: "GET /",
      attributes: ["='/'", "=200"]
    ),
    Request(
      text: "203.0.113.9 - - [20/Nov/2026 15:04:05] \"GET / HTTP/1.1\" 200 -",
      severity: 9,
      body: "GET /",
      attributes: ["='/'", "=200"]
    ),
    Request(
      text: "203.0.113.9 - - [20/Nov/2026:15:04:05 +0000] \"\\x16\\x03\\x01\" 400 157",
      severity: 9,
      body: "\\x16\\x03\\x01",
      attributes: ["=400"]
    ),
    Request(
      text: "203.0.113.9 - - [20/Nov/2026:15:04:05 +0000] \"-\" 408 -",
      severity: 9,
      body: "-",
      attributes: ["=408"]
    ),
  ])
  func `a web server's line has path, status and user`(_ request: Request) throws {
    let batch = read(request.text, as: .log)
    let log = try #require(batch.logs.first)
    #expect(log.severity == request.severity && log.isRequest)
    #expect(batch.shown(log.body) == "'\(request.body)'")
    #expect(batch.shown(log.attributes) == request.attributes)
    #expect(Timestamp(nanoseconds: log.time).description == "2026-11-20T15:04:05Z")
    #expect(FormatGuess.guess(Array(request.text.utf8).span) == .known(.log))
  }
}
