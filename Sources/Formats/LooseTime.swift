import Bytes

/// Dates and times as exports write them: RFC 3339, its relatives, and month names; UTC where no zone is given.
///
/// Dates of digits alone in the order of the day or the month first are refused: nobody can tell which of them it is.
struct LooseTime {
  private var position: Int
  private let end: Int

  /// Returns nanoseconds since the Unix epoch; nil for what is no time, or lies before 1970 or after 2199.
  static func nanoseconds(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, text[start] <= 0x20 { start += 1 }
    while start < end, text[end - 1] <= 0x20 { end -= 1 }
    guard start < end, end - start <= 64 else { return nil }
    if let time = EpochTime.nanoseconds(text, start..<end) { return time }
    var reader = LooseTime(position: start, end: end)
    return reader.read(text)
  }

  private init(position: Int, end: Int) {
    self.position = position
    self.end = end
  }

  private mutating func read(_ text: Span<UInt8>) -> Int64? {
    guard let date = date(text) else { return nil }
    skipSeparators(text)
    guard position == end || isDigit(text), let seconds = timeOfDay(text) else { return nil }
    skipSpace(text)
    guard let offset = zone(text), position == end else { return nil }
    let second = Int64(date.daysSinceEpoch) * 86_400 + seconds.second - offset
    return Timestamp(seconds: second, nanosecond: seconds.nanosecond).map(\.nanoseconds)
      .flatMap { EpochTime.possible.contains($0) ? $0 : nil }
  }

  // MARK: Dates

  private mutating func date(_ text: Span<UInt8>) -> CivilDate? {
    if isDigit(text) {
      let start = position
      guard let first = number(text, atMost: 4) else { return nil }
      let digits = position - start
      if digits == 4 { return yearFirst(text, year: first) }
      skipSeparators(text)
      guard digits <= 2, let month = month(text), let year = yearAfter(text) else { return nil }
      return CivilDate(year: year, month: month, day: first)
    }
    if month(text, isPeeked: true) == nil, word(text) != nil { skipSeparators(text) }
    if isDigit(text) {
      guard let day = number(text, atMost: 2) else { return nil }
      skipSeparators(text)
      guard let month = month(text), let year = yearAfter(text) else { return nil }
      return CivilDate(year: year, month: month, day: day)
    }
    guard let month = month(text) else { return nil }
    skipSeparators(text)
    guard let day = number(text, atMost: 2), let year = yearAfter(text) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  private mutating func yearFirst(_ text: Span<UInt8>, year: Int) -> CivilDate? {
    guard position < end, [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(text[position]) else {
      return nil
    }
    let separator = text[position]
    position += 1
    guard let month = number(text, atMost: 2), position < end, text[position] == separator else { return nil }
    position += 1
    guard let day = number(text, atMost: 2) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  private mutating func yearAfter(_ text: Span<UInt8>) -> Int? {
    skipSeparators(text)
    let start = position
    guard let year = number(text, atMost: 4), position - start == 4 else { return nil }
    return year
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  private mutating func month(_ text: Span<UInt8>, isPeeked: Bool = false) -> Int? {
    let start = position
    guard let name = word(text), name.utf8.count >= 3 else { return nil }
    if isPeeked { position = start }
    return LooseTime.months.firstIndex(of: String(name.prefix(3))).map { $0 + 1 }
  }

  // MARK: Times of day

  private mutating func timeOfDay(_ text: Span<UInt8>) -> (second: Int64, nanosecond: Int32)? {
    guard position < end else { return (0, 0) }
    guard var hour = number(text, atMost: 2), hour < 24, let minute = part(text), minute < 60 else { return nil }
    let second = position < end && text[position] == UInt8(ascii: ":") ? part(text) : 0
    guard let second, second <= 60, let nanosecond = fraction(text) else { return nil }
    let start = position
    skipSpace(text)
    switch word(text) {
    case "am"?: hour = hour == 12 ? 0 : hour
    case "pm"?: hour = hour == 12 ? 12 : hour + 12
    default: position = start
    }
    guard hour < 24 else { return nil }
    return (Int64(hour * 3_600 + minute * 60 + second), nanosecond)
  }

  private mutating func part(_ text: Span<UInt8>) -> Int? {
    guard position < end, text[position] == UInt8(ascii: ":") else { return nil }
    position += 1
    let start = position
    guard let value = number(text, atMost: 2), position - start == 2 else { return nil }
    return value
  }

  private mutating func fraction(_ text: Span<UInt8>) -> Int32? {
    guard position < end, text[position] == UInt8(ascii: ".") || text[position] == UInt8(ascii: ",") else { return 0 }
    position += 1
    guard isDigit(text) else { return nil }
    var value: Int32 = 0
    var unit: Int32 = 100_000_000
    while isDigit(text) {
      value += Int32(text[position] - 0x30) * unit
      unit /= 10
      position += 1
    }
    return value
  }

  /// Returns the seconds that local time is ahead of UTC.
  private mutating func zone(_ text: Span<UInt8>) -> Int64? {
    guard position < end else { return 0 }
    let sign: Int64
    switch text[position] {
    case UInt8(ascii: "+"): sign = 1
    case UInt8(ascii: "-"): sign = -1
    default:
      guard let name = word(text), ["z", "utc", "gmt"].contains(name) else { return nil }
      return 0
    }
    position += 1
    guard let hours = number(text, atMost: 2), hours < 24 else { return nil }
    if position < end, text[position] == UInt8(ascii: ":") { position += 1 }
    guard position < end else { return sign * Int64(hours) * 3_600 }
    guard let minutes = number(text, atMost: 2), minutes < 60 else { return nil }
    return sign * Int64(hours * 3_600 + minutes * 60)
  }

  // MARK: Tokens

  private func isDigit(_ text: Span<UInt8>) -> Bool { position < end && text[position] &- 0x30 < 10 }

  private mutating func number(_ text: Span<UInt8>, atMost digits: Int) -> Int? {
    guard isDigit(text) else { return nil }
    var value = 0
    let start = position
    while isDigit(text), position - start < digits {
      value = value * 10 + Int(text[position] - 0x30)
      position += 1
    }
    return value
  }

  /// Takes the letters that come next, in lower case.
  private mutating func word(_ text: Span<UInt8>) -> String? {
    let start = position
    while position < end, (text[position] | 0x20) &- UInt8(ascii: "a") < 26 { position += 1 }
    return position > start ? String(copying: text, start..<position).lowercased() : nil
  }

  private mutating func skipSpace(_ text: Span<UInt8>) {
    while position < end, text[position] == 0x20 { position += 1 }
  }

  /// Skips what stands between the parts of a date: spaces, commas, hyphens, and the `T` or `at` before the time.
  private mutating func skipSeparators(_ text: Span<UInt8>) {
    while position < end, [0x20, UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(text[position]) {
      position += 1
    }
    let start = position
    guard let name = word(text), name == "t" || name == "at" else {
      position = start
      return
    }
    skipSpace(text)
  }
}
