import Bytes

/// Whole UTC days by their number since the Unix epoch.
enum Calendar {
  static let secondsPerDay: Int64 = 86_400

  /// No clock goes further than 300,000 years; kept within them, days can be added up without a care.
  private static let reach: Int64 = 10_000_000_000_000

  /// Returns the day a second belongs to.
  static func day(of second: Int64) -> Int {
    let second = min(max(second, -reach), reach)
    return Int(second >= 0 ? second / secondsPerDay : -((-(second + 1)) / secondsPerDay) - 1)
  }

  /// Returns the first day that begins at a second or after it.
  static func firstDay(from second: Int64) -> Int {
    day(of: second) + (second % secondsPerDay == 0 ? 0 : 1)
  }

  /// Returns the second a day begins at.
  static func second(of day: Int) -> Int64 { Int64(day) * secondsPerDay }

  /// Returns the instant a day begins at; nil far outside of what an instant can say.
  static func timestamp(of day: Int) -> Timestamp? { Timestamp(seconds: second(of: day), nanosecond: 0) }

  /// Returns every day that a span of seconds touches.
  static func days(touching seconds: Range<Int64>) -> Range<Int> {
    seconds.isEmpty
      ? day(of: seconds.lowerBound)..<day(of: seconds.lowerBound)
      : day(of: seconds.lowerBound)..<firstDay(from: seconds.upperBound)
  }

  /// Writes a day as `2026-11-20`.
  static func text(_ day: Int) -> String {
    // Years of more digits do not come from any clock.
    let date = CivilDate(daysSinceEpoch: min(max(day, -700_000), 2_900_000))
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// Writes days as runs: `2026-11-03, 2026-11-07 to 2026-11-09`, the first few of many.
  static func text(_ days: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for day in days {
      if let last = runs.last, last.upperBound + 1 == day {
        runs[runs.count - 1] = last.lowerBound...day
      } else {
        runs.append(day...day)
      }
    }
    let words = runs.prefix(4).map { run in
      run.count == 1 ? text(run.lowerBound) : "\(text(run.lowerBound)) to \(text(run.upperBound))"
    }
    return words.joined(separator: ", ") + (runs.count > 4 ? " and \(runs.count - 4) more spans" : "")
  }
}
