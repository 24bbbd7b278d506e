package import Domain
import Themes

/// What is known of one group within the window: the rows that everything shown about it is counted from.
package struct GroupFacts: Sendable {
  package let tally: GroupTally
  /// Who it happened to on which day, ordered by person and day.
  package let subjectDays: [SubjectDay]
  /// Signals on each day of the window, oldest first.
  package let daily: [Int64]
  private let firstDay: Int32

  /// Cuts what the store keeps of a group to the window.
  package init(tally: GroupTally, subjectDays: [SubjectDay], buckets: [Bucket], window: ReachWindow) {
    self.tally = tally
    self.subjectDays = subjectDays.filter { window.days.contains($0.day) && $0.subject != 0 && $0.count > 0 }
      .sorted(by: GroupFacts.precedes)
    var daily = [Int64](repeating: 0, count: window.days.count)
    for bucket in buckets {
      let day = ReachWindow.day(bucket.start)
      if window.days.contains(day) { daily[Int(day - window.days.lowerBound)] += bucket.count }
    }
    self.daily = daily
    firstDay = window.days.lowerBound
  }

  /// Returns the days of a part of the window that have any signals, with how many.
  package func counts(in days: Range<Int32>) -> [(day: Int32, count: Int64)] {
    daily.enumerated().map { (firstDay + Int32($0.offset), $0.element) }.filter { $0.1 > 0 && days.contains($0.0) }
  }

  private static func precedes(_ one: SubjectDay, _ other: SubjectDay) -> Bool {
    (one.subject, one.day) < (other.subject, other.day)
  }

  /// Returns the rows of several groups, ordered by person and day.
  package static func rows(_ groups: [GroupFacts]) -> [SubjectDay] {
    groups.count == 1 ? groups[0].subjectDays : groups.flatMap(\.subjectDays).sorted(by: precedes)
  }

  /// The distinct people, by their keyed hashes.
  var subjects: Set<UInt64> { Set(subjectDays.map(\.subject)) }

  /// Whether it is something that happened to people, beside which messages are words about it.
  var isHost: Bool { tally.kind != .message }
  var isTheme: Bool { tally.kind == .message && !isPraise }
  /// Whether several people's messages have come together that share no word: then nothing says what they are about.
  var isNameless: Bool {
    tally.kind == .message && tally.label == ThemeLabel.nameless
      && subjectDays.first?.subject != subjectDays.last?.subject
  }
  var isPraise: Bool { tally.kind == .message && tally.fingerprint.hasPrefix("praise ") }
}
