import Bytes
import Domain
import Find
import Store

/// Everybody who was there within a window of days, and how many signals each sent.
///
/// A table of its own, because of a large product there are millions of rows to count at every look. People are keyed
/// hashes, so that their highest bits are as good a place as any hash of theirs; and as each day's people come in the order
/// of their hashes, a day goes through the table from one end to the other, never from one place in memory to any other.
struct Attendance {
  /// Somebody in the table.
  private struct Seat {
    /// 0 where nobody is.
    var subject: UInt64 = 0
    var signals: Int64 = 0
    /// Bit 0 for the last seven whole days, bit 1 for the seven before.
    var weeks: UInt8 = 0
  }

  private var seats: [Seat]
  /// How many bits of a hash are not part of its place.
  private var shift: UInt64
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
    seats = [Seat](repeating: Seat(), count: 64)
    shift = 64 - 6
    daily = [Int](repeating: 0, count: window.days.count)
  }

  /// Counts a day of somebody.
  mutating func add(_ row: SubjectDay) {
    guard row.subject != 0 else { return }
    if 4 * count >= 3 * seats.count { grow() }
    let place = place(of: row.subject)
    if seats[place].subject == 0 {
      seats[place].subject = row.subject
      count += 1
    }
    seats[place].signals = seats[place].signals.adding(row.count)
    // The store has one row for each day of a person.
    if window.days.contains(row.day) { daily[Int(row.day - window.days.lowerBound)] += 1 }
    haveAccounts = haveAccounts || row.account != 0
    if window.week(0).contains(row.day) {
      if seats[place].weeks & 1 == 0 { recent += 1 }
      seats[place].weeks |= 1
    } else if window.week(1).contains(row.day) {
      if seats[place].weeks & 2 == 0 { before += 1 }
      seats[place].weeks |= 2
    }
  }

  /// How many were there on each day on which anybody was.
  var byDay: [Int32: Int] {
    zip(window.days, daily).reduce(into: [:]) { days, day in
      if day.1 > 0 { days[day.0] = day.1 }
    }
  }

  /// How many signals somebody sent.
  func signals(of subject: UInt64) -> Int64 { subject == 0 ? 0 : seats[place(of: subject)].signals }

  /// Where somebody sits, or would.
  private func place(of subject: UInt64) -> Int {
    let mask = seats.count - 1
    var place = Int(truncatingIfNeeded: subject >> shift)
    while seats[place].subject != 0, seats[place].subject != subject { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    var larger = self
    larger.seats = [Seat](repeating: Seat(), count: 2 * seats.count)
    larger.shift -= 1
    for seat in seats where seat.subject != 0 { larger.seats[larger.place(of: seat.subject)] = seat }
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
  ///
  /// Who was there on past days is read as it was counted before, and of today row by row.
  init(_ window: ReachWindow, _ records: Records, _ workings: Workings, _ horizon: Horizon) throws {
    guard horizon == .none else {
      self = try Attendance(window, of: window.days, records.reader) { horizon.includes($0.first) }
      return
    }
    let past = window.days.lowerBound..<window.today
    let kept = try workings.presence(past) { try Attendance(window, of: past, records.reader).bytes }
    // What cannot be read is counted anew; the audit names it.
    var people = try Attendance(window, bytes: kept) ?? Attendance(window, of: past, records.reader)
    try records.reader.forEachSubjectDay(of: .active, days: window.today..<window.days.upperBound) { people.add($0) }
    self = people
  }

  /// Counts everybody who was there on some days of the window.
  init(
    _ window: ReachWindow,
    of days: Range<Int32>,
    _ reader: StoreReader,
    where isWanted: (SubjectDay) -> Bool = { _ in true }
  ) throws {
    var people = Attendance(window)
    try reader.forEachSubjectDay(of: .active, days: days) { row in
      if isWanted(row) { people.add(row) }
    }
    self = people
  }

  // MARK: Bytes

  /// All that is known, to be kept: the days first, then everybody in the order of their hashes.
  var bytes: [UInt8] {
    var bytes: [UInt8] = [haveAccounts ? 1 : 0]
    for count in daily { bytes.appendVarint(UInt64(count)) }
    bytes.appendVarint(UInt64(count))
    bytes.reserveCapacity(bytes.count + 11 * count)
    // Where two wanted one place, the order in the table is that in which they came.
    for seat in seats.filter({ $0.subject != 0 }).sorted(by: { $0.subject < $1.subject }) {
      bytes.appendLittleEndian(seat.subject)
      bytes.append(seat.weeks)
      bytes.appendVarint(UInt64(bitPattern: seat.signals))
    }
    return bytes
  }

  /// Nil for bytes that `bytes` has not made of this window.
  init?(_ window: ReachWindow, bytes: [UInt8]) {
    self.init(window)
    let span = bytes.span
    var offset = 1
    guard let first = bytes.first else { return nil }
    haveAccounts = first != 0
    for place in daily.indices {
      guard let count = span.varint(&offset) else { return nil }
      daily[place] = Int(clamping: count)
    }
    guard let many = span.varint(&offset), many <= UInt64(bytes.count / 10) else { return nil }
    reserve(Int(many))
    for _ in 0..<many {
      guard offset + 9 <= bytes.count else { return nil }
      var seat = Seat(subject: span.littleEndian64(offset), signals: 0, weeks: span[offset + 8])
      offset += 9
      guard seat.subject != 0, let signals = span.varint(&offset) else { return nil }
      seat.signals = Int64(bitPattern: signals)
      let place = place(of: seat.subject)
      guard seats[place].subject == 0 else { return nil }
      seats[place] = seat
      count += 1
      recent += Int(seat.weeks & 1)
      before += Int(seat.weeks >> 1 & 1)
    }
    guard offset == bytes.count else { return nil }
  }

  /// Makes room for so many, before anybody is there.
  private mutating func reserve(_ many: Int) {
    while 3 * seats.count < 4 * (many + 1) { grow() }
  }
}
