import Domain
import Find
import Formats
import Testing
import Watch

/// Rows of logs that are lines of text or JSON.
@Suite struct LineRowTests {
  private static let day = "2026-11-20 15:04:05"

  private func keys(_ text: String) -> [SignalKey] { watch(text, as: .log).batch.rows.map(\.key) }

  @Test func `equal lines of one instant are counted apart, and the same file again is the same`() {
    let line = "\(Self.day) INFO retry\n"
    let text = line + line + "\(Self.day) INFO other\n" + line
    #expect(Set(keys(text)).count == 4)
    #expect(keys(text) == keys(text))
    #expect(keys(text + line).prefix(4).elementsEqual(keys(text)))
    // Which line of the file it is does not matter.
    #expect(Set(keys("\(Self.day) INFO first\n" + text)).isSuperset(of: keys(text)))
  }

  @Test func `files that overlap in whole instants share the keys of what they share`() {
    let lines = (0..<40).map { "2026-11-20 15:04:\(10 + $0 / 4) INFO \($0 % 2 == 0 ? "a" : "b")\n" }
    let older = keys(lines[..<24].joined())
    let newer = keys(lines[8...].joined())
    #expect(Set(older).union(newer) == Set(keys(lines.joined())))
    #expect(Set(older).intersection(newer).count == 16)
  }

  @Test func `a file cut between equal lines of one instant loses as many as are before the cut`() {
    let line = "\(Self.day) INFO retry\n"
    let parts = keys(line + line) + keys(line)
    #expect(Set(parts).count == 2)
  }

  @Test func `replicas are told apart by what their lines say, or by a source of their own`() {
    let line = "\(Self.day) INFO retry\n"
    #expect(keys(line) == keys(line))
    #expect(keys("\(Self.day) api-1 INFO retry\n") != keys("\(Self.day) api-2 INFO retry\n"))
    for line in ["\(Self.day) INFO retry", #"{"time":"2026-11-20T15:04:05Z","level":"info","msg":"retry"}"#] {
      let (one, other) = (keys("api-1  | \(line)\n"), keys("api-2  | \(line)\n"))
      #expect(one.count == 1 && other.count == 1 && one != other)
      #expect(Set(keys("api-1  | \(line)\napi-2  | \(line)\n")) == Set(one + other))
    }
    let named = ["api-1", "api-2"].map { name in
      watch(line, as: .log) { $0.source = name }.batch.rows.map(\.key)
    }
    #expect(named[0].count == 1 && named[0] != named[1])
  }

  @Test func `records of OTLP that are the same are one`() {
    let one = request(log: #""severityNumber":9,"body":{"stringValue":"x"}"#)
    #expect(Set(watch(one + "\n" + one).batch.rows.map(\.key)).count == 1)
  }

  @Test func `a quiet line keeps no word, a warning its words with secrets masked`() throws {
    let watched = watch("\(Self.day) INFO Cart: hello ada\n\(Self.day) WARN Cart: mail ada@shop.example\n", as: .log)
    #expect(watched.batch.rows.map(\.kind) == [.log, .log])
    #expect(watched.batch.rows.map(\.evidence) == [-1, 0])
    #expect(watched.batch.rows.map { watched.batch.text($0.source) } == ["log", "log"])
    #expect(watched.allTexts.allSatisfy { !$0.contains("hello") && !$0.contains("ada@") })
    #expect(watched.redacted == 1)
  }

  @Test func `a request that failed is an error on its path, in foreign words`() throws {
    let line = #"203.0.113.9 - ada [20/Nov/2026:15:04:05 +0000] "GET /orders/8812?key=x HTTP/1.1" 502 12"#
    let watched = watch(line, as: .log)
    let row = try #require(watched.batch.rows.first)
    #expect(row.kind == .error && row.subject == Identities(secret: secret).hash(.subject, of: "ada"))
    #expect(watched.texts(row) == ["log", "", "", "", "HTTP 502", "/orders/{id}"])
    #expect(watched.batch.evidence.map(\.text) == ["HTTP 502: GET /orders/8812"])
    #expect(watched.batch.evidence.map(\.trust) == [.attackerWritable])
    let quiet = watch(line.replacing("502", with: "404"), as: .log)
    #expect(quiet.batch.rows.map(\.kind) == [.log] && quiet.batch.evidence.isEmpty)
    #expect(quiet.texts(quiet.batch.rows[0]).last == "/orders/{id}")
  }

  @Test func `requests that failed have a group for each route`() {
    let paths = ["GET /orders/8812", "GET /orders/7", "POST /orders/8812", "GET /cart", "GET /"]
    let prints = paths.map { path in
      let watched = watch(#"203.0.113.9 - - [20/Nov/2026:15:04:05 +0000] "\#(path) HTTP/1.1" 500 12"#, as: .log)
      return watched.candidates.map { ErrorFingerprint($0, key: DigestKey(secret)).text }
    }
    #expect(prints[0] == prints[1])
    #expect(Set(prints).count == 4)
  }

  @Test func `an error in a trace of OTLP and in a JSON line is one signal`() {
    let ids = #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708""#
    let attributes = [attribute("exception.type", "KeyError"), attribute("exception.message", "'mug'")]
    let otlp = watch(request(log: #""severityNumber":17,\#(ids),"attributes":[\#(attributes.joined(separator: ","))]"#))
    let line = watch(
      #"{"time":1700000000,"level":"error","msg":"x","trace_id":"0102030405060708090a0b0c0d0e0f10","#
        + #""span_id":"0102030405060708","error":{"type":"KeyError","message":"'mug'"}}"#,
      as: .log
    )
    #expect(otlp.batch.rows.map(\.key) == line.batch.rows.map(\.key))
  }

  struct Bug: Sendable, CustomTestStringConvertible {
    let name: String
    let type: String
    let message: String
    let stack: String
    /// The same in a log.
    let log: String
    var testDescription: String { name }
  }

  private static let python = """
    Traceback (most recent call last):
      File "/app/shop/cart.py", line 12, in total
        return prices[item]
    KeyError: 'mug'
    """
  private static let java = """
    java.lang.IllegalStateException: no price
    \tat shop.Cart.total(Cart.java:12)
    \tat java.base/java.lang.Thread.run(Thread.java:840)
    """
  private static let node = """
    TypeError: x is undefined
        at total (/app/cart.js:10:5)
    """
  private static let go = """
    goroutine 1 [running]:
    main.total(0xc000012)
    \t/app/cart.go:42 +0x1d
    """

  @Test(arguments: [
    Bug(
      name: "Python",
      type: "KeyError",
      message: "'mug'",
      stack: python,
      log: "\(day),000 ERROR shop.cart: failed\n\(python)"
    ),
    Bug(
      name: "Java",
      type: "java.lang.IllegalStateException",
      message: "no price",
      stack: java,
      log: "\(day).000 [main] ERROR shop.Cart - failed\n\(java)"
    ),
    Bug(
      name: "JavaScript",
      type: "TypeError",
      message: "x is undefined",
      stack: node,
      log: "\(day) error: failed\n\(node)"
    ),
    Bug(
      name: "Go",
      type: "runtime.boundsError",
      message: "runtime error: index out of range [5] with length 3",
      stack: go,
      log: "2026/11/20 15:04:05 started\npanic: runtime error: index out of range [5] with length 3\n\n\(go)"
    ),
  ])
  func `one bug has one group, by OTLP or by a log`(_ bug: Bug) throws {
    let attributes = [
      attribute("exception.type", bug.type), attribute("exception.message", bug.message),
      attribute("exception.stacktrace", Self.escaped(bug.stack)),
    ]
    let otlp = watch(
      request(log: #""severityNumber":17,"attributes":[\#(attributes.joined(separator: ","))]"#, resource: "")
    )
    let line = watch(bug.log, as: .log)
    let key = DigestKey(secret)
    let first = try #require(otlp.candidates.first)
    let second = try #require(line.candidates.last)
    #expect(ErrorFingerprint(first, key: key) == ErrorFingerprint(second, key: key))
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      .replacing("\t", with: "\\t")
  }
}
