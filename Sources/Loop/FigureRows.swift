import Bytes
package import Domain
import Find
package import Store

/// The rows a figure is computed from: asked again, they give the same number or show what has changed.
package struct FigureRows: Sendable {
  package let question: Figure.Question
  package let series: [SeriesID]
  /// Seconds since the Unix epoch, whole days in UTC.
  package let window: Range<Int64>
  /// Everybody it happened to, by key; empty for questions that count no people.
  package let people: [Person]
  /// How often it happened on each day it happened, or how many people it happened to on that day.
  package let days: [Int32: Int64]

  /// One subject within the window.
  package struct Person: Equatable, Sendable {
    package let subject: UInt64
    package var account: UInt64
    package var count: Int64
    /// Microseconds since the Unix epoch.
    package var first: Int64

    fileprivate init(_ row: SubjectDay) {
      (subject, account, count, first) = (row.subject, row.account, row.count, row.first)
    }

    fileprivate mutating func add(_ row: SubjectDay) {
      account = max(account, row.account)
      count += row.count
      first = min(first, row.first)
    }
  }

  /// Reads the rows, as far as they had happened.
  package init(
    _ question: Figure.Question,
    _ series: [SeriesID],
    _ window: Range<Int64>,
    _ reader: StoreReader,
    by horizon: Horizon = .none
  ) throws {
    self.question = question
    self.series = series
    self.window = window
    switch question {
    case .subjects, .accounts:
      people = try FigureRows.people(series, window, reader, horizon)
      days = [:]
    case .occurrences, .days:
      people = []
      days = try FigureRows.days(series, window, reader, horizon)
    case .personDays, .sharedDays:
      people = []
      let each = try series.map { try FigureRows.peopleByDay($0, window, reader, horizon) }
      days = FigureRows.counted(each, areShared: question == .sharedDays)
    }
  }

  /// Takes what is known of groups, whose window holds this one, instead of reading it a second time.
  init(_ question: Figure.Question, _ groups: [GroupFacts], _ window: Range<Int64>) {
    self.question = question
    self.window = window
    series = groups.map(\.tally.series)
    switch question {
    case .subjects, .accounts:
      let wanted = FigureRows.days(of: window)
      var people: [Person] = []
      for row in GroupFacts.rows(groups) where wanted.contains(row.day) {
        let place = people.count - 1
        if place >= 0, people[place].subject == row.subject {
          people[place].add(row)
        } else {
          people.append(Person(row))
        }
      }
      self.people = people
      days = [:]
    case .occurrences, .days:
      people = []
      days = groups.reduce(into: [:]) { days, group in
        for (day, count) in group.counts(in: FigureRows.days(of: window)) { days[day, default: 0] += count }
      }
    case .personDays, .sharedDays:
      people = []
      let wanted = FigureRows.days(of: window)
      let each = groups.map { group in
        group.subjectDays.reduce(into: [Int32: Set<UInt64>]()) { days, row in
          if wanted.contains(row.day) { days[row.day, default: []].insert(row.subject) }
        }
      }
      days = FigureRows.counted(each, areShared: question == .sharedDays)
    }
  }

  /// The number the rows give.
  package var value: Double {
    switch question {
    case .subjects: Double(people.count)
    case .accounts: Double(Set(people.map(\.account)).subtracting([0]).count)
    case .occurrences, .personDays, .sharedDays: Double(days.values.reduce(0, +))
    case .days: Double(days.count)
    }
  }

  /// The rows as text: what a snapshot holds and what its digest is made from.
  package var text: String {
    let value: JSONValue = [
      "question": .string(question.rawValue), "series": .array(series.map { .string($0.text) }),
      "from": .integer(window.lowerBound), "to": .integer(window.upperBound), "rows": .array([]),
    ]
    // Of a large problem there are a hundred thousand rows, which are nothing but digits: they are written as they are.
    var text = Array(value.text.utf8.dropLast(2))
    text.reserveCapacity(text.count + 48 * people.count + 24 * days.count + 2)
    var isFirst = true
    func begin() {
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      text.append(UInt8(ascii: "["))
    }
    for person in people {
      begin()
      FigureRows.append(person.subject, to: &text)
      text.append(UInt8(ascii: ","))
      FigureRows.append(person.account, to: &text)
      text.append(UInt8(ascii: ","))
      text += String(person.count).utf8
      text.append(UInt8(ascii: "]"))
    }
    for (day, count) in days.sorted(by: { $0.key < $1.key }) {
      begin()
      text += "\(day),\(count)]".utf8
    }
    text += [UInt8(ascii: "]"), UInt8(ascii: "}")]
    return String(decoding: text, as: UTF8.self)
  }

  /// Writes a key as sixteen digits within quotation marks.
  private static func append(_ key: UInt64, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    appendDigits(of: key, to: &text)
    text.append(UInt8(ascii: "\""))
  }

  private static func appendDigits(of key: UInt64, to text: inout [UInt8]) {
    for place in 0..<16 {
      let digit = UInt8(truncatingIfNeeded: key >> UInt64(60 - 4 * place) & 15)
      text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  /// Returns a key as people and tools pass it around.
  package static func hex(_ key: UInt64) -> String {
    var digits: [UInt8] = []
    appendDigits(of: key, to: &digits)
    return String(decoding: digits, as: UTF8.self)
  }

  /// Returns the rows as evidence, under a keyed digest.
  package func snapshot(secret: [UInt8]) -> Evidence {
    Evidence(
      id: EvidenceDigest(secret: secret).id(of: .snapshot, text),
      kind: .snapshot,
      text: text,
      origin: "",
      trust: .computed
    )
  }

  private static func people(
    _ series: [SeriesID],
    _ window: Range<Int64>,
    _ reader: StoreReader,
    _ horizon: Horizon
  ) throws -> [Person] {
    var counter = PersonCounter()
    for one in series {
      try reader.forEachSubjectDay(of: one, days: days(of: window)) { row in
        if horizon.includes(row.first) { counter.add(row) }
      }
    }
    return counter.people
  }

  /// Puts the days of each person together.
  private struct PersonCounter {
    private var places: [UInt64: Int] = [:]
    private var counted: [Person] = []

    var people: [Person] { counted.sorted { $0.subject < $1.subject } }

    mutating func add(_ row: SubjectDay) {
      guard let place = places[row.subject] else {
        places[row.subject] = counted.count
        counted.append(Person(row))
        return
      }
      counted[place].add(row)
    }
  }

  /// Everybody whom a series has on each day.
  private static func peopleByDay(
    _ series: SeriesID,
    _ window: Range<Int64>,
    _ reader: StoreReader,
    _ horizon: Horizon
  ) throws -> [Int32: Set<UInt64>] {
    var people: [Int32: Set<UInt64>] = [:]
    try reader.forEachSubjectDay(of: series, days: days(of: window)) { row in
      if horizon.includes(row.first) { people[row.day, default: []].insert(row.subject) }
    }
    return people
  }

  /// Counts on each day who is in any of the series, or in all of them.
  private static func counted(_ each: [[Int32: Set<UInt64>]], areShared: Bool) -> [Int32: Int64] {
    guard var days = each.first else { return [:] }
    for next in each.dropFirst() {
      if areShared {
        days = days.reduce(into: [:]) { $0[$1.key] = $1.value.intersection(next[$1.key] ?? []) }
      } else {
        days.merge(next) { $0.union($1) }
      }
    }
    return days.mapValues { Int64($0.count) }.filter { $0.value > 0 }
  }

  /// The days that a window of seconds touches.
  private static func days(of window: Range<Int64>) -> Range<Int32> {
    let first = Int32(window.lowerBound.flooredQuotient(by: 86_400))
    return first..<Int32((window.upperBound + 86_399).flooredQuotient(by: 86_400))
  }

  private static func days(
    _ series: [SeriesID],
    _ window: Range<Int64>,
    _ reader: StoreReader,
    _ horizon: Horizon
  ) throws -> [Int32: Int64] {
    var days: [Int32: Int64] = [:]
    for one in series {
      for bucket in horizon.cut(try reader.buckets(one, in: window)) where bucket.count > 0 {
        days[Int32(bucket.start.flooredQuotient(by: 86_400)), default: 0] += bucket.count
      }
    }
    return days
  }
}
