import Bytes
package import Domain
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
  }

  /// Reads the rows.
  package init(_ question: Figure.Question, _ series: [SeriesID], _ window: Range<Int64>, _ reader: StoreReader) throws
  {
    self.question = question
    self.series = series
    self.window = window
    switch question {
    case .subjects, .accounts:
      people = try FigureRows.people(series, window, reader)
      days = [:]
    case .occurrences, .days:
      people = []
      days = try FigureRows.days(series, window, reader)
    case .personDays:
      people = []
      days = try FigureRows.peopleByDay(series, window, reader).mapValues { Int64($0.count) }
    case .sharedDays:
      people = []
      days = try FigureRows.sharedByDay(series, window, reader)
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
    let rows: [JSONValue] =
      people.map { ["\(FigureRows.hex($0.subject))", "\(FigureRows.hex($0.account))", .integer($0.count)] }
      + days.sorted { $0.key < $1.key }.map { [.integer(Int64($0.key)), .integer($0.value)] }
    let value: JSONValue = [
      "question": .string(question.rawValue), "series": .array(series.map { .string($0.text) }),
      "from": .integer(window.lowerBound), "to": .integer(window.upperBound), "rows": .array(rows),
    ]
    return value.text
  }

  /// Returns a key as people and tools pass it around.
  package static func hex(_ key: UInt64) -> String {
    let digits = String(key, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
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

  private static func people(_ series: [SeriesID], _ window: Range<Int64>, _ reader: StoreReader) throws -> [Person] {
    var people: [UInt64: Person] = [:]
    for one in series {
      try reader.forEachSubjectDay(of: one, days: wholeDays(window)) { row in
        var person =
          people[row.subject] ?? Person(subject: row.subject, account: row.account, count: 0, first: row.first)
        person.account = max(person.account, row.account)
        person.count += row.count
        person.first = min(person.first, row.first)
        people[row.subject] = person
      }
    }
    return people.values.sorted { $0.subject < $1.subject }
  }

  private static func peopleByDay(
    _ series: [SeriesID],
    _ window: Range<Int64>,
    _ reader: StoreReader
  ) throws -> [Int32: Set<UInt64>] {
    var people: [Int32: Set<UInt64>] = [:]
    for one in series {
      try reader.forEachSubjectDay(of: one, days: wholeDays(window)) { people[$0.day, default: []].insert($0.subject) }
    }
    return people
  }

  private static func sharedByDay(
    _ series: [SeriesID],
    _ window: Range<Int64>,
    _ reader: StoreReader
  ) throws -> [Int32: Int64] {
    let each = try series.map { try peopleByDay([$0], window, reader) }
    guard let first = each.first else { return [:] }
    return first.reduce(into: [:]) { days, day in
      let shared = each.dropFirst().reduce(day.value) { $0.intersection($1[day.key] ?? []) }
      if !shared.isEmpty { days[day.key] = Int64(shared.count) }
    }
  }

  private static func wholeDays(_ window: Range<Int64>) -> Range<Int32> {
    Int32(
      window.lowerBound.flooredQuotient(by: 86_400)
    )..<Int32(
      (window.upperBound + 86_399).flooredQuotient(by: 86_400)
    )
  }

  private static func days(_ series: [SeriesID], _ window: Range<Int64>, _ reader: StoreReader) throws -> [Int32: Int64]
  {
    var days: [Int32: Int64] = [:]
    for one in series {
      for bucket in try reader.buckets(one, in: window) where bucket.count > 0 {
        days[Int32(bucket.start.flooredQuotient(by: 86_400)), default: 0] += bucket.count
      }
    }
    return days
  }
}
