package import Domain
package import Formats
package import Language

/// Rows ready for the store, with what there is to say about the records they were made of.
package struct WatchedBatch: Sendable {
  package var batch = SignalBatch()
  /// The errors, messages, warnings and events of friction among the rows, in the order of the rows.
  package var candidates: [GroupCandidate] = []
  /// What was told of steps that are not whole yet.
  package var parts: [StepPart] = []
  /// Requests that failed without saying by which exception.
  package var failures: [UnnamedFailure] = []
  package var rejects = Rejects()
  package var skips = Skips()
  /// Secrets and addresses masked.
  package var redacted = 0
  /// Texts out of which hidden characters were taken, by the place of their row.
  package var concealed: [Int] = []
  /// Texts that read like orders to a machine.
  package var instructed: [MarkedText] = []
  /// The commits that senders say their releases were built from.
  package var commits: [RollUp.ReleaseKey: String] = [:]
  /// What could be read of the files and requests it came from, as far as they were read to their end.
  package var bodies: [ReadBody] = []

  package init() {}

  /// Returns the candidates of those rows that are still there in a batch out of which known ones were taken.
  package func candidates(in fresh: SignalBatch) -> [GroupCandidate] {
    guard fresh.rows.count != batch.rows.count else { return candidates }
    let wanted = Set(candidates.map { batch.rows[$0.row].key })
    var places: [SignalKey: Int] = [:]
    for (place, row) in fresh.rows.enumerated() where wanted.contains(row.key) { places[row.key] = place }
    var found: [GroupCandidate] = []
    for var candidate in candidates {
      // A key that is twice in the batch is once in the fresh one.
      guard let place = places.removeValue(forKey: batch.rows[candidate.row].key) else { continue }
      candidate.row = place
      found.append(candidate)
    }
    return found
  }
}

/// The error that a failed span stands for by itself; it is none where an exception in the span or below it is.
///
/// That may come along, or with another body, or in a record of a log: it is told once all of the trace is there.
package struct UnnamedFailure: Sendable {
  /// The row of the error; its texts are places in the table of the batch.
  package let row: SignalRow
  /// The place of the row of its span; nil for a step of which the rest is to come.
  package let span: Int?
  package let evidence: Evidence
  package let candidate: GroupCandidate
}

/// A text that reads like an order to a machine: a reason to look at it, never what keeps it from being obeyed.
package struct MarkedText: Equatable, Sendable {
  /// The place of its row.
  package let row: Int
  package let marks: InstructionMarks

  package init(row: Int, marks: InstructionMarks) {
    self.row = row
    self.marks = marks
  }
}
