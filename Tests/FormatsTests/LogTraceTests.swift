import Formats
import Testing

/// Records of many lines: the stack traces that runtimes print.
@Suite struct LogTraceTests {
  struct Trace: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let type: String
    let message: String
    /// How its stack begins.
    let stack: String
    var body: String
    var severity: UInt8 = 17
    var testDescription: String { name }
  }

  private static let time = "2026-11-20 15:04:05,000 "

  @Test(arguments: [
    Trace(
      name: "Python",
      text: """
        \(time)ERROR shop.cart: no total
        Traceback (most recent call last):
          File "/app/cart.py", line 12, in total
            return sum(prices[i] for i in items)
        KeyError: 'mug'

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "/app/cart.py", line 20, in show
            total()
        shop.errors.CartError: no price
        """,
      type: "shop.errors.CartError",
      message: "no price",
      stack: "Traceback (most recent call last):",
      body: "no total"
    ),
    Trace(
      name: "Java",
      text: """
        \(time)[main] ERROR shop.Cart - no total
        java.lang.IllegalStateException: no price
        \tat shop.Cart.total(Cart.java:12)
        \tat java.base/java.lang.Thread.run(Thread.java:840)
        Caused by: java.sql.SQLException: gone
        \tat shop.Prices.load(Prices.java:7)
        \t... 2 more
        """,
      type: "java.lang.IllegalStateException",
      message: "no price",
      stack: "java.lang.IllegalStateException: no price\n",
      body: "no total"
    ),
    Trace(
      name: "JavaScript in the first line",
      text: """
        \(time)ERROR TypeError: x is undefined
            at total (/app/cart.js:10:5)
            at async show (/app/cart.js:20:3)
        """,
      type: "TypeError",
      message: "x is undefined",
      stack: "TypeError: x is undefined\n",
      body: "TypeError: x is undefined"
    ),
    Trace(
      name: "JavaScript within a sentence",
      text: """
        \(time)ERROR Failed to show RangeError [ERR_X]: too far
            at total (/app/cart.js:10:5)
        """,
      type: "RangeError",
      message: "too far",
      stack: "RangeError [ERR_X]: too far\n",
      body: "Failed to show RangeError [ERR_X]: too far"
    ),
    Trace(
      name: ".NET",
      text: """
        \(time)[12] ERROR Shop.Cart - no total
        System.InvalidOperationException: no price
         ---> System.IO.IOException: gone
           at Shop.Prices.Load() in /src/Prices.cs:line 7
           --- End of inner exception stack trace ---
           at Shop.Cart.Total() in /src/Cart.cs:line 42
        """,
      type: "System.InvalidOperationException",
      message: "no price",
      stack: "System.InvalidOperationException: no price\n",
      body: "no total"
    ),
    Trace(
      name: "Ruby",
      text: """
        E, [2026-11-20T15:04:05.000000 #1] ERROR -- : undefined method 'total' for nil (NoMethodError)
        /app/cart.rb:12:in 'Cart#total'
        \tfrom /app/shop.rb:3:in '<main>'
        """,
      type: "NoMethodError",
      message: "undefined method 'total' for nil",
      stack: "undefined method 'total' for nil (NoMethodError)\n",
      body: "undefined method 'total' for nil (NoMethodError)"
    ),
    Trace(
      name: "a panic of Go",
      text: """
        2026/11/20 15:04:05 INFO listening
        panic: runtime error: index out of range [5] with length 3

        goroutine 1 [running]:
        main.total(0xc000012)
        \t/app/cart.go:42 +0x1d
        exit status 2
        """,
      type: "runtime.boundsError",
      message: "runtime error: index out of range [5] with length 3",
      stack: "panic: runtime error",
      body: "panic: runtime error: index out of range [5] with length 3",
      severity: 21
    ),
    Trace(
      name: "a fatal error of Swift",
      text: """
        2026-11-20T15:04:05+0000 info shop : listening
        shop/Cart.swift:42: Fatal error: Index out of range
        Thread 0 crashed:
        0 0x0000 Cart.total(_:) + 44 in shop at /app/Cart.swift:42:7
        """,
      type: "FatalError",
      message: "Index out of range",
      stack: "shop/Cart.swift:42: Fatal error",
      body: "shop/Cart.swift:42: Fatal error: Index out of range",
      severity: 21
    ),
    Trace(
      name: "an uncaught error of Java after a quiet line",
      text: """
        \(time)INFO shop.Cart: started
        Exception in thread "main" java.lang.NullPointerException
        \tat shop.Cart.total(Cart.java:12)
        """,
      type: "java.lang.NullPointerException",
      message: "",
      stack: "Exception in thread",
      body: "Exception in thread \"main\" java.lang.NullPointerException",
      severity: 21
    ),
    Trace(
      name: "an uncaught error of Python after a quiet line",
      text: """
        \(time)INFO shop.cart: started
        Traceback (most recent call last):
          File "/app/cart.py", line 12, in total
        ZeroDivisionError: division by zero
        """,
      type: "ZeroDivisionError",
      message: "division by zero",
      stack: "Traceback",
      body: "Traceback (most recent call last):"
    ),
    Trace(
      name: "a line without a level, with a trace",
      text: """
        2026/11/20 15:04:05 http: panic serving 203.0.113.9:80: runtime error: integer divide by zero
        goroutine 5 [running]:
        main.total(0xc000012)
        \t/app/cart.go:42 +0x1d
        """,
      type: "runtime.errorString",
      message: "runtime error: integer divide by zero",
      stack: "runtime error: integer divide by zero\ngoroutine 5",
      body: "http: panic serving 203.0.113.9:80: runtime error: integer divide by zero"
    ),
  ])
  func `a trace has the type and the message of its error`(_ trace: Trace) throws {
    let batch = read(trace.text, as: .log)
    #expect(batch.rejects.count == 0)
    let log = try #require(batch.logs.last)
    #expect(log.severity == trace.severity)
    #expect(batch.shown(log.body) == "'\(trace.body)'")
    func text(_ name: AttributeName) -> String {
      for index in log.attributes where batch.attributes[Int(index)].name == name {
        if case .text(let text) = batch.attributes[Int(index)].value { return batch.string(text) }
      }
      return ""
    }
    #expect(text(.exceptionType) == trace.type)
    #expect(text(.exceptionMessage) == trace.message)
    #expect(text(.exceptionStack).hasPrefix(trace.stack))
    let last = trace.text.split(separator: "\n").last.map(String.init) ?? ""
    #expect(text(.exceptionStack).hasSuffix(last))
  }

  @Test func `a line without a time belongs to the record before it`() {
    let batch = read(
      "\n2026-11-20 15:04:05 WARN a\n  b\n\n{\n \"c\": 1\n}\nd\n2026-11-20 15:04:06 INFO e\n",
      as: .log
    )
    #expect(batch.logs.map { batch.shown($0.body) } == ["'a\n  b\n{\n \"c\": 1\n}\nd'", "'e'"])
    #expect(batch.logs.map(\.line) == [2, 9])
  }

  @Test func `errors that follow each other are apart`() {
    let trace = "Traceback (most recent call last):\n  File \"/app/a.py\", line 1, in f\nValueError: x\n"
    let batch = read("2026-11-20 15:04:05 ERROR a: b\n" + trace + trace, as: .log)
    #expect(batch.logs.map(\.severity) == [17, 17])
    #expect(batch.logs.map { batch.shown($0.body) } == ["'b'", "'Traceback (most recent call last):'"])
    let java = "2026-11-20 15:04:05 INFO a: b\nError: x\n    at f (/a.js:1:2)\nError: y\n    at f (/a.js:1:2)\n"
    #expect(read(java, as: .log).logs.map(\.severity) == [9, 17])
  }

  @Test func `a level without a time has the time of the line before`() {
    let batch = read("2026-11-20 15:04:05 INFO a\nERROR:shop.cart:b\n[WARN] c\nERROR: d\n", as: .log)
    #expect(batch.logs.map(\.severity) == [9, 17, 13, 17])
    #expect(Set(batch.logs.map(\.time)).count == 1)
    #expect(batch.logs.map { batch.string($0.scope) } == ["", "shop.cart", "", ""])
  }

  @Test func `containers put their own time in front`() {
    let batch = read(
      """
      2026-11-20T15:04:05.100000000Z stdout F 2026-11-20 15:04:05 INFO a
      2026-11-20T15:04:05.200000000Z stderr F Traceback (most recent call last):
      2026-11-20T15:04:05.200000000Z stderr F   File "/app/a.py", line 1, in f
      2026-11-20T15:04:05.200000000Z stderr F ValueError: x
      2026-11-20T15:04:05.300000000Z stdout P half a l
      2026-11-20T15:04:05.300000000Z stderr F between
      2026-11-20T15:04:05.300000000Z stdout F ine
      """,
      as: .log
    )
    #expect(
      batch.logs.map { batch.shown($0.body) } == [
        "'a'", "'Traceback (most recent call last):'", "'between'", "'half a line'",
      ]
    )
    #expect(batch.logs.map(\.severity) == [9, 17, 0, 0])
    #expect(batch.logs.map { $0.time % 1_000_000_000 } == [0, 200_000_000, 300_000_000, 300_000_000])
  }

  @Test func `Docker wraps lines in objects and Compose names their service`() {
    let docker = read(
      #"""
      {"log":"2026-11-20 15:04:05 ERROR a: b\n","stream":"stdout","time":"2026-11-20T15:04:05.1Z"}
      {"log":"java.lang.Error: x\n","stream":"stdout","time":"2026-11-20T15:04:05.2Z"}
      {"log":"\tat shop.Cart.total(Cart.java:12)\n","stream":"stdout","time":"2026-11-20T15:04:05.2Z"}
      {"log":"half ","stream":"stdout","time":"2026-11-20T15:04:06Z"}
      {"log":"a line\n","stream":"stdout","time":"2026-11-20T15:04:06Z"}
      """#,
      as: .log
    )
    #expect(docker.logs.map { docker.shown($0.body) } == ["'b'", "'half a line'"])
    #expect(docker.shown(docker.logs[0].attributes).count == 3)
    let compose = read(
      "web-1  | 2026-11-20 15:04:05 INFO a\ndb-1   | 2026-11-20 15:04:05 INFO b\nweb-1  | c\n",
      as: .log
    )
    #expect(compose.logs.map { compose.shown($0.body) } == ["'a'", "'b'", "'c'"])
    #expect(compose.resources.map { compose.shown($0.attributes) } == [["='web'"], ["='db'"]])
  }

  @Test func `what a container has cut is whole at the end of the file`() {
    let batch = read(
      "2026-11-20T15:04:05.300000000Z stdout P half a\n2026-11-20T15:04:05.300000000Z stdout P  line",
      as: .log
    )
    #expect(batch.logs.map { batch.shown($0.body) } == ["'half a line'"])
    #expect(batch.logs.map(\.line) == [1] && batch.rejects.count == 0)
  }

  @Test func `a record has bounded lines and bytes`() {
    let many = "2026-11-20 15:04:05 WARN a\n" + String(repeating: "\tb\n", count: 5_000)
    let batch = read(many, as: .log)
    #expect(batch.logs.count == 1)
    #expect(batch.skips.counts == [.linesOverLimit: 5_000 - 1_024])
    let long = "2026-11-20 15:04:05 WARN " + String(repeating: "a", count: 200_000) + "\n\tb\n"
    let cut = read(long, as: .log)
    #expect(cut.skips.counts == [.linesOverLimit: 1])
    guard case .text(let body) = cut.logs[0].body else {
      Issue.record("no text")
      return
    }
    #expect(body.isCut && body.count < RecordText.limit)
  }

  @Test func `NUL and escapes do not hide a line`() {
    let nul = String(repeating: "\0", count: 5_000)
    let text = nul + "2026-11-20 15:04:05 \u{1b}[31mERROR\u{1b}[0m a\0b\r\n2026-11-20 15:04:06 INFO c"
    #expect(FormatGuess.guess(Array(text.utf8).span) == .known(.log))
    let batch = read(text, as: .log)
    #expect(batch.logs.map { batch.shown($0.body) } == ["'a\u{fffd}b'", "'c'"])
    #expect(batch.logs.map(\.severity) == [17, 9])
  }
}
