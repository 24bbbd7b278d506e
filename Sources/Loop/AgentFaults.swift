import Bytes
import Conduct
import Domain
import Store
import Watch

/// What agents go wrong with in their runs, as errors that are grouped and counted like any other.
///
/// A run is a trace, or a conversation where its steps are told in records of logs without one. It is looked at once it has
/// been quiet, or the import it came with has ended, with all that the store has of it: what is found does not depend on
/// how the records were cut into bodies. A run of which more comes later is looked at again; each fault of it has one key,
/// and counts once.
enum AgentFaults {
  /// Runs looked at in one transaction.
  private static let portion = 2_048

  /// Has the runs wait of which there are fresh steps.
  static func hold(_ fresh: SignalBatch, format: String, until due: Int64, secret: [UInt8], _ writer: StoreWriter)
    throws
  {
    var batch = SignalBatch()
    var places: [RunID: Int] = [:]
    let signalSecret = SignalSecret(secret)
    for row in fresh.rows where row.extra >= 0 && row.kind != .error {
      guard let id = RunID(row), fresh.extra(of: row)?.first == AgentStep.form else { continue }
      guard let place = places[id] else {
        places[id] = batch.rows.count
        batch.rows.append(id.mark(at: row, secret: signalSecret))
        continue
      }
      let end = max(batch.rows[place].time.adding(batch.rows[place].duration), row.time.adding(row.duration))
      batch.rows[place].time = min(batch.rows[place].time, row.time)
      batch.rows[place].duration = end.adding(-batch.rows[place].time)
    }
    if !batch.isEmpty { try writer.hold(runs: batch, format: format, until: due) }
  }

  /// Looks at the runs that are due; returns how many errors that made, by the format they came in.
  static func settle(_ books: Books, _ fresh: FreshSignals, until due: Int64, received: Int64) throws -> [String: Int] {
    try fresh.settle(books, until: due, first: { try $0.firstWaitingDue(.runs) }) { journal in
      try settle(&journal, fresh, until: due, received: received)
    }
  }

  /// Looks at the first of them.
  static func settle(
    _ journal: inout Journal,
    _ fresh: FreshSignals,
    until due: Int64,
    received: Int64
  ) throws -> [String: Int] {
    let writer = journal.writer
    let (marks, formats) = try writer.takeRuns(until: due, limit: portion)
    guard !marks.isEmpty else { return [:] }
    let steps = try RunSteps(of: marks.rows, writer)
    var habits = try AgentHabits.load(writer)
    var faults = FaultBatch(secret: fresh.secret)
    for (mark, format) in zip(marks.rows, formats) {
      guard let id = RunID(mark), let run = steps.run(id) else { continue }
      faults.add(AgentLook(run, habits: &habits).faults, of: run, format: format)
    }
    try habits.save(in: writer)
    var counted: [String: Int] = [:]
    for (format, watched) in faults.byFormat {
      counted[format] = try fresh.keep(watched, of: format, received: received, due: due, in: &journal).rows
    }
    return counted
  }
}

/// What makes signals one run of an agent: their trace, or else their conversation.
struct RunID: Hashable {
  let trace: TraceID
  let session: UInt64

  /// Nil for a signal that belongs to neither.
  init?(_ row: SignalRow) {
    trace = row.trace
    session = row.trace.isNone ? row.session : 0
    if trace.isNone, session == 0 { return nil }
  }

  /// Returns the row by which the run waits, as long as one of its signals.
  func mark(at row: SignalRow, secret: SignalSecret) -> SignalRow {
    var mark = SignalRow(kind: .span, key: key("run", secret), time: row.time)
    mark.duration = row.duration
    mark.trace = trace
    mark.session = session
    return mark
  }

  /// Derives a key of something that the run has once.
  func key(_ what: String, _ secret: SignalSecret) -> SignalKey {
    var identity = Array("agent run".utf8) + [0]
    for word in [trace.high, trace.low, session] { identity.appendLittleEndian(word) }
    return SignalKey(trace: trace, identity: identity + Array(what.utf8), secret: secret)
  }
}
