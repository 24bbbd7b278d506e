/// The Internet date and time format of RFC 3339 section 5.6 (https://www.rfc-editor.org/rfc/rfc3339).
package enum RFC3339 {
  /// Parses one date and time that fills the whole text.
  ///
  /// `T` and `Z` may be lower case, and a space may stand for `T`. Digits after the ninth of a fraction are dropped.
  /// A leap second, `:60`, is the instant of the following second, and only valid where UTC may have one.
  package static func parse(_ text: Span<UInt8>) throws(RFC3339Error) -> Timestamp {
    let days = try parseDate(text)
    try expect(.dateTimeSeparator, at: 10, in: text)
    let hour = try number(at: 11, upTo: 23, .hour, in: text)
    try expect(.colon, at: 13, in: text)
    let minute = try number(at: 14, upTo: 59, .minute, in: text)
    try expect(.colon, at: 16, in: text)
    let second = try number(at: 17, upTo: 60, .second, in: text)

    var position = 19
    let nanosecond = try parseFraction(text, &position)
    let offsetMinutes = try parseOffset(text, &position)
    guard position == text.count else { throw RFC3339Error(offset: position, expected: .end) }

    let minutes = days * 1_440 + hour * 60 + minute - offsetMinutes
    guard second < 60 || mayHaveLeapSecond(minutes) else { throw RFC3339Error(offset: 17, expected: .secondUpTo59) }
    guard let timestamp = Timestamp(seconds: Int64(minutes * 60 + second), nanosecond: nanosecond) else {
      throw RFC3339Error(offset: 0, expected: .representableInstant)
    }
    return timestamp
  }

  /// Parses one date and time that fills the whole text.
  package static func parse(_ text: String) throws(RFC3339Error) -> Timestamp {
    try parse(text.utf8.span)
  }
}

// MARK: - Parts

extension RFC3339 {
  /// Parses `YYYY-MM-DD` at the start and gives the days since the Unix epoch.
  private static func parseDate(_ text: Span<UInt8>) throws(RFC3339Error) -> Int {
    let century = try number(at: 0, in: text)
    let year = try century * 100 + number(at: 2, in: text)
    try expect(.hyphen, at: 4, in: text)
    let month = try number(at: 5, upTo: 12, .month, in: text)
    guard month > 0 else { throw RFC3339Error(offset: 5, expected: .month) }
    try expect(.hyphen, at: 7, in: text)
    let day = try number(at: 8, in: text)
    guard let date = CivilDate(year: year, month: month, day: day) else {
      throw RFC3339Error(offset: 8, expected: .day(upTo: CivilDate.dayCount(ofMonth: month, year: year)))
    }
    return date.daysSinceEpoch
  }

  /// Parses a point and digits, if there are any, into nanoseconds.
  private static func parseFraction(_ text: Span<UInt8>, _ position: inout Int) throws(RFC3339Error) -> Int32 {
    guard position < text.count, text[position] == UInt8(ascii: ".") else { return 0 }
    position += 1
    let start = position
    var value: Int32 = 0
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      if position - start < 9 {
        value = value * 10 + Int32(digit)
      }
      position += 1
    }
    guard position > start else { throw RFC3339Error(offset: start, expected: .digit) }
    for _ in 0..<max(0, 9 - (position - start)) {
      value *= 10
    }
    return value
  }

  /// Parses `Z` or `±hh:mm` into the minutes that local time is ahead of UTC.
  private static func parseOffset(_ text: Span<UInt8>, _ position: inout Int) throws(RFC3339Error) -> Int {
    let start = position
    guard start < text.count else { throw RFC3339Error(offset: start, expected: .zone) }
    switch text[start] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      position += 1
      return 0
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let hour = try number(at: start + 1, upTo: 23, .hour, in: text)
      try expect(.colon, at: start + 3, in: text)
      let minute = try number(at: start + 4, upTo: 59, .minute, in: text)
      position += 6
      let minutes = hour * 60 + minute
      return text[start] == UInt8(ascii: "-") ? -minutes : minutes
    default:
      throw RFC3339Error(offset: start, expected: .zone)
    }
  }

  /// Tells whether a leap second may end this minute, counted from the Unix epoch.
  ///
  /// RFC 3339 section 5.7 allows 60 at the end of months with a leap second, to date June and December, in UTC. Its
  /// table of years is not used: a program older than the next leap second must still read it.
  private static func mayHaveLeapSecond(_ minutes: Int) -> Bool {
    guard (minutes + 1).isMultiple(of: 1_440) else { return false }
    let nextDay = CivilDate(daysSinceEpoch: (minutes + 1) / 1_440)
    return nextDay.day == 1 && (nextDay.month == 7 || nextDay.month == 1)
  }

  /// Reads two digits.
  @inline(__always)
  private static func number(at offset: Int, in text: Span<UInt8>) throws(RFC3339Error) -> Int {
    guard offset < text.count else { throw RFC3339Error(offset: offset, expected: .digit) }
    let tens = text[offset] &- UInt8(ascii: "0")
    guard tens < 10 else { throw RFC3339Error(offset: offset, expected: .digit) }
    guard offset + 1 < text.count else { throw RFC3339Error(offset: offset + 1, expected: .digit) }
    let ones = text[offset + 1] &- UInt8(ascii: "0")
    guard ones < 10 else { throw RFC3339Error(offset: offset + 1, expected: .digit) }
    return Int(tens &* 10 &+ ones)
  }

  /// Reads two digits and checks the greatest value of the field.
  @inline(__always)
  private static func number(
    at offset: Int,
    upTo limit: Int,
    _ field: RFC3339Error.Expectation,
    in text: Span<UInt8>
  ) throws(RFC3339Error) -> Int {
    let value = try number(at: offset, in: text)
    guard value <= limit else { throw RFC3339Error(offset: offset, expected: field) }
    return value
  }

  /// Checks the separator between two fields.
  @inline(__always)
  private static func expect(
    _ separator: RFC3339Error.Expectation,
    at offset: Int,
    in text: Span<UInt8>
  ) throws(RFC3339Error) {
    guard offset < text.count else { throw RFC3339Error(offset: offset, expected: separator) }
    let byte = text[offset]
    let isExpected =
      switch separator {
      case .hyphen: byte == UInt8(ascii: "-")
      case .colon: byte == UInt8(ascii: ":")
      default: byte == UInt8(ascii: "T") || byte == UInt8(ascii: "t") || byte == UInt8(ascii: " ")
      }
    guard isExpected else { throw RFC3339Error(offset: offset, expected: separator) }
  }
}

// MARK: - Printing

extension RFC3339 {
  /// Prints in UTC with `Z` and the fewest of 0, 3, 6 or 9 fraction digits that lose nothing.
  package static func print(_ timestamp: Timestamp) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(30)
    print(timestamp, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends what `print(_:)` gives, for writers that build larger texts.
  package static func print(_ timestamp: Timestamp, into text: inout [UInt8]) {
    // Both parts of a timestamp are rounded towards the past, and so is the day, hence no negative remainders.
    let seconds = Int(timestamp.seconds)
    let day = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    let secondOfDay = seconds - day * 86_400
    let date = CivilDate(daysSinceEpoch: day)
    append(date.year, width: 4, to: &text)
    text.append(UInt8(ascii: "-"))
    append(date.month, width: 2, to: &text)
    text.append(UInt8(ascii: "-"))
    append(date.day, width: 2, to: &text)
    text.append(UInt8(ascii: "T"))
    append(secondOfDay / 3_600, width: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    append(secondOfDay / 60 % 60, width: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    append(secondOfDay % 60, width: 2, to: &text)
    appendFraction(Int(timestamp.nanosecond), to: &text)
    text.append(UInt8(ascii: "Z"))
  }

  private static func appendFraction(_ nanosecond: Int, to text: inout [UInt8]) {
    guard nanosecond != 0 else { return }
    text.append(UInt8(ascii: "."))
    if nanosecond.isMultiple(of: 1_000_000) {
      append(nanosecond / 1_000_000, width: 3, to: &text)
    } else if nanosecond.isMultiple(of: 1_000) {
      append(nanosecond / 1_000, width: 6, to: &text)
    } else {
      append(nanosecond, width: 9, to: &text)
    }
  }

  private static func append(_ value: Int, width: Int, to text: inout [UInt8]) {
    var place = 1
    for _ in 1..<width {
      place *= 10
    }
    while place > 0 {
      text.append(UInt8(ascii: "0") + UInt8(value / place % 10))
      place /= 10
    }
  }
}
