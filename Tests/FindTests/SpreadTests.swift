import Testing

@testable import Find

/// Work that is spread over threads gives what one thread gives, in the same order.
@Suite struct SpreadTests {
  @Test(arguments: [0, 1, 31, 32, 33, 1_000])
  func `every number comes back once and in its place`(count: Int) {
    #expect(Spread.map(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test func `many at once do not disturb each other`() {
    let sums = Spread.map(64) { outer in Spread.map(64) { outer + $0 }.reduce(0, +) }
    #expect(sums == (0..<64).map { $0 * 64 + 2_016 })
  }
}
