import Numerics

/// The week in which a problem looked worst, and which it was picked for.
enum WorstWeek {
  /// Looked for in so many days before the lock: those that a picker sees.
  static let reach = 28
  /// Below so many other days there is no trend to stand out from.
  private static let trendDays = 10

  /// Returns the seven days that stand out most, to the bad side, from the trend of the days around them.
  ///
  /// Not the highest seven: of a metric that falls all along, those are just the first. Nil where no seven days in a row
  /// are known.
  static func find(_ days: [DaySeries.Known], before end: Int, fewerIsGood: Bool) -> Range<Int>? {
    let recent = days.filter { ((end - reach)..<end).contains($0.day) }
    var worst: (badness: Double, start: Int)?
    for first in (end - reach)...(end - 7) {
      let week = recent.filter { (first..<(first + 7)).contains($0.day) }
      guard week.count == 7 else { continue }
      let rest = recent.filter { !(first..<(first + 7)).contains($0.day) }
      let excess = excess(of: week, from: first + 3, over: rest)
      let badness = fewerIsGood ? excess : -excess
      // Of equals the latest: that is what was looked at.
      if worst.map({ badness >= $0.badness }) ?? true { worst = (badness, first) }
    }
    return worst.map { $0.start..<($0.start + 7) }
  }

  /// Returns by how much a week is above what a line through the other days says of its middle.
  ///
  /// In units of how well the line can say it, so that the first and the last week do not stand out just for being far
  /// from the others.
  private static func excess(of week: [DaySeries.Known], from middle: Int, over rest: [DaySeries.Known]) -> Double {
    let place = { (day: Int) in Double(day - middle) }
    guard rest.count >= trendDays,
      let line = LinearModel.fit(
        rows: rest.map { [1, place($0.day)] },
        values: rest.map { $0.count / $0.exposure },
        weights: rest.map(\.exposure)
      )
    else { return week.rate }
    let spread = 1 / week.exposure + line.inverse[0][0]
    return (week.rate - line.coefficients[0]) / spread.squareRoot()
  }
}
