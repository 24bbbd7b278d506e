import Templates
import Testing

/// Two messages of one statement of a program.
struct SameMessage: Sendable, CustomTestStringConvertible {
  let what: String
  let one: String
  let other: String

  init(_ what: String, _ one: String, _ other: String) {
    self.what = what
    self.one = one
    self.other = other
  }

  var testDescription: String { what }

  static let all = [
    SameMessage("numbers", "took 12 of 4711 steps", "took 3.5 of 9 steps"),
    SameMessage("signed numbers", "offset is -5 now", "offset is +7.25 now"),
    SameMessage("units", "free 317.1 MB of disk", "free 12 KB of disk"),
    SameMessage("a comparison", "lifetime <1 sec", "lifetime 00:01"),
    SameMessage("hexadecimal", "mask 0x1f at deadbeef", "mask 0x00 at cafebabe"),
    SameMessage("uuids", "no row 7e57d004-2b97-4e7a-b45f-5387367791cd", "no row 00000000-2b97-4e7a-b45f-aaaaaaaaaaaa"),
    SameMessage("addresses", "from 10.0.0.1:80 to fe80::1%en0", "from 192.168.4.5:8080 to 2001:db8:0:0:1::ff"),
    SameMessage("hosts with ports", "connect to shop.example:443 failed", "connect to a.b.example:80 failed"),
    SameMessage("paths", "cannot read /etc/shop.conf", "cannot read /var/lib/other/x"),
    SameMessage("paths with spaces in quotes", "cannot open '/tmp/a b.txt'", "cannot open '/var/tmp/other.txt'"),
    SameMessage("drives", "loaded C:\\Program\\core.dll", "loaded D:\\x\\y\\z.dll"),
    SameMessage("queries", "GET /cart?id=1&x=2 done", "GET /orders done"),
    SameMessage("urls", "fetching https://a.example/x?y=1 now", "fetching http://b.example now"),
    SameMessage("mails", "recipient ana@example.com refused", "recipient b.c@mail.example refused"),
    SameMessage("dates", "connected at Sat Jun 18 02:08:10 2005", "connected at Mon Aug  1 12:00:00 2022"),
    SameMessage("values of names", "stopped name=shop mode=fast", "stopped name=billing mode=slow"),
    SameMessage("names without a value", "login= uid=0 host=", "login=ana uid=12 host=b.example"),
    SameMessage("quoted values of names", "lock tag=\"View Lock\" taken", "lock tag=\"Other\" taken"),
    SameMessage("members of JSON", #"{"say":"x y","n":1,"msg":"it broke"}"#, #"{"say":"z","n":2,"msg":"it broke"}"#),
    SameMessage(
      "names with a colon",
      "lost user: 'ana b' of host: 'a.example'",
      "lost user: 'ben' of host: 'b.example'"
    ),
    SameMessage("true and false", "is visible: true", "is visible: false"),
    SameMessage("names of people", "session opened for user root", "session opened for user ana"),
    SameMessage("lists of numbers", "fans at 1 2 3 rpm", "fans at 1 2 3 4 5 rpm"),
    SameMessage(
      "marks of redaction",
      "unknown user \u{27e6}email\u{27e7} here",
      "unknown user \u{27e6}secret:token\u{27e7} here"
    ),
    SameMessage("ids with digits", "task_0021_m_3 done", "task_7 done"),
  ]
}

@Suite struct TokenizerTests {
  @Test(arguments: SameMessage.all) func `values do not tell messages apart`(sample: SameMessage) {
    #expect(Set(groups(of: [sample.one, sample.other])).count == 1)
  }

  @Test(arguments: [
    ("worker started", "worker stopped"),
    ("msg=\"disk full\" level=error", "msg=\"disk slow\" level=error"),
    ("\"GET /a\" status: 200", "\"POST /a\" status: 200"),
    ("it's full", "it is full"),
    ("Connection reset", "connection reset"),
    ("state is 'active'", "state is 'inactive'"),
    ("read failed", "read failed: no such file"),
    (#"{"n":1,"msg":"it broke"}"#, #"{"n":1,"msg":"it burst"}"#),
  ])
  func `words do`(one: String, other: String) {
    #expect(Set(groups(of: [one, other])).count == 2)
  }

  @Test func `where quotes are masked, what stands in them tells nothing apart`() {
    var miner = TemplateMiner(seed: 1, masksQuotes: true)
    let group = miner.add("column 'price' of \"orders\" is missing")
    #expect(miner.add("column 'amount due' of \"carts\" is missing") == group)
    #expect(miner.add("it's column 'price' of \"orders\"") != group)
  }

  @Test func `a very long message is told by its beginning`() {
    let words = (0..<400).map { String(repeating: "x", count: $0 % 7 + 1) }.joined(separator: " ")
    #expect(Set(groups(of: [words + " a", words + " b"])).count == 1)
  }

  @Test(arguments: [
    (
      "2026-01-02 03:04:05 WARN pool.Keeper - lease 17 of 10.0.0.1 expired after 30 ms",
      ["lease", "of", "expired", "after"]
    ),
    ("column 'price' of \"orders\" is missing", ["column", "of", "is", "missing"]),
    ("4711", []),
  ])
  func `the fixed words of a line are those that are no values, its head left out`(line: String, words: [String]) {
    let bytes = Array(line.utf8)
    #expect(FixedWords.ranges(in: bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) } == words)
  }
}
