import Bytes
import Domain
import Find
import Ledger
import Store
import Watch

/// The way of signals that are new into the store: grouped, counted, and noted in the ledger.
struct FreshSignals {
  let secret: [UInt8]
  let piles: LogPiles

  /// Groups, counts and stores what is new of a batch of a format; `received` and `due`, when what may still be explained
  /// by something else is to be counted, are microseconds since the Unix epoch.
  func keep(
    _ all: WatchedBatch,
    of format: String,
    received: Int64,
    due: Int64,
    in journal: inout Journal
  ) throws -> BatchKeeper.Outcome {
    let writer = journal.writer
    var watched = all
    let joined = try StepParts.join(&watched, of: format, received: received, writer)
    let fresh = try writer.withoutEchoes(writer.fresh(watched.batch))
    var outcome = BatchKeeper.Outcome(records: UniqueRecords(fresh))
    outcome.expired = try writer.countExpired(in: watched.batch)
    outcome.joined = joined
    try FailedRequests.hold(watched, of: fresh, format: format, until: due, writer)
    try AgentFaults.hold(fresh, format: format, until: due, secret: secret, writer)
    var batch = try Twins.removed(from: fresh, writer)
    try Receptions.note(watched.bodies, fresh: batch, received: received, in: writer)
    guard !batch.isEmpty else { return outcome }
    let candidates = watched.candidates(in: batch)
    var labels: [String: GroupLabel] = [:]
    if !candidates.isEmpty {
      var grouper = try GrouperState.load(writer, secret: secret)
      labels = grouper.assign(candidates, to: &batch)
      try GrouperState.save(grouper, in: writer)
    }
    // Before counting, so that no group shows a text that was not kept.
    try EvidenceCap.apply(to: &batch, writer, piles)
    try ThemeMessages.hold(candidates, of: batch, secret: secret, writer)
    var rollUp = RollUps.rollUp(batch, labels: labels, received: received)
    outcome.folded = try SeriesCap.apply(to: &rollUp, writer)
    try writer.add(batch, rollUp)
    try journal.note(.import, about: "import", digest: FreshSignals.digest(of: batch))
    outcome.rows = batch.rows.count
    return outcome
  }

  /// Settles what waits and is due, in transactions of their own; returns how many signals came of it, by format.
  func settle(
    _ books: Books,
    until due: Int64,
    first: (StoreReader) throws -> Int64?,
    _ body: (inout Journal) throws -> [String: Int]
  ) throws -> [String: Int] {
    var counted: [String: Int] = [:]
    while let next = try books.read({ try first($0.reader) }), next <= due {
      try books.write(as: "reckon") { journal in
        counted.merge(try body(&journal), uniquingKeysWith: +)
      }
    }
    return counted
  }

  /// The digest of what came in: the keys, which tell each signal from every other.
  private static func digest(of batch: SignalBatch) -> String {
    var hash = SHA256()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(batch.rows.count * 12)
    for row in batch.rows { row.key.append(to: &bytes) }
    hash.update(bytes)
    return hash.finish().hex
  }
}
