import Glibc
import Numerics

/// How large an effect would have to be to be seen.
package enum SmallestEffect {
  /// Returns the smallest relative change seen with this power after so many whole weeks; nil where none would be.
  ///
  /// The history is taken to go on as it did: its last weeks, scaled by the effect, stand for the weeks after. 1 means
  /// that only a whole disappearance would be seen.
  package static func detectable(
    history: [DayCount],
    weeks: Int,
    alpha: Double = 0.05,
    power: Double = 0.8,
    fewerIsGood: Bool = true
  ) -> Double? {
    let series = DaySeries(history)
    let recent = series.days(max(series.span.lowerBound, series.span.upperBound - mostDays)..<series.span.upperBound)
    let level = Shift.last(in: recent).map { shift in recent.filter { $0.day >= shift } } ?? recent
    return detectable(days: level, weeks: weeks, alpha: alpha, power: power, fewerIsGood: fewerIsGood)
  }

  private static let mostDays = 7 * 26

  static func detectable(
    days: [DaySeries.Known],
    weeks: Int,
    alpha: Double,
    power: Double,
    fewerIsGood: Bool
  ) -> Double? {
    guard days.count >= Baseline.leastDays, days.total > 0, (1...26).contains(weeks),
      alpha > 0, alpha < 1, power > 0, power < 1
    else { return nil }
    var change = 0.3
    var noise: [StepRegression.Noise]?
    for _ in 0..<8 {
      let ratio = fewerIsGood ? 1 - change : 1 + change
      guard let result = CountComparison.compare(before: days, after: repeated(days, weeks, ratio), noise: noise)
      else { return nil }
      noise = noise ?? result.noise
      let half = half(result.contrast, alpha: alpha)
      // The upper share of a t distribution at 80 % is 43 % of the half-width at 95 %; elsewhere the normal ratio does.
      let move = half * (1 + Normal.quantile(power) / Normal.quantile(1 - alpha / 2))
      guard move.isFinite else { return nil }
      let next = fewerIsGood ? min(0.99, 1 - exp(-move)) : min(99, exp(move) - 1)
      if abs(next - change) < 1e-4 {
        change = next
        break
      }
      change = next
    }
    if !fewerIsGood { return change < 99 ? Rounding.nine(change) : nil }
    if change < 0.95 { return Rounding.nine(change) }
    let gone = CountComparison.compare(before: days, after: repeated(days, weeks, 0))?.contrast
    return (gone?.interval(alpha: alpha).high ?? 0) < 0 ? 1 : nil
  }

  /// Returns the mean distance of the ends of an interval from each other, halved; infinite where an end is.
  private static func half(_ contrast: Contrast, alpha: Double) -> Double {
    let interval = contrast.interval(alpha: alpha)
    return (interval.high - interval.low) / 2
  }

  /// Returns so many weeks more: the last ones again, each count times a ratio.
  private static func repeated(_ days: [DaySeries.Known], _ weeks: Int, _ ratio: Double) -> [DaySeries.Known] {
    guard let last = days.last?.day else { return [] }
    let period = max(1, min(weeks, (last + 1 - (days.first?.day ?? last)) / 7)) * 7
    let byDay = Dictionary(days.map { ($0.day, $0) }, uniquingKeysWith: { first, _ in first })
    return (1...(7 * weeks)).compactMap { ahead in
      guard let day = byDay[last - period + 1 + (ahead - 1) % period] else { return nil }
      return DaySeries.Known(day: last + ahead, count: day.count * ratio, exposure: day.exposure)
    }
  }
}
