import Domain
import Find
import Store

/// Collects the slow runs of some operations, with the people of their traces, and leaves out what only waits for another.
struct SlowRuns {
  private struct Run {
    let time: Int64
    let duration: Int64
    let trace: TraceID
    var subject: UInt64
    var account: UInt64
  }

  private struct Suspect {
    let operation: SlowOperation
    let spell: SlowSpell
    var runs: [Run] = []
  }

  private var suspects: [Suspect]
  private var places: [Name: [Int]] = [:]

  private struct Name: Hashable {
    let service: String
    let name: String
  }

  /// Runs kept of one operation: who met a slow one is counted among so many.
  private static let runLimit = 500_000
  /// The share of slow runs within which another operation is slow too, from which on they are one problem.
  private static let sharedTraces = 0.5
  /// How far apart two may have begun: the slowest of few runs tell it a few days late.
  private static let foldedSeconds: Int64 = 4 * 86_400

  init(_ spells: [(operation: SlowOperation, spell: SlowSpell)]) {
    suspects = spells.map { Suspect(operation: $0.operation, spell: $0.spell) }
    for (place, suspect) in suspects.enumerated() {
      places[Name(service: suspect.operation.service, name: suspect.operation.name), default: []].append(place)
    }
  }

  /// Reads the spans since the first of them began, twice: the slow ones, and who their traces belong to.
  mutating func read(until horizon: Horizon, _ records: Records) throws {
    guard let first = suspects.map(\.spell.onset).min() else { return }
    var filter = SignalFilter(window: first * 1_000_000..<horizon.end)
    filter.kinds = SignalKinds(.span)
    var shown: [Int: Set<TraceID>] = [:]
    try readVariants(filter, &shown, records)
    try records.reader.scan(filter, fields: [.words, .duration, .people, .trace]) { batch in
      for row in batch.rows { take(row, in: batch, shown) }
      return true
    }
    try findPeople(filter, records)
  }

  /// Notes in which traces the variants were shown.
  private func readVariants(_ spans: SignalFilter, _ shown: inout [Int: Set<TraceID>], _ records: Records) throws {
    var variants: [String: [Int]] = [:]
    for (place, suspect) in suspects.enumerated() where !suspect.operation.variant.isEmpty {
      variants[suspect.operation.variant, default: []].append(place)
    }
    guard !variants.isEmpty else { return }
    var filter = spans
    filter.kinds = SignalKinds(.exposure)
    try records.reader.scan(filter, fields: [.words, .trace]) { batch in
      for row in batch.rows where !row.trace.isNone {
        for place in variants[batch.text(row.name)] ?? [] { shown[place, default: []].insert(row.trace) }
      }
      return true
    }
  }

  private mutating func take(_ row: SignalRow, in batch: SignalBatch, _ shown: [Int: Set<TraceID>]) {
    let name = Name(service: batch.text(row.service), name: batch.text(row.name))
    for place in places[name] ?? [] {
      let suspect = suspects[place]
      let second = row.time.flooredQuotient(by: 1_000_000)
      guard second >= suspect.spell.onset, second < suspect.spell.end ?? .max,
        suspect.spell.isGeneral || row.duration >= suspect.spell.threshold,
        suspect.operation.variant.isEmpty || shown[place]?.contains(row.trace) == true,
        suspect.runs.count < SlowRuns.runLimit
      else { continue }
      suspects[place].runs.append(
        Run(time: row.time, duration: row.duration, trace: row.trace, subject: row.subject, account: row.account)
      )
    }
  }

  /// Gives runs of which nobody says whom they were for the person of their trace.
  private mutating func findPeople(_ filter: SignalFilter, _ records: Records) throws {
    var people: [TraceID: (subject: UInt64, account: UInt64)] = [:]
    var wanted: Set<TraceID> = []
    for suspect in suspects {
      for run in suspect.runs where run.subject == 0 && !run.trace.isNone { wanted.insert(run.trace) }
    }
    guard !wanted.isEmpty else { return }
    try records.reader.scan(filter, fields: [.people, .trace]) { batch in
      for row in batch.rows where row.subject != 0 && wanted.contains(row.trace) {
        // Of several the one with the largest hash, whatever the order of rows.
        if people[row.trace].map({ $0.subject < row.subject }) ?? true {
          people[row.trace] = (row.subject, row.account)
        }
      }
      return true
    }
    for place in suspects.indices {
      for run in suspects[place].runs.indices where suspects[place].runs[run].subject == 0 {
        guard let person = people[suspects[place].runs[run].trace] else { continue }
        suspects[place].runs[run].subject = person.subject
        suspects[place].runs[run].account = person.account
      }
    }
  }

  // MARK: What is left

  /// The groups of those that are slow by themselves.
  var groups: [DerivedGroup] {
    let traces = suspects.map { Set($0.runs.map(\.trace)).subtracting([.none]) }
    return suspects.indices.filter { !isFolded($0, traces) }.map { place in
      var group = DerivedGroup(suspects[place].operation.group, first: suspects[place].spell.onset * 1_000_000)
      for run in suspects[place].runs {
        group.add(time: run.time, duration: run.duration, subject: run.subject, account: run.account)
      }
      return group
    }
  }

  /// Whether another operation stands for it: most of its slow runs have a slow one of that in their trace.
  private func isFolded(_ place: Int, _ traces: [Set<TraceID>]) -> Bool {
    let own = suspects[place]
    // A variant is compared with others of the same time: what both wait for has no part in it.
    guard own.operation.variant.isEmpty, !own.runs.isEmpty else { return false }
    return suspects.indices.contains { other in
      let host = suspects[other]
      guard other != place, !host.runs.isEmpty, stands(host, for: own) else { return false }
      let end = host.spell.end ?? .max
      let during = own.runs.filter { $0.time.flooredQuotient(by: 1_000_000) < end }
      let shared = during.count { traces[other].contains($0.trace) }
      return !during.isEmpty && Double(shared) >= SlowRuns.sharedTraces * Double(during.count)
    }
  }

  /// Whether one operation may be what another is slow by: of two services the one that takes less time, because the other
  /// waits for it; within a service the whole, because its parts are its own matter; a variant for all of an operation.
  private func stands(_ host: Suspect, for own: Suspect) -> Bool {
    let isVariant = !host.operation.variant.isEmpty
    if isVariant, host.operation.name == own.operation.name { return true }
    guard isVariant || abs(host.spell.onset - own.spell.onset) <= SlowRuns.foldedSeconds else { return false }
    return host.operation.service == own.operation.service ? typical(host) > typical(own) : typical(host) < typical(own)
  }

  private func typical(_ suspect: Suspect) -> Int64 {
    let durations = suspect.runs.map(\.duration).sorted()
    return durations.isEmpty ? 0 : durations[durations.count / 2]
  }
}
