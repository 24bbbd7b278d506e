import Domain
import Numerics

/// The last seven whole days against what came before, by the exact test of two Poisson rates.
///
/// People are compared where they are known, because one person's hundred signals are no hundred events.
/// Where it is known how many were active in both weeks, they are what is shared: more people meet more of everything. All
/// opportunities are tested at once at a false discovery rate of 5 % (Benjamini and Hochberg 1995,
/// https://doi.org/10.1111/j.2517-6161.1995.tb02031.x), so that among many steady ones none looks new or worse by chance.
struct TrendTest {
  static let level = 0.05
  /// A trend is steady, not merely unclear, where a doubling or halving would have been seen.
  private static let steadyRatio = 2.0

  let recent: Int64
  let before: Int64
  /// The two-sided probability of such a difference by chance; 1 where nothing can be compared.
  let chance: Double
  private let isNew: Bool
  private let isSteady: Bool

  init(_ count: Headcount, first: Int64, window: ReachWindow, active: (recent: Int, before: Int)? = nil) {
    let compared = { (days: Range<Int32>) in
      count.countsPeople ? Int64(count.people(in: days)) : count.signals(in: days)
    }
    recent = compared(window.week(0))
    before = compared(window.week(1))
    let start = ReachWindow.seconds(window.week(0)).lowerBound
    isNew = before == 0 && recent > 0 && first >= start * 1_000_000
    // Something never seen before is compared with all days that the data cover, else with the week before.
    let days = isNew ? Double(window.coveredDaysBefore) : 7
    guard window.coveredDaysBefore >= 7, recent + before > 0 else {
      chance = 1
      isSteady = false
      return
    }
    let isComparable = count.countsPeople && !isNew
    let known = active.flatMap { $0.recent > 0 && $0.before > 0 && isComparable ? $0 : nil }
    let exposures = known.map { (Double($0.before), Double($0.recent)) } ?? (days, 7)
    chance = Poisson.sameRate((before, exposures.0), (recent, exposures.1))
    let weeks = known.map { (Double($0.before), Double($0.recent)) } ?? (7, 7)
    let ratio = Poisson.rateRatio((before, weeks.0), (recent, weeks.1), alpha: TrendTest.level)
    isSteady = ratio.map { $0.low > 1 / TrendTest.steadyRatio && $0.high < TrendTest.steadyRatio } ?? false
  }

  /// Returns the trend, given the chance below which a difference counts among all that were tested.
  func trend(threshold: Double) -> Opportunity.Trend {
    let direction: Opportunity.Trend.Direction =
      if chance > threshold {
        isSteady ? .steady : .unclear
      } else if isNew {
        .new
      } else {
        recent > before ? .rising : .falling
      }
    return Opportunity.Trend(recent: recent, before: before, direction: direction)
  }

  /// Returns the chance below which differences count, so that at most 5 % of those that count are false.
  static func threshold(_ tests: [TrendTest]) -> Double {
    let sorted = tests.map(\.chance).sorted()
    let last = sorted.indices.last { sorted[$0] <= level * Double($0 + 1) / Double(sorted.count) }
    return last.map { sorted[$0] } ?? 0
  }
}
