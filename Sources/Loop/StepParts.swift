import Domain
import Store
import Watch

/// Steps that libraries tell of when they begin, and again when they have ended, in the same body or in another.
///
/// What has been told waits in the store, masked like everything there, until the rest comes. After a day it is kept as
/// far as it is known.
enum StepParts {
  /// In microseconds: no step of an agent takes longer.
  static let patience: Int64 = 86_400_000_000
  private static let portion = 4_096

  /// Puts together what is whole now, as rows of the batch, and has the rest wait; returns how many rows that makes.
  static func join(
    _ watched: inout WatchedBatch,
    of format: String,
    received: Int64,
    _ writer: StoreWriter
  ) throws -> Int {
    guard !watched.parts.isEmpty else { return 0 }
    let first = watched.batch.rows.count
    var known = SignalBatch()
    known.rows = watched.parts.map(\.row).filter { !$0.trace.isNone }
    let fresh = Set(try writer.fresh(known).rows.map(\.key))
    for part in watched.parts where part.row.trace.isNone || fresh.contains(part.row.key) {
      var part = part
      if let earlier = try writer.takePart(part.key, into: &watched.batch) {
        part = joined(earlier, part, in: &watched.batch)
      }
      guard part.told != .all || part.row.trace.isNone else {
        watched.batch.rows.append(whole(part.row, in: &watched.batch))
        continue
      }
      try writer.hold(part, of: watched.batch, format: format, until: received.adding(patience))
    }
    return watched.batch.rows.count - first
  }

  /// Keeps, as far as they are known, steps of which nothing more has come until some moment.
  static func settle(_ books: Books, _ fresh: FreshSignals, until due: Int64, received: Int64) throws -> [String: Int] {
    try fresh.settle(books, until: due, first: { try $0.firstWaitingDue(.parts) }) { journal in
      try settle(&journal, fresh, until: due, received: received)
    }
  }

  /// Keeps the first of them.
  static func settle(
    _ journal: inout Journal,
    _ fresh: FreshSignals,
    until due: Int64,
    received: Int64
  ) throws -> [String: Int] {
    var counted: [String: Int] = [:]
    let (batch, formats) = try journal.writer.takeParts(until: due, limit: portion)
    for (format, places) in Dictionary(grouping: batch.rows.indices, by: { formats[$0] }).sorted(by: { $0.key < $1.key }
    ) {
      var watched = WatchedBatch()
      let kept = Set(places)
      // What belongs to no trace belongs to no run.
      watched.batch = batch.keeping { kept.contains($0) && !batch.rows[$0].trace.isNone }
      let outcome = try fresh.keep(watched, of: format, received: received, due: due, in: &journal)
      counted[format] = outcome.rows
    }
    return counted
  }

  /// Puts two parts of one step together; what is told of its end counts, and else what was told last.
  private static func joined(_ earlier: StepPart, _ later: StepPart, in batch: inout SignalBatch) -> StepPart {
    let hasBegun = later.told.contains(.beginning) && !earlier.told.contains(.beginning)
    // The part with the beginning says when that was; the other one its end.
    let (base, other) = hasBegun ? (later, earlier) : (earlier, later)
    var part = base
    part.told.formUnion(other.told)
    if other.told.contains(.end) {
      part.row.duration = max(0, other.row.time.adding(other.row.duration).adding(-base.row.time))
    }
    if part.row.trace.isNone { (part.row.trace, part.row.key) = (other.row.trace, other.row.key) }
    if part.row.status == .unset { part.row.status = other.row.status }
    let texts: [WritableKeyPath<SignalRow, TextPlace>] = [
      \.service, \.environment, \.release, \.name, \.surface, \.setting,
    ]
    for text in texts where part.row[keyPath: text] == .none { part.row[keyPath: text] = other.row[keyPath: text] }
    let ids: [WritableKeyPath<SignalRow, UInt64>] = [\.subject, \.account, \.session, \.parent]
    for id in ids where part.row[keyPath: id] == 0 { part.row[keyPath: id] = other.row[keyPath: id] }
    part.row.extra = extra(base.row, other.row, in: &batch)
    return part
  }

  private static func extra(_ earlier: SignalRow, _ later: SignalRow, in batch: inout SignalBatch) -> Int32 {
    guard var step = batch.extra(of: earlier).flatMap(AgentStep.init(extra:)) else { return later.extra }
    guard let more = batch.extra(of: later).flatMap(AgentStep.init(extra:)) else { return earlier.extra }
    step.add(more)
    return batch.addExtra(step.extra)
  }

  /// Returns the row of a whole step, with the cost that neither part could tell by itself.
  private static func whole(_ row: SignalRow, in batch: inout SignalBatch) -> SignalRow {
    var row = row
    row.record = .span
    guard var step = batch.extra(of: row).flatMap(AgentStep.init(extra:)), step.cost == nil,
      step.operation.isInference, let tokens = step.tokens
    else { return row }
    step.cost = PriceTable.list.cost(of: tokens, provider: step.provider, model: step.model, at: row.time)
    row.extra = batch.addExtra(step.extra)
    return row
  }
}
