import Glibc

/// The day from which a metric stands at a level of its own: what was before it is no baseline.
///
/// An error that came with a release had no rate before that release, and one that a release already cured has none to
/// lose. A change counts when it is at least a doubling or a halving, cannot be chance even for days that lean on each
/// other, and lasts to the end.
enum Shift {
  /// So unlikely must it be, given the best of all days to split at.
  private static let alpha = 1e-4
  private static let leastRatio = 2.0
  private static let leastDays = 3
  private static let lastingDays = 14

  /// Returns the first day of the level in which the days end; nil where it is the level of all of them.
  static func last(in days: [DaySeries.Known]) -> Int? {
    var rest = days
    var found: Int?
    for _ in 0..<4 {
      guard let place = bestSplit(rest), isDecisive(rest, at: place) else { break }
      rest = Array(rest[place...])
      found = rest.first?.day
    }
    return found
  }

  /// Returns where two constant rates explain the days best, by the likelihood of Poisson counts.
  private static func bestSplit(_ days: [DaySeries.Known]) -> Int? {
    let total = days.total
    let exposure = days.exposure
    guard total > 0 else { return nil }
    func part(_ count: Double, _ exposure: Double) -> Double { count > 0 ? count * log(count / exposure) : 0 }
    var best: (gain: Double, place: Int)?
    var count = 0.0
    var passed = 0.0
    for (place, day) in days.enumerated() {
      // A week or so above the usual is an incident, and incidents pass; only what began from nothing is new at once.
      if place >= leastDays, days.count - place >= (count == 0 ? 1 : lastingDays) {
        let gain = part(count, passed) + part(total - count, exposure - passed)
        if best.map({ gain > $0.gain }) ?? true { best = (gain, place) }
      }
      count += day.count
      passed += day.exposure
    }
    return best?.place
  }

  private static func isDecisive(_ days: [DaySeries.Known], at place: Int) -> Bool {
    let before = Array(days[..<place])
    let after = Array(days[place...])
    let rates = (before.rate, after.rate)
    guard max(rates.0, rates.1) >= leastRatio * min(rates.0, rates.1),
      let result = CountComparison.compare(before: before, after: after, trend: .free)
    else { return false }
    let interval = result.contrast.interval(alpha: alpha)
    guard interval.low > 0 || interval.high < 0 else { return false }
    let last = Array(after.suffix(leastDays))
    let level = last.total / WeekdayFactors(days).exposure(last)
    let middle = (rates.0 * rates.1).squareRoot()
    return rates.1 > rates.0 ? level >= middle : level <= middle
  }
}
