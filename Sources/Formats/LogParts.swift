import Bytes

/// All that was found of a record of a log, as texts in the batch, on its way to becoming one.
struct LogParts {
  var time: Int64
  var severity: UInt8 = 0
  var body = RecordText.none
  var scope = RecordText.none
  var service = RecordText.none
  var release = RecordText.none
  var environment = RecordText.none
  var traceHigh: UInt64 = 0
  var traceLow: UInt64 = 0
  var span: UInt64 = 0
  /// What went wrong, in the words beside the message.
  var error = RecordText.none
  var errorType = RecordText.none
  var errorMessage = RecordText.none
  var stack = RecordText.none
  var user = RecordText.none
  var path = RecordText.none
  var status = 0
  /// Whether its words are those of whoever sent a request.
  var isRequest = false
  /// Other attributes that mean something, by their names.
  var others: [Attribute] = []
  /// The whole record, and who wrote it where that does not say, to tell it apart.
  var raw = RecordText.none
  var sender = RecordText.none
  let line: Int

  init(time: Int64, line: Int) {
    self.time = time
    self.line = line
  }

  /// Adds the record to a batch.
  mutating func add(to batch: inout RecordBatch) {
    takeStack(&batch)
    takeError(&batch)
    // A trace is printed for an error, whatever nobody called it.
    if severity == 0, !stack.isEmpty || !errorType.isEmpty { severity = LogLevel.error }
    let first = Int32(truncatingIfNeeded: batch.attributes.count)
    add(.exceptionType, errorType, to: &batch)
    add(.exceptionMessage, errorType.isEmpty && stack.isEmpty ? .none : errorMessage, to: &batch)
    add(.exceptionStack, stack, to: &batch)
    add(.userID, user, to: &batch)
    add(.urlPath, path, to: &batch)
    if 100..<600 ~= status {
      batch.attributes.append(Attribute(name: .httpStatus, key: .none, value: .integer(Int64(status))))
    }
    batch.attributes += others.prefix(Attribute.limit)
    let attributes = first..<Int32(truncatingIfNeeded: batch.attributes.count)
    var log = LogRecord(resource: batch.resource(service, release, environment), line: line)
    log.time = time
    log.severity = severity
    if !body.isEmpty { log.body = .text(body) }
    log.scope = scope
    (log.traceHigh, log.traceLow, log.span) = (traceHigh, traceLow, span)
    log.attributes = attributes
    log.raw = raw
    log.sender = sender
    log.isRequest = isRequest
    batch.logs.append(log)
  }

  private func add(_ name: AttributeName, _ text: RecordText, to batch: inout RecordBatch) {
    if !text.isEmpty { batch.attributes.append(Attribute(name: name, key: .none, value: .text(text))) }
  }

  /// Finds type and message of an error in its trace, where nothing else says them.
  private mutating func takeStack(_ batch: inout RecordBatch) {
    // Some loggers put the trace where others put a word.
    if stack.isEmpty, error.count > 0, batch.bytes.span.first(UInt8(ascii: "\n"), in: error.range) != nil {
      stack = error
      error = .none
    }
    guard errorType.isEmpty, !stack.isEmpty else { return }
    let range = stack.range
    guard let found = StackText.find(in: batch.bytes.span, head: range.lowerBound..<range.lowerBound, rest: range)
    else {
      return
    }
    take(found, &batch)
  }

  /// Takes type and message over from a trace.
  mutating func take(_ found: StackText.Found, _ batch: inout RecordBatch) {
    if let name = found.typeName {
      errorType = batch.add(name)
    } else if !found.type.isEmpty {
      errorType = batch.text(at: found.type.lowerBound, count: found.type.count)
    }
    if errorMessage.isEmpty, !found.message.isEmpty {
      errorMessage = batch.text(at: found.message.lowerBound, count: found.message.count)
    }
  }

  /// Puts what went wrong behind the message, where no exception carries it.
  private mutating func takeError(_ batch: inout RecordBatch) {
    guard stack.isEmpty, errorType.isEmpty else { return }
    let words = error.isEmpty ? errorMessage : error
    guard !words.isEmpty else { return }
    body = body.isEmpty ? words : batch.joined(body, ": ", words)
  }
}

extension RecordBatch {
  /// Returns the resource with these attributes among the newest ones, or adds it.
  mutating func resource(_ service: RecordText, _ release: RecordText, _ environment: RecordText) -> Int32 {
    var place = resources.count
    let oldest = max(0, place - 16)
    while place > oldest {
      place -= 1
      if isResource(place, service, release, environment) { return Int32(truncatingIfNeeded: place) }
    }
    let first = Int32(truncatingIfNeeded: attributes.count)
    let texts: [(AttributeName, RecordText)] = [
      (.serviceName, service), (.serviceVersion, release), (.environment, environment),
    ]
    for (name, text) in texts where !text.isEmpty {
      attributes.append(Attribute(name: name, key: .none, value: .text(text)))
    }
    resources.append(ResourceRecord(attributes: first..<Int32(truncatingIfNeeded: attributes.count), source: .log))
    return Int32(truncatingIfNeeded: resources.count - 1)
  }

  private func isResource(
    _ place: Int,
    _ service: RecordText,
    _ release: RecordText,
    _ environment: RecordText
  ) -> Bool {
    var next = Int(resources[place].attributes.lowerBound)
    let end = Int(resources[place].attributes.upperBound)
    func matches(_ name: AttributeName, _ text: RecordText) -> Bool {
      guard !text.isEmpty else { return true }
      guard next < end, attributes[next].name == name, case .text(let known) = attributes[next].value,
        bytes[known.range].elementsEqual(bytes[text.range])
      else { return false }
      next += 1
      return true
    }
    return matches(.serviceName, service) && matches(.serviceVersion, release) && matches(.environment, environment)
      && next == end
  }

  /// Adds two texts with something between them as one.
  mutating func joined(_ first: RecordText, _ middle: StaticString, _ second: RecordText) -> RecordText {
    let offset = bytes.count
    bytes += bytes[first.range]
    middle.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes += bytes[second.range]
    return text(at: offset, count: bytes.count - offset)
  }

  mutating func add(_ text: StaticString) -> RecordText {
    let offset = bytes.count
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    return self.text(at: offset, count: bytes.count - offset)
  }
}

/// Reads ids of traces and spans from their hexadecimal digits.
enum LogIDs {
  /// Returns the two halves of a trace's id, the last 32 digits; nil for what is none.
  static func trace(_ text: Span<UInt8>, _ range: Range<Int>) -> (UInt64, UInt64)? {
    guard range.count >= 32, range.count <= 256, let high = Digits.hexadecimal(text, at: range.upperBound - 32),
      let low = Digits.hexadecimal(text, at: range.upperBound - 16)
    else { return nil }
    // Google writes the project in front of it.
    guard range.count == 32 || text[range.upperBound - 33] == UInt8(ascii: "/") else { return nil }
    return (high, low)
  }

  /// Returns the id of a span; nil for what is none.
  static func span(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    range.count == 16 ? Digits.hexadecimal(text, at: range.lowerBound) : nil
  }
}
