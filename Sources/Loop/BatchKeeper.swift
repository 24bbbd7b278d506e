import Bytes
import Domain
import Watch

/// Keeps batches one after the other on a thread of its own, so that the next one is read and made meanwhile.
///
/// Beside the one that is being kept, one waits: reading does not run ahead of the disk. The last one is kept by whoever
/// ends, so that an import of one batch starts no thread.
final class BatchKeeper: Sendable {
  /// What was new of a batch.
  struct Outcome: Equatable, Sendable {
    var rows = 0
    var records = UniqueRecords()
    /// Rows that were put together of parts, besides those that were sent.
    var joined = 0
    /// Buckets of metrics that were counted together.
    var folded = 0
    /// Signals of days that have been removed.
    var expired = 0
  }

  /// What became of one batch.
  struct Kept: Equatable, Sendable {
    let format: String
    let sent: Int
    let outcome: Outcome
  }

  private struct Job {
    let batch: WatchedBatch
    let format: String
  }

  private struct State {
    /// The batch that was put last.
    var held: Job?
    /// The one that is handed to the thread, and whether it has been taken there.
    var handed: Job?
    var isTaken = false
    var hasThread = false
    var isEnding = false
    var failure: (any Error)?
    var kept: [Kept] = []
  }

  private let state = Monitor(State())
  private let keep: @Sendable (WatchedBatch, String) throws -> Outcome

  /// `keep` returns what was new of a batch of a format.
  init(_ keep: @escaping @Sendable (WatchedBatch, String) throws -> Outcome) {
    self.keep = keep
  }

  /// Puts the next batch; throws what went wrong with an earlier one.
  func put(_ batch: WatchedBatch, of format: String) throws {
    let job = Job(batch: batch, format: format)
    let outcome = state.wait { state -> Result<Bool, any Error>? in
      if let failure = state.failure { return .failure(failure) }
      guard let held = state.held else {
        state.held = job
        return .success(false)
      }
      guard state.handed == nil else { return nil }
      (state.handed, state.held) = (held, job)
      defer { state.hasThread = true }
      return .success(!state.hasThread)
    }
    // Wakes the thread, where there is one.
    state.update { _ in }
    if try outcome?.get() == true { startThread { [self] in run() } }
  }

  /// Returns what has been kept since the last time.
  func collect() -> [Kept] {
    state.change { state in
      defer { state.kept = [] }
      return state.kept
    }
  }

  /// Waits for all that was put, and throws what went wrong with any of it; nothing can be put afterwards.
  func finish() throws {
    let last = state.wait { state -> Result<Job?, any Error>? in
      guard state.handed == nil else { return nil }
      if let failure = state.failure { return .failure(failure) }
      defer { state.held = nil }
      return .success(state.held)
    }
    state.update { $0.isEnding = true }
    if let job = try last?.get() { try note(job) }
  }

  private func note(_ job: Job) throws {
    let kept = Kept(format: job.format, sent: job.batch.batch.rows.count, outcome: try keep(job.batch, job.format))
    state.update { $0.kept.append(kept) }
  }

  private func run() {
    while let job = next() {
      do {
        try note(job)
      } catch {
        state.update { $0.failure = error }
      }
      state.update { ($0.handed, $0.isTaken) = (nil, false) }
    }
  }

  /// Waits for the next job; nil at the end.
  private func next() -> Job? {
    let next = state.wait { state -> Job?? in
      if let job = state.handed, !state.isTaken {
        state.isTaken = true
        return .some(job)
      }
      return state.isEnding ? .some(nil) : nil
    }
    return next ?? nil
  }
}
