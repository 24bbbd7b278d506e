import Domain
import Store

/// Which signals are those of an opportunity, and which others they are held against.
///
/// A group of slow runs has no signals that name it: of its operation those are slow that take longer than all but few did
/// before it began.
struct OwnSignals {
  private let groups: Set<String>
  /// From which duration on a run of an operation is slow, by the operation's group.
  private var thresholds: [RecordID: Int64] = [:]
  private let first: Int64
  /// The groups of operations, by service and name.
  private var operations: [Operation: RecordID] = [:]
  private let slow: Set<RecordID>

  private struct Operation: Hashable {
    let service: String
    let name: String
  }

  /// Which side of the comparison a signal is on; nil for neither.
  enum Side { case bad, other }

  /// The share of runs before it began that were faster than a slow one, and how many runs tell that.
  private static let usual = 0.95
  private static let leastRuns = 20
  private static let runLimit = 100_000
  private static let daysBefore: Int64 = 7

  init(_ opportunity: Opportunity, _ records: Records) throws {
    groups = Set(opportunity.groups.map(\.text))
    first = opportunity.first.microseconds
    var slow: Set<RecordID> = []
    for id in opportunity.groups where try records.reader.group(id)?.kind == .span { slow.insert(id) }
    self.slow = slow
    guard !slow.isEmpty else { return }
    var runs: [RecordID: [Int64]] = [:]
    var left = OwnSignals.runLimit
    var filter = SignalFilter(window: first - OwnSignals.daysBefore * 86_400_000_000..<first)
    filter.kinds = SignalKinds(.span)
    try records.reader.scan(filter, fields: [.words, .duration]) { batch in
      for row in batch.rows {
        guard let id = operation(of: row, batch) else { continue }
        runs[id, default: []].append(row.duration)
        left -= 1
      }
      return left > 0
    }
    for (id, durations) in runs where durations.count >= OwnSignals.leastRuns {
      let sorted = durations.sorted()
      thresholds[id] = sorted[min(sorted.count - 1, Int(Double(sorted.count) * OwnSignals.usual))]
    }
  }

  /// Whether it is about slow runs alone, which are held against other runs of the same operations.
  var isSlow: Bool { slow.count == groups.count && !slow.isEmpty }

  /// Returns on which side of the comparison a signal is.
  mutating func side(_ row: SignalRow, _ batch: SignalBatch) -> Side? {
    if groups.contains(batch.text(row.group)) { return .bad }
    guard !slow.isEmpty, row.kind == .span, let id = operation(of: row, batch) else { return isSlow ? nil : .other }
    guard let threshold = thresholds[id] else { return nil }
    return row.time >= first && row.duration > threshold ? .bad : .other
  }

  /// Returns the group of slow runs that a span's operation has; nil where that is none of the opportunity's.
  mutating func operation(of row: SignalRow, _ batch: SignalBatch) -> RecordID? {
    guard !slow.isEmpty else { return nil }
    let operation = Operation(service: batch.text(row.service), name: batch.text(row.name))
    if let known = operations[operation] { return slow.contains(known) ? known : nil }
    let series = SeriesID.span(service: operation.service, operation: operation.name)
    guard operations.count < OwnSignals.operationLimit, let slowOne = SlowOperation(series) else { return nil }
    let id = SlowGroup(slowOne, onset: 0).tally.id
    operations[operation] = id
    return slow.contains(id) ? id : nil
  }

  /// Operations looked up; senders choose their names.
  private static let operationLimit = 16_384
}
