/// The same estimator at every pretend ship date of the baseline: what chance alone does to this metric.
struct Placebos {
  let count: Int
  /// The share of them whose effect was as large as the real one, in either direction; nil for none.
  let share: Double?
  /// By how much intervals must be widened, because pretend effects stray further than their standard errors say.
  let guardFactor: Double

  /// Tries every date that has a week before it and as many whole weeks after it as the real one, all of them usable.
  ///
  /// The noise is the one found around the real date, which knows more of it than a pretend one can.
  /// Where no date has that many weeks after it, one week is tried instead.
  init(baseline: Baseline, weeks: Int, real: CountComparison.Result) {
    var trials = Self.trials(baseline, weeks: weeks, noise: real.noise)
    var length = 7 * weeks
    if trials.isEmpty, weeks > 1 {
      trials = Self.trials(baseline, weeks: 1, noise: real.noise)
      length = 7
    }
    count = trials.count
    let asLarge = trials.filter { abs($0.contrast.logRatio) >= abs(real.contrast.logRatio) }.count
    share = trials.isEmpty ? nil : Double(asLarge) / Double(trials.count)

    // Overlapping windows share their days: only those that do not are evidence of their own. Four more at the expected
    // size keep a handful of them from ruling.
    var squares = 4.0
    var apart = 4.0
    var next = Int.max
    for trial in trials.reversed() where trial.day <= next {
      squares += trial.contrast.deviate * trial.contrast.deviate
      apart += 1
      next = trial.day - length
    }
    guardFactor = max(1, (squares / apart).squareRoot())
  }

  private static func trials(
    _ baseline: Baseline,
    weeks: Int,
    noise: [StepRegression.Noise]?
  ) -> [(day: Int, contrast: Contrast)] {
    let days = baseline.days
    let length = 7 * weeks
    guard weeks > 0, days.count >= length + Baseline.leastDays else { return [] }
    return (Baseline.leastDays...(days.count - length)).compactMap { place in
      let after = Array(days[place..<(place + length)])
      guard let first = after.first, let last = after.last, last.day - first.day == length - 1,
        let result = CountComparison.compare(before: Array(days[..<place]), after: after, noise: noise),
        result.contrast.logRatio.isFinite
      else { return nil }
      return (first.day, result.contrast)
    }
  }
}
