import Bytes
import Domain
import Formats
import Host
import Watch

/// The way of what was received, and of lines of followed files, out of the spool.
extension Intake {
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
}
