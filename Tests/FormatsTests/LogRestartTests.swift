import Bytes
import Formats
import Testing

/// Logs that are read in parts: from a line that begins a record whatever came before it, the rest comes to the same.
@Suite struct LogRestartTests {
  struct Log: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// The lines at which a reading can begin.
    let restarts: [Int]
    var testDescription: String { name }
  }

  private static func read(_ lines: ArraySlice<Substring>, isMidway: Bool) -> (records: [String: Int], [Int], Int) {
    var reader = RecordReader(.log, latest: Timestamp(nanoseconds: 1_800_000_000_000_000_000), isMidway: isMidway)
    var batch = RecordBatch()
    var restarts: [Int] = []
    for (index, line) in zip(lines.indices, lines) {
      reader.read(Array(line.utf8).span, line: index + 1, into: &batch)
      if reader.restart == index + 1 { restarts.append(index + 1) }
    }
    reader.finish(into: &batch)
    let records = batch.logs.map { ("\($0.line) \($0.time) \($0.severity) \(batch.string($0.raw))", $0.line) }
    return (Dictionary(records) { first, _ in first }, restarts, batch.rejects.count)
  }

  @Test(arguments: [
    Log(
      name: "Python's traces",
      text: """
        2026-11-20 15:04:05,000 INFO shop.cart: opened
        2026-11-20 15:04:05,000 ERROR shop.cart: no total
        Traceback (most recent call last):
          File "/app/cart.py", line 12, in total
        KeyError: 'mug'
        2026-11-20 15:04:06,000 INFO shop.cart: closed
        Traceback (most recent call last):
          File "/app/cart.py", line 20, in show
        shop.errors.CartError: no price
        2026-11-20 15:04:07,000 INFO shop.cart: opened
        """,
      restarts: [1, 2, 6, 10]
    ),
    Log(
      name: "Java's own logger",
      text: """
        Nov 20, 2026 3:04:05 PM shop.Cart total
        SEVERE: no total
        java.lang.IllegalStateException: no price
        \tat shop.Cart.total(Cart.java:12)
        Nov 20, 2026 3:04:06 PM shop.Cart total
        INFO: done
        """,
      restarts: [1, 5]
    ),
    Log(
      name: "JSON with text between",
      text: """
        {"time":"2026-11-20T15:04:05Z","level":"info","msg":"opened"}
        panic: no price
        goroutine 1 [running]:
        main.total()
        \t/app/cart.go:12
        {"time":"2026-11-20T15:04:06Z","level":"info","msg":"opened"}
        """,
      restarts: [1, 6]
    ),
    Log(
      name: "Kubernetes, with a line that is cut",
      text: """
        2026-11-20T15:04:05.000000000Z stdout F 2026-11-20 15:04:05,000 INFO opened
        2026-11-20T15:04:05.100000000Z stdout P 2026-11-20 15:04:05,100 INFO a long
        2026-11-20T15:04:05.100000000Z stdout F  line
        2026-11-20T15:04:05.200000000Z stderr F Traceback (most recent call last):
        2026-11-20T15:04:05.200000000Z stderr F   File "/app/cart.py", line 12, in total
        2026-11-20T15:04:05.200000000Z stderr F KeyError: 'mug'
        2026-11-20T15:04:06.000000000Z stdout F 2026-11-20 15:04:06,000 INFO closed
        """,
      restarts: [1, 4, 7]
    ),
    Log(
      name: "lines without times of their own",
      text: """
        2026-11-20 15:04:05 INFO opened
        ERROR:shop.cart:no total
        INFO:shop.cart:done
        2026-11-20 15:04:06 INFO closed
        """,
      restarts: [1, 4]
    ),
  ])
  func `a reading that begins at a restart gives the same from there on`(log: Log) {
    let lines = log.text.split(separator: "\n", omittingEmptySubsequences: false)
    let (whole, restarts, rejected) = Self.read(lines[...], isMidway: false)
    #expect(restarts == log.restarts)
    #expect(rejected == 0)
    for start in 1...lines.count {
      let rest = lines[(start - 1)...]
      if restarts.contains(start) {
        #expect(Self.read(rest, isMidway: false).records == whole.filter { $0.value >= start }, "from line \(start)")
      }
      // Begun within a record, it leaves out what it cannot know, and gives nothing else.
      let (part, _, rejected) = Self.read(rest, isMidway: true)
      #expect(part.allSatisfy { whole[$0.key] == $0.value }, "from line \(start)")
      #expect(part.isEmpty == (start > log.restarts.last ?? 0))
      #expect(rejected == 0)
    }
  }
}
