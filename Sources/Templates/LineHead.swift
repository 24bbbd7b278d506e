/// Finds where the message of a line begins: behind times, levels, hosts, processes, threads and loggers.
///
/// It goes by structure alone: a line has a head only where a time is among its first fields, so that a message without
/// one is left as it is. Nothing is learnt from other lines.
package struct LineHead: Sendable {
  let words = KnownWords.standard
  private(set) var fields = LineFields()

  /// Fields among which the first time begins.
  private static let lead = 4

  /// Begins a reader; it keeps nothing but room for the fields of a line.
  package init() {}

  /// Returns the offset at which the message begins; 0 for a line without a head.
  package mutating func end(of text: Span<UInt8>) -> Int {
    fields.read(text, limit: LineHead.lead)
    // Most messages without a head are done here.
    guard fields.digits(of: text) >= 3, mayBegin(text) else { return 0 }
    fields.read(text)
    guard var next = afterTimes(text), next < fields.count else { return 0 }
    while next < fields.count, isFiller(text, fields[next]) { next += 1 }
    guard next < fields.count else { return start(of: fields.count - 1) }
    if text[fields[next - 1].upperBound - 1] == UInt8(ascii: "|") {
      while next < fields.count - 1, text[fields[next].upperBound - 1] == UInt8(ascii: "|") { next += 1 }
      return start(of: next)
    }
    if let level = levelPlace(text, from: next) { return start(of: afterNames(text, level + 1)) }
    // `host program[12]:`, as syslog has it.
    if next + 1 < fields.count, !ends(text, next, with: ":"), isTag(text, fields[next + 1]) {
      return start(of: min(next + 2, fields.count - 1))
    }
    return start(of: afterNames(text, next))
  }

  /// Reports whether a time may begin with one of the fields.
  private func mayBegin(_ text: Span<UInt8>) -> Bool {
    for field in fields.ranges where mayBegin(text, field) { return true }
    return false
  }

  private func mayBegin(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    switch text[field.lowerBound] {
    case 0x30...0x39, UInt8(ascii: "["), UInt8(ascii: "("): true
    default: isNamed(text, LineFields.core(text, field), [.month, .weekday])
    }
  }

  private func start(of field: Int) -> Int { fields[min(field, fields.count - 1)].lowerBound }

  func ends(_ text: Span<UInt8>, _ field: Int, with sign: Unicode.Scalar) -> Bool {
    text[fields[field].upperBound - 1] == UInt8(ascii: sign)
  }

  // MARK: Times

  /// Returns the field behind the last time of the head; nil where there is none.
  private func afterTimes(_ text: Span<UInt8>) -> Int? {
    var place = 0
    var last: Int?
    var others = 0
    var isSure = false
    while place < fields.count {
      let (length, shape) = time(text, at: place)
      if length > 0 {
        // Two that may be times are one.
        isSure = isSure || shape == .strong || last != nil
        place += length
        last = place
        others = 0
        continue
      }
      let isLevel = isLevel(text, fields[place])
      if last != nil {
        others += 1
        if others > 2 || isLevel || ends(text, place, with: ":") { break }
      } else if place >= LineHead.lead - 1 || !(isLevel && place == 0 || mayPrecede(text, fields[place])) {
        return nil
      }
      place += 1
    }
    guard let last, isSure || levelPlace(text, from: last) != nil else { return nil }
    return last
  }

  /// Reports whether a field may stand in front of a time: a dash, a name with a digit, a word in capitals.
  private func mayPrecede(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    let first = text[field.lowerBound]
    if field.count == 1 { return first == UInt8(ascii: "-") || first &- 0x30 < 10 }
    if first == UInt8(ascii: "<") || text.digits(in: field) > 0 { return true }
    return field.count > 2 && isCapital(text, field)
  }

  private func isCapital(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    var letters = 0
    for place in field {
      if text[place] &- 0x61 < 26 { return false }
      if text[place] &- 0x41 < 26 { letters += 1 }
    }
    return letters > 0
  }

  /// Returns how many fields a time at a place takes up, and how sure that is.
  private func time(_ text: Span<UInt8>, at place: Int) -> (Int, LineTime.Shape) {
    let field = fields[place]
    let core = LineFields.core(text, field)
    if text[field.lowerBound] == UInt8(ascii: "[") || text[field.lowerBound] == UInt8(ascii: "(") {
      return isBracketedTime(text, core) ? (1, .strong) : (0, .none)
    }
    var next = place
    if isNamed(text, core, .weekday), next + 1 < fields.count { next += 1 }
    if next + 2 < fields.count, isNamed(text, LineFields.core(text, fields[next]), .month),
      text.isNumber(LineFields.core(text, fields[next + 1])), let end = clockEnd(text, from: next + 2)
    {
      return (end - place, .strong)
    }
    guard next == place else { return (0, .none) }
    let shape = LineTime.shape(text, core, words: words)
    if shape != .none { return (1, shape) }
    // `081109 203615`: a date and a time of digits alone.
    if place + 1 < fields.count, core.count == 6 || core.count == 8, fields[place + 1].count == 6,
      text.isNumber(core), text.isNumber(fields[place + 1])
    {
      return (2, .weak)
    }
    return (0, .none)
  }

  /// Reads the time of day behind a month and a day, with the year on either side of it or without one.
  private func clockEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    if place + 1 < fields.count, isYear(text, fields[place]) { place += 1 }
    guard LineTime.shape(text, LineFields.core(text, fields[place]), words: words) == .strong else { return nil }
    place += 1
    return place < fields.count && isYear(text, fields[place]) ? place + 1 : place
  }

  private func isYear(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool { field.count == 4 && text.isNumber(field) }

  /// Reports whether brackets hold a time at their beginning.
  private func isBracketedTime(_ text: Span<UInt8>, _ core: Range<Int>) -> Bool {
    var end = core.lowerBound
    while end < core.upperBound, text[end] > 0x20 { end += 1 }
    let first = core.lowerBound..<end
    if LineTime.shape(text, first, words: words) != .none { return true }
    return end < core.upperBound && text.digits(in: core) > 3
      && (isNamed(text, first, .weekday) || isNamed(text, first, .month))
  }

  private func isNamed(_ text: Span<UInt8>, _ range: Range<Int>, _ meaning: KnownWords.Meaning) -> Bool {
    range.count == 3 && !words.meaning(of: text, range).isDisjoint(with: meaning)
  }

  // MARK: Levels

  /// Zones, numbers of processes and separators behind a time.
  private func isFiller(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    let first = text[field.lowerBound]
    if field.count == 1, first == UInt8(ascii: "-") || first == UInt8(ascii: "|") { return true }
    if text.isNumber(field) { return field.count <= 6 }
    let core = LineFields.core(text, field)
    if core.isEmpty { return true }
    if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      return text.isNumber((core.lowerBound + 1)..<max(core.lowerBound + 1, core.upperBound)) && core.count == 5
    }
    return words.meaning(of: text, core).contains(.zone)
  }

  private func isLevel(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    words.meaning(of: text, LineFields.core(text, field)).contains(.level)
  }

  /// Finds a level among the next fields, if what is in front of it may be columns of a head.
  private func levelPlace(_ text: Span<UInt8>, from start: Int) -> Int? {
    for place in start..<min(start + 6, fields.count) {
      let field = fields[place]
      let core = LineFields.core(text, field)
      if isLevel(text, field), place == start || text[field.lowerBound] == UInt8(ascii: "[") || isCapital(text, core) {
        return place
      }
      if core.count == 1, isLevelLetter(text[core.lowerBound]) { return place }
      // A tag, or a word as sentences have them, ends the columns.
      if ends(text, place, with: ":"), text.digits(in: core) < core.count { return nil }
      if text[field.lowerBound] &- 0x61 < 26, !hasSign(text, field) { return nil }
    }
    return nil
  }

  /// Reports whether a field has a digit or a dot in it.
  private func hasSign(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    for place in field where text[place] &- 0x30 < 10 || text[place] == UInt8(ascii: ".") { return true }
    return false
  }

  /// The letters that stand for levels.
  private func isLevelLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "V"), UInt8(ascii: "D"), UInt8(ascii: "I"), UInt8(ascii: "W"), UInt8(ascii: "E"),
      UInt8(ascii: "F"), UInt8(ascii: "T"):
      true
    default: false
    }
  }
}
