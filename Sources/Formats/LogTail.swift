/// Reads what stands between the time of a line and its message: level, thread, logger, in any order loggers put them.
///
/// log4j and logback, Spring, Python, loguru, zap, NLog, Serilog, Android, nginx and Apache errors, PostgreSQL, MySQL.
struct LogTail {
  private var head: LogHead
  private var place: Int
  /// Words before a level; past a few of them the line is a sentence.
  private var words = 0
  private var plainWords = 0
  private var hasOnlyNumbers = true
  private var previous = 0..<0

  private static let wordLimit = 7
  /// How far from the time a level may stand; threads have names of whole files.
  private static let reach = 512

  /// Reads a line's rest behind its time.
  @inline(__always)
  static func read(_ text: Span<UInt8>, _ time: LogTime, severity: UInt8 = 0) -> LogHead {
    var start = time.end
    switch text.byte(at: start) {
    case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: ":"): start += 1
    default: break
    }
    if severity == 0, let head = Syslog.readTail(text, time, isLoose: false) { return head }
    var tail = LogTail(
      head: LogHead(time: time.nanoseconds, severity: severity),
      place: text.skippingBlanks(from: start)
    )
    tail.head.message = text.trimmed(start..<text.count)
    tail.readParts(text, until: min(text.count, start + reach))
    tail.head.isLevelNext = time.isHalfDay && tail.head.severity == 0
    return tail.head
  }

  private init(head: LogHead, place: Int) {
    self.head = head
    self.place = place
  }

  private mutating func readParts(_ text: Span<UInt8>, until end: Int) {
    while place < end {
      switch text[place] {
      case 0x20, 0x09: place += 1
      case UInt8(ascii: "["), UInt8(ascii: "("):
        guard readBracket(text, until: end) else { return }
      case UInt8(ascii: "-"), UInt8(ascii: "|"), UInt8(ascii: ":"):
        let start = place
        while place < end, text[place] == text[start] { place += 1 }
        guard text[start] == UInt8(ascii: "|") || text.isBlank(at: place) else { return }
        // A mark behind the level ends the head, unless a logger stands between it and the next one.
        if head.severity > 0 { setMessage(text) }
      default:
        guard readWord(text, until: end) else { return }
      }
    }
  }

  private mutating func setMessage(_ text: Span<UInt8>) {
    head.message = text.trimmed(place..<text.count)
  }

  // MARK: Brackets

  /// Reads `[main]`, `[core:error]`, `[pid 12:tid 7]`; false where the bracket does not close or belongs to the message.
  private mutating func readBracket(_ text: Span<UInt8>, until end: Int) -> Bool {
    var depth = 0
    var close = place
    while close < end {
      if text[close] == UInt8(ascii: "[") || text[close] == UInt8(ascii: "(") { depth += 1 }
      if text[close] == UInt8(ascii: "]") || text[close] == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0 { break }
      close += 1
    }
    guard close < end, text[place] == UInt8(ascii: "[") || head.severity == 0 else { return false }
    let inner = text.trimmed((place + 1)..<close)
    place = close + 1
    if head.severity == 0 {
      let colon = text.first(UInt8(ascii: ":"), in: inner)
      let word = colon.map { ($0 + 1)..<inner.upperBound } ?? inner
      head.severity = LogLevel.severity(text, word)
      if head.severity > 0, let colon { head.scope = inner.lowerBound..<colon }
      words += 1
      guard words <= LogTail.wordLimit else { return false }
      if head.severity > 0 { takeProcess(text) }
    } else if head.scope.isEmpty, LogTail.isDotted(text, inner) {
      head.scope = inner
    }
    if head.severity > 0 { setMessage(text) }
    return true
  }

  /// nginx: `1234#5678: *9 ` behind the level, then the message up to what was asked for.
  private mutating func takeProcess(_ text: Span<UInt8>) {
    var position = text.skippingBlanks(from: place)
    let start = position
    while text.byte(at: position) &- 0x30 < 10 || text.byte(at: position) == UInt8(ascii: "#") { position += 1 }
    guard position > start, text.byte(at: position) == UInt8(ascii: ":"), text.isBlank(at: position + 1),
      text.first(UInt8(ascii: "#"), in: start..<position) != nil
    else { return }
    position = text.skippingBlanks(from: position + 1)
    if text.byte(at: position) == UInt8(ascii: "*") {
      while position < text.count, !text.isBlank(at: position) { position += 1 }
    }
    place = text.skippingBlanks(from: position)
    takeRequest(text)
    words = LogTail.wordLimit + 1
  }

  private mutating func takeRequest(_ text: Span<UInt8>) {
    guard let mark = text.first(", request: \"", in: place..<text.count) else { return }
    let line = (mark + 12)..<text.count
    guard let start = text.first(0x20, in: line) else { return }
    var end = start + 1
    while end < text.count, text[end] != 0x20, text[end] != UInt8(ascii: "\""), text[end] != UInt8(ascii: "?") {
      end += 1
    }
    head.request = LogRequest(path: (start + 1)..<end)
  }

  // MARK: Words

  private mutating func readWord(_ text: Span<UInt8>, until end: Int) -> Bool {
    guard words <= LogTail.wordLimit else { return false }
    var stop = place
    while stop < text.count, !text.isBlank(at: stop), text[stop] != UInt8(ascii: "|"), stop - place < 128 { stop += 1 }
    let word = place..<stop
    return head.severity == 0 ? readWordBefore(text, word) : readWordAfter(text, word)
  }

  /// Reads a word in front of the level, or the level itself; false where the line is a sentence.
  private mutating func readWordBefore(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    if takeLevel(text, word) {
      setMessage(text)
      return true
    }
    if words == 0, text.begins("level=", at: word.lowerBound) || text.begins("lvl=", at: word.lowerBound) {
      head.pairs = word.lowerBound
      return false
    }
    words += 1
    let first = text[word.lowerBound]
    let isNumber = first &- 0x30 < 10
    if !isNumber { hasOnlyNumbers = false }
    if isPlain(text, word) { plainWords += 1 }
    guard plainWords <= 1, words <= LogTail.wordLimit else { return false }
    previous = word
    place = word.upperBound
    return true
  }

  /// Reports whether a word is one of a sentence: letters alone, and not all of them capitals.
  private func isPlain(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    var hasLower = false
    for index in word {
      guard (text[index] | 0x20) &- UInt8(ascii: "a") < 26 else { return false }
      hasLower = hasLower || text[index] >= 0x60
    }
    return hasLower
  }

  /// Takes a word as the level where it is one in this place: in capitals, marked off, or as the first.
  private mutating func takeLevel(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    var name = word
    let last = text[word.upperBound - 1]
    let hasMark = last == UInt8(ascii: ":") || last == UInt8(ascii: "]") || last == UInt8(ascii: ",")
    if hasMark, name.count > 1 { name = name.lowerBound..<(name.upperBound - 1) }
    if name.count == 1 { return takeLetter(text, name) }
    var severity = LogLevel.severity(text, name)
    if severity == 0, last == UInt8(ascii: ":"), let dot = text.last(UInt8(ascii: "."), in: name) {
      // Monolog: `production.ERROR: message`.
      severity = text.byte(at: dot + 1) < 0x60 ? LogLevel.severity(text, (dot + 1)..<name.upperBound) : 0
      if severity > 0 { head.scope = name.lowerBound..<dot }
    }
    guard severity > 0 else { return false }
    let isCapital = text[name.lowerBound + 1] < 0x60
    let next = text.byte(at: word.upperBound)
    let isLower = text[name.lowerBound] >= 0x60
    guard
      isCapital || hasMark || next == 0x09 || next == UInt8(ascii: "|") || (words == 0 && isLower)
        || text.begins(" - ", at: word.upperBound) || text.begins("  ", at: word.upperBound)
    else { return false }
    head.severity = severity
    // Python's `name - LEVEL - message` has the logger in front.
    if head.scope.isEmpty, LogTail.isName(text, previous), !(text[previous.lowerBound] &- 0x30 < 10) {
      head.scope = previous
    }
    place = word.upperBound
    return true
  }

  /// Android: two numbers, then one letter, then the tag.
  private mutating func takeLetter(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    let severity = LogLevel.severity(letter: text[word.lowerBound])
    guard severity > 0, words >= 2, hasOnlyNumbers, text.isBlank(at: word.upperBound) else { return false }
    head.severity = severity
    place = word.upperBound
    return true
  }

  /// Reads what may stand between level and message: a number, the logger; false where the message begins.
  private mutating func readWordAfter(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    words += 1
    if word.allSatisfy({ text[$0] &- 0x30 < 10 }), head.scope.isEmpty {
      // A process or a thread, if more of a head follows.
      guard markEnd(text, word.upperBound) != nil || text.begins(" [", at: word.upperBound) else { return false }
      place = word.upperBound
      setMessage(text)
      return true
    }
    guard head.scope.isEmpty else { return false }
    var name = word
    let hasColon = text[word.upperBound - 1] == UInt8(ascii: ":")
    if hasColon { name = name.lowerBound..<(name.upperBound - 1) }
    guard LogTail.isName(text, name), !StackText.isErrorName(text, name) else { return false }
    if hasColon {
      place = word.upperBound
    } else if let mark = markEnd(text, word.upperBound) {
      place = mark
    } else if LogTail.isDotted(text, name), text.begins(" [", at: word.upperBound) {
      head.scope = name
      place = word.upperBound
      setMessage(text)
      return true
    } else {
      return false
    }
    head.scope = LogTail.withoutPosition(text, name)
    setMessage(text)
    return false
  }

  /// Returns where the text goes on behind `-`, `:`, `--` or `|` between blanks.
  private func markEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var position = text.skippingBlanks(from: start)
    let mark = text.byte(at: position)
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: ":") || mark == UInt8(ascii: "|") else { return nil }
    guard position > start || mark == UInt8(ascii: "|") else { return nil }
    while text.byte(at: position) == mark { position += 1 }
    return text.isBlank(at: position) || mark == UInt8(ascii: "|") ? position : nil
  }

  // MARK: Names

  /// Reports whether a word can be the name of a logger: letters, digits and what joins them, not too long.
  static func isName(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    guard 1...96 ~= word.count else { return false }
    for index in word {
      switch text[index] {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "$"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"):
        continue
      default: return false
      }
    }
    return true
  }

  private static func isDotted(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    isName(text, word) && text.first(UInt8(ascii: "."), in: word) != nil
      && (text[word.lowerBound] | 0x20) &- UInt8(ascii: "a") < 26
  }

  /// Drops `:45` and what else counts lines from the end of a name.
  static func withoutPosition(_ text: Span<UInt8>, _ name: Range<Int>) -> Range<Int> {
    var end = name.upperBound
    while end > name.lowerBound, text[end - 1] &- 0x30 < 10 { end -= 1 }
    guard end < name.upperBound, end > name.lowerBound + 1, text[end - 1] == UInt8(ascii: ":") else { return name }
    return name.lowerBound..<(end - 1)
  }
}

extension Span<UInt8> {
  /// Returns the last place of a byte within a range.
  func last(_ byte: UInt8, in range: Range<Int>) -> Int? {
    var place = range.upperBound
    while place > range.lowerBound {
      place -= 1
      if self[place] == byte { return place }
    }
    return nil
  }
}
