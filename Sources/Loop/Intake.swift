import Bytes
import Domain
import Find
import Formats
import Host
import Ledger
import Store
import Watch

/// The way of one import's bytes into the store, batch by batch.
struct Intake {
  private let keeper: BatchKeeper?
  let options: WatchOptions
  let now: Timestamp
  /// When programs showed their metrics, where the person has said so: most of what they show has no time.
  let received: Int64?
  /// Which columns of tables are what of a metric, where the person has said so.
  let map: MetricMap?
  var report: ImportReport
  /// The tools of which nothing is taken that is not signed, wherever it comes.
  var signed: Set<String> = []
  var format = ""
  var path = ""
  /// The followed file at hand; empty for what was received.
  var origin = ""
  var facts = FileFacts()
  var notes = BodyNotes()

  /// The source of files that are of no known kind.
  static let unrecognised = "unrecognised"
  /// Clocks run ahead a little; a day of it is taken for a time zone.
  private static let futureSeconds: Int64 = 86_400

  /// Whoever takes in one thing after another hands on the same piles; `patience` is how long, in microseconds, what may
  /// still be explained by something else waits for that.
  init(
    books: Books?,
    workplace: Workplace,
    sourceName: String?,
    isDryRun: Bool,
    piles: LogPiles = LogPiles(),
    patience: Int64 = 0,
    map: MetricMap? = nil
  ) throws {
    now = workplace.now
    received = workplace.asOf?.nanoseconds
    self.map = map
    keeper = books.map { books in
      let fresh = FreshSignals(secret: books.secret, piles: piles)
      // What an agent brings is told from what comes by itself or from a person's files.
      let actor = books.actor.hasPrefix("agent") ? books.actor : "reckon"
      return BatchKeeper { watched, format in
        try books.write(as: actor) { journal in
          let received = workplace.now.microseconds
          return try fresh.keep(watched, of: format, received: received, due: received.adding(patience), in: &journal)
        }
      }
    }
    // A dry run stores nothing, so its keys need not be anybody's.
    var options = WatchOptions(secret: books?.store.secret ?? [UInt8](repeating: 0, count: 32))
    options.source = sourceName
    // What is known already shows that a clock was set back, not that signals come from the future.
    let known = try books?.read { try $0.dataThrough() } ?? workplace.now
    let latest = max(workplace.now, known)
    options.latest = Timestamp(microseconds: latest.microseconds.adding(Intake.futureSeconds * 1_000_000))
    self.options = options
    report = ImportReport(isDryRun: isDryRun)
  }

  // MARK: Records

  /// Makes rows of what has been read.
  mutating func drain(
    _ records: inout RecordBatch,
    _ watcher: inout Watcher,
    _ checkpoint: () throws -> Void
  ) throws {
    try checkpoint()
    notes.count(records.count)
    try watcher.take(records) { try keep($0) }
    records.removeAll()
  }

  /// Reads something by the body, and makes rows of what fills the batch in the midst of it.
  ///
  /// Leaves out what says it is of one of the strangers, and returns which.
  @discardableResult
  mutating func handingOn(
    _ records: inout RecordBatch,
    _ watcher: inout Watcher,
    without strangers: Set<String> = [],
    _ body: (inout RecordBatch, RecordBatch.Outlet) -> Void
  ) throws -> String? {
    var failure: (any Error)?
    var stranger: String?
    body(&records) { full in
      // What comes behind a failure is of no use: all of it is read again.
      guard failure == nil else { return true }
      var full = full
      stranger = full.takeBack(strangers) ?? stranger
      do {
        // Now, while it is known what they are of.
        list(Watcher.masked(full.takeRejects()))
        notes.count(full.count)
        try watcher.take(full) { try keep($0) }
      } catch {
        failure = error
      }
      return true
    }
    if let failure { throw failure }
    return records.takeBack(strangers) ?? stranger
  }

  // MARK: Bodies

  /// Notes that a file, request or part of a followed file begins.
  mutating func beginBody(
    _ kind: ReadBody.Kind,
    source: String,
    at place: String? = nil,
    key: String,
    _ received: Timestamp
  ) {
    notes.begin(
      ReadBody(
        kind,
        source: options.source ?? source,
        // A file may be named after an address.
        place: Watcher.masked(place ?? path),
        key: XXHash64.hash(Array(key.utf8)),
        received: received.microseconds
      )
    )
  }

  /// Counts and lists a reject of the body at hand.
  mutating func reject(_ line: Int, _ reason: String, format: String) {
    report.reject(.init(path: path, line: line, reason: reason), format: format)
    notes.reject(line, reason)
  }

  /// Notes a path that could not be read at all.
  mutating func reject(_ problem: FileError) {
    path = problem.path
    beginBody(.file, source: Intake.unrecognised, key: path, now)
    reject(0, problem.words, format: "unreadable")
    notes.end()
  }

  // MARK: Keeping

  /// Waits until all that was read is kept.
  mutating func finish() throws {
    defer { countKept() }
    if !notes.isEmpty { try keep(WatchedBatch()) }
    try keeper?.finish()
  }

  private mutating func countKept() {
    for kept in keeper?.collect() ?? [] where kept.sent > 0 {
      report.count(kept.format) {
        $0.accepted += kept.outcome.rows
        $0.duplicates += kept.sent + kept.outcome.joined - kept.outcome.rows - kept.outcome.expired
      }
      report.unique.merge(kept.outcome.records)
      if kept.outcome.expired > 0 { report.skip(Retention.words, kept.outcome.expired) }
      if kept.outcome.folded > 0 { report.skip(SeriesCap.words, kept.outcome.folded) }
    }
  }

  /// Has what is new of a batch kept, in one transaction; with the last of a file, what is to be said of it.
  mutating func keep(_ watched: WatchedBatch, isEnd: Bool = false) throws {
    list(watched.rejects)
    if options.source == nil, let row = watched.batch.rows.first {
      notes.tellSource(watched.batch.text(row.source), of: format)
    }
    if isEnd { notes.end() }
    var watched = watched
    watched.bodies = notes.take()
    for (skip, count) in watched.skips.counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      report.skip(skip.words, count)
    }
    report.redacted += watched.redacted
    report.instructed += watched.instructed.count
    let sent = watched.batch.rows.count
    guard sent > 0 || !watched.parts.isEmpty || !watched.bodies.isEmpty else { return }
    guard let keeper else {
      if sent > 0 { report.count(format) { $0.accepted += sent } }
      return
    }
    try keeper.put(watched, of: format)
    countKept()
  }

  /// Counts and lists what was rejected.
  mutating func list(_ rejects: Rejects) {
    guard rejects.count > 0 else { return }
    for reject in rejects.listed {
      let expected = reject.expected.isEmpty ? "" : "; expected \(reject.expected)"
      report.reject(.init(path: path, line: reject.line, reason: reject.reason + expected), format: format)
    }
    report.count(format) { $0.rejected += rejects.count - rejects.listed.count }
    notes.reject(rejects)
  }
}
