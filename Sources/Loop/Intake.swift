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
  private let options: WatchOptions
  private let now: Timestamp
  /// When programs showed their metrics, where the person has said so: most of what they show has no time.
  private let received: Int64?
  /// Which columns of tables are what of a metric, where the person has said so.
  private let map: MetricMap?
  var report: ImportReport
  /// The tools of which nothing is taken that is not signed, wherever it comes.
  var signed: Set<String> = []
  private var format = ""
  private var path = ""
  /// The followed file at hand; empty for what was received.
  private var origin = ""
  private var facts = FileFacts()
  private var notes = BodyNotes()

  /// A document that is one value has to be held whole.
  private static let documentLimit = 256 << 20
  /// Of requests SDKs send at most some mebibytes.
  private static let requestLimit = 64 << 20
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

  /// Takes one file in; `progress` hears of bytes done and of signals.
  mutating func take(
    _ input: ImportInput,
    checkpoint: () throws -> Void,
    progress: (Int64, Int) -> Void
  ) throws {
    path = input.name
    // What comes through a pipe is another every time.
    let key = input.isFile ? path : "\(path)\n\(now)\n\(input.hash)"
    beginBody(input.isFile ? .file : .part, source: Intake.unrecognised, key: key, now)
    try keep(read(input, checkpoint, progress), isEnd: true)
  }

  /// The source of files that are of no known kind.
  private static let unrecognised = "unrecognised"

  /// Reads one file; returns what is left of it to be kept.
  private mutating func read(
    _ input: ImportInput,
    _ checkpoint: () throws -> Void,
    _ progress: (Int64, Int) -> Void
  ) throws -> WatchedBatch {
    var file = try input.open()
    facts = FileFacts(path: input.isFile ? path : "", modified: file.modified)
    let guess: FormatGuess
    do throws(FileError) {
      let prefix = try file.peek(FormatGuess.prefixLength)
      guess = map == nil ? FormatGuess.guess(prefix.span) : FormatGuess.guessMapped(prefix.span)
    } catch {
      reject(0, error.words, format: "unreadable")
      return WatchedBatch()
    }
    switch guess {
    case .unknown(let looksLike, let hint):
      reject(0, try unpackedReason(&file) ?? "it looks like \(Watcher.masked(looksLike)): \(hint)", format: "unknown")
      return WatchedBatch()
    case .known(.text) where file.damage != nil:
      // A few letters that came out of it are nobody's words.
      reject(0, file.damage?.words ?? "", format: "unreadable")
      return WatchedBatch()
    case .known(let format):
      self.format = format.rawValue
      notes.setSource(options.source ?? format.rawValue)
      var options = options
      options.origin = path
      var watcher = Watcher(options)
      do {
        switch format.framing {
        case .lines: try takeLines(LineReader(file), format, &watcher, checkpoint, progress)
        case .whole: try takeWhole(&file, format, &watcher, checkpoint)
        case .pieces: try takePieces(&file, format, &watcher, checkpoint, progress)
        }
      } catch let error as FileError {
        // What came before stays; the same file whole brings only the rest.
        reject(0, error.words, format: "unreadable")
      }
      return watcher.finish()
    }
  }

  /// Says what is wrong with a packed file that holds nothing known: that it is damaged, or holds too much to look at.
  private func unpackedReason(_ file: inout FileReader) throws -> String? {
    guard let form = file.form else { return nil }
    do throws(FileError) {
      guard try file.unpacks(past: Intake.documentLimit) else { return nil }
      return
        "its \(form.rawValue) data unpacks to more than \(Intake.documentLimit >> 20) MiB, and begins with nothing known"
    } catch {
      return error.words
    }
  }

  // MARK: Framings

  private mutating func takeLines(
    _ lines: consuming LineReader,
    _ format: RecordFormat,
    _ watcher: inout Watcher,
    _ checkpoint: () throws -> Void,
    _ progress: (Int64, Int) -> Void
  ) throws {
    var reader = RecordReader(format, file: facts, received: received, latest: options.latest, map: map)
    var records = RecordBatch()
    while let batch = try lines.next() {
      if let long = batch.rejected {
        let reason = "the line has \(long.length) bytes; the limit is \(LineReader.defaultCap)"
        reject(Int(long.line), reason, format: self.format)
        continue
      }
      for (index, line) in batch.lines.enumerated() {
        let number = Int(batch.firstLine) + index
        try handingOn(&records, &watcher) { records, outlet in
          reader.read(batch.bytes.span.extracting(line), line: number, into: &records, outlet)
        }
        if records.isMuch { try drain(&records, &watcher, checkpoint) }
      }
      try drain(&records, &watcher, checkpoint)
      progress(lines.progress.done, report.accepted + report.duplicates)
    }
    reader.finish(into: &records)
    try drain(&records, &watcher, checkpoint)
    note(reader.usedMap)
  }

  private mutating func takeWhole(
    _ file: inout FileReader,
    _ format: RecordFormat,
    _ watcher: inout Watcher,
    _ checkpoint: () throws -> Void
  ) throws {
    let limit = format == .jsonDocument ? Intake.documentLimit : Intake.requestLimit
    var bytes: [UInt8] = []
    var damage: FileError?
    do {
      while case let piece = try file.read(), !piece.isEmpty {
        try checkpoint()
        bytes += piece
        guard bytes.count <= limit else {
          let unpacks = file.form.map { "its \($0.rawValue) data unpacks to " } ?? ""
          let reason = "\(unpacks)one value of more than \(limit >> 20) MiB; write one object or request at a time"
          return reject(1, reason, format: self.format)
        }
      }
    } catch let error as FileError {
      // All of the value may be there all the same.
      damage = error
    }
    if format.isSnappy {
      do throws(SnappyError) {
        bytes = try Snappy.content(of: bytes.span, limit: limit)
      } catch {
        return reject(1, error.description, format: self.format)
      }
    }
    var reader = RecordReader(format, file: facts, map: map)
    var records = RecordBatch()
    try handingOn(&records, &watcher) { reader.read(bytes.span, into: &$0, $1) }
    try drain(&records, &watcher, checkpoint)
    note(reader.usedMap)
    if let damage { throw damage }
  }

  private mutating func takePieces(
    _ file: inout FileReader,
    _ format: RecordFormat,
    _ watcher: inout Watcher,
    _ checkpoint: () throws -> Void,
    _ progress: (Int64, Int) -> Void
  ) throws {
    var reader = RecordReader(format, file: facts, map: map)
    var records = RecordBatch()
    while true {
      let piece = try file.read()
      guard !piece.isEmpty else { break }
      try handingOn(&records, &watcher) { reader.push(piece.span, into: &$0, $1) }
      try drain(&records, &watcher, checkpoint)
      progress(file.position, report.accepted + report.duplicates)
    }
    reader.finish(into: &records)
    try drain(&records, &watcher, checkpoint)
    note(reader.usedMap)
  }

  private mutating func drain(
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
  private mutating func handingOn(
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

  /// Notes by which map points of metrics were made of the file at hand.
  private mutating func note(_ map: MetricMap?) {
    if let map { report.note(map: Watcher.masked(map.text), of: path) }
  }

  // MARK: Requests

  /// Takes in the requests, and lines of followed files, of a segment of the spool.
  mutating func take(_ segment: Spool.Segment, of spool: Spool, _ logs: inout FollowedLogs) throws {
    var watcher = Watcher(options)
    var records = RecordBatch()
    let (entries, damaged) = try Intake.entries(of: segment, in: spool)
    for entry in entries {
      let place = FollowPlace(entry)
      if let place, entry.type == RecordFormat.log.rawValue {
        try take(entry, at: place, &logs, &records, &watcher)
      } else {
        try take(entry, &records, &watcher)
        if let place { logs.note(place, entry.body, RecordFormat(rawValue: entry.type)) }
      }
    }
    try drain(&records, &watcher, {})
    path = "spool"
    for _ in 0..<damaged {
      beginBody(.request, source: "spool", key: "spool\n\(now)", now)
      reject(0, "an entry is damaged on disk", format: "unreadable")
      notes.end()
    }
    try keep(watcher.finish())
  }

  /// Returns the entries of a segment, those of one route or file behind one another: whenever the next one is of another,
  /// what is at hand is kept, and a transaction for each request would be many times slower.
  private static func entries(
    of segment: Spool.Segment,
    in spool: Spool
  ) throws -> (entries: [SpoolEntry], damaged: Int) {
    var groups: [[SpoolEntry]] = []
    var places: [String: Int] = [:]
    let damaged = try spool.read(segment) { entry in
      let name = "\(entry.route)\n\(FollowPlace(entry)?.path ?? "")"
      let place = places[name] ?? groups.count
      if place == groups.count {
        places[name] = place
        groups.append([])
      }
      groups[place].append(entry)
    }
    return (groups.flatMap(\.self), damaged)
  }

  private mutating func take(_ entry: SpoolEntry, _ records: inout RecordBatch, _ watcher: inout Watcher) throws {
    guard let route = WireRoute(rawValue: entry.route) else {
      let reason = "a later version has received it"
      return report.reject(.init(path: entry.route, line: 0, reason: reason), format: "unreadable")
    }
    if notes.isFull {
      try drain(&records, &watcher, {})
      try keep(watcher.finish())
    }
    let wire = WireBody(route: route, coding: entry.coding, type: entry.type, label: entry.label)
    try begin(wire.path == nil ? entry.route : entry.type, origin: wire.path ?? "", &records, &watcher)
    path = wire.path ?? "\(entry.route), received \(entry.received)"
    beginBody(of: entry, wire)
    let content: [UInt8]
    do throws(WireBody.Problem) {
      content = try wire.content(of: entry.body)
    } catch {
      reject(0, "\(error)", format: format)
      return notes.end()
    }
    let (latest, strangers) = (options.latest, self.strangers(to: wire))
    let stranger = try handingOn(&records, &watcher, without: strangers) {
      wire.read(content, received: entry.received.nanoseconds, latest: latest, into: &$0, $1)
    }
    if let stranger {
      let reason = "something that says it is of \(stranger); expected it under /webhooks/\(stranger), signed"
      let key = "\(path)\n\(XXHash64.hash(entry.body))"
      beginBody(.stranger, source: stranger, at: wire.place, key: key, entry.received)
      reject(0, reason, format: format)
    }
    // Now, while it is known which request they are of.
    list(Watcher.masked(records.takeRejects()))
    try drain(&records, &watcher, {})
    notes.end()
  }

  /// The tools of which a body brings nothing, because they sign what they send: its own not, where it is signed.
  private func strangers(to wire: WireBody) -> Set<String> {
    guard wire.path == nil else { return [] }
    return wire.isSigned ? signed.subtracting([wire.source]) : signed
  }

  /// Takes in lines of a followed log, which go on with those before them.
  private mutating func take(
    _ entry: SpoolEntry,
    at place: FollowPlace,
    _ logs: inout FollowedLogs,
    _ records: inout RecordBatch,
    _ watcher: inout Watcher
  ) throws {
    try begin(entry.type, origin: place.path, &records, &watcher)
    try drain(&records, &watcher, {})
    path = place.path
    beginBody(.part, source: entry.type, key: place.label, entry.received)
    var log = logs.take(place, latest: options.latest, received: entry.received)
    log.reader.setLatest(options.latest)
    watcher.repeats = log.repeats
    var (start, line) = (0, Int(place.mark.line))
    while start < entry.body.count {
      let end = entry.body[start...].firstIndex(of: UInt8(ascii: "\n")) ?? entry.body.count
      log.reader.read(entry.body.span.extracting(start..<end), line: line, into: &records)
      (start, line) = (end + 1, line + 1)
      if records.isMuch { try drain(&records, &watcher, {}) }
    }
    list(Watcher.masked(records.takeRejects()))
    try drain(&records, &watcher, {})
    notes.end()
    log.repeats = watcher.repeats
    logs.put(log, behind: place, entry.body, received: entry.received)
  }

  /// Takes in the last record of a log as it stands; whoever goes on with the log later takes it in again.
  mutating func takeLast(of log: FollowedLogs.Log) throws {
    (format, path) = (RecordFormat.log.rawValue, log.path)
    var options = options
    options.origin = log.path
    var watcher = Watcher(options)
    watcher.repeats = log.repeats
    var (reader, records) = (log.reader, RecordBatch())
    reader.finish(into: &records)
    try drain(&records, &watcher, {})
    try keep(watcher.finish())
  }

  /// Keeps what is at hand before something of another format or file comes: it is counted by format, and texts name
  /// their files.
  private mutating func begin(
    _ format: String,
    origin: String,
    _ records: inout RecordBatch,
    _ watcher: inout Watcher
  ) throws {
    guard format != self.format || origin != self.origin else { return }
    try drain(&records, &watcher, {})
    if !self.format.isEmpty { try keep(watcher.finish()) }
    if origin != self.origin {
      var options = options
      options.origin = origin
      watcher = Watcher(options)
    }
    (self.format, self.origin) = (format, origin)
  }

  // MARK: Bodies

  private mutating func beginBody(
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

  private mutating func beginBody(of entry: SpoolEntry, _ wire: WireBody) {
    let bytes = XXHash64.hash(entry.body)
    beginBody(
      wire.path == nil ? .request : .part,
      source: wire.path == nil ? wire.source : entry.type,
      at: wire.path ?? wire.place,
      key: "\(entry.route)\n\(entry.received)\n\(bytes)\n\(wire.label)",
      entry.received
    )
  }

  /// Counts and lists a reject of the body at hand.
  private mutating func reject(_ line: Int, _ reason: String, format: String) {
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
  private mutating func keep(_ watched: WatchedBatch, isEnd: Bool = false) throws {
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

  private mutating func list(_ rejects: Rejects) {
    guard rejects.count > 0 else { return }
    for reject in rejects.listed {
      let expected = reject.expected.isEmpty ? "" : "; expected \(reject.expected)"
      report.reject(.init(path: path, line: reject.line, reason: reject.reason + expected), format: format)
    }
    report.count(format) { $0.rejected += rejects.count - rejects.listed.count }
    notes.reject(rejects)
  }
}
