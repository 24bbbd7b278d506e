import Bytes
import Formats
import Host
import Store
import Synchronization

/// Brings what has been received into a project's store, segment by segment, and turns the loop now and then.
package final class Drain: Sendable {
  private let workplace: Workplace
  private let desk: Desk
  private let spool: Spool
  private let state = Mutex(State())

  private struct State {
    var report = ImportReport(isDryRun: false)
    var failure: (any Error)?
    var isEnding = false
  }

  /// How far it is.
  package struct Progress: Sendable {
    package let report: ImportReport
    /// Bytes that wait.
    package let waiting: Int64
    /// What keeps the store from taking anything in, if something does.
    package let failure: (any Error)?
  }

  /// Starts with what an earlier process left in the spool.
  init(workplace: Workplace, desk: Desk, spool: Spool) {
    self.workplace = workplace
    self.desk = desk
    self.spool = spool
  }

  package var progress: Progress {
    state.withLock { Progress(report: $0.report, waiting: spool.waiting, failure: $0.failure) }
  }

  /// How long signals wait for company before they are looked at, and how long a store that fails is left alone.
  private static let turnInterval = Duration.seconds(10)
  private static let pause = Duration.seconds(2)
  private static let patience = Duration.milliseconds(500)

  /// Works until it is told to end, and the spool is empty then or the store fails.
  package func run() {
    var lastTurn = ContinuousClock.now
    var isNews = false
    while true {
      let segment = spool.take(within: Drain.patience)
      if let segment {
        if keep(segment) {
          isNews = true
        } else {
          if state.withLock({ $0.isEnding }) { break }
          sleepUntil(.now + Drain.pause)
        }
      }
      let isLast = segment == nil && state.withLock { $0.isEnding }
      if isNews, isLast || ContinuousClock.now - lastTurn >= Drain.turnInterval {
        turn()
        (isNews, lastTurn) = (false, .now)
      }
      if isLast { return }
    }
  }

  /// Ends it once all that has been received is kept.
  package func end() {
    state.withLock { $0.isEnding = true }
    spool.end()
  }

  /// Keeps the entries of a segment; false where the store does not take them, which are kept then for later.
  private func keep(_ segment: Spool.Segment) -> Bool {
    do {
      let books = try desk.openBooks(of: workplace, actor: "reckon")
      var intake = try Intake(books: books, workplace: workplace, sourceName: nil, isDryRun: false)
      try intake.take(segment, of: spool)
      try intake.finish()
      try books.store.settle()
      try spool.remove(segment)
      state.withLock {
        $0.report.merge(intake.report)
        $0.failure = nil
      }
      return true
    } catch {
      spool.putBack(segment)
      state.withLock { $0.failure = error }
      return false
    }
  }

  private func turn() {
    do {
      let result = try Turn.run(try desk.openBooks(of: workplace, actor: "reckon"))
      state.withLock { $0.report.turn = result }
    } catch {
      state.withLock { $0.failure = error }
    }
  }
}
