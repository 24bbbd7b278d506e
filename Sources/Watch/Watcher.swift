import Bytes
import Domain
package import Formats

/// Makes rows of records: masks what is secret, hashes who it was, names what it was, and says what it leaves out.
///
/// Fed with decoded records, it hands out batches that are full; it reads no clock and no file. The same records in the
/// same order give the same rows.
package struct Watcher: Sendable {
  var watched = WatchedBatch()
  let options: WatchOptions
  /// Where the records come from, in words that may be kept: a file may be named after an address.
  private let place: String
  let secret: SignalSecret
  /// Hashes what is compared and not kept: calls, turns, arguments, results.
  let secretHash: SipHash
  var identities: Identities
  var names: NameTexts
  var operations: NameTexts
  var settings: SettingTexts
  var errors: ErrorTexts
  var metricSeries: MetricSeries
  let digest: EvidenceDigest
  /// Where a key, or what makes an identity, is put together.
  var scratch: [UInt8] = []
  /// The senders of the records at hand.
  var senders: [Sender] = []
  /// Hashes of the resources at hand, by place, as far as metrics have asked for them.
  var resourceHashes: [Int32: UInt64] = [:]
  /// Where the spans of the records at hand stand, by id; made when something is missing.
  var spanPlaces: [UInt64: Int32]?
  /// How often the newest lines of a log have been there; whoever reads a file in parts hands it on.
  package var repeats = LineRepeats()
  /// The keys of the errors of the span at hand.
  var spanErrors: [SignalKey] = []

  /// Starts with nothing seen.
  package init(_ options: WatchOptions) {
    self.options = options
    place = Watcher.masked(options.origin)
    secret = SignalSecret(options.secret)
    // Tables need a hash that nobody can steer, nothing more.
    let hasher = SipHash(for: "text tables", secret: options.secret)
    secretHash = SipHash(for: "agent steps", secret: options.secret)
    identities = Identities(secret: options.secret, hasher: hasher)
    names = NameTexts(hasher)
    operations = NameTexts(hasher)
    settings = SettingTexts(hasher)
    metricSeries = MetricSeries(hasher)
    digest = EvidenceDigest(secret: options.secret)
    errors = ErrorTexts(secret: options.secret, hasher: hasher)
  }

  /// How many rows wait for the batch to be full.
  package var waiting: Int { watched.batch.rows.count }

  /// Makes rows of records; hands each full batch to the body.
  package mutating func take(_ records: RecordBatch, _ body: (WatchedBatch) throws -> Void) rethrows {
    watched.rejects.merge(Watcher.masked(records.rejects))
    watched.skips.merge(records.skips)
    spanPlaces = nil
    resourceHashes.removeAll(keepingCapacity: true)
    senders.removeAll(keepingCapacity: true)
    for resource in records.resources { senders.append(sender(resource, in: records)) }
    for index in records.spans.indices {
      let span = records.spans[index]
      // Each judgement is at least a name and a score.
      let judgements = min(span.attributes.count / 2, Judgement.limit)
      try makeRoom(for: 2 + 2 * span.events.count + judgements, records, body)
      let first = waiting
      watch(span, in: records)
      if first < waiting { watched.batch.rows[first].record = .span }
    }
    try takeAll(records.logs, .log, records, body) { $0.watch($1, in: records) }
    try takeAll(records.messages, .message, records, body) { $0.watch($1, in: records) }
    try takeAll(records.events, .event, records, body) { $0.watch($1, in: records) }
    try takeAll(records.metrics, .metric, records, body) { $0.watch($1, in: records) }
    try takeAll(records.alerts, .alert, records, body) { $0.watch($1, in: records) }
    try takeAll(records.errors, .error, records, body) { $0.watch($1, in: records) }
    try takeAll(records.sessions, .session, records, body) { $0.watch($1, in: records) }
    try takeAll(records.checkIns, .checkIn, records, body) { $0.watch($1, in: records) }
    try takeAll(records.changes, .change, records, body) { $0.watch($1, in: records) }
  }

  /// Makes rows of records of one kind, none of which makes more than two.
  private mutating func takeAll<Record>(
    _ all: [Record],
    _ kind: SourceRecord,
    _ records: RecordBatch,
    _ body: (WatchedBatch) throws -> Void,
    _ watch: (inout Watcher, Record) -> Void
  ) rethrows {
    for record in all {
      try makeRoom(for: 2, records, body)
      let first = waiting
      watch(&self, record)
      if first < waiting { watched.batch.rows[first].record = kind }
    }
  }

  /// Hands out what is not a full batch.
  package mutating func finish() -> WatchedBatch {
    watched.redacted += names.redactions + operations.redactions + settings.redactions
    defer {
      watched = WatchedBatch()
      names.beginBatch()
      operations.beginBatch()
      settings.beginBatch()
      errors.beginBatch()
      metricSeries.beginBatch()
      identities.trim()
    }
    return watched
  }

  /// Hands out the batch if so many more rows would be too many.
  private mutating func makeRoom(
    for count: Int,
    _ records: RecordBatch,
    _ body: (WatchedBatch) throws -> Void
  ) rethrows {
    guard waiting + count > options.rowLimit, waiting > 0 else { return }
    try body(finish())
    // Places of names hold for one batch only.
    for index in senders.indices { senders[index] = sender(records.resources[index], in: records) }
  }

  /// Masks what a text for people shows of foreign ones.
  package static func masked(_ text: String) -> String { CleanText(text.utf8.span).text }

  /// Masks what rejects show of their records.
  package static func masked(_ rejects: Rejects) -> Rejects {
    var masked = Rejects()
    for reject in rejects.listed {
      masked.add(Reject(line: reject.line, reason: Watcher.masked(reject.reason), expected: reject.expected))
    }
    masked.addUnlisted(rejects.count - rejects.listed.count)
    return masked
  }
}

// MARK: - Parts of rows

extension Watcher {
  /// Reports whether a time may be kept; a record from the future is rejected.
  mutating func isInTime(_ nanoseconds: Int64, line: Int) -> Bool {
    guard let latest = options.latest, nanoseconds > latest.nanoseconds else { return true }
    watched.rejects.add(
      Reject(
        line: line,
        reason: "the time \(Timestamp(nanoseconds: nanoseconds)) lies in the future",
        expected: "a time until \(latest)"
      )
    )
    return false
  }

  /// Returns microseconds, rounded towards the past.
  static func microseconds(_ nanoseconds: Int64) -> Int64 {
    nanoseconds / 1_000 - (nanoseconds % 1_000 < 0 ? 1 : 0)
  }

  /// Returns the microseconds between two times; 0 where they are further apart than fits, as no two read times are.
  @inline(__always)
  static func microseconds(from start: Int64, to end: Int64) -> Int64 {
    let (nanoseconds, isTooLong) = end.subtractingReportingOverflow(start)
    return isTooLong ? 0 : nanoseconds / 1_000
  }

  @inline(__always)
  mutating func name(_ text: RecordText, in records: RecordBatch) -> TextPlace {
    guard !text.isEmpty else { return .none }
    return names.place(records.bytes.span.extracting(text.range), in: &watched.batch.texts)
  }

  mutating func name(_ text: String) -> TextPlace {
    names.place(text.utf8.span, in: &watched.batch.texts)
  }

  @inline(__always)
  mutating func identity(_ role: Identities.Role, _ text: RecordText, in records: RecordBatch) -> UInt64 {
    guard !text.isEmpty else { return 0 }
    return identities.hash(role, of: records.bytes.span.extracting(text.range))
  }

  /// Returns the hash of what an attribute says; numbers are ids too.
  @inline(__always)
  mutating func identity(_ role: Identities.Role, _ value: AttributeValue, in records: RecordBatch) -> UInt64 {
    switch value {
    case .text(let text): identity(role, text, in: records)
    case .integer(let number): identities.hash(role, of: String(number).utf8.span)
    case .none, .bool, .number, .json: 0
    }
  }

  mutating func subject(_ places: AttributePlaces, in records: RecordBatch) -> UInt64 {
    let user = identity(.subject, places.value(.userID, in: records), in: records)
    return user != 0 ? user : identity(.subject, places.value(.userEmail, in: records), in: records)
  }

  mutating func account(_ places: AttributePlaces, in records: RecordBatch) -> UInt64 {
    var account = identity(.account, places.value(.account, in: records), in: records)
    if account == 0 { account = identity(.account, places.value(.tenant, in: records), in: records) }
    if account == 0 { account = identity(.account, places.value(.organization, in: records), in: records) }
    return account
  }

  /// The kinds of identity, so that no two can be the same by chance.
  enum IdentityKind: UInt8 {
    case span = 1
    case error, log, message, event, deploy, exposure, metric, alert, session, checkIn, change, part
  }

  /// A byte that no UTF-8 has, between the parts of what is put together.
  static let separator: UInt8 = 0xff

  /// Starts putting together what tells a signal from every other.
  @inline(__always)
  mutating func beginIdentity(_ kind: IdentityKind, source: String) {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: source.utf8)
    scratch.append(0)
    scratch.append(kind.rawValue)
  }

  @inline(__always)
  mutating func addToIdentity(_ word: UInt64) {
    unsafe withUnsafeBytes(of: word.littleEndian) { unsafe scratch.append(contentsOf: $0) }
  }

  /// Adds a text and its length, so that two texts cannot be cut in another place.
  mutating func addToIdentity(_ text: RecordText, in records: RecordBatch) {
    addToIdentity(UInt64(text.count))
    scratch.append(contentsOf: records.bytes[text.range])
  }

  /// Returns the key of the identity that has been put together.
  @inline(__always)
  func key(trace: TraceID) -> SignalKey {
    SignalKey(trace: trace, identity: scratch.span, secret: secret)
  }

  /// The longest id of a source's own that is kept: a UUID is half of it.
  private static let nativeLimit = 64

  /// Returns the source's own id of a record as it is kept; empty for one that is no plain word: it could say who it was.
  func nativeID(_ id: RecordText, in records: RecordBatch) -> String {
    let bytes = records.bytes[id.range]
    guard 1...Watcher.nativeLimit ~= bytes.count, !id.isCut,
      bytes.allSatisfy({ $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "-_.:".utf8.contains($0) })
    else { return "" }
    let text = String(decoding: bytes, as: UTF8.self)
    return Watcher.masked(text) == text ? text : ""
  }

  /// Returns where the original of a record is.
  func origin(line: Int) -> String {
    options.origin.isEmpty ? "" : "\(place):\(line)"
  }
}
