/// Tells from its shape alone whether a field is a date, a time of day, or both.
enum LineTime {
  /// How sure it is: a count of seconds, or two numbers with a dot, may as well be something else.
  enum Shape: Sendable { case none, weak, strong }

  /// Returns what a field without brackets looks like.
  static func shape(_ text: Span<UInt8>, _ field: Range<Int>, words: KnownWords) -> Shape {
    guard let first = field.first, text[first] &- 0x30 < 10 else { return .none }
    let digits = text.digits(in: field)
    guard digits >= 3 else { return .none }
    if digits == field.count {
      return 10...19 ~= digits && text[first] == UInt8(ascii: "1") ? .weak : .none
    }
    var hasColon = false
    for place in field {
      let byte = text[place]
      if byte == UInt8(ascii: ":") { hasColon = true }
      guard byte &- 0x30 < 10 || isSign(byte) else {
        return isNamedDate(text, field, words: words) ? .strong : .none
      }
    }
    if hasColon { return hasClock(text, field) ? .strong : .none }
    return date(text, field)
  }

  /// The other bytes of dates and times of digits.
  private static func isSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: ","),
      UInt8(ascii: "+"), UInt8(ascii: "_"), UInt8(ascii: "T"), UInt8(ascii: "Z"):
      true
    default: false
    }
  }

  /// `02/Jan/2024:10:00:00`.
  private static func isNamedDate(_ text: Span<UInt8>, _ field: Range<Int>, words: KnownWords) -> Bool {
    let month = text.digitEnd(field.lowerBound, field.upperBound) + 1
    guard month - field.lowerBound <= 3, month + 4 < field.upperBound else { return false }
    guard words.meaning(of: text, month..<(month + 3)).contains(.month) else { return false }
    return text[month + 3] == text[month - 1] && text.isDigit(at: month + 4)
  }

  /// Looks for an hour and a minute; `10.0.0.1:80` has none.
  private static func hasClock(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    for colon in field where text[colon] == UInt8(ascii: ":") {
      var start = colon
      while start > field.lowerBound, text[start - 1] &- 0x30 < 10 { start -= 1 }
      let end = text.digitEnd(colon + 1, field.upperBound)
      guard 1...2 ~= colon - start, 1...2 ~= end - colon - 1 else { continue }
      if start > field.lowerBound, text[start - 1] == UInt8(ascii: ".") || text[start - 1] == UInt8(ascii: "/") {
        continue
      }
      if end == field.upperBound || text[end] != UInt8(ascii: "/") { return true }
    }
    return false
  }

  /// `2024-01-02`, also with a time in dots; weak with two digits alone: `24/01/02`, `10.30`.
  private static func date(_ text: Span<UInt8>, _ field: Range<Int>) -> Shape {
    let first = text.digitEnd(field.lowerBound, field.upperBound)
    guard first < field.upperBound else { return .none }
    let separator = text[first]
    guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") || separator == UInt8(ascii: ".") else {
      return .none
    }
    let second = text.digitEnd(first + 1, field.upperBound)
    guard 1...2 ~= second - first - 1 else { return .none }
    let year = first - field.lowerBound
    if second == field.upperBound { return 1...2 ~= year ? .weak : .none }
    guard text[second] == separator, year == 4 || year <= 2 else { return .none }
    let third = text.digitEnd(second + 1, field.upperBound)
    guard third > second + 1 else { return .none }
    if year == 4 { return third - second - 1 <= 2 ? .strong : .none }
    return third == field.upperBound ? .weak : .none
  }
}
