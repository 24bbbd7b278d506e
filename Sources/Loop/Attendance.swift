import Domain
import Find
import Store

/// Everybody who was there within a window of days, and how many signals each sent.
///
/// A table of its own, because of a large product there are millions of rows to count at every look: people are keyed
/// hashes, so that their lowest bits are as good a place as any hash of theirs.
struct Attendance {
  /// Who stands where; 0 where nobody does.
  private var subjects: [UInt64]
  private var signals: [Int64]
  private var weeks: [UInt8]
  private(set) var count = 0
  private(set) var haveAccounts = false
  /// How many of them were there in the last seven whole days, and in the seven before.
  private(set) var recent = 0
  private(set) var before = 0
  /// How many were there on each day of the window.
  private var daily: [Int]
  private let window: ReachWindow

  init(_ window: ReachWindow) {
    self.window = window
    subjects = [UInt64](repeating: 0, count: 64)
    signals = [Int64](repeating: 0, count: 64)
    weeks = [UInt8](repeating: 0, count: 64)
    daily = [Int](repeating: 0, count: window.days.count)
  }

  /// Counts a day of somebody.
  mutating func add(_ row: SubjectDay) {
    guard row.subject != 0 else { return }
    if 4 * count >= 3 * subjects.count { grow() }
    let place = place(of: row.subject)
    if subjects[place] == 0 {
      subjects[place] = row.subject
      count += 1
    }
    signals[place] = signals[place].adding(row.count)
    // The store has one row for each day of a person.
    if window.days.contains(row.day) { daily[Int(row.day - window.days.lowerBound)] += 1 }
    haveAccounts = haveAccounts || row.account != 0
    if window.week(0).contains(row.day) {
      if weeks[place] & 1 == 0 { recent += 1 }
      weeks[place] |= 1
    } else if window.week(1).contains(row.day) {
      if weeks[place] & 2 == 0 { before += 1 }
      weeks[place] |= 2
    }
  }

  /// How many were there on each day on which anybody was.
  var byDay: [Int32: Int] {
    zip(window.days, daily).reduce(into: [:]) { days, day in
      if day.1 > 0 { days[day.0] = day.1 }
    }
  }

  /// How many signals somebody sent.
  func signals(of subject: UInt64) -> Int64 { subject == 0 ? 0 : signals[place(of: subject)] }

  /// Where somebody stands, or would.
  private func place(of subject: UInt64) -> Int {
    let mask = subjects.count - 1
    var place = Int(truncatingIfNeeded: subject) & mask
    while subjects[place] != 0, subjects[place] != subject { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    var larger = self
    larger.subjects = [UInt64](repeating: 0, count: 2 * subjects.count)
    larger.signals = [Int64](repeating: 0, count: 2 * subjects.count)
    larger.weeks = [UInt8](repeating: 0, count: 2 * subjects.count)
    for (old, subject) in subjects.enumerated() where subject != 0 {
      let place = larger.place(of: subject)
      (larger.subjects[place], larger.signals[place], larger.weeks[place]) = (subject, signals[old], weeks[old])
    }
    self = larger
  }

  /// The share of writers, and their least number, who must be seen in other signals too.
  private static let linkedShare = 0.2
  private static let leastLinked = 5

  /// Reports whether people who write messages are known by the same ids in other signals.
  func areLinked(to themes: [GroupFacts]) -> Bool {
    var messages: [UInt64: Int64] = [:]
    for row in themes.flatMap(\.subjectDays) { messages[row.subject, default: 0] += row.count }
    let linked = messages.count { signals(of: $0.key) > $0.value + 2 }
    return linked >= Attendance.leastLinked && Double(linked) >= Attendance.linkedShare * Double(messages.count)
  }
}

extension Attendance {
  /// Counts everybody who was there by a moment.
  init(_ window: ReachWindow, _ records: Records, _ horizon: Horizon) throws {
    var people = Attendance(window)
    try records.reader.forEachSubjectDay(of: .active, days: window.days) { row in
      if horizon.includes(row.first) { people.add(row) }
    }
    self = people
  }
}
