import Changes
import Numerics
import Testing

#if canImport(Glibc)
import Glibc
#endif

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
