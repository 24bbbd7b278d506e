import Domain
import Store

/// Which signals are those of an opportunity, and which others they are held against.
///
/// A group of slow runs has no signals that name it: of its operation those are slow that take longer than all but few did
/// before it began.
struct OwnSignals {
  private let groups: Set<String>
  /// Tells which theme a message is in; nil where the opportunity has no theme.
  private let groupOf: GroupOfSignal?
  var hasThemes: Bool { groupOf != nil }
  /// From which duration on a run of an operation is slow, by the operation's group.
  private var thresholds: [RecordID: Int64] = [:]
  private let first: Int64
  /// The opportunity's groups of slow runs, by service and name of their operation.
  private var operations: [Operation: RecordID] = [:]
  /// Whether it is about slow runs alone, which are held against other runs of the same operations.
  let isSlow: Bool

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
  private static let seriesLimit = 16_384

  init(_ opportunity: Opportunity, _ records: Records) throws {
    groups = Set(opportunity.groups.map(\.text))
    let themes = try GroupOfSignal(records.reader)
    groupOf = themes.isThemed(opportunity.groups) ? themes : nil
    first = opportunity.first.microseconds
    let slow = Set(try opportunity.groups.filter { try records.reader.group($0)?.kind == .span })
    isSlow = !slow.isEmpty && slow.count == groups.count
    guard !slow.isEmpty else { return }
    for prefix in [SeriesID.spanPrefix, SeriesID.variantPrefix] {
      for series in try records.reader.seriesIDs(prefix: prefix, limit: OwnSignals.seriesLimit) {
        guard let operation = SlowOperation(series) else { continue }
        let id = operation.group.id
        if slow.contains(id) { operations[Operation(service: operation.service, name: operation.name)] = id }
      }
    }
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

  /// Returns on which side of the comparison a signal is.
  func side(_ row: SignalRow, _ batch: SignalBatch) throws -> Side? {
    if groups.contains(try groupOf?.text(row, batch) ?? batch.text(row.group)) { return .bad }
    guard row.kind == .span, let id = operation(of: row, batch) else { return isSlow ? nil : .other }
    guard let threshold = thresholds[id] else { return nil }
    return row.time >= first && row.duration > threshold ? .bad : .other
  }

  /// Returns the group of slow runs that a span's operation has; nil where that is none of the opportunity's.
  func operation(of row: SignalRow, _ batch: SignalBatch) -> RecordID? {
    guard !operations.isEmpty else { return nil }
    return operations[Operation(service: batch.text(row.service), name: batch.text(row.name))]
  }
}
