import Domain

/// The days before the exposure that the days after it are held against.
struct Baseline {
  let days: [DaySeries.Known]
  /// The same with the picked window.
  let all: [DaySeries.Known]
  /// Whole weeks, up to the exposure.
  let range: Range<Int>
  /// Whether the window the problem was picked in had to stay, for want of other days.
  let keepsPicked: Bool
  /// How many known days of the picked window are left out.
  let leftOut: Int
  /// The day from which the metric stands at its own level, where that is not all of them.
  let shift: Int?

  /// Fewer days than a week cannot be matched by weekday.
  static let leastDays = 7
  private static let mostWeeks = 26

  /// Takes the last whole weeks before the exposure, without the window in which the problem looked worst.
  ///
  /// What was picked for being bad falls by itself. Where leaving that window out would leave less than a week, it stays
  /// and the caller widens the interval; where there is less than a week altogether, `days` is too short to use.
  init(series: DaySeries, plan: Plan, before: Int) {
    let reach = max(series.span.lowerBound, before - 7 * (Self.mostWeeks + 4))
    let history = series.days(min(reach, before)..<before)
    shift = Shift.last(in: history)
    let start = shift ?? history.first?.day ?? before
    let picked = Calendar.days(touching: plan.picked).clamped(to: start..<max(start, before))
    let wanted = min(max(1, plan.baselineWeeks), Self.mostWeeks) + (picked.count + 6) / 7
    let weeks = min(wanted, (before - start) / 7)
    range = (before - 7 * weeks)..<before
    all = series.days(range)
    let rest = all.filter { !picked.contains($0.day) }
    keepsPicked = rest.count < Self.leastDays && all.count >= Self.leastDays
    days = keepsPicked ? all : rest
    leftOut = all.count - days.count
  }

  var isEnough: Bool { days.count >= Self.leastDays }
}
