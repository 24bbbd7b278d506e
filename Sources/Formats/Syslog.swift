/// Reads lines of syslog: RFC 3164 with and without its priority, RFC 5424, and the same behind an ISO time.
enum Syslog {
  /// Reads a line that begins with a priority: `<34>Oct 11 22:14:15 host su[12]: message`, `<34>1 2024-… host su 12 - - …`.
  static func read(_ text: Span<UInt8>, _ clock: LogClock) -> LogHead? {
    var place = 1
    var priority = 0
    while place < 4, text.byte(at: place) &- 0x30 < 10 {
      priority = priority * 10 + Int(text[place] - 0x30)
      place += 1
    }
    guard place > 1, priority <= 191, text.byte(at: place) == UInt8(ascii: ">") else { return nil }
    place += 1
    var head: LogHead?
    if text.begins("1 ", at: place) {
      head = structured(text, clock, at: place + 2)
    } else if let time = clock.read(text, at: place) {
      head = readTail(text, time) ?? LogHead(time: time.nanoseconds, message: text.trimmed(time.end..<text.count))
    }
    head?.severity = LogLevel.severity(syslog: priority)
    return head
  }

  /// RFC 5424 behind its version: time, host, program, process, message id, data, message; `-` for what is not there.
  private static func structured(_ text: Span<UInt8>, _ clock: LogClock, at start: Int) -> LogHead? {
    guard let time = clock.read(text, at: start), text.byte(at: time.end) == 0x20 else { return nil }
    var head = LogHead(time: time.nanoseconds)
    var place = time.end + 1
    for field in 0..<4 {
      var end = place
      while end < text.count, text[end] != 0x20 { end += 1 }
      let isThere = end - place != 1 || text[place] != UInt8(ascii: "-")
      if field == 1, isThere, end - place <= 48 { head.service = place..<end }
      place = end + 1
    }
    while text.byte(at: place) == UInt8(ascii: "[") { place = dataEnd(text, from: place) }
    if text.byte(at: place) == UInt8(ascii: "-"), text.byte(at: place + 1) <= 0x20 { place += 1 }
    place = text.skippingBlanks(from: min(place, text.count))
    if text.begins("\u{feff}", at: place) { place += 3 }
    head.message = text.trimmed(place..<text.count)
    return head
  }

  /// Returns the place behind `[id name="value"]`.
  private static func dataEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start + 1
    var isQuoted = false
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "\\"): place += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "]") where !isQuoted: return place + 1
      default: break
      }
      place += 1
    }
    return text.count
  }

  /// Reads `host program[12]: message` behind a time; nil for anything else.
  ///
  /// Loosely a program needs no process number; behind the times of other loggers it does.
  static func readTail(_ text: Span<UInt8>, _ time: LogTime, isLoose: Bool = true) -> LogHead? {
    guard text.byte(at: time.end) == 0x20 else { return nil }
    var place = text.skippingBlanks(from: time.end)
    var tag = program(text, at: place, isLoose: false)
    if tag == nil {
      guard let host = hostEnd(text, from: place), LogLevel.severity(text, place..<host) == 0 else { return nil }
      place = host + 1
      tag = program(text, at: place, isLoose: isLoose)
    }
    guard let tag else { return nil }
    var head = LogHead(time: time.nanoseconds)
    head.service = place..<tag.nameEnd
    place = text.skippingBlanks(from: tag.end)
    head.message = text.trimmed(place..<text.count)
    takeLevel(text, &head)
    return head
  }

  private static func hostEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while place < text.count, place - start <= 255 {
      switch text[place] {
      case 0x20: return place > start ? place : nil
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: ":"):
        place += 1
      default: return nil
      }
    }
    return nil
  }

  /// Returns where the name of `program[12]:` or `program:` ends, and where the text goes on.
  private static func program(_ text: Span<UInt8>, at start: Int, isLoose: Bool) -> (nameEnd: Int, end: Int)? {
    var place = start
    while place - start <= 48, text.isNameByte(at: place) || "./-@".utf8.contains(text.byte(at: place)) { place += 1 }
    guard 1...48 ~= place - start else { return nil }
    let nameEnd = place
    if text.byte(at: place) == UInt8(ascii: "[") {
      let limit = min(text.count, place + 24)
      guard let close = text.first(UInt8(ascii: "]"), in: place..<limit) else { return nil }
      return text.byte(at: close + 1) == UInt8(ascii: ":") ? (nameEnd, close + 2) : nil
    }
    guard isLoose, text.byte(at: place) == UInt8(ascii: ":"), text.isBlank(at: place + 1) else { return nil }
    return (nameEnd, place + 1)
  }

  /// Programs that write to syslog say their level in the message: `error: …`, `[ERROR] …`, `ERROR …`.
  private static func takeLevel(_ text: Span<UInt8>, _ head: inout LogHead) {
    var start = head.message.lowerBound
    let isBracket = text.byte(at: start) == UInt8(ascii: "[")
    if isBracket { start += 1 }
    var end = start
    while end < text.count, end - start < 14, (text[end] | 0x20) &- UInt8(ascii: "a") < 26 { end += 1 }
    let severity = LogLevel.severity(text, start..<end)
    let next = text.byte(at: end)
    let isMarked = next == UInt8(ascii: isBracket ? "]" : ":")
    guard severity > 0, isMarked || (!isBracket && text.byte(at: start + 1) < 0x60 && next == 0x20) else { return }
    head.severity = severity
    head.message = text.trimmed((isMarked ? end + 1 : end)..<text.count)
  }
}
