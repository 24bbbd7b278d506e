package import Bytes
package import Domain
import Store

/// A search over the stored signals: counts first, then the newest examples.
package struct SignalSearch: Sendable {
  package var query: String?
  package var kind: SignalKind?
  package var service: String?
  package var release: String?
  package var environment: String?
  package var since: Timestamp?
  package var until: Timestamp?
  package var grouping = Grouping.kind
  package var limit = 5
  package var offset = 0

  /// Signals looked at before a search gives its partial answer.
  package static let rowLimit = 2_000_000

  /// What the counts are split by.
  package enum Grouping: String, CaseIterable, Sendable {
    case kind, service, name, surface, release, environment, group, source, day
  }

  package init() {}

  /// What was found.
  package struct Result: Sendable {
    package let window: Range<Timestamp>
    package let matches: Int
    package let looked: Int
    /// False when the limit came first, so that older signals were not looked at.
    package let isComplete: Bool
    package let counts: [Count]
    package let examples: [Example]
    /// The day before which only signals with a text are left, where the window reaches further back.
    package var thinBefore: Int32?
  }

  /// How many matches share a value.
  package struct Count: Sendable {
    package let value: String
    package let count: Int
    package let people: Int
  }

  /// One match.
  package struct Example: Sendable {
    package let kind: SignalKind
    package let time: Timestamp
    package let service: String
    package let name: String
    package let surface: String
    package let release: String
    package let group: String
    package let trace: TraceID
    package let isFailure: Bool
    package let durationMicroseconds: Int64
    package let evidence: EvidenceID?
    /// What a metric's point says; nil for other kinds.
    package let value: Double?
    /// Where it is found at its source.
    var sighting: Sighting
    /// What was written, masked; empty where no text is kept.
    package var words = ""
    /// The link to it at its source; nil where none can be made.
    package var link: String?
  }

  /// How far back a search goes that names no start.
  private static let standardDays: Int64 = 30

  /// Looks at what had happened by a horizon, newest first.
  package func run(
    _ records: Records,
    by horizon: Horizon = .none,
    checkpoint: () throws -> Void
  ) throws -> Result {
    if let trace = query.flatMap(SignalSearch.trace) { return try look(at: trace, records, horizon) }
    let window = try window(records, horizon)
    var tally = Tally(search: self, groups: try GroupOfSignal(records.reader))
    var looked = 0
    var isComplete = true
    var filter = SignalFilter(window: window.lowerBound.microseconds..<window.upperBound.microseconds)
    if let kind { filter.kinds = SignalKinds(kind) }
    filter.service = service
    filter.release = release
    filter.environment = environment
    try records.reader.scan(filter) { batch in
      try checkpoint()
      // From its end, so that hardly one has to move for a newer one.
      for row in batch.rows.reversed() { try tally.add(row, batch, records) }
      looked += batch.rows.count
      isComplete = looked < SignalSearch.rowLimit
      return isComplete
    }
    var result = Result(
      window: window,
      matches: tally.matches,
      looked: looked,
      isComplete: isComplete,
      counts: tally.sortedCounts,
      examples: try tally.examples(records)
    )
    let first = window.lowerBound.seconds.flooredQuotient(by: 86_400)
    result.thinBefore = try records.reader.expiredBefore().flatMap { first < Int64($0) ? $0 : nil }
    return result
  }

  /// Reads a trace id: thirty-two hexadecimal digits.
  private static func trace(_ text: String) -> TraceID? {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ Hex.value(ofDigit: $0) != nil }),
      let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    return TraceID(high: high, low: low)
  }

  /// Returns the signals of one trace, which are found by its id and not by looking through all others.
  private func look(at trace: TraceID, _ records: Records, _ horizon: Horizon) throws -> Result {
    var batch = try records.reader.signals(of: trace)
    batch.rows.removeAll { !horizon.includes($0.time) }
    // Its words are the id, which stands in no text.
    var search = self
    search.query = nil
    var tally = Tally(search: search, groups: try GroupOfSignal(records.reader))
    for row in batch.rows { try tally.add(row, batch, records) }
    let times = batch.rows.map(\.time)
    let start = Timestamp(microseconds: times.min() ?? 0)
    return Result(
      window: start..<Timestamp(microseconds: (times.max() ?? 0) + 1),
      matches: tally.matches,
      looked: batch.rows.count,
      isComplete: true,
      counts: tally.sortedCounts,
      examples: try tally.examples(records)
    )
  }

  private func window(_ records: Records, _ horizon: Horizon) throws -> Range<Timestamp> {
    let end = try records.dataThrough() ?? Timestamp(nanoseconds: 0)
    // The end of a window is not part of it, and the last signal should be.
    let latest = Timestamp(microseconds: end.microseconds + 1)
    let until = horizon == .none ? until ?? latest : min(until ?? latest, latest)
    let start = since ?? Timestamp(microseconds: until.microseconds - SignalSearch.standardDays * 86_400_000_000)
    guard start < until else {
      throw LoopError.badValue(argument: "since", typed: start.description, expected: "a time before \(until)")
    }
    return start..<until
  }

  /// The state of one search.
  private struct Tally {
    let search: SignalSearch
    let needle: [UInt8]?
    /// Senders choose names; what they choose must not fill the memory.
    private static let valueLimit = 10_000
    var matches = 0
    var counts: [String: (count: Int, people: Set<UInt64>)] = [:]
    /// The newest matches so far, newest first: no more than are shown or passed over.
    private var newest: [(key: SignalKey, example: Example)] = []
    private let capacity: Int
    private let groups: GroupOfSignal

    init(search: SignalSearch, groups: GroupOfSignal) {
      self.search = search
      self.groups = groups
      needle = search.query.map { Array($0.lowercased().utf8) }
      capacity = search.limit == 0 ? 0 : search.offset + search.limit
    }

    var sortedCounts: [Count] {
      counts.map { Count(value: $0.key, count: $0.value.count, people: $0.value.people.count) }
        .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    }

    /// Returns the wanted matches with their texts.
    func examples(_ records: Records) throws -> [Example] {
      let links = try SourceLinks(records.reader)
      return try newest.dropFirst(search.offset).map { match in
        var example = match.example
        example.words = try example.evidence.flatMap { try records.evidence($0)?.text } ?? ""
        example.link = try links.link(
          to: example.sighting,
          with: example.evidence,
          isError: example.kind == .error,
          records.reader
        )
        return example
      }
    }

    mutating func add(_ row: SignalRow, _ batch: SignalBatch, _ records: Records) throws {
      guard matches(row, batch, needle == nil ? nil : try batch.evidenceID(of: row).flatMap(records.evidence)) else {
        return
      }
      matches += 1
      var value = try value(of: row, batch)
      if counts[value] == nil, counts.count >= Tally.valueLimit { value = "(others)" }
      counts[value, default: (0, [])].count += 1
      if row.subject != 0 { counts[value]?.people.insert(row.subject) }
      try keep(row, batch)
    }

    /// Keeps a match that is among the newest; batches of a day overlap, so each has to be put in its place.
    private mutating func keep(_ row: SignalRow, _ batch: SignalBatch) throws {
      let time = Timestamp(microseconds: row.time)
      func comes(after other: (key: SignalKey, example: Example)) -> Bool {
        time == other.example.time ? other.key < row.key : time < other.example.time
      }
      if newest.count >= capacity, newest.last.map(comes(after:)) ?? true { return }
      var place = newest.count
      while place > 0, !comes(after: newest[place - 1]) { place -= 1 }
      newest.insert((row.key, Example(row, batch, group: try groups.text(row, batch))), at: place)
      if newest.count > capacity { newest.removeLast() }
    }

    private func matches(_ row: SignalRow, _ batch: SignalBatch, _ evidence: Evidence?) -> Bool {
      guard let needle else { return true }
      let texts = [batch.text(row.name), batch.text(row.surface), batch.text(row.service), evidence?.text ?? ""]
      return texts.contains { contains(needle, in: $0) }
    }

    private func contains(_ needle: [UInt8], in text: String) -> Bool {
      let bytes = Array(text.lowercased().utf8)
      guard bytes.count >= needle.count else { return false }
      return (0...(bytes.count - needle.count)).contains { bytes[$0..<($0 + needle.count)].elementsEqual(needle) }
    }

    private func value(of row: SignalRow, _ batch: SignalBatch) throws -> String {
      switch search.grouping {
      case .kind: row.kind.word
      case .service: batch.text(row.service)
      case .name: batch.text(row.name)
      case .surface: batch.text(row.surface)
      case .release: batch.text(row.release)
      case .environment: batch.text(row.environment)
      case .group: try groups.text(row, batch)
      case .source: batch.text(row.source)
      case .day: String(Timestamp(microseconds: row.time).description.prefix(10))
      }
    }
  }
}

extension SignalSearch.Example {
  fileprivate init(_ row: SignalRow, _ batch: SignalBatch, group: String) {
    kind = row.kind
    time = Timestamp(microseconds: row.time)
    service = batch.text(row.service)
    name = batch.text(row.name)
    surface = batch.text(row.surface)
    release = batch.text(row.release)
    self.group = group
    trace = row.trace
    isFailure = row.status == .error
    durationMicroseconds = row.duration
    evidence = batch.evidenceID(of: row)
    value = row.kind == .metric && !row.value.isNaN ? row.value : nil
    sighting = Sighting(row, batch)
  }
}
