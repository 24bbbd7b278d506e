/// The estimator: the rate after against the rate before, by regression where there are events enough, else exactly.
enum CountComparison {
  /// Below this many events on a side the normal approximation behind the regression is not to be trusted.
  static let fewEvents = 10.0

  /// From here on a trend can be told from a step.
  static let trendDays = 21

  struct Result: Equatable {
    let contrast: Contrast
    let isExact: Bool
    let hasTrend: Bool
    /// What the days vary by, for asking about other days of the same metric; nil where it was not needed.
    let noise: [StepRegression.Noise]?
  }

  /// Compares two runs of days; nil where nothing was counted on either side, or a side has no days.
  static func compare(
    before: [DaySeries.Known],
    after: [DaySeries.Known],
    trend: StepRegression.Trend = .held,
    noise: [StepRegression.Noise]? = nil
  ) -> Result? {
    guard !before.isEmpty, !after.isEmpty, before.total + after.total > 0 else { return nil }
    if min(before.total, after.total) >= fewEvents {
      if let answer = StepRegression.answer(before: before, after: after, trend: trend, noise: noise) {
        let hasTrend = trend != .none && before.count >= trendDays
        return Result(contrast: answer.contrast, isExact: false, hasTrend: hasTrend, noise: answer.noise)
      }
    }
    let factors = WeekdayFactors(before + after)
    let contrast = Contrast(
      before: (before.total, factors.exposure(before)),
      after: (after.total, factors.exposure(after)),
      dispersion: max(dispersion(before), after.total >= fewEvents ? dispersion(after) : 1)
    )
    return Result(contrast: contrast, isExact: true, hasTrend: false, noise: nil)
  }

  /// Returns by how much days vary beyond Poisson counts, with what neighbouring days share; at least 1.
  ///
  /// Pearson's statistic over its degrees of freedom, times (1 + r) / (1 - r) with r the autocorrelation of the
  /// residuals from one day to the next, which few days make look too small.
  static func dispersion(_ days: [DaySeries.Known]) -> Double {
    let factors = WeekdayFactors(days)
    let exposure = factors.exposure(days)
    let used = Set(days.map(\.weekday)).count
    guard days.count > used + 1, days.total > 0 else { return 1 }
    let rate = days.total / exposure
    let residuals = days.map { day in
      let mean = rate * factors.exposure([day])
      return (day.count - mean) / mean.squareRoot()
    }
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    guard squares > 0 else { return 1 }
    let products = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let raw = products / squares
    let autocorrelation = min(0.9, max(0, raw + (1 + 4 * raw) / Double(days.count)))
    // Weekdays are shrunk towards each other, so that less than a whole degree of freedom each is spent on them.
    let pearson = squares / Double(days.count - 1)
    return max(1, pearson * (1 + autocorrelation) / (1 - autocorrelation))
  }
}

/// How the rate of each weekday stands to the rate of all, shrunk towards 1 where little was counted.
struct WeekdayFactors {
  private var factors = Array(repeating: 1.0, count: 7)

  /// So many expected events weigh as much as what was counted.
  private static let strength = 10.0

  init(_ days: [DaySeries.Known]) {
    let rate = days.rate
    guard rate > 0 else { return }
    for weekday in 0..<7 {
      let same = days.filter { $0.weekday == weekday }
      factors[weekday] = (same.total + Self.strength) / (same.exposure * rate + Self.strength)
    }
  }

  /// Returns the exposure of some days with each day weighed by what its weekday usually brings.
  func exposure(_ days: [DaySeries.Known]) -> Double {
    days.reduce(0) { $0 + $1.exposure * factors[$1.weekday] }
  }
}
