import Numerics
import Prove
import Testing

@Suite struct SmallestEffectTests {
  private func drawn(_ mean: Double, spread: Double = 0.1, days: Int = 56) -> [DayCount] {
    var random = SeededRandom(seed: 21)
    return Look.days(DriftingMetric(mean: mean, memory: 0.3, spread: spread).counts(days, &random) { _ in 1 })
  }

  @Test func `more traffic shows smaller effects`() throws {
    let smallest = try [3.0, 30, 300].map {
      try #require(SmallestEffect.detectable(history: drawn($0), weeks: 2))
    }
    #expect(smallest[0] > smallest[1] && smallest[1] > smallest[2])
    #expect(smallest.allSatisfy { $0 > 0 && $0 <= 1 })
  }

  @Test func `more weeks show smaller effects, and more power asks for larger ones`() throws {
    let history = drawn(30)
    let two = try #require(SmallestEffect.detectable(history: history, weeks: 2))
    let one = try #require(SmallestEffect.detectable(history: history, weeks: 1))
    let sure = try #require(SmallestEffect.detectable(history: history, weeks: 2, power: 0.95))
    #expect(one > two)
    #expect(sure > two)
  }

  @Test func `a rise is measured against the same traffic`() throws {
    let history = drawn(30)
    let rise = try #require(SmallestEffect.detectable(history: history, weeks: 2, fewerIsGood: false))
    #expect(rise > 0.1 && rise < 2)
  }

  /// Four events a week for eight weeks: three weeks without one are not rare enough by far, thirteen are.
  @Test func `of a handful nothing, or only a whole disappearance, is seen`() {
    let rare = Look.days((0..<56).map { $0 % 7 < 1 ? 2 : 0 })
    #expect(SmallestEffect.detectable(history: rare, weeks: 1) == nil)
    #expect(SmallestEffect.detectable(history: rare, weeks: 20).map { $0 > 0.6 } == true)
  }

  @Test func `without history nothing is known`() {
    #expect(SmallestEffect.detectable(history: [], weeks: 2) == nil)
    #expect(SmallestEffect.detectable(history: drawn(30, days: 6), weeks: 2) == nil)
    #expect(SmallestEffect.detectable(history: Look.days(Array(repeating: 0, count: 60)), weeks: 2) == nil)
    #expect(SmallestEffect.detectable(history: drawn(30), weeks: 0) == nil)
    #expect(SmallestEffect.detectable(history: drawn(30), weeks: 2, alpha: .nan) == nil)
  }

  /// Stores keep what was worked out, under the version of the arithmetic: where these change, it has to be raised.
  @Test func `the same days give the same numbers for as long as the version of the arithmetic stays`() {
    let series = [3.0, 30, 300].map { drawn($0) } + [Look.days((0..<56).map { $0 % 7 < 1 ? 2 : 0 })]
    let effects = series.map { SmallestEffect.detectable(history: $0, weeks: 2) }
    #expect(SmallestEffect.arithmetic == 1)
    #expect(effects == [1, 0.278745631, 0.262287286, nil])
  }
}
