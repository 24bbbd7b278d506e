import Bytes

/// A record of a log that is not complete yet: the next line may go on with it.
///
/// It has bytes of its own, because what was read before may be taken away while it waits. All ranges lie in its first
/// line or in what was added behind that.
struct PendingLog: Sendable {
  /// The first line, then texts that had to be written anew.
  private(set) var bytes: [UInt8] = []
  private var lineEnd = 0
  /// The further lines.
  private var more: [UInt8] = []
  private(set) var moreLines = 0
  private(set) var isOpen = false
  private var isCut = false

  var head = LogHead()
  private(set) var time: Int64 = 0
  var line = 0
  /// Whose lines may go on with it.
  var stream: [UInt8] = []
  /// Whether it is a program's last words, and not what it logged.
  var isCrash = false
  /// How far Python's trace has come.
  var traceback = Traceback.none

  /// The container that wrote it, where something in front of its lines has said so.
  private var container = 0..<0
  private var fields: [(LogMember, Range<Int>)] = []
  private var others: [(AttributeName, Range<Int>)] = []

  enum Traceback: Sendable { case none, open, complete }

  /// Lines of a record beyond the first; a stack as deep as any runtime prints.
  static let lineLimit = 1_024
  /// Names in a line that mean something.
  private static let fieldLimit = 64

  /// Starts with the first line.
  mutating func begin(_ text: Span<UInt8>, _ head: LogHead, time: Int64, line: Int) {
    let count = min(text.count, RecordText.limit)
    bytes.removeAll(keepingCapacity: true)
    more.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    others.removeAll(keepingCapacity: true)
    bytes.append(copying: text.extracting(0..<count))
    lineEnd = count
    container = 0..<0
    isCut = count < text.count
    self.head = head
    self.head.message = head.message.clamped(to: 0..<count)
    self.time = time
    self.line = line
    (moreLines, isOpen, isCrash, traceback) = (0, true, false, .none)
  }

  /// Closes it without a record.
  mutating func drop() {
    isOpen = false
  }

  /// Says in which container it was written, and for which service where nothing in the line does.
  mutating func name(_ service: [UInt8], container: [UInt8]) {
    self.container = bytes.count..<(bytes.count + container.count)
    bytes += container
    guard head.service.isEmpty else { return }
    head.service = bytes.count..<(bytes.count + service.count)
    bytes += service
  }

  /// Adds a further line; false where there is no more room for it.
  mutating func append(_ text: Span<UInt8>) -> Bool {
    guard moreLines < PendingLog.lineLimit, lineEnd + more.count + text.count < RecordText.limit else { return false }
    moreLines += 1
    if !more.isEmpty { more.append(UInt8(ascii: "\n")) }
    more.append(copying: text)
    return true
  }

  /// Makes the second line the message, with its level, as Java's own logger prints it.
  mutating func takeLevelLine(_ text: Span<UInt8>) -> Bool {
    head.isLevelNext = false
    guard moreLines == 0, bytes.count == lineEnd, let colon = text.first(UInt8(ascii: ":"), in: 0..<min(text.count, 14))
    else {
      return false
    }
    let severity = LogLevel.severity(text, 0..<colon)
    guard severity > 0, lineEnd + text.count < RecordText.limit else { return false }
    head.severity = severity
    let name = head.message
    head.scope = name.lowerBound..<(bytes.span.first(0x20, in: name) ?? name.upperBound)
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(copying: text)
    let start = lineEnd + 1
    lineEnd = bytes.count
    head.message = bytes.span.trimmed((start + colon + 1)..<lineEnd)
    return true
  }

  /// Reads the pairs of the first line from a place on.
  mutating func readPairs(from start: Int, _ clock: LogClock) {
    let text = bytes
    Logfmt.forEachPair(text.span, from: start) { pair in
      guard fields.count + others.count < PendingLog.fieldLimit, !pair.value.isEmpty else { return }
      var value = pair.value
      if pair.isEscaped {
        let offset = bytes.count
        Logfmt.append(text.span, pair.value, to: &bytes)
        value = offset..<bytes.count
      }
      let member = LogMember.table.name(of: text.span, pair.name)
      let name = AttributeName.table.name(of: text.span, pair.name)
      if name != .other, member == .other || name == .userID { others.append((name, value)) }
      if member != .other { fields.append((member, value)) }
    }
    takePairs(clock)
  }

  private mutating func takePairs(_ clock: LogClock) {
    let text = bytes
    if let range = value(.time) {
      let trimmed = text.span.extracting(range)
      if let said = clock.read(trimmed, at: 0)?.nanoseconds ?? LooseTime.nanoseconds(text.span, range), said > 0 {
        head.time = said
        time = said
      }
    }
    if let range = value(.level) { head.severity = LogLevel.severity(text.span, PendingLog.word(text.span, range)) }
    if let range = value(.logger), head.scope.isEmpty { head.scope = range }
    if let range = value(.service), head.service.isEmpty { head.service = range }
    if let range = value(.plainMessage) ?? value(.message) ?? value(.event) { head.message = range }
  }

  private func value(_ member: LogMember) -> Range<Int>? { fields.first { $0.0 == member }?.1 }

  /// The word of a level, which slog follows with a distance: `ERROR+2`.
  static func word(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var end = range.lowerBound
    while end < range.upperBound, (text[end] | 0x20) &- UInt8(ascii: "a") < 26 { end += 1 }
    return range.lowerBound..<end
  }

  // MARK: The record

  /// Adds it to the batch as a record, and is closed.
  mutating func finish(into batch: inout RecordBatch) {
    guard isOpen else { return }
    isOpen = false
    let base = batch.bytes.count
    batch.bytes += bytes[..<lineEnd]
    if !more.isEmpty {
      batch.bytes.append(UInt8(ascii: "\n"))
      batch.bytes += more
    }
    let end = batch.bytes.count
    batch.bytes += bytes[lineEnd...]
    var parts = LogParts(time: time, line: line)
    parts.severity = head.severity
    parts.raw = batch.text(at: base, count: end - base)
    parts.sender = text(container, base, batch)
    parts.scope = text(head.scope, base, batch)
    parts.service = text(head.service, base, batch)
    if let request = head.request {
      parts.path = text(request.path, base, batch)
      parts.user = text(request.user, base, batch)
      parts.status = request.status
      parts.isRequest = request.status > 0
    }
    addFields(to: &parts, base, batch)
    if let agent = head.request?.agent, !agent.isEmpty {
      parts.others.append(Attribute(name: .userAgent, key: .none, value: .text(text(agent, base, batch))))
    }
    addBody(to: &parts, base, end, &batch)
    parts.add(to: &batch)
  }

  /// Returns where a range of its own lies in the batch.
  private func place(_ range: Range<Int>, _ base: Int) -> Range<Int> {
    let shift = range.lowerBound >= lineEnd && !more.isEmpty ? more.count + 1 : 0
    return (base + range.lowerBound + shift)..<(base + range.upperBound + shift)
  }

  private func text(_ range: Range<Int>, _ base: Int, _ batch: RecordBatch) -> RecordText {
    guard !range.isEmpty, range.upperBound <= bytes.count else { return .none }
    return RecordText(
      offset: place(range, base).lowerBound,
      count: range.count,
      isCut: isCut && range.upperBound == lineEnd
    )
  }

  /// Splits the lines into what was said and the trace of an error.
  private func addBody(to parts: inout LogParts, _ base: Int, _ end: Int, _ batch: inout RecordBatch) {
    parts.body = text(head.message, base, batch)
    guard !more.isEmpty || isCrash else { return }
    let message = place(head.message, base)
    let rest = min(base + lineEnd + 1, end)..<end
    let found = StackText.find(in: batch.bytes.span, head: message, rest: rest)
    guard let found else {
      parts.body = joined(message, rest, &batch)
      return
    }
    parts.take(found, &batch)
    // A trace that begins in the message goes on in the further lines only where nothing stands between.
    let isWithin = found.start < rest.lowerBound && message.upperBound + 1 == rest.lowerBound
    let start = found.start >= rest.lowerBound || isWithin ? found.start : rest.lowerBound
    if !rest.isEmpty { parts.stack = batch.text(at: start, count: end - start) }
    if found.start > rest.lowerBound { parts.body = joined(message, rest.lowerBound..<(found.start - 1), &batch) }
  }

  private func joined(_ message: Range<Int>, _ rest: Range<Int>, _ batch: inout RecordBatch) -> RecordText {
    guard !rest.isEmpty else { return batch.text(at: message.lowerBound, count: message.count) }
    if message.upperBound + 1 == rest.lowerBound {
      return batch.text(at: message.lowerBound, count: rest.upperBound - message.lowerBound)
    }
    let offset = batch.bytes.count
    batch.bytes += Array(batch.bytes[message])
    if !message.isEmpty { batch.bytes.append(UInt8(ascii: "\n")) }
    batch.bytes += Array(batch.bytes[rest])
    return batch.text(at: offset, count: batch.bytes.count - offset)
  }

  private func addFields(to parts: inout LogParts, _ base: Int, _ batch: RecordBatch) {
    for (member, range) in fields {
      let text = text(range, base, batch)
      let source = bytes.span
      switch member {
      case .error where parts.error.isEmpty: parts.error = text
      case .errorType where parts.errorType.isEmpty: parts.errorType = text
      case .errorMessage where parts.errorMessage.isEmpty: parts.errorMessage = text
      case .stack where parts.stack.isEmpty: parts.stack = text
      case .traceID: if let id = LogIDs.trace(source, range) { (parts.traceHigh, parts.traceLow) = id }
      case .spanID: if let id = LogIDs.span(source, range) { parts.span = id }
      case .release where parts.release.isEmpty: parts.release = text
      case .environment where parts.environment.isEmpty: parts.environment = text
      case .user where parts.user.isEmpty: parts.user = text
      case .path where parts.path.isEmpty: parts.path = text
      case .status: if let status = source.digits(3, at: range.lowerBound), range.count == 3 { parts.status = status }
      default: break
      }
    }
    parts.others = others.map { name, range in
      Attribute(name: name, key: .none, value: .text(text(range, base, batch)))
    }
  }
}
