import Bytes

/// Reads a program's log, line by line: finds the head of each record, and joins the lines that go on with one.
///
/// A line without a time belongs to the record before it. What a program prints as it ends is a record of its own at the
/// time of the line before, unless that line warned of it. JSON objects are records by themselves.
struct LogReader: Sendable {
  private var heads: LogHeads
  private var json = JSONRecords()
  private var pending = PendingLog()
  /// The time of the newest line that had one.
  private var time: Int64?
  /// Beginnings of lines whose end comes later, by stream.
  private var partial: [[UInt8]: Part] = [:]
  private var hasCompose = false
  /// Lines are left out until one begins a record whatever came before it.
  private var isMidway: Bool
  /// The newest line that a reading can begin at: from there on, it gives what a reading from the start gives.
  private(set) var restart: Int?
  /// Whether the line at hand has begun a record and says when it was, and whether the program itself says so.
  private var hasOwnTime = false
  private var hasHead = false
  private var isCompose = false

  /// The beginning of a line that its container has cut.
  private struct Part: Sendable {
    var text: [UInt8]
    let time: Int64?
    let line: Int
  }

  /// Streams that may wait for the end of a line; a container has two.
  private static let streamLimit = 16

  static let timeExpected = "a time from 1970 to 2199 such as 2026-11-20 10:00:00 or 2026-11-20T10:00:00Z"

  /// Starts before the first line, or midway; times without a year are the last such moment until `latest`.
  init(latest: Timestamp?, isMidway: Bool = false) {
    heads = LogHeads(clock: LogClock(latest: latest))
    self.isMidway = isMidway
  }

  /// Times without a year are the last such moment until another one from now on.
  mutating func setLatest(_ latest: Timestamp?) {
    heads = LogHeads(clock: LogClock(latest: latest))
  }

  /// Reads one line, or several.
  mutating func read(_ bytes: Span<UInt8>, line number: Int, into batch: inout RecordBatch) {
    var start = 0
    var number = number
    while let end = bytes.first(UInt8(ascii: "\n"), in: start..<bytes.count) {
      readLine(bytes.extracting(start..<end), number, into: &batch)
      start = end + 1
      number += 1
    }
    readLine(bytes.extracting(start..<bytes.count), number, into: &batch)
  }

  /// Ends it: the last record is complete.
  mutating func finish(into batch: inout RecordBatch) {
    for (stream, part) in partial.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      readInner(part.text.span, part.line, stream: stream, time: part.time, service: [], into: &batch)
    }
    partial.removeAll()
    pending.finish(into: &batch)
  }

  // MARK: Lines

  private mutating func readLine(_ line: Span<UInt8>, _ number: Int, into batch: inout RecordBatch) {
    // Places in the batch have 32 bits.
    guard batch.bytes.count + line.count < Int(Int32.max) else {
      return batch.rejects.add(
        Reject(line: number, reason: "the text is too long", expected: "less than 2 GiB at a time")
      )
    }
    if isMidway {
      guard LogReader.isRestart(line, heads) else { return }
      isMidway = false
    }
    let wasWhole = partial.isEmpty
    (hasOwnTime, hasHead, isCompose) = (false, false, false)
    if LogCleaning.isNeeded(line) {
      let clean = LogCleaning.clean(line)
      readClean(clean.span, number, into: &batch)
    } else {
      readClean(line, number, into: &batch)
    }
    // Nothing of what came before has a part in the state now, so that a reading that begins here comes to the same.
    if hasOwnTime, wasWhole, partial.isEmpty, hasCompose == isCompose { restart = number }
  }

  /// Reports whether a line begins a record whatever came before it, also where each has a time put in front of it.
  private static func isRestart(_ line: Span<UInt8>, _ heads: LogHeads) -> Bool {
    var reader = LogReader(latest: nil)
    reader.heads = heads
    var batch = RecordBatch()
    reader.readLine(line, 1, into: &batch)
    return reader.restart == 1 && reader.hasHead
  }

  private mutating func readClean(_ line: Span<UInt8>, _ number: Int, into batch: inout RecordBatch) {
    guard !JSONRecords.isBlank(line) else { return }
    if line[0] &- 0x30 < 10, let inner = ContainerPrefix.kubernetes(line, heads.clock) {
      return unwrap(line, inner, number, into: &batch)
    }
    if (line[0] | 0x20) &- UInt8(ascii: "a") < 26, let inner = ContainerPrefix.compose(line),
      hasCompose || isHead(line.extracting(inner.start..<line.count))
    {
      (hasCompose, isCompose) = (true, true)
      return unwrap(line, inner, number, into: &batch)
    }
    if line[0] == UInt8(ascii: "{"), readJSON(line, number, into: &batch) { return }
    readText(line, number, stream: [], time: nil, into: &batch)
  }

  private func isHead(_ text: Span<UInt8>) -> Bool {
    text.byte(at: 0) == UInt8(ascii: "{") || heads.read(text) != nil
  }

  /// Reads a line of a program that has a head, or goes on with the record before.
  ///
  /// `time` is when it was taken in, where something in front of it says so; then it may also stand for itself.
  private mutating func readText(
    _ text: Span<UInt8>,
    _ number: Int,
    stream: [UInt8],
    time taken: Int64?,
    into batch: inout RecordBatch
  ) {
    let isIndented = text.isBlank(at: 0)
    if isIndented, pending.isOpen, pending.stream == stream { return goOn(text, number, into: &batch) }
    let start = text.skippingBlanks(from: 0)
    let line = text.extracting(start..<text.count)
    if pending.isOpen, pending.head.isLevelNext, pending.takeLevelLine(line) { return }
    if let head = heads.read(line) {
      return begin(line, head, number, stream: stream, time: taken, into: &batch)
    }
    let isOwn =
      !pending.isOpen || pending.stream != stream || (taken != nil && !LogContinuation.isOne(line, of: pending))
    let beginning = StackText.beginning(line, line.indices)
    if isOwn || startsAnew(beginning, line) {
      return beginBare(line, beginning, number, stream: stream, time: taken, into: &batch)
    }
    goOn(text, number, into: &batch)
  }

  // MARK: Records

  private mutating func begin(
    _ line: Span<UInt8>,
    _ head: LogHead,
    _ number: Int,
    stream: [UInt8],
    time taken: Int64?,
    into batch: inout RecordBatch
  ) {
    pending.finish(into: &batch)
    let known = head.time ?? taken ?? time ?? 0
    pending.begin(line, head, time: known, line: number)
    pending.stream = stream
    if let place = head.pairs { pending.readPairs(from: place, heads.clock) }
    if pending.time > 0 {
      time = pending.time
      hasHead = head.time != nil || pending.time != known
      hasOwnTime = hasHead || taken != nil
    } else {
      pending.drop()
      rejectTimeless(number, into: &batch)
    }
  }

  /// Begins a record at the time of the line before, because the line has none of its own.
  private mutating func beginBare(
    _ line: Span<UInt8>,
    _ beginning: StackText.Beginning,
    _ number: Int,
    stream: [UInt8],
    time taken: Int64?,
    into batch: inout RecordBatch
  ) {
    guard let time = taken ?? time else { return rejectTimeless(number, into: &batch) }
    var head = LogHead(time: time, message: line.trimmed(line.indices))
    switch beginning {
    case .none: break
    case .crash: head.severity = LogLevel.fatal
    case .traceback, .exception: head.severity = LogLevel.error
    }
    pending.finish(into: &batch)
    pending.begin(line, head, time: time, line: number)
    pending.stream = stream
    pending.isCrash = beginning != .none
    if beginning == .traceback { pending.traceback = .open }
    self.time = time
    hasOwnTime = taken != nil
  }

  private func rejectTimeless(_ number: Int, into batch: inout RecordBatch) {
    batch.rejects.add(
      Reject(
        line: number,
        reason: "a line has no time, and neither has any before it",
        expected: LogReader.timeExpected
      )
    )
  }

  /// Reports whether a line without a head is about something else than the record before it.
  private func startsAnew(_ beginning: StackText.Beginning, _ line: Span<UInt8>) -> Bool {
    let isQuiet = pending.head.severity > 0 && pending.head.severity < LogLevel.warning
    switch beginning {
    case .none: return false
    case .crash: return true
    case .traceback: return pending.traceback == .complete || isQuiet
    // Python ends its trace with a line like this.
    case .exception: return isQuiet && pending.traceback != .open
    }
  }

  /// Adds a line to the record before it.
  private mutating func goOn(_ text: Span<UInt8>, _ number: Int, into batch: inout RecordBatch) {
    switch pending.traceback {
    case .open where !text.isBlank(at: 0) && pending.moreLines > 0: pending.traceback = .complete
    case .complete where text.begins("During handling of", at: 0) || text.begins("The above exception", at: 0):
      pending.traceback = .none
    default: if text.begins("Traceback (most recent call last)", at: 0) { pending.traceback = .open }
    }
    if !pending.append(text) { batch.skips.add(.linesOverLimit) }
  }

  // MARK: JSON

  /// Reads a line that may be a JSON object; false where it is part of a text.
  private mutating func readJSON(_ line: Span<UInt8>, _ number: Int, into batch: inout RecordBatch) -> Bool {
    let isPart = pending.isOpen
    guard json.parse(line, line: number, into: &batch) else {
      guard !isPart, line.byte(at: 1) == UInt8(ascii: "\"") else { return false }
      json.read(line, line: number, hasLines: false, into: &batch)
      return true
    }
    if let wrapped = json.wrapped(line, into: &batch) {
      let stream = Array(batch.bytes[wrapped.stream.range])
      let text = Array(batch.bytes[wrapped.text.range].prefix(RecordText.limit))
      readWrapped(text, number, stream: stream, time: wrapped.time, into: &batch)
      return true
    }
    if isPart, !json.isLog(line) { return false }
    pending.finish(into: &batch)
    let count = batch.logs.count
    json.readParsed(line, into: &batch)
    if batch.logs.count > count, let last = batch.logs.last { (time, hasOwnTime, hasHead) = (last.time, true, true) }
    return true
  }

  // MARK: Containers

  private mutating func unwrap(
    _ line: Span<UInt8>,
    _ inner: ContainerPrefix.Inner,
    _ number: Int,
    into batch: inout RecordBatch
  ) {
    let stream = Array(copying: line.extracting(inner.stream))
    let service = Array(copying: line.extracting(inner.service))
    let text = line.extracting(inner.start..<line.count)
    guard inner.isPartial || partial[stream] != nil else {
      return readInner(text, number, stream: stream, time: inner.time, service: service, into: &batch)
    }
    let part = joined(text, stream, time: inner.time, number)
    if inner.isPartial { return hold(part, stream) }
    readInner(part.text.span, number, stream: stream, time: inner.time, service: service, into: &batch)
  }

  /// Takes the beginning of a line that was held, and puts more of it behind.
  private mutating func joined(_ text: Span<UInt8>, _ stream: [UInt8], time: Int64?, _ number: Int) -> Part {
    var part = partial.removeValue(forKey: stream) ?? Part(text: [], time: time, line: number)
    let room = max(0, RecordText.limit - part.text.count)
    unsafe text.extracting(0..<min(text.count, room)).withUnsafeBufferPointer {
      unsafe part.text.append(contentsOf: $0)
    }
    return part
  }

  private mutating func hold(_ part: Part, _ stream: [UInt8]) {
    if partial.count < LogReader.streamLimit { partial[stream] = part }
  }

  /// Docker ends each text with a line feed, unless the line goes on in the next object.
  private mutating func readWrapped(
    _ text: [UInt8],
    _ number: Int,
    stream: [UInt8],
    time: Int64?,
    into batch: inout RecordBatch
  ) {
    let isWhole = text.last == UInt8(ascii: "\n")
    let part = joined(text.span.extracting(0..<(text.count - (isWhole ? 1 : 0))), stream, time: time, number)
    guard isWhole else { return hold(part, stream) }
    readInner(part.text.span, number, stream: stream, time: time, service: [], into: &batch)
  }

  private mutating func readInner(
    _ line: Span<UInt8>,
    _ number: Int,
    stream: [UInt8],
    time: Int64?,
    service: [UInt8],
    into batch: inout RecordBatch
  ) {
    let clean = LogCleaning.clean(line)
    let text = clean.span
    guard !JSONRecords.isBlank(text) else { return }
    if text[0] == UInt8(ascii: "{"), json.parse(text, line: number, into: &batch), json.isLog(text) {
      pending.finish(into: &batch)
      let count = batch.logs.count
      json.readParsed(text, into: &batch)
      if let last = batch.logs.last { (self.time, hasOwnTime, hasHead) = (last.time, true, true) }
      if !service.isEmpty, batch.logs.count > count { batch.logs[count].sender = batch.add(stream.span) }
      return
    }
    readText(text, number, stream: stream, time: time, into: &batch)
    if !service.isEmpty, pending.isOpen, pending.line == number { pending.name(service, container: stream) }
  }
}

/// Tells lines that go on with a record, where each line has a time put in front of it.
enum LogContinuation {
  static func isOne(_ line: Span<UInt8>, of pending: PendingLog) -> Bool {
    if StackText.isFrame(line, line.indices) || pending.traceback == .open { return true }
    switch line.byte(at: 0) {
    case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): return true
    case UInt8(ascii: "C"): if line.begins("Caused by: ", at: 0) { return true }
    case UInt8(ascii: "T"):
      if line.begins("Traceback (most recent", at: 0) || line.begins("The above exception", at: 0) { return true }
    case UInt8(ascii: "D"): if line.begins("During handling of", at: 0) { return true }
    case UInt8(ascii: "["): if line.begins("[signal ", at: 0) { return true }
    default: break
    }
    // Go prints the function above the file, without an indentation.
    let isCall =
      line.byte(at: line.count - 1) == UInt8(ascii: ")") && line.first(UInt8(ascii: "("), in: line.indices) != nil
    if isCall, line.first(0x20, in: line.indices) == nil { return true }
    let loud = pending.head.severity == 0 || pending.head.severity >= LogLevel.warning
    return loud && StackText.beginning(line, line.indices) == .exception
  }
}

/// Takes out of a line what terminals and torn files put into it.
enum LogCleaning {
  /// Reports whether a line holds NUL, an escape or a carriage return.
  @inline(__always)
  static func isNeeded(_ line: Span<UInt8>) -> Bool {
    var place = 0
    while place &+ 8 <= line.count {
      // Bounds-checked although it is spelled `unsafe`: any eight bytes are a UInt64.
      let word = unsafe line.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      if (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080 != 0, isNeeded(line, place..<(place &+ 8)) {
        return true
      }
      place &+= 8
    }
    return isNeeded(line, place..<line.count)
  }

  private static func isNeeded(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for place in range {
      switch line[place] {
      case 0, 0x1b, 0x0d: return true
      default: continue
      }
    }
    return false
  }

  /// Returns a line without escapes and the return at its end; NUL is dropped at its beginning and shown elsewhere.
  static func clean(_ line: Span<UInt8>) -> [UInt8] {
    var clean: [UInt8] = []
    clean.reserveCapacity(line.count)
    var place = 0
    // A file that was emptied while it was written to begins with as many NULs as it had bytes.
    while place < line.count, line[place] == 0 { place += 1 }
    while place < line.count {
      switch line[place] {
      case 0: clean += [0xef, 0xbf, 0xbd]
      case 0x0d where place + 1 == line.count: break
      case 0x1b: place = escapeEnd(line, place)
      default: clean.append(line[place])
      }
      place += 1
    }
    return clean
  }

  /// Returns the last place of an escape such as `ESC [ 31 m`.
  private static func escapeEnd(_ line: Span<UInt8>, _ start: Int) -> Int {
    guard line.byte(at: start + 1) == UInt8(ascii: "[") else { return start }
    var place = start + 2
    while place < line.count, place - start < 32 {
      if 0x40...0x7e ~= line[place] { return place }
      place += 1
    }
    return start + 1
  }
}
