/// What the beginning of a line says of it; every range lies in the line.
struct LogHead: Equatable, Sendable {
  /// Nil where the line has a level and no time.
  var time: Int64?
  /// 1 to 24 as OpenTelemetry counts; 0 where nobody said.
  var severity: UInt8 = 0
  /// The name of the logger.
  var scope = 0..<0
  var service = 0..<0
  /// What is left of the line; the body of the record.
  var message = 0..<0
  /// What a line about a request says of it.
  var request: LogRequest?
  /// The line ends before its level, which the next one begins with, as in Java's own logger.
  var isLevelNext = false
  /// Pairs of names and values, from the place where they begin.
  var pairs: Int?
}

/// A request that a line tells of.
struct LogRequest: Equatable, Sendable {
  var path = 0..<0
  var user = 0..<0
  /// What the sender's program calls itself.
  var agent = 0..<0
  /// What it was answered with; 0 where the line does not say.
  var status = 0
}

/// Finds the head of a line in whichever shape it is.
struct LogHeads: Sendable {
  let clock: LogClock

  /// Reads the head of a line; nil for a line that has none and goes on what the line before has begun.
  @inline(__always)
  func read(_ text: Span<UInt8>) -> LogHead? {
    guard text.count > 2 else { return nil }
    let first = text[0]
    switch first {
    case 0x30...0x39: return digits(text)
    case UInt8(ascii: "["), UInt8(ascii: "("): return bracket(text)
    case UInt8(ascii: "<"): return Syslog.read(text, clock)
    case 0x41...0x5a, 0x61...0x7a: return letters(text)
    case UInt8(ascii: "@"): return Logfmt.recognises(text, at: 0) ? LogHead(pairs: 0) : nil
    case UInt8(ascii: ":"): return AccessLog.read(text, clock)
    case UInt8(ascii: "-") where text[1] == 0x20:
      guard let time = clock.read(text, at: 2) else { return nil }
      return LogTail.read(text, time)
    default: return nil
    }
  }

  private func digits(_ text: Span<UInt8>) -> LogHead? {
    if let time = clock.read(text, at: 0) { return LogTail.read(text, time) }
    return AccessLog.read(text, clock) ?? redis(text)
  }

  private func bracket(_ text: Span<UInt8>) -> LogHead? {
    if let time = clock.read(text, at: 1) { return LogTail.read(text, time) }
    // `[INFO] 2024-01-02 10:00:00 …`, and the same without a time.
    guard let close = text.first(UInt8(ascii: "]"), in: 1..<min(text.count, 24)) else { return nil }
    let severity = LogLevel.severity(text, text.trimmed(1..<close))
    return severity == 0 ? nil : leveled(text, severity, after: close + 1, isSure: true)
  }

  private func letters(_ text: Span<UInt8>) -> LogHead? {
    if text.month(at: 0) != nil || text.isWeekday(at: 0), let time = clock.read(text, at: 0) {
      return Syslog.readTail(text, time) ?? LogTail.read(text, time)
    }
    if text[1] &- 0x30 < 10, let head = letterFirst(text) { return head }
    if text[1] == UInt8(ascii: ","), text.begins(", [", at: 1), let head = ruby(text) { return head }
    var end = 0
    while end < min(text.count, 14), (text[end] | 0x20) &- UInt8(ascii: "a") < 26 { end += 1 }
    let severity = LogLevel.severity(text, 0..<end)
    if severity > 0 {
      let isSure = text[1] < 0x60 && end >= 4 && text.byte(at: end) == UInt8(ascii: ":")
      if let head = leveled(text, severity, after: end, isSure: isSure) { return head }
    }
    if Logfmt.recognises(text, at: 0) { return LogHead(pairs: 0) }
    return AccessLog.read(text, clock) ?? labelled(text)
  }

  /// Reads a time behind one word that stands in front: a file's or a program's name, a label in capitals.
  private func labelled(_ text: Span<UInt8>) -> LogHead? {
    var end = 0
    var (hasSign, isCapital) = (false, true)
    while end < min(text.count, 64), text[end] > 0x20 {
      switch text[end] {
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"): hasSign = true
      case 0x61...0x7a: isCapital = false
      default: break
      }
      end += 1
    }
    guard end >= 4, text.byte(at: end) == 0x20, hasSign || isCapital,
      text.byte(at: end + 1) &- 0x30 < 10, text.byte(at: end + 3) &- 0x30 < 10, let time = clock.read(text, at: end + 1)
    else { return nil }
    return LogTail.read(text, time)
  }

  /// Reads on behind a level that comes before the time, or instead of one where the form leaves no doubt.
  private func leveled(_ text: Span<UInt8>, _ severity: UInt8, after end: Int, isSure: Bool) -> LogHead? {
    var place = end
    while place < text.count, text.isBlank(at: place) || text[place] == UInt8(ascii: ":") { place += 1 }
    let start = text.byte(at: place) == UInt8(ascii: "[") ? place + 1 : place
    if let time = clock.read(text, at: start) { return LogTail.read(text, time, severity: severity) }
    guard isSure else { return nil }
    var head = LogHead(severity: severity)
    // Python's own form: `ERROR:shop.cart:message`.
    if text.byte(at: end) == UInt8(ascii: ":"), !text.isBlank(at: end + 1),
      let colon = text.first(UInt8(ascii: ":"), in: place..<min(text.count, place + 96)),
      LogTail.isName(text, place..<colon)
    {
      head.scope = place..<colon
      place = colon + 1
    }
    head.message = text.trimmed(place..<text.count)
    return head
  }

  /// glog and klog: `E0102 15:04:05.123456    1234 cart.go:45] message`.
  private func letterFirst(_ text: Span<UInt8>) -> LogHead? {
    guard LogLevel.severity(letter: text[0]) >= LogLevel.information, let month = text.digits(2, at: 1),
      let day = text.digits(2, at: 3), text.byte(at: 5) == 0x20, let time = clock.yearless(text, month, day, at: 5)
    else { return nil }
    var head = LogHead(time: time.nanoseconds, severity: LogLevel.severity(letter: text[0]))
    head.message = text.trimmed(time.end..<text.count)
    guard let close = text.first(UInt8(ascii: "]"), in: time.end..<min(text.count, time.end + 128)) else { return head }
    var start = close
    while start > time.end, !text.isBlank(at: start - 1) { start -= 1 }
    head.scope = LogTail.withoutPosition(text, start..<close)
    head.message = text.trimmed((close + 1)..<text.count)
    return head
  }

  /// Ruby: `E, [2024-01-02T15:04:05.123456 #1234] ERROR -- shop: message`.
  private func ruby(_ text: Span<UInt8>) -> LogHead? {
    let severity = LogLevel.severity(letter: text[0])
    guard let time = clock.read(text, at: 4),
      let close = text.first(UInt8(ascii: "]"), in: time.end..<min(text.count, time.end + 32))
    else { return nil }
    var head = LogHead(time: time.nanoseconds, severity: severity)
    head.message = text.trimmed((close + 1)..<text.count)
    guard let mark = text.first(" -- ", in: close..<min(text.count, close + 24)) else { return head }
    head.message = text.trimmed((mark + 4)..<text.count)
    guard let colon = text.first(": ", in: (mark + 3)..<min(text.count, mark + 100)) else { return head }
    let name = text.trimmed((mark + 4)..<max(mark + 4, colon))
    if name.isEmpty || LogTail.isName(text, name) {
      head.scope = name
      head.message = text.trimmed((colon + 1)..<text.count)
    }
    return head
  }

  /// Redis: `1234:M 02 Jan 2024 15:04:05.123 # message`.
  private func redis(_ text: Span<UInt8>) -> LogHead? {
    var place = 0
    while place < 10, text.byte(at: place) &- 0x30 < 10 { place += 1 }
    guard text.byte(at: place) == UInt8(ascii: ":"), text.byte(at: place + 2) == 0x20, text.isNameByte(at: place + 1),
      let time = clock.read(text, at: place + 3), text.byte(at: time.end) == 0x20
    else { return nil }
    var head = LogHead(time: time.nanoseconds)
    switch text.byte(at: time.end + 1) {
    case UInt8(ascii: "#"): head.severity = LogLevel.warning
    case UInt8(ascii: "*"): head.severity = 10
    case UInt8(ascii: "-"): head.severity = LogLevel.information
    case UInt8(ascii: "."): head.severity = 5
    default: return nil
    }
    head.message = text.trimmed((time.end + 2)..<text.count)
    return head
  }
}
