import Numerics
import TestSupport
import Testing

@Suite struct DurationBinsTests {
  @Test(arguments: [(0, 0), (-5, 0), (.min, 0), (1, 1), (2, 9), (3, 13), (4, 17), (1_000, 80), (.max, 504)])
  func `known places`(microseconds: Int64, index: Int16) {
    #expect(DurationBins.index(microseconds: microseconds) == index)
  }

  @Test func `a duration lies within its bin, and bins ascend`() {
    var random = SplitMix64(seed: 3)
    var durations = (0..<2_000).map { _ in Int64(random.next() >> (1 + random.next() % 63)) }
    durations += (0..<63).flatMap { [Int64(1) << $0, (Int64(1) << $0) - 1] } + [.max]
    var previous: (Int64, Int16) = (-1, 0)
    for duration in durations.sorted() {
      let index = DurationBins.index(microseconds: duration)
      let (low, high) = DurationBins.bounds(index)
      #expect(low <= Double(duration) && (Double(duration) < high || duration > 1 << 52), "\(duration)")
      #expect(index >= previous.1)
      previous = (duration, index)
    }
  }

  @Test func `a bin is nine hundredths wide`() {
    for index in Int16(1)...DurationBins.last {
      let (low, high) = DurationBins.bounds(index)
      #expect(abs(high / low - 1.0905) < 1e-4)
    }
  }

  @Test func `quantiles are off by less than half a bin`() throws {
    var random = SeededRandom(seed: 8)
    let durations = (0..<5_001).map { _ in Int64(random.lognormal(mean: 11, deviation: 1.2)) }.sorted()
    var counts: [Int16: Int64] = [:]
    for duration in durations { counts[DurationBins.index(microseconds: duration), default: 0] += 1 }
    let bins = counts.sorted { $0.key < $1.key }.map { (index: $0.key, count: $0.value) }
    for q in [0, 0.01, 0.5, 0.95, 0.99, 1] {
      let found = try #require(DurationBins.quantile(q, bins: bins))
      #expect(agrees(found, Double(durations[Int(q * 5_000)]), within: 0.09))
    }
  }

  @Test func `nothing counted has no quantile`() {
    #expect(DurationBins.quantile(0.5, bins: []) == nil)
    #expect(DurationBins.quantile(0.5, bins: [(3, 0), (4, -2)]) == nil)
    #expect(DurationBins.quantile(.nan, bins: [(3, 1)]) == nil)
    #expect(DurationBins.quantile(0.5, bins: [(0, 3)]) == 0)
    #expect(DurationBins.quantile(7, bins: [(1, .max), (9, .max)]).map { $0 < 2.2 } == true)
  }
}
