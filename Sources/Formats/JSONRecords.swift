import Bytes

/// Reads JSON texts of any known kind: each object is looked at by itself, so that a file may mix them.
struct JSONRecords: Sendable {
  private var line = JSONLine()
  private let requests = OTLPReader()
  private let desk: DeskReader
  private var messages = JSONMessages()
  private(set) var metrics: MetricObjects
  var sentry = SentryReader()
  /// What the result of a query is called that has no name of its own.
  var query = ""

  init(file: FileFacts = FileFacts(), map: MetricMap? = nil) {
    desk = DeskReader(file: file)
    metrics = MetricObjects(map: map)
  }

  /// Reads one text: a line of a file of lines, or a whole file; what fills the batch may go out in the midst of it.
  mutating func read(
    _ bytes: Span<UInt8>,
    line number: Int,
    hasLines: Bool,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet = RecordBatch.closed
  ) {
    let start = bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0
    let text = bytes.extracting(start..<bytes.count)
    guard !JSONRecords.isBlank(text) else { return }
    // Places in the batch have 32 bits.
    guard batch.bytes.count + text.count < Int(Int32.max) else {
      return batch.rejects.add(
        Reject(line: number, reason: "the text is too long", expected: "less than 2 GiB at a time")
      )
    }
    do throws(JSONError) {
      try line.parse(text, line: number, hasLines: hasLines, into: &batch)
    } catch {
      // Spreadsheets and old programs write their own code page.
      if error.reason == .invalidUTF8, TextDecoder.isWindows1252(text) {
        return readDecoded(text, number, hasLines, into: &batch, outlet)
      }
      let line = number + JSONRecords.lineFeeds(text, before: error.offset)
      return batch.rejects.add(Reject(line: line, reason: error.description, expected: "well-formed JSON"))
    }
    let events = batch.events.count
    readValue(0, text, into: &batch, outlet)
    EventRepeats.number(from: events, in: &batch)
  }

  private mutating func readDecoded(
    _ text: Span<UInt8>,
    _ number: Int,
    _ hasLines: Bool,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    var decoded: [UInt8] = []
    let bytes = Array(copying: text)
    TextDecoder.append(windows1252: bytes[...], to: &decoded)
    read(decoded.span, line: number, hasLines: hasLines, into: &batch, outlet)
  }

  private mutating func readValue(
    _ index: Int,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    switch line.kind(index) {
    case .object: readObject(index, bytes, into: &batch, outlet)
    case .array:
      var child = index + 1
      while child < line.word(index).payload {
        // Events of one body are numbered together.
        if batch.events.isEmpty { batch.makeRoom(outlet) }
        if line.isObject(child) {
          readObject(child, bytes, into: &batch, outlet)
        } else {
          rejectValue(child, bytes, &batch)
        }
        child = line.after(child)
      }
    default: rejectValue(index, bytes, &batch)
    }
  }

  private mutating func readObject(
    _ index: Int,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    // An empty request is no error.
    guard line.word(index).length > 0 else { return }
    if metrics.isMapped {
      _ = metrics.read(line, bytes, index, into: &batch)
    } else if requests.recognises(line, bytes, index) {
      requests.read(line, bytes, index, into: &batch, outlet)
    } else if let kind = EventReader.kind(line, bytes, index) {
      EventReader.read(kind, line, bytes, index, into: &batch)
    } else if let form = SentryReader.form(line, bytes, index) {
      sentry.read(form, line, bytes, index, into: &batch)
    } else if case let places = JSONLogs.places(line, bytes, index), JSONLogs.recognises(places, line, bytes, index) {
      JSONLogs.read(places, line, bytes, index, into: &batch)
    } else if LangfuseIngestion.read(line, bytes, index, into: &batch) {
      // Taken in, item by item.
    } else if ProductEvents.read(line, bytes, index, into: &batch) {
      // Taken in, or counted out.
    } else if PrometheusResult.read(line, bytes, index, query: query, into: &batch) {
      // The same.
    } else if AlertReader.read(line, bytes, index, into: &batch) {
      // The same.
    } else if desk.read(line, bytes, index, into: &batch) {
      // The same.
    } else if StepReader.read(line, bytes, index, into: &batch) {
      // As above.
    } else if ScoreReader.read(line, bytes, index, time: sentry.received, into: &batch) {
      // As above.
    } else if metrics.read(line, bytes, index, into: &batch) {
      // As above.
    } else {
      messages.read(line, bytes, index, into: &batch)
    }
  }

  private func rejectValue(_ index: Int, _ bytes: Span<UInt8>, _ batch: inout RecordBatch) {
    batch.rejects.add(
      Reject(
        line: line.lineNumber(of: index),
        reason: "a record is \(line.shown(index, bytes))",
        expected: "a JSON object"
      )
    )
  }

  static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where bytes[index] > 0x20 { return false }
    return true
  }

  private static func lineFeeds(_ bytes: Span<UInt8>, before end: Int) -> Int {
    var count = 0
    for index in 0..<min(end, bytes.count) where bytes[index] == UInt8(ascii: "\n") { count += 1 }
    return count
  }
}

// MARK: - Lines of a log

extension JSONRecords {
  /// Parses a line that may be an object; false where it is none, and then the batch is left alone.
  mutating func parse(_ bytes: Span<UInt8>, line number: Int, into batch: inout RecordBatch) -> Bool {
    // fine because a line that is no JSON is text
    (try? line.parse(bytes, line: number, hasLines: false, into: &batch)) != nil && line.isObject(0)
  }

  /// Reports whether the parsed object is a record of some kind by itself.
  func isLog(_ bytes: Span<UInt8>) -> Bool {
    JSONLogs.recognises(JSONLogs.places(line, bytes, 0), line, bytes, 0) || requests.recognises(line, bytes, 0)
      || EventReader.kind(line, bytes, 0) != nil
  }

  /// Reports whether the parsed object is a line of a log.
  func isLogLine(_ bytes: Span<UInt8>) -> Bool {
    !requests.recognises(line, bytes, 0) && JSONLogs.recognises(JSONLogs.places(line, bytes, 0), line, bytes, 0)
  }

  /// Reads the parsed object.
  mutating func readParsed(_ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    readValue(0, bytes, into: &batch, RecordBatch.closed)
  }

  /// Returns the line that Docker has put into the parsed object; nil for any other object.
  func wrapped(_ bytes: Span<UInt8>, into batch: inout RecordBatch) -> (
    text: RecordText, stream: RecordText, time: Int64?
  )? {
    guard line.word(0).length <= 8 else { return nil }
    var (text, stream, time) = (-1, -1, -1)
    line.forEachMember(of: 0) { key, value in
      guard line.word(value).isString else { return }
      switch bytes.extracting(line.source(key)) {
      case let name where name.count == 3 && name.begins("log", at: 0): text = value
      case let name where name.count == 6 && name.begins("stream", at: 0): stream = value
      case let name where name.count == 4 && name.begins("time", at: 0): time = value
      default: break
      }
    }
    guard text >= 0, stream >= 0, time >= 0 else { return nil }
    return (
      line.text(text, bytes, into: &batch), line.text(stream, bytes, into: &batch),
      line.time(time, bytes).flatMap { $0 > 0 ? $0 : nil }
    )
  }
}
