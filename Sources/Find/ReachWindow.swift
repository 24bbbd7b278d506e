package import Bytes

/// The days that reach is counted over: four whole weeks, and the day of the latest signal as far as it goes.
package struct ReachWindow: Equatable, Sendable {
  package static let weeks = 4
  package static let secondsPerDay: Int64 = 86_400

  /// The day of the latest signal, in days since the epoch, UTC.
  package let today: Int32
  /// The first day that the store knows anything about.
  package let dataStart: Int32

  /// Ends the window at the latest known signal.
  package init(asOf: Timestamp, dataStart: Timestamp) {
    today = ReachWindow.day(asOf.seconds)
    self.dataStart = ReachWindow.day(dataStart.seconds)
  }

  /// All days, the last one not included.
  package var days: Range<Int32> { (today - Int32(7 * ReachWindow.weeks))..<(today + 1) }

  /// The same as seconds since the epoch.
  package var seconds: Range<Int64> { ReachWindow.seconds(days) }

  /// The last seven whole days, the seven before them, and so on back.
  package func week(_ back: Int) -> Range<Int32> { (today - Int32(7 * back + 7))..<(today - Int32(7 * back)) }

  /// How many of the whole weeks the data cover from their first day on.
  package var coveredWeeks: Int { (0..<ReachWindow.weeks).count { week($0).lowerBound >= dataStart } }

  /// How many whole days before the last seven the data cover.
  package var coveredDaysBefore: Int {
    max(0, min(Int(week(0).lowerBound) - Int(dataStart), 7 * ReachWindow.weeks - 7))
  }

  /// Whole days as seconds since the epoch.
  package static func seconds(_ days: Range<Int32>) -> Range<Int64> {
    (Int64(days.lowerBound) * secondsPerDay)..<(Int64(days.upperBound) * secondsPerDay)
  }

  /// The day of an instant, rounded towards the past.
  package static func day(_ seconds: Int64) -> Int32 {
    Int32(clamping: (seconds - (seconds < 0 ? secondsPerDay - 1 : 0)) / secondsPerDay)
  }

  /// The first day of it that the data cover, as `2026-10-22`.
  var firstDate: String { ReachWindow.date(max(days.lowerBound, dataStart)) }

  /// A day as `2026-10-22`.
  package static func date(_ day: Int32) -> String {
    let date = CivilDate(daysSinceEpoch: Int(day))
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
  }
}
