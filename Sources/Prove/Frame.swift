import Domain

/// The clocks of one look, in days: exposure, how far data is known, and when the change was taken back.
struct Frame {
  /// The days before this one are before the exposure; the day of the exposure itself is on neither side.
  let before: Int
  /// The first whole day after the exposure.
  let firstAfter: Int
  /// The first day that is not wholly known yet.
  let known: Int
  /// The day of the reversal, which no longer counts; nil while the change stands.
  let reverted: Int?
  /// Whole weeks that the plan wants to see.
  let wantedWeeks: Int

  /// More would outlast any metric's meaning.
  private static let mostWeeks = 26

  init(_ question: ImpactQuestion) {
    before = Calendar.day(of: question.exposure)
    firstAfter = Calendar.firstDay(from: question.exposure)
    known = Calendar.day(of: question.asOf)
    reverted = question.reverted.map(Calendar.day(of:))
    wantedWeeks = min(max(1, question.plan.measureWeeks), Self.mostWeeks)
  }

  /// Whole weeks since the exposure that are known, at most what the plan wants.
  ///
  /// No more, so that whoever looks late reads the same weeks as whoever looked on the day.
  var weeks: Int { min(wantedWeeks, max(0, end - firstAfter) / 7) }

  /// The weeks that are read.
  var observed: Range<Int> { firstAfter..<(firstAfter + 7 * weeks) }

  /// Everything known from the exposure on, for what must be watched from the first day.
  var watched: Range<Int> { firstAfter..<max(firstAfter, end) }

  /// Whether no later look can see more.
  var isComplete: Bool {
    if weeks == wantedWeeks { return true }
    guard let reverted else { return false }
    return known >= reverted
  }

  /// Whether the change was taken back before there was a whole week to read.
  var isRevertedEarly: Bool { reverted.map { $0 < firstAfter + 7 } ?? false }

  /// The day on which one more whole week will be known.
  var nextLook: Int { firstAfter + 7 * (weeks + 1) }

  /// The day on which all weeks of the plan will be known.
  var finalLook: Int { firstAfter + 7 * wantedWeeks }

  private var end: Int { min(known, reverted ?? known) }
}
