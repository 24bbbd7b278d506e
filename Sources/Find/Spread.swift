import Bytes
private import Glibc

/// Spreads work over the processors whose parts do not depend on each other.
package enum Spread {
  /// More threads than that would rather be somebody else's.
  private static let mostThreads = 8
  /// So many parts are taken at a time; fewer than twice as many are not worth a thread.
  private static let portion = 16

  /// Returns what comes of each number below a count, in the order of the numbers, whoever works it out.
  package static func map<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Result) -> [Result] {
    guard count >= 2 * portion, processors > 1 else { return (0..<count).map(body) }
    let parts = Monitor(Parts<Result>(count: count))
    for _ in 1..<min(processors, mostThreads) {
      parts.change { $0.working += 1 }
      // Where the system has no thread left, those there are do it all.
      guard tryToStartThread({ work(on: parts, body) }) else {
        parts.change { $0.working -= 1 }
        break
      }
    }
    parts.change { $0.working += 1 }
    work(on: parts, body)
    let done = parts.wait { $0.working == 0 ? $0.done : nil } ?? [:]
    return done.sorted { $0.key < $1.key }.flatMap(\.value)
  }

  /// What is to be done, and what has come of it, by the first number of each portion.
  private struct Parts<Result: Sendable>: Sendable {
    let count: Int
    var next = 0
    var working = 0
    var done: [Int: [Result]] = [:]
  }

  private static func work<Result: Sendable>(on parts: Monitor<Parts<Result>>, _ body: @Sendable (Int) -> Result) {
    while let numbers = take(parts) {
      let results = numbers.map(body)
      parts.change { $0.done[numbers.lowerBound] = results }
    }
    parts.update { $0.working -= 1 }
  }

  private static func take<Result>(_ parts: Monitor<Parts<Result>>) -> Range<Int>? {
    parts.change { parts in
      guard parts.next < parts.count else { return nil }
      let start = parts.next
      parts.next = min(parts.count, start + portion)
      return start..<parts.next
    }
  }

  private static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

/// Something that several threads read while whoever lends it waits for them.
package struct Lent<Value>: @unchecked Sendable {
  // No lock: nobody changes it, and what it holds that is no mere value is asked for by the lender alone.
  package let value: Value

  package init(_ value: Value) {
    self.value = value
  }
}
