/// Whether another change on the same metric can be told apart from this one.
enum OtherShips {
  enum Finding {
    /// No other ship lies within the windows.
    case none
    /// Others do, and leaving out the days they touch moves the estimate by no more than its standard error: the days
    /// they do not touch.
    case apart(before: [DaySeries.Known], after: [DaySeries.Known], days: [Int])
    /// Others do, and the effect cannot be given to either.
    case confounded(days: [Int])
  }

  /// Looks for other ships from the start of the baseline to the end of what is read.
  static func look(
    _ others: [Int64],
    baseline: Baseline,
    after: [DaySeries.Known],
    frame: Frame,
    full: CountComparison.Result
  ) -> Finding {
    let window = baseline.range.lowerBound..<max(baseline.range.lowerBound, frame.observed.upperBound)
    let within = others.filter { window.contains(Calendar.day(of: $0)) }.sorted()
    guard !within.isEmpty else { return .none }
    let days = within.map(Calendar.day(of:))
    let cleanFrom = within.filter { Calendar.day(of: $0) < frame.before }.map(Calendar.firstDay(from:)).max()
    let cleanTo = days.filter { $0 >= frame.before }.min()
    let before = baseline.days.filter { $0.day >= cleanFrom ?? .min }
    let rest = after.filter { $0.day < cleanTo ?? .max }
    guard before.count >= Baseline.leastDays, rest.count >= Baseline.leastDays,
      let part = CountComparison.compare(before: before, after: rest)
    else { return .confounded(days: days) }
    let moved = abs(part.contrast.logRatio - full.contrast.logRatio)
    // Two empty sides have the same infinite ratio, and their difference is no number.
    guard moved <= full.contrast.standardError || part.contrast.logRatio == full.contrast.logRatio else {
      return .confounded(days: days)
    }
    return .apart(before: before, after: rest, days: days)
  }
}
