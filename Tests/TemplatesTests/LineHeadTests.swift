import Templates
import Testing

/// A line as some program writes it, and the part of it that is the message.
struct HeadSample: Sendable, CustomTestStringConvertible {
  let head: String
  let message: String

  init(_ head: String, _ message: String) {
    self.head = head
    self.message = message
  }

  var testDescription: String { head }

  static let all = [
    HeadSample("2024-01-02T10:00:00.123Z INFO ", "cart opened"),
    HeadSample("2024-01-02 10:00:00,123 - INFO  [main:Listener@774] - ", "cart opened: 12"),
    HeadSample("2024-01-02 10:00:00,123 WARN [worker 3] org.example.shop.Cart: ", "cart is slow"),
    HeadSample("2024-01-02 10:00:00.123 2931 INFO shop.cart.manager [req-1f - - -] ", "cart opened"),
    HeadSample("2024-01-02 10:00:00.123  INFO 4711 --- [nio-8080-exec-1] o.e.shop.Cart  : ", "Started Cart in 2 s"),
    HeadSample("2024-01-02 04:30:30, Info                  CBS    ", "Loaded stack"),
    HeadSample("2024/01/02 10:00:00 [error] ", "cannot open /x"),
    HeadSample("2024-01-02 10:00:00.123 UTC [1234] LOG:  ", "duration: 12 ms"),
    HeadSample("24/01/02 20:10:58 INFO storage.Blocks: ", "Found block locally"),
    HeadSample("081109 203615 148 INFO dfs.Node$Responder: ", "Responder 1 for block terminating"),
    HeadSample("Jan  2 10:00:00 web-1 sshd[24200]: ", "Invalid user x from 10.0.0.1"),
    HeadSample("Jan 02 10:00:00 combo su(pam_unix)[21416]: ", "session opened"),
    HeadSample("<34>Jan  2 10:00:00 web-1 kernel: ", "link is up"),
    HeadSample("[Sun Dec 04 04:47:44 2005] [notice] ", "init ok"),
    HeadSample("01-02 16:13:38.811  1702  2395 D WindowManager: ", "closing app"),
    HeadSample("20240102-22:15:29:606|Step_Counter|30002312|", "on change 3579"),
    HeadSample(
      "- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.675872 R02-M1 RAS KERNEL INFO ",
      "cache parity corrected"
    ),
    HeadSample("- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2915]: ", "session closed"),
    HeadSample("[10.30 16:49:06] chrome.exe - ", "www.example:443 close"),
    HeadSample("E0102 15:04:05.123456    1234 cart.go:45] ", "cannot open cart"),
    HeadSample("INFO 2024-01-02 10:00:00 ", "cart opened"),
    HeadSample("Jan 02, 2024 3:04:05 PM org.example.Cart ", "opened"),
    // Without a time there is no head.
    HeadSample("", "cart 12 opened"),
    HeadSample("", "ERROR: cart 12 opened"),
    HeadSample("", "10.0.0.1:80 refused the connection"),
    HeadSample("", "1117838570 rows were read"),
    HeadSample("", "worker: took 12.50 seconds"),
    HeadSample("", "12.50 seconds were taken"),
    HeadSample("", "connection from shop.example at Sat Jun 18 02:08:10 2005"),
  ]
}

@Suite struct LineHeadTests {
  @Test(arguments: HeadSample.all) func `the head of a line is told from its message`(sample: HeadSample) {
    var head = LineHead()
    let line = Array((sample.head + sample.message).utf8)
    let end = head.end(of: line.span)
    #expect(String(decoding: line[end...], as: UTF8.self) == sample.message)
  }

  @Test func `lines of one statement are together whatever stands in front`() {
    var miner = TemplateMiner(seed: 1)
    let lines = HeadSample.all.filter { !$0.head.isEmpty }.map {
      miner.add(line: $0.head + "cannot reach the store of 12")
    }
    #expect(Set(lines).count == 1)
  }

  @Test func `a line cut anywhere has its message within it`() {
    var head = LineHead()
    for sample in HeadSample.all {
      let line = Array((sample.head + sample.message).utf8)
      for count in 0...line.count {
        let end = head.end(of: line.span.extracting(..<count))
        #expect(0...count ~= end)
      }
    }
  }
}
