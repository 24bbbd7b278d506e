import Changes
import Numerics
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct DurationChangesTests {
  /// Hours of requests of which a share is slow; the others take about 100 ms.
  private func buckets(slow: (Int) -> Double, shift: (Int) -> Double = { _ in 1 }) -> [DurationBucket] {
    var random = SeededRandom(seed: 2)
    return (0..<240).map { hour in
      var counts: [Int16: Int64] = [:]
      for _ in 0..<300 {
        let isSlow = random.uniform() < slow(hour)
        let duration = 100_000 * shift(hour) * random.lognormal(mean: 1, deviation: 0.3) * (isSlow ? 10 : 1)
        counts[DurationBins.index(microseconds: Int64(duration)), default: 0] += 1
      }
      let bins = counts.sorted { $0.key < $1.key }.map { (index: $0.key, count: $0.value) }
      return DurationBucket(second: Int64(hour) * 3600, bins: bins)
    }
  }

  @Test func `a regression of the slowest hundredth alone is found with its onset`() throws {
    let found = DurationChanges.changes(in: buckets { $0 < 160 ? 0.005 : 0.03 })
    let slower = try #require(found.first)
    #expect(slower.quantile == 0.99)
    #expect(slower.change.kind == .rise)
    #expect(abs(slower.change.onset - 160 * 3600) <= 3 * 3600)
    #expect(slower.threshold > 150_000)
    #expect(!found.contains { $0.quantile == 0.5 })
  }

  @Test func `everything a little slower is found at the middle`() throws {
    let found = DurationChanges.changes(in: buckets(slow: { _ in 0.005 }, shift: { $0 < 160 ? 1 : 1.15 }))
    #expect(found.contains { $0.quantile == 0.5 && abs($0.change.onset - 160 * 3600) <= 3600 })
    #expect(found.allSatisfy { $0.change.kind == .rise })
  }

  @Test func `durations that stay the same have no change`() {
    #expect(DurationChanges.changes(in: buckets { _ in 0.01 }).isEmpty)
    #expect(DurationChanges.changes(in: []).isEmpty)
    #expect(DurationChanges.changes(in: [DurationBucket(second: 0, bins: [(4, .max), (9, .max), (2, -3)])]).isEmpty)
  }

  /// The chance of 30 of 1,000 against 55 of 1,000 is that of 55 of 85 halves: 0.00884 (scipy 1.17.1, `binomtest`).
  @Test func `two distributions are compared exactly`() {
    let before: [(index: Int16, count: Int64)] = [(10, 970), (40, 30)]
    let after: [(index: Int16, count: Int64)] = [(10, 945), (40, 55)]
    #expect(abs(DurationChanges.surprise(before, after, beyond: 0.9) - 2.0537) < 0.0005)
    #expect(DurationChanges.surprise(before, [], beyond: 0.9) == 0)
    #expect(DurationChanges.surprise([], after, beyond: 0.9) == 0)
  }
}

@Suite struct ValueChangesTests {
  private func points(_ count: Int, seed: UInt64 = 1, _ shape: (Int, Double) -> Double) -> [ValuePoint] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { ValuePoint(second: Int64($0) * 3600, value: shape($0, random.normal())) }
  }

  @Test func `a new level of values is found with its size`() throws {
    let found = ValueChanges.changes(in: points(400) { 100 + $1 * 4 + ($0 < 250 ? 0 : 20) })
    let change = try #require(found.first)
    #expect(found.count == 1)
    #expect(change.kind == .rise)
    #expect(change.onset == 250 * 3600)
    let ratio = try #require(change.ratio)
    #expect(ratio.low < 1.2 && 1.2 < ratio.high && ratio.high - ratio.low < 0.05)
  }

  @Test func `a new scatter about the same level is found`() {
    let found = ValueChanges.changes(in: points(600) { 100 + $1 * ($0 < 400 ? 1 : 6) })
    #expect(found.contains { $0.kind == .spread && abs($0.onset - 400 * 3600) <= 10 * 3600 })
    #expect(!found.contains { $0.kind == .rise || $0.kind == .fall })
  }

  @Test func `a single wild value is a spike`() {
    let found = ValueChanges.changes(in: points(400) { $0 == 300 ? 100 : $1 })
    #expect(found.contains { $0.kind == .spike && $0.onset == 300 * 3600 })
  }

  @Test func `noise changes nothing`() {
    let found = (1...4).map { ValueChanges.changes(in: points(300, seed: $0) { _, noise in noise }).count }
    #expect(found.reduce(0, +) == 0)
  }

  @Test(arguments: [[], [.nan], [1], [.infinity, 1, 2], [Double](repeating: 1e308, count: 40)])
  func `garbage values change nothing`(values: [Double]) {
    let same = values.map { ValuePoint(second: 0, value: $0) }
    #expect(ValueChanges.changes(in: same).isEmpty)
  }
}

@Suite struct AlarmBudgetTests {
  /// The fifteen chances of Benjamini and Hochberg 1995, section 3.2: at 5 %, the first four are told.
  @Test func `the paper's example`() {
    let chances = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
    ]
    let told = AlarmBudget.told(surprises: chances.map { -log10($0) }, series: 15)
    #expect(told == chances.map { $0 <= 0.0095 })
  }

  @Test func `the more is looked at, the more it takes`() {
    #expect(AlarmBudget.told(surprises: [3.5], series: 10) == [true])
    #expect(AlarmBudget.told(surprises: [3.5], series: 10_000) == [false])
    #expect(AlarmBudget.told(surprises: [], series: 0).isEmpty)
    #expect(AlarmBudget.told(surprises: [0, .nan, -1], series: 3) == [false, false, false])
  }

  @Test func `the order of surprises does not matter`() {
    let surprises = [4.0, 0.2, 2.1, 6, 1.3]
    let told = AlarmBudget.told(surprises: surprises, series: 50)
    #expect(AlarmBudget.told(surprises: surprises.reversed(), series: 50) == told.reversed())
  }
}

@Suite struct CommonTideTests {
  @Test func `what most series do is the tide, what one does is not`() {
    let tide = CommonTide.exposures(of: [[10, 10, 5, 10], [20, 20, 10, 20], [40, 400, 20, 40]])
    #expect(tide == [1, 1, 0.5, 1])
  }

  @Test func `too few series make no tide`() {
    #expect(CommonTide.exposures(of: [[10, 5], [0, 0], [1, 1]]) == [1, 1])
    #expect(CommonTide.exposures(of: []).isEmpty)
  }
}
