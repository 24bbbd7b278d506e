import Bytes

/// Reads what Sentry's SDKs send: envelopes, and single events as they were posted before there were envelopes.
struct SentryReader: Sendable {
  private var head = JSONLine()
  private var payload = JSONLine()
  /// When the bytes arrived, in nanoseconds since the Unix epoch; nil for a file.
  var received: Int64?
  let requests = OTLPReader()

  /// Hexadecimal digits, with or without the dashes of a UUID.
  private static let idLengths = [32, 36]

  /// What a JSON object of Sentry is.
  enum Form {
    case event
    /// An event as Sentry's own API lists it.
    case listed
    /// The text of an envelope lies in this place.
    case envelope(Int)
  }

  // MARK: Among JSON objects

  /// Returns what an object is, if it is Sentry's: `{"envelope":"…"}`, or an event by members that no other has.
  static func form(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Form? {
    if let text = line.place("envelope", of: index, bytes), line.word(text).isString { return .envelope(text) }
    if let id = line.place("eventID", of: index, bytes), line.word(id).isPlainString,
      idLengths.contains(line.word(id).length), line.place("dateCreated", of: index, bytes) != nil
    {
      return .listed
    }
    guard let id = line.place("event_id", of: index, bytes), line.word(id).isPlainString,
      idLengths.contains(line.word(id).length)
    else { return nil }
    let marks: [StaticString] = ["exception", "logentry", "sdk", "platform", "contexts"]
    return marks.contains { line.place($0, of: index, bytes) != nil } ? .event : nil
  }

  /// Reads an object of Sentry's.
  mutating func read(_ form: Form, _ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch)
  {
    let number = line.lineNumber(of: index)
    switch form {
    case .event: readEvent(of: SentryEnvelope(time: received, line: number), line, bytes, index, into: &batch)
    case .listed: readListed(line, bytes, index, into: &batch)
    case .envelope(let place):
      var text: [UInt8] = []
      JSONEscapes.append(bytes.extracting(line.source(line.word(place))), to: &text)
      let before = received
      // Beside the text some write when they received it.
      received = line.time(at: line.place("t", of: index, bytes), bytes) ?? received
      read(text.span, line: number, hasLines: false, into: &batch)
      received = before
    }
  }

  // MARK: Envelopes

  /// What only the header of an envelope may have, as far as it is known.
  private static let headers: Set<String> = ["event_id", "dsn", "sdk", "sent_at", "trace"]

  /// Reports whether a text begins with the header of an envelope and that of an item.
  static func begins(_ text: Span<UInt8>) -> Bool {
    var reader = SentryReader()
    var batch = RecordBatch()
    var frames = SentryFrames()
    var isHeader = false
    let first = frames.next(text) { range in
      let bytes = text.extracting(range)
      let header = reader.readHeader(bytes, into: &batch)
      guard case .envelope = header else { return header }
      isHeader = true
      reader.head.forEachMember(of: 0) { key, _ in
        isHeader = isHeader && headers.contains(String(copying: bytes, reader.head.source(key)))
      }
      return header
    }
    guard isHeader, case .envelope(let range) = first else { return false }
    let next = text.extracting(min(range.upperBound + 1, text.count)..<text.count)
    guard let end = next.indices.first(where: { next[$0] == UInt8(ascii: "\n") }) else { return false }
    let bytes = next.extracting(0..<end)
    guard case .item = reader.readHeader(bytes, into: &batch) else { return false }
    return reader.head.place("type", of: 0, bytes).map { SentryItem.isKnown(reader.head.folded($0, bytes)) } ?? false
  }

  /// Reads envelopes, one behind the other; `hasLines` says that the text's lines are the input's.
  mutating func read(_ bytes: Span<UInt8>, line number: Int, hasLines: Bool, into batch: inout RecordBatch) {
    guard batch.bytes.count + 2 * bytes.count < Int(Int32.max) else {
      return batch.rejects.add(Reject(line: number, reason: "the text is too long", expected: "less than 1 GiB"))
    }
    var frames = SentryFrames()
    var envelope = SentryEnvelope(time: received, line: number)
    var counted = 0
    var line = number
    while true {
      let step = frames.next(bytes) { readHeader(bytes.extracting($0), into: &batch) }
      let start = step.header?.lowerBound ?? frames.position
      while hasLines, counted < start {
        if bytes[counted] == UInt8(ascii: "\n") { line += 1 }
        counted += 1
      }
      switch step {
      case .end: return
      case .damage(let reason, let expected):
        return batch.rejects.add(Reject(line: line, reason: reason, expected: expected))
      case .envelope(let range): envelope = header(bytes.extracting(range), line: line, into: &batch)
      case .item(let range, let content):
        envelope.line = line
        readItem(bytes.extracting(range), bytes.extracting(content), of: envelope, into: &batch)
      }
    }
  }

  private mutating func readHeader(_ bytes: Span<UInt8>, into batch: inout RecordBatch) -> SentryFrames.Header {
    do throws(JSONError) {
      try head.parse(bytes, line: 1, hasLines: false, into: &batch)
    } catch {
      return .damage(reason: "a header: \(error.description)", expected: "well-formed JSON")
    }
    guard head.isObject(0) else {
      return .damage(reason: "a header is \(head.shown(0, bytes))", expected: "a JSON object")
    }
    guard head.place("type", of: 0, bytes) != nil else { return .envelope }
    guard let length = head.place("length", of: 0, bytes) else { return .item(length: nil) }
    guard let count = head.integer(length, bytes), count >= 0, count <= Int64(Int32.max) else {
      return .damage(reason: "an item of the length \(head.shown(length, bytes))", expected: "a number of bytes")
    }
    return .item(length: Int(count))
  }

  /// Reads the header that was parsed last as an envelope's.
  private func header(_ bytes: Span<UInt8>, line: Int, into batch: inout RecordBatch) -> SentryEnvelope {
    let sent = head.time(at: head.place("sent_at", of: 0, bytes), bytes)
    return SentryEnvelope(
      id: SentryID.text(head.place("event_id", of: 0, bytes), head, bytes, into: &batch),
      time: sent ?? received,
      sent: sent,
      line: line
    )
  }

  /// Reads the item whose header was parsed last.
  private mutating func readItem(
    _ header: Span<UInt8>,
    _ bytes: Span<UInt8>,
    of envelope: SentryEnvelope,
    into batch: inout RecordBatch
  ) {
    let word = head.place("type", of: 0, header).map { head.folded($0, header) } ?? ""
    guard let item = SentryItem(rawValue: word) else { return batch.skips.add(.envelopeItems) }
    guard bytes.count <= item.limit else {
      let reason = "a Sentry \(item.rawValue) of \(bytes.count) bytes"
      return reject(envelope, reason, "at most \(item.limit)", into: &batch)
    }
    do throws(JSONError) {
      try payload.parse(bytes, line: envelope.line, hasLines: false, into: &batch)
    } catch {
      return reject(envelope, "a Sentry \(item.rawValue): \(error.description)", "well-formed JSON", into: &batch)
    }
    guard payload.isObject(0) else {
      let reason = "a Sentry \(item.rawValue) is \(payload.shown(0, bytes))"
      return reject(envelope, reason, "a JSON object", into: &batch)
    }
    read(item, of: envelope, payload, bytes, into: &batch)
  }

  private func read(
    _ item: SentryItem,
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    switch item {
    case .event, .transaction, .feedback: readEvent(of: envelope, line, bytes, 0, as: item, into: &batch)
    case .userReport: readUserReport(of: envelope, line, bytes, into: &batch)
    case .span: readList(of: envelope, line, bytes, into: &batch) { readSpan(of: envelope, line, bytes, $0, into: &$1) }
    case .log: readList(of: envelope, line, bytes, into: &batch) { readLog(of: envelope, line, bytes, $0, into: &$1) }
    case .traceMetric:
      readList(of: envelope, line, bytes, into: &batch) { readMetric(of: envelope, line, bytes, $0, into: &$1) }
    case .session: readSession(of: envelope, line, bytes, into: &batch)
    case .sessions: readSessions(of: envelope, line, bytes, into: &batch)
    case .checkIn: readCheckIn(of: envelope, line, bytes, into: &batch)
    case .clientReport: readClientReport(line, bytes, into: &batch)
    }
  }

  /// Reads the items of a container, or a payload that is an item by itself.
  private func readList(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch,
    _ body: (Int, inout RecordBatch) -> Void
  ) {
    guard let items = line.place("items", of: 0, bytes) else { return body(0, &batch) }
    line.forEachElement(of: items) { entry in
      guard line.isObject(entry) else {
        return reject(envelope, "an item is \(line.shown(entry, bytes))", "a JSON object", into: &batch)
      }
      body(entry, &batch)
    }
  }

  func reject(_ envelope: SentryEnvelope, _ reason: String, _ expected: String, into batch: inout RecordBatch) {
    batch.rejects.add(Reject(line: envelope.line, reason: reason, expected: expected))
  }

  /// Says that a record has no time that can be read, nor has its envelope where that would do.
  func rejectTime(
    of what: String,
    _ place: Int?,
    _ envelope: SentryEnvelope,
    isDatedByEnvelope: Bool = true,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let missing = isDatedByEnvelope ? "no time, and its envelope no sent_at" : "no time"
    let found = place.map { "the time \(line.shown($0, bytes))" } ?? missing
    reject(envelope, "\(what) has \(found)", EpochTime.expected, into: &batch)
  }
}
