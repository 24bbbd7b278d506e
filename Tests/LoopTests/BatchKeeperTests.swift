import Domain
import Synchronization
import TestSupport
import Testing
import Watch

@testable import Loop

@Suite struct BatchKeeperTests {
  private struct Refusal: Error, Equatable {
    let number: Int
  }

  /// A batch of so many rows.
  private static func batch(_ count: Int) -> WatchedBatch {
    var watched = WatchedBatch()
    for number in 0..<count {
      watched.batch.rows.append(
        SignalRow(kind: .event, key: SignalKey(prefix: UInt32(number), rest: 1), time: Int64(number))
      )
    }
    return watched
  }

  @Test(arguments: [0, 1, 2, 3, 40])
  func `all that is put is kept once, in order`(_ count: Int) throws {
    let seen = Mutex<[Int]>([])
    let keeper = BatchKeeper { watched, _ in
      seen.withLock { $0.append(watched.batch.rows.count) }
      return BatchKeeper.Outcome(rows: watched.batch.rows.count - 1)
    }
    for number in 0..<count { try keeper.put(Self.batch(number + 1), of: "f\(number)") }
    try keeper.finish()
    #expect(seen.withLock { $0 } == Array(1..<count + 1))
    let kept = keeper.collect()
    #expect(kept == (0..<count).map { .init(format: "f\($0)", sent: $0 + 1, outcome: .init(rows: $0)) })
    #expect(keeper.collect().isEmpty)
  }

  @Test func `reading runs at most one batch ahead`() throws {
    let started = Mutex(0)
    let put = Mutex(0)
    let furthest = Mutex(0)
    let keeper = BatchKeeper { _, _ in
      let number = started.withLock { number in
        number += 1
        return number
      }
      furthest.withLock { $0 = max($0, put.withLock { $0 } - number) }
      return .init()
    }
    for _ in 0..<50 {
      try keeper.put(Self.batch(1), of: "f")
      put.withLock { $0 += 1 }
    }
    try keeper.finish()
    // The one that waits, and the one that whoever puts has in hand.
    #expect(furthest.withLock { $0 } <= 2)
    #expect(started.withLock { $0 } == 50)
  }

  @Test func `what goes wrong is thrown to whoever puts or ends, and nothing is kept after it`() throws {
    let seen = Mutex<[Int]>([])
    let keeper = BatchKeeper { watched, _ in
      let number = watched.batch.rows.count
      seen.withLock { $0.append(number) }
      if number == 3 { throw Refusal(number: number) }
      return .init(rows: number)
    }
    #expect(throws: Refusal(number: 3)) {
      for number in 1...10 { try keeper.put(Self.batch(number), of: "f") }
      try keeper.finish()
    }
    #expect(throws: Refusal(number: 3)) { try keeper.finish() }
    #expect(seen.withLock { $0 }.prefix(3) == [1, 2, 3])
    #expect(keeper.collect().map(\.outcome.rows).prefix(2) == [1, 2])
  }

  @Test func `a single batch is kept by whoever ends, and its failure is thrown there`() throws {
    let keeper = BatchKeeper { _, _ in throw Refusal(number: 1) }
    try keeper.put(Self.batch(1), of: "f")
    #expect(throws: Refusal(number: 1)) { try keeper.finish() }
    try keeper.finish()
    #expect(keeper.collect().isEmpty)
  }
}
