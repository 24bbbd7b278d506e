import Domain
import Store
import Watch

/// Requests that failed without saying by which exception: each is an error, unless one that has a name explains it.
///
/// What explains a failure may come with it, before it or after it: in the same body, in another, in a record of a log. So
/// failures wait in the store, and are counted once their trace has been quiet, or the import they came with has ended.
/// Which they are does not depend on how the records were cut into bodies then.
enum FailedRequests {
  /// How long the failures of what is watched wait, in microseconds: SDKs send what they have every few seconds.
  static let patience: Int64 = 60_000_000
  /// Failures counted in one transaction.
  private static let portion = 4_096
  /// What is further away in time than that, in microseconds, is of another request, whatever its trace says.
  private static let reach: Int64 = 3_600_000_000

  /// Has the failures of fresh spans wait; `fresh` is what is new of the batch.
  static func hold(
    _ watched: WatchedBatch,
    of fresh: SignalBatch,
    format: String,
    until due: Int64,
    _ writer: StoreWriter
  ) throws {
    guard !watched.failures.isEmpty else { return }
    var spans: Set<SignalKey> = []
    for row in fresh.rows where row.kind == .span { spans.insert(row.key) }
    var waiting = WaitingErrors()
    waiting.batch.texts = watched.batch.texts
    // What is known of a part is only seen when it is joined; a failure that is known counts once all the same.
    func isFresh(_ span: Int?) -> Bool { span.map { spans.contains(watched.batch.rows[$0].key) } ?? true }
    for failure in watched.failures where isFresh(failure.span) {
      waiting.add(failure.row, failure.evidence, failure.candidate, format: format)
    }
    try writer.hold(waiting, until: due)
  }

  /// Counts what is due and not explained; returns how many errors that were, by the format they came in.
  static func settle(
    _ books: Books,
    _ fresh: FreshSignals,
    until due: Int64,
    received: Int64
  ) throws -> [String: Int] {
    try fresh.settle(books, until: due, first: { try $0.firstWaitingDue() }) { journal in
      try settle(&journal, fresh, until: due, received: received)
    }
  }

  /// Counts the first of what is due.
  static func settle(
    _ journal: inout Journal,
    _ fresh: FreshSignals,
    until due: Int64,
    received: Int64
  ) throws -> [String: Int] {
    let writer = journal.writer
    var waiting = try writer.waitingErrors(until: due, limit: portion)
    guard let first = waiting.batch.rows.first?.time, let last = waiting.batch.rows.last?.time else { return [:] }
    try writer.removeWaiting(waiting.batch.rows)
    let times = first.adding(-reach)...last.adding(reach)
    let traces = Set(waiting.batch.rows.map(\.trace))
    let known = try writer.signals(of: traces, within: times, fields: [.trace, .span, .people, .setting])
    let others = try writer.waitingErrors(until: .max, within: times, limit: portion)
    let causes = FailureCauses(known, waiting: [waiting.batch, others.batch])
    for index in waiting.batch.rows.indices { causes.complete(index, in: &waiting.batch) }
    let counting = waiting.batch.rows.indices.filter { !causes.explain(waiting.batch.rows[$0], in: waiting.batch) }
    for index in counting { causes.fill(index, in: &waiting.batch) }
    var counted: [String: Int] = [:]
    for (format, places) in Dictionary(grouping: counting, by: { waiting.formats[$0] }).sorted(by: { $0.key < $1.key })
    {
      let outcome = try fresh.keep(waiting.watched(places), of: format, received: received, due: due, in: &journal)
      counted[format] = outcome.rows
    }
    return counted
  }
}

extension WaitingErrors {
  /// Returns some of them as what a watcher makes.
  fileprivate func watched(_ places: [Int]) -> WatchedBatch {
    let kept = Set(places)
    var watched = WatchedBatch()
    watched.batch = batch.keeping(kept.contains)
    for (number, place) in places.enumerated() {
      watched.candidates.append(candidates[place].moved(to: batch.rows[place], number, in: batch))
    }
    return watched
  }
}

extension GroupCandidate {
  /// Returns it for a row of which more is known by now.
  fileprivate func moved(to row: SignalRow, _ place: Int, in batch: SignalBatch) -> GroupCandidate {
    GroupCandidate(
      row: place,
      kind: kind,
      errorType: errorType,
      message: message,
      fingerprint: fingerprint,
      stack: stack,
      service: batch.text(row.service),
      surface: batch.text(row.surface)
    )
  }
}
