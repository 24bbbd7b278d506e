import Bytes

/// Reads lines of logs that are JSON objects, whichever logger wrote them.
enum JSONLogs {
  /// Where the members of an object lie that mean something; -1 where there is none.
  struct Places {
    private var places = InlineArray<64, Int32>(repeating: -1)
    fileprivate(set) var others: [(AttributeName, Int)] = []
    fileprivate(set) var isForeign = false
    /// Whether a member says that the object is a program's.
    fileprivate(set) var hasMark = false
    /// Whether a member says so where nothing else says that it is a person's.
    fileprivate(set) var hasHint = false

    subscript(_ member: LogMember) -> Int? {
      let place = places[Int(member.rawValue)]
      return place < 0 ? nil : Int(place)
    }

    /// The first of several counts.
    fileprivate mutating func set(_ member: LogMember, _ place: Int) {
      if places[Int(member.rawValue)] < 0 { places[Int(member.rawValue)] = Int32(truncatingIfNeeded: place) }
    }
  }

  // MARK: Finding

  static func places(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Places {
    var walk = Walk()
    walk.take(line, bytes, index, depth: 1)
    return walk.places
  }

  /// Walks the members of an object, and of the objects in it.
  private struct Walk {
    private(set) var places = Places()
    /// The names of the members around, and of the one at hand, as `error.type`.
    private var path: [UInt8] = []
    private var left = Walk.memberLimit

    private static let memberLimit = 256
    private static let depth = 3
    private static let pathLimit = 96
    /// Attributes of other names that are kept.
    private static let otherLimit = 32

    mutating func take(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, depth: Int) {
      let length = path.count
      line.forEachMember(of: index) { key, value in
        guard left > 0, key.length + length < Walk.pathLimit else { return }
        left -= 1
        for place in line.source(key) { path.append(bytes[place]) }
        defer { path.removeSubrange(length...) }
        let member = LogMember.table.name(of: path.span, 0..<path.count)
        if member == .foreign, depth == 1, !line.isNull(value) { places.isForeign = true }
        // A list of numbers is how journald writes what is no text.
        if line.isScalar(value) || (member == .plainMessage && line.isArray(value)) {
          note(member, own: length, value, depth: depth)
        } else if depth < Walk.depth, line.isObject(value) {
          path.append(UInt8(ascii: "."))
          take(line, bytes, value, depth: depth + 1)
        }
      }
    }

    /// Notes a member, whose own name is the end of the path.
    private mutating func note(_ member: LogMember, own start: Int, _ value: Int, depth: Int) {
      switch member {
      case .other:
        // Who it was may stand in any object within, under its usual names.
        var name = AttributeName.table.name(of: path.span, 0..<path.count)
        if name == .other { name = AttributeName.table.name(of: path.span, start..<path.count) }
        if name != .other, places.others.count < Walk.otherLimit { places.others.append((name, value)) }
      case .mark where depth > 1, .hint where depth > 1: break
      case .traceID, .spanID, .stack, .mark, .priority:
        places.hasMark = true
        places.set(member, value)
      case .hint:
        places.hasHint = true
        places.set(member, value)
      default: places.set(member, value)
      }
    }
  }

  /// Reports whether an object is a line of a log: it has a time, words, and a level or what only programs write.
  ///
  /// A source, a thread or a file have messages of customers too: they count only beside words that are no message's.
  static func recognises(_ places: Places, _ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Bool {
    guard !places.isForeign, let time = places[.time] else { return false }
    let hasWords =
      places[.plainMessage] ?? places[.message] ?? places[.event] ?? places[.error] ?? places[.errorMessage]
      ?? places[.stack] ?? places[.request] != nil
    guard hasWords else { return places[.path] != nil && places[.status] != nil && severity(places, line, bytes) > 0 }
    // A name such as `@timestamp` is no person's.
    let isOfProgram = "@_$".utf8.contains(bytes[line.source(line.word(time - 1)).lowerBound])
    if places.hasMark || isOfProgram || severity(places, line, bytes) > 0 { return true }
    if places[.stream] != nil, places[.event] != nil { return true }
    let isNamed = places[.event] ?? places[.error] ?? places[.errorMessage] ?? places[.request] != nil
    guard places[.plainMessage] != nil || (places.hasHint && isNamed) else { return false }
    return !MessageColumns(JSONMessages.members(line, bytes, index).names, isTable: false).isMessage
  }

  // MARK: Reading

  /// Reads one object that was recognised.
  static func read(
    _ places: Places,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    let number = line.lineNumber(of: index)
    guard let place = places[.time], let time = time(place, line, bytes) else {
      let found = places[.time].map { "the time \(line.shown($0, bytes))" } ?? "no time"
      return batch.rejects.add(
        Reject(line: number, reason: "a line of a log has \(found)", expected: LogReader.timeExpected)
      )
    }
    var parts = LogParts(time: time, line: number)
    parts.severity = severity(places, line, bytes)
    func text(_ member: LogMember) -> RecordText {
      places[member].map { line.text($0, bytes, into: &batch) } ?? .none
    }
    parts.body = message(places, line, bytes, into: &batch)
    parts.scope = text(.logger)
    parts.service = text(.service)
    parts.release = text(.release)
    parts.environment = text(.environment)
    parts.error = text(.error)
    parts.errorType = text(.errorType)
    parts.errorMessage = text(.errorMessage)
    parts.stack = text(.stack)
    parts.user = text(.user)
    takeRequest(places, line, bytes, &parts, into: &batch)
    if let id = places[.traceID] { takeTrace(id, line, bytes, &parts) }
    if let id = places[.spanID].flatMap({ LogIDs.span(bytes, line.source(line.word($0))) }) { parts.span = id }
    for (name, value) in places.others {
      let text = line.text(value, bytes, into: &batch)
      parts.others.append(Attribute(name: name, key: .none, value: .text(text)))
    }
    parts.raw = line.raw(index, into: &batch)
    parts.add(to: &batch)
  }

  private static func takeTrace(_ place: Int, _ line: JSONLine, _ bytes: Span<UInt8>, _ parts: inout LogParts) {
    if let id = LogIDs.trace(bytes, line.source(line.word(place))) { (parts.traceHigh, parts.traceLow) = id }
  }

  private static func takeRequest(
    _ places: Places,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ parts: inout LogParts,
    into batch: inout RecordBatch
  ) {
    if let place = places[.status], let status = line.integer(place, bytes), 100..<600 ~= status {
      parts.status = Int(status)
    }
    if let place = places[.path] { parts.path = line.text(place, bytes, into: &batch) }
    // A web server's own line says nothing but the request.
    let hasWords = places[.plainMessage] ?? places[.message] ?? places[.event] != nil
    guard !hasWords, parts.status > 0 else { return }
    parts.isRequest = true
    if parts.severity == 0 { parts.severity = parts.status >= 500 ? LogLevel.error : LogLevel.information }
    if let method = places[.method], !parts.path.isEmpty {
      parts.body = batch.joined(line.text(method, bytes, into: &batch), " ", parts.path)
    } else if parts.body.isEmpty {
      parts.body = parts.path
    }
  }

  private static func time(_ place: Int, _ line: JSONLine, _ bytes: Span<UInt8>) -> Int64? {
    if let time = line.time(place, bytes) { return time > 0 ? time : nil }
    let word = line.word(place)
    guard word.isPlainString else { return nil }
    let text = bytes.extracting(line.source(word))
    return LogClock(latest: nil).read(text, at: 0).flatMap { $0.end == text.count ? $0.nanoseconds : nil }
  }

  private static func message(
    _ places: Places,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> RecordText {
    guard let place = places[.plainMessage] ?? places[.message] ?? places[.event] ?? places[.request] else {
      return .none
    }
    guard line.isArray(place) else { return line.text(place, bytes, into: &batch) }
    // journald writes bytes that are no UTF-8 as numbers.
    let offset = batch.bytes.count
    line.forEachElement(of: place) { value in
      if let byte = line.integer(value, bytes), 0...255 ~= byte, batch.bytes.count - offset <= RecordText.limit {
        batch.bytes.append(UInt8(byte))
      }
    }
    return batch.text(at: offset, count: batch.bytes.count - offset)
  }

  /// Returns how bad a record says it is, in words or in one of the numbers that loggers use; 0 where it does not.
  static func severity(_ places: Places, _ line: JSONLine, _ bytes: Span<UInt8>) -> UInt8 {
    if let place = places[.severityNumber], let number = line.integer(place, bytes), 1...24 ~= number {
      return UInt8(number)
    }
    if let place = places[.priority], let number = line.integer(place, bytes), 0...7 ~= number {
      return LogLevel.severity(syslog: Int(number))
    }
    guard let place = places[.level] else { return 0 }
    let word = line.word(place)
    if word.isPlainString {
      let range = line.source(word)
      let severity = LogLevel.severity(bytes, PendingLog.word(bytes, range))
      if severity > 0 { return severity }
      // MongoDB writes a letter.
      if range.count == 1 { return LogLevel.severity(letter: bytes[range.lowerBound]) }
    }
    guard let number = line.integer(place, bytes) else { return 0 }
    return number < 8 && number >= 0 && places[.plainMessage] != nil && !hasNumbersOfPino(places)
      ? LogLevel.severity(syslog: Int(number)) : LogLevel.severity(number: number)
  }

  /// Small numbers are syslog's, as GELF sends them, which has a host and a short message.
  private static func hasNumbersOfPino(_ places: Places) -> Bool { places[.mark] ?? places[.hint] == nil }
}
