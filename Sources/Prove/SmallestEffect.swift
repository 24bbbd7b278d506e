import Glibc
import Numerics

/// How large an effect would have to be to be seen.
package enum SmallestEffect {
  /// The version of the arithmetic, here and in what it calls: whoever changes what comes of the same days raises it, so
  /// that nobody takes what was worked out before for an answer.
  package static let arithmetic: Int64 = 1

  private static let mostDays = 7 * 26
  private static let mostWeeks = 26
  /// By how much the placebo guard widens intervals on the average; measured by ImpactBench.
  private static let usualGuard = 1.1
  /// The days left without the worst week also tilt the trend down; measured by ImpactBench.
  private static let tilt = 2.0

  /// Returns the smallest relative change seen with this power after so many whole weeks; nil where none would be.
  ///
  /// The history is taken to go on as it did: its last weeks, scaled by the effect, stand for the weeks after. Its worst
  /// week is left out of the baseline, as it will be. 1 means that only a whole disappearance would be seen.
  package static func detectable(
    history: [DayCount],
    weeks: Int,
    alpha: Double = 0.05,
    power: Double = 0.8,
    fewerIsGood: Bool = true
  ) -> Double? {
    let series = DaySeries(history)
    let end = series.span.upperBound
    let recent = series.days(max(series.span.lowerBound, end - mostDays)..<end)
    let level = Shift.last(in: recent).map { shift in recent.filter { $0.day >= shift } } ?? recent
    let picked = WorstWeek.find(level, before: end, fewerIsGood: fewerIsGood) ?? 0..<0
    let rest = level.filter { !picked.contains($0.day) }
    let question = Question(
      baseline: rest.count >= Baseline.leastDays ? rest : level,
      going: level,
      alpha: alpha,
      power: power,
      fewerIsGood: fewerIsGood
    )
    return question.smallest(weeks: weeks)
  }

  /// What is known beforehand: the days to compare with, and those that will go on.
  struct Question {
    let baseline: [DaySeries.Known]
    let going: [DaySeries.Known]
    let alpha: Double
    let power: Double
    let fewerIsGood: Bool

    /// Returns the smallest change seen after so many weeks; nil for none.
    func smallest(weeks: Int) -> Double? {
      guard isAsked(weeks) else { return nil }
      var change = 0.3
      var noise: [StepRegression.Noise]?
      for _ in 0..<8 {
        guard let move = move(change, weeks, &noise) else {
          change = fewerIsGood ? 0.99 : 99
          break
        }
        let next = fewerIsGood ? min(0.99, 1 - exp(-move)) : min(99, exp(move) - 1)
        let isSettled = abs(next - change) < 1e-4
        change = next
        if isSettled { break }
      }
      if !fewerIsGood { return change < 99 ? Rounding.nine(change) : nil }
      if change < 0.95 { return Rounding.nine(change) }
      let gone = CountComparison.compare(before: baseline, after: repeated(weeks, times: 0))?.contrast
      return (gone?.interval(alpha: alpha).high ?? 0) < 0 ? 1 : nil
    }

    /// Tells whether a change is large enough to be seen after so many weeks; `noise` is kept from one asking to another.
    func sees(_ change: Double, weeks: Int, _ noise: inout [StepRegression.Noise]?) -> Bool {
      guard isAsked(weeks), change > 0, change < (fewerIsGood ? 1 : 99) else { return false }
      let have = fewerIsGood ? -log1p(-change) : log1p(change)
      return move(change, weeks, &noise).map { $0 <= have } ?? false
    }

    private func isAsked(_ weeks: Int) -> Bool {
      baseline.count >= Baseline.leastDays && baseline.total > 0 && (1...mostWeeks).contains(weeks)
        && alpha > 0 && alpha < 1 && power > 0.5 && power < 1
    }

    /// Returns how far the log ratio must move to be seen, the days after having changed by so much.
    private func move(_ change: Double, _ weeks: Int, _ noise: inout [StepRegression.Noise]?) -> Double? {
      let after = repeated(weeks, times: fewerIsGood ? 1 - change : 1 + change)
      guard let result = CountComparison.compare(before: baseline, after: after, noise: noise) else { return nil }
      noise = noise ?? result.noise
      let ends = result.contrast.interval(alpha: alpha)
      let half = (ends.high - ends.low) / 2 * usualGuard
      // Without its worst days the baseline flatters, and what it flatters by the effect has to make up first.
      let flattery = tilt * (fewerIsGood ? 1 : -1) * (log(going.rate) - log(baseline.rate))
      // From the end of an interval to where its centre must lie to be seen so often, normal quantiles say.
      let move = half * (1 + Normal.quantile(power) / Normal.quantile(1 - alpha / 2)) + max(0, flattery)
      return move.isFinite ? move : nil
    }

    /// Returns so many weeks more: the last ones again, each count scaled.
    private func repeated(_ weeks: Int, times ratio: Double) -> [DaySeries.Known] {
      guard let first = going.first?.day, let last = going.last?.day else { return [] }
      let period = max(1, min(weeks, (last + 1 - first) / 7)) * 7
      let byDay = Dictionary(going.map { ($0.day, $0) }, uniquingKeysWith: { first, _ in first })
      return (1...(7 * weeks)).compactMap { ahead in
        guard let day = byDay[last - period + 1 + (ahead - 1) % period] else { return nil }
        return DaySeries.Known(day: last + ahead, count: day.count * ratio, exposure: day.exposure)
      }
    }
  }
}
