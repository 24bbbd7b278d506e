import Glibc

/// The rows of the regression: each day touches its weekday, the trend and the step, and nothing else.
///
/// The step is the last column, and the response comes after it, so that elimination ends with what is asked for.
struct StepRows {
  private let days: [DaySeries.Known]
  private let weekday: [Int]
  private let trend: [Double]
  private let step: [Double]
  /// The days since the row before; 0 for the first.
  let gap: [Int]
  /// Where the trend stands; nil without one.
  let trendColumn: Int?
  let stepColumn: Int
  /// The expected counts, and the logarithm of the rate with what the count says beyond it.
  private(set) var expected: [Double]
  private(set) var response: [Double]

  /// Fewer days than this beyond the columns tell nothing of the noise.
  private static let leastFreedom = 3

  var count: Int { days.count }
  var columns: Int { stepColumn + 1 }
  var meanExpected: Double { expected.reduce(0, +) / Double(max(1, count)) }

  /// Leaves out weekdays on which nothing ever happens: they say nothing about a ratio.
  init?(before: [DaySeries.Known], after: [DaySeries.Known], withTrend: Bool) {
    let all = before + after
    var totals = Array(repeating: 0.0, count: 7)
    for day in all { totals[day.weekday] += day.count }
    let days = all.filter { totals[$0.weekday] > 0 }
    let places = (0..<7).filter { totals[$0] > 0 }
    let firstAfter = after.first?.day ?? .max
    let centre = days.reduce(0) { $0 + Double($1.day) } / Double(max(1, days.count))
    self.days = days
    weekday = days.map { day in places.firstIndex(of: day.weekday) ?? 0 }
    // In weeks; a scale of its own keeps the columns alike in size.
    trend = days.map { (Double($0.day) - centre) / 7 }
    step = days.map { $0.day >= firstAfter ? 1 : 0 }
    gap = days.indices.map { $0 == 0 ? 0 : days[$0].day - days[$0 - 1].day }
    trendColumn = withTrend ? places.count : nil
    stepColumn = places.count + (withTrend ? 1 : 0)
    expected = days.map { max($0.count, 0.5) }
    response = days.map { log(max($0.count, 0.5) / $0.exposure) }
    guard before.total > 0, after.total > 0, days.count >= stepColumn + 1 + Self.leastFreedom,
      gap.dropFirst().allSatisfy({ $0 > 0 })
    else { return nil }
  }

  /// Returns what a row holds in a column, not scaled.
  func value(_ row: Int, _ column: Int) -> Double {
    if column == stepColumn { return step[row] }
    if column > stepColumn { return response[row] }
    if column == trendColumn { return trend[row] }
    return column == weekday[row] ? 1 : 0
  }

  /// Finds the expected counts as if days were independent, by reweighted least squares.
  ///
  /// Returns the dispersion: by how much days vary beyond Poisson counts. Nil where the coefficients run away.
  mutating func settle(holding precision: Double) -> Double? {
    // The columns a row touches, ascending; only the weekday differs from row to row.
    var touched = [0] + (trendColumn.map { [$0] } ?? []) + [stepColumn, columns]
    var entries = touched.map { _ in 0.0 }
    for _ in 0..<40 {
      var moments = SymmetricMatrix(size: columns + 1)
      if let trendColumn { moments[trendColumn, trendColumn] = precision }
      for row in days.indices {
        touched[0] = weekday[row]
        for place in 0..<touched.count { entries[place] = value(row, touched[place]) }
        moments.add(touched, entries, weight: expected[row])
      }
      guard let triangle = moments.cholesky() else { return nil }
      let coefficients = triangle.coefficients()
      var change = 0.0
      var squares = 0.0
      for (row, day) in days.enumerated() {
        var linear = coefficients[weekday[row]] + step[row] * coefficients[stepColumn]
        if let trendColumn { linear += trend[row] * coefficients[trendColumn] }
        guard abs(linear) < 60 else { return nil }
        let mean = day.exposure * exp(linear)
        change = max(change, abs(mean - expected[row]) / (1 + mean))
        expected[row] = mean
        response[row] = linear + (day.count - mean) / mean
        squares += (day.count - mean) * (day.count - mean) / mean
      }
      if change < 1e-9 { return squares / Double(count - columns) }
    }
    return nil
  }
}
