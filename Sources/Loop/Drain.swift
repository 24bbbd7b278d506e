import Bytes
import Domain
import Formats
import Host
import Store

/// Brings what has been received into a project's store, segment by segment, and turns the loop now and then.
package final class Drain: Sendable {
  private let workplace: Workplace
  private let desk: Desk
  private let spool: Spool
  private let marks: FollowMarks
  /// A log that nobody has written to for as long is taken to have ended its last record.
  private let quiet: Duration
  /// The tools of which nothing is taken that is not signed.
  private let signed: Set<String>
  private let refusals: Refusals
  private let piles = LogPiles()
  private let state = Monitor(State())

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
  init(
    workplace: Workplace,
    desk: Desk,
    spool: Spool,
    marks: FollowMarks,
    quiet: Duration,
    signed: Set<String>,
    refusals: Refusals
  ) {
    self.workplace = workplace
    self.desk = desk
    self.spool = spool
    self.marks = marks
    self.quiet = quiet
    self.signed = signed
    self.refusals = refusals
    setAside()
  }

  package var progress: Progress {
    state.change { Progress(report: $0.report, waiting: spool.waiting, failure: $0.failure) }
  }

  /// How long signals wait for company before they are looked at, and how long a store that fails is left alone.
  private static let turnInterval = Duration.seconds(10)
  private static let pause = Duration.seconds(2)
  private static let patience = Duration.milliseconds(500)

  /// Works until it is told to end, and the spool is empty then or the store fails.
  package func run() {
    var (lastTurn, lastNote) = (ContinuousClock.now, ContinuousClock.now)
    var isNews = false
    // What a turn that is one of many leaves to the last one.
    var isOwed = false
    var logs = FollowedLogs()
    while true {
      let segment = spool.take(within: Drain.patience)
      if let segment {
        if keep(segment, &logs) {
          isNews = true
        } else {
          if state.read({ $0.isEnding }) { break }
          sleepUntil(.now + Drain.pause)
        }
      }
      let isLast = segment == nil && state.change { $0.isEnding }
      if keepLast(of: logs.quiet(for: isLast ? nil : quiet, isMoreWaiting: spool.waiting > 0), &logs) { isNews = true }
      if isLast || ContinuousClock.now - lastNote >= Drain.turnInterval {
        noteRefusals()
        if settle(isLast: isLast) { isNews = true }
        lastNote = .now
      }
      if isLast ? isNews || isOwed : isNews && ContinuousClock.now - lastTurn >= Drain.turnInterval {
        turn(isLast: isLast)
        (isNews, isOwed, lastTurn) = (false, true, .now)
      }
      if isLast { return }
    }
  }

  /// Ends it once all that has been received is kept.
  package func end() {
    state.change { $0.isEnding = true }
    spool.end()
  }

  /// Keeps the entries of a segment; false where the store does not take them, which are kept then for later.
  private func keep(_ segment: Spool.Segment, _ logs: inout FollowedLogs) -> Bool {
    do {
      try spool.beginTry(segment)
      var read = logs
      try keep { intake in try intake.take(segment, of: spool, &read) }
      try spool.remove(segment)
      // Only now, because what could not be kept is read again.
      marks.note(read.takeMarks())
      logs = read
      return true
    } catch {
      spool.putBack(segment)
      state.change { $0.failure = error }
      return false
    }
  }

  /// Keeps the last records of logs as they stand; false where there is nothing new.
  private func keepLast(of ids: [FileID], _ logs: inout FollowedLogs) -> Bool {
    guard !ids.isEmpty else { return false }
    do {
      let report = try keep { intake in
        for id in ids { if let log = logs.logs[id] { try intake.takeLast(of: log) } }
      }
      for id in ids { logs.show(id) }
      return report.accepted > 0
    } catch {
      state.change { $0.failure = error }
      return false
    }
  }

  /// Keeps what has waited for long enough, at the end all failed requests; false where there is nothing.
  private func settle(isLast: Bool) -> Bool {
    do {
      let books = try desk.openBooks(of: workplace, actor: "reckon")
      let now = workplace.now.microseconds
      let fresh = FreshSignals(secret: books.secret, piles: piles)
      let steps = try StepParts.settle(books, fresh, until: now, received: now)
      let failures = try FailedRequests.settle(books, fresh, until: isLast ? .max : now, received: now)
      let faults = try AgentFaults.settle(books, fresh, until: isLast ? .max : now, received: now)
      state.change {
        for counted in [steps, failures, faults] { $0.report.count(counted) }
      }
      return !steps.isEmpty || !failures.isEmpty || !faults.isEmpty
    } catch {
      state.change { $0.failure = error }
      return false
    }
  }

  @discardableResult
  private func keep(_ take: (inout Intake) throws -> Void) throws -> ImportReport {
    let books = try desk.openBooks(of: workplace, actor: "reckon")
    var intake = try Intake(
      books: books,
      workplace: workplace,
      sourceName: nil,
      isDryRun: false,
      piles: piles,
      patience: FailedRequests.patience
    )
    intake.signed = signed
    try take(&intake)
    try intake.finish()
    try books.store.settle()
    state.change {
      $0.report.merge(intake.report)
      $0.failure = nil
    }
    return intake.report
  }

  /// Sets segments aside that have ended a process twice: something in them cannot be read.
  ///
  /// Before anything is followed, so that lines of files in them are not read again.
  private func setAside() {
    do {
      for segment in spool.deadly {
        var passed = FollowedLogs()
        _ = try spool.read(segment) { entry in
          if let place = FollowPlace(entry) { passed.note(place, entry.body, RecordFormat(rawValue: entry.type)) }
        }
        let name = try spool.setAside(segment)
        marks.note(passed.takeMarks())
        let reason = "\(segment.size) bytes ended the process twice, and are set aside"
        state.change { $0.report.reject(.init(path: name, line: 0, reason: reason), format: "unreadable") }
      }
    } catch {
      state.change { $0.failure = error }
    }
  }

  /// Notes requests that were refused, and are nowhere else.
  private func noteRefusals() {
    let refused = refusals.take()
    guard !refused.isEmpty else { return }
    do {
      let books = try desk.openBooks(of: workplace, actor: "reckon")
      try books.write { journal in
        try Receptions.note(refused, fresh: SignalBatch(), received: books.now.microseconds, in: journal.writer)
      }
    } catch {
      // They are noted with the next ones.
      for body in refused { refusals.add(body) }
      state.change { $0.failure = error }
    }
  }

  private func turn(isLast: Bool) {
    do {
      let books = try desk.openBooks(of: workplace, actor: "reckon")
      let result = try Turn.run(books, isOneOfMany: !isLast)
      state.change { $0.report.turn = result }
      let removed = try Retention.run(books)
      state.change { $0.report.removed.merge(removed) }
    } catch {
      state.change { $0.failure = error }
    }
  }
}
