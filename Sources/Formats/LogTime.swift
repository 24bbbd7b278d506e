import Bytes

/// An instant at some place of a log's line, and where the line goes on behind it.
struct LogTime: Equatable, Sendable {
  /// Nanoseconds since the Unix epoch; always after it.
  let nanoseconds: Int64
  let end: Int
  /// Whether the hour was told with AM or PM, as Java's own logger does, which then puts the level on the next line.
  var isHalfDay = false
}

/// Reads the times with which lines of logs begin, in the shapes that loggers write; UTC where no zone is given.
///
/// Dates of digits alone that begin with the day or the month are refused: nobody can tell which of them it is. Only
/// `yy/MM/dd` is taken, the default of log4j in Hadoop and Spark.
struct LogClock: Sendable {
  /// A time without a year is the last such moment until then; nil where none can be told.
  ///
  /// The same file taken in a year later is therefore of another year: nothing in it says otherwise.
  let latest: Timestamp?

  /// Reads the time at a place; nil where there is none.
  @inline(__always)
  func read(_ text: Span<UInt8>, at start: Int) -> LogTime? {
    // The shortest is `Jan 2 10:00`.
    guard start >= 0, start &+ 10 < text.count else { return nil }
    let first = text[start]
    if first &- 0x30 < 10 { return digits(text, at: start) }
    return (first | 0x20) &- UInt8(ascii: "a") < 26 ? words(text, at: start) : nil
  }

  // MARK: Dates

  private func digits(_ text: Span<UInt8>, at start: Int) -> LogTime? {
    guard let year = text.digits(4, at: start) else { return dayFirst(text, at: start) }
    let separator = text.byte(at: start + 4)
    switch separator {
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
      guard let month = text.digits(2, at: start + 5), text.byte(at: start + 7) == separator,
        let day = text.digits(2, at: start + 8)
      else { return nil }
      return moment(text, year, month, day, at: start + 10)
    default:
      if let month = text.digits(2, at: start + 4), let day = text.digits(2, at: start + 6),
        let time = moment(text, year, month, day, at: start + 8)
      {
        return time
      }
      return epoch(text, at: start)
    }
  }

  /// `02/Jan/2024:`, `02 Jan 2024`, `02-Jan-2024`, `24/01/02` and `01-02`.
  private func dayFirst(_ text: Span<UInt8>, at start: Int) -> LogTime? {
    let width = text.byte(at: start + 1) &- 0x30 < 10 ? 2 : 1
    guard let first = text.digits(width, at: start) else { return nil }
    let separator = text.byte(at: start + width)
    let next = start + width + 1
    guard separator == 0x20 || separator == UInt8(ascii: "/") || separator == UInt8(ascii: "-") else { return nil }
    if let month = text.month(at: next) {
      guard text.byte(at: next + 3) == separator, let year = text.digits(4, at: next + 4) else { return nil }
      return moment(text, year, month, first, at: next + 8)
    }
    guard width == 2, let second = text.digits(2, at: next) else { return nil }
    if separator == UInt8(ascii: "/"), text.byte(at: next + 2) == separator, let day = text.digits(2, at: next + 3) {
      return moment(text, 2_000 + first, second, day, at: next + 5)
    }
    // Android's, without a year.
    guard separator == UInt8(ascii: "-"), text.byte(at: next + 2) == 0x20 else { return nil }
    return moment(text, nil, first, second, at: next + 2)
  }

  /// `Jan  2 10:00:00`, `Jan 02, 2024 3:04:05 PM`, `Sun Dec 04 04:47:44 2005`, `Tue, 02 Jan 2024 10:00:00 GMT`.
  private func words(_ text: Span<UInt8>, at start: Int) -> LogTime? {
    var position = start
    if text.isWeekday(at: start) {
      position += 3
      if text.byte(at: position) == UInt8(ascii: ",") { position += 1 }
      guard text.byte(at: position) == 0x20 else { return nil }
      position += 1
      if text.byte(at: position) &- 0x30 < 10 { return dayFirst(text, at: position) }
    }
    guard let month = text.month(at: position), text.byte(at: position + 3) == 0x20 else { return nil }
    position += 4
    if text.byte(at: position) == 0x20 { position += 1 }
    let width = text.byte(at: position + 1) &- 0x30 < 10 ? 2 : 1
    guard let day = text.digits(width, at: position) else { return nil }
    position += width
    let comma = text.byte(at: position) == UInt8(ascii: ",") ? 1 : 0
    if let year = text.digits(4, at: position + comma + 1), text.byte(at: position + comma + 5) == 0x20 {
      return moment(text, year, month, day, at: position + comma + 5)
    }
    guard text.byte(at: position) == 0x20, let clock = timeOfDay(text, at: position + 1) else { return nil }
    if text.byte(at: clock.end) == 0x20, let year = text.digits(4, at: clock.end + 1),
      !text.isNameByte(at: clock.end + 5)
    {
      return resolved(year, month, day, clock, offset: 0, end: clock.end + 5)
    }
    return resolved(nil, month, day, clock, offset: 0, end: clock.end)
  }

  /// `1286536309.586` and `1700000000000`: seconds, or what else the number of digits says.
  private func epoch(_ text: Span<UInt8>, at start: Int) -> LogTime? {
    var end = start
    while end < text.count, end - start <= 20, text[end] &- 0x30 < 10 { end += 1 }
    guard end - start >= 10, end - start <= 19 else { return nil }
    if text.byte(at: end) == UInt8(ascii: "."), text.byte(at: end + 1) &- 0x30 < 10 {
      end += 1
      while end < text.count, end - start <= 32, text[end] &- 0x30 < 10 { end += 1 }
    }
    guard !text.isNameByte(at: end), let time = EpochTime.nanoseconds(text, start..<end) else { return nil }
    // Other numbers of ten digits are not that near: September 2001 to May 2033.
    guard 1_000_000_000_000_000_000..<2_000_000_000_000_000_000 ~= time else { return nil }
    return LogTime(nanoseconds: time, end: end)
  }

  /// Reads the time of day behind a month and a day that stand alone, as in glog.
  func yearless(_ text: Span<UInt8>, _ month: Int, _ day: Int, at start: Int) -> LogTime? {
    moment(text, nil, month, day, at: start)
  }

  // MARK: Times of day

  fileprivate struct Clock {
    var second: Int64
    var nanosecond: Int64 = 0
    var end: Int
    var isHalfDay = false
  }

  @inline(__always)
  private func moment(_ text: Span<UInt8>, _ year: Int?, _ month: Int, _ day: Int, at start: Int) -> LogTime? {
    switch text.byte(at: start) {
    case 0x20, UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"): break
    default: return nil
    }
    guard let clock = timeOfDay(text, at: start + 1) else { return nil }
    let zone = LogZone.read(text, at: clock.end)
    return resolved(year, month, day, clock, offset: zone.offset, end: zone.end)
  }

  @inline(__always)
  private func timeOfDay(_ text: Span<UInt8>, at start: Int) -> Clock? {
    guard let (hour, separatorPlace) = text.shortNumber(at: start), hour < 24 else { return nil }
    let separator = text.byte(at: separatorPlace)
    guard separator == UInt8(ascii: ":") || separator == UInt8(ascii: "."),
      let (minute, minuteEnd) = text.shortNumber(at: separatorPlace + 1), minute < 60
    else { return nil }
    var clock = Clock(second: Int64(hour * 3_600 + minute * 60), end: minuteEnd)
    if text.byte(at: minuteEnd) == separator, let (second, end) = text.shortNumber(at: minuteEnd + 1), second <= 60 {
      clock.second += Int64(second)
      clock.end = end
      clock.takeFraction(text)
    } else if separator != UInt8(ascii: ":") || minuteEnd < separatorPlace + 3 {
      // Without seconds it takes two digits and a colon to be a time.
      return nil
    }
    guard !(text.byte(at: clock.end) &- 0x30 < 10) else { return nil }
    clock.takeHalf(text, hour)
    return clock
  }

  @inline(__always)
  private func resolved(_ year: Int?, _ month: Int, _ day: Int, _ clock: Clock, offset: Int64, end: Int) -> LogTime? {
    guard let year else { return yearless(month, day, clock, offset: offset, end: end) }
    guard 1_970..<2_200 ~= year, let date = CivilDate(year: year, month: month, day: day) else { return nil }
    let second = Int64(date.daysSinceEpoch) * 86_400 + clock.second - offset
    let time = second * 1_000_000_000 + clock.nanosecond
    return time > 0 ? LogTime(nanoseconds: time, end: end, isHalfDay: clock.isHalfDay) : nil
  }

  /// Takes the newest year in which the day has been; a leap day goes back further.
  private func yearless(_ month: Int, _ day: Int, _ clock: Clock, offset: Int64, end: Int) -> LogTime? {
    guard let latest else { return nil }
    let newest = CivilDate(daysSinceEpoch: Int(latest.seconds / 86_400)).year
    for year in stride(from: newest, to: newest - 9, by: -1) {
      if let time = resolved(year, month, day, clock, offset: offset, end: end), time.nanoseconds <= latest.nanoseconds
      {
        return time
      }
    }
    return nil
  }
}

extension LogClock.Clock {
  /// Takes a fraction behind a point, a comma, or a colon and three digits; past nine digits it is cut.
  @inline(__always)
  fileprivate mutating func takeFraction(_ text: Span<UInt8>) {
    switch text.byte(at: end) {
    case UInt8(ascii: "."), UInt8(ascii: ","): break
    case UInt8(ascii: ":") where text.digits(3, at: end + 1) != nil: break
    default: return
    }
    var position = end + 1
    var unit: Int64 = 100_000_000
    while position < text.count, text[position] &- 0x30 < 10 {
      nanosecond += Int64(text[position] &- 0x30) * unit
      unit /= 10
      position += 1
    }
    if position > end + 1 { end = position }
  }

  @inline(__always)
  fileprivate mutating func takeHalf(_ text: Span<UInt8>, _ hour: Int) {
    guard text.byte(at: end) == 0x20, text.byte(at: end + 2) | 0x20 == UInt8(ascii: "m"), 1...12 ~= hour,
      !text.isNameByte(at: end + 3)
    else { return }
    switch text.byte(at: end + 1) | 0x20 {
    case UInt8(ascii: "a"): if hour == 12 { second -= 43_200 }
    case UInt8(ascii: "p"): if hour < 12 { second += 43_200 }
    default: return
    }
    end += 3
    isHalfDay = true
  }
}

/// Reads the zone behind a time: `Z`, `+02:00`, `-0700`, or one of the names that mean one thing only.
enum LogZone {
  /// Hours ahead of UTC; `CST` and `BST` are several zones and therefore none.
  private static let names: [(StaticString, Int64)] = [
    ("UTC", 0), ("GMT", 0), ("WET", 0), ("WEST", 1), ("CET", 1), ("CEST", 2), ("EET", 2), ("EEST", 3), ("JST", 9),
    ("EST", -5), ("EDT", -4), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7),
  ]

  /// Returns the seconds ahead of UTC, and where the text goes on; where no zone is, that is the place itself.
  @inline(__always)
  static func read(_ text: Span<UInt8>, at start: Int) -> (offset: Int64, end: Int) {
    let first = text.byte(at: start)
    if first == UInt8(ascii: "Z") || first == UInt8(ascii: "z") { return (0, start + 1) }
    let place = first == 0x20 ? start + 1 : start
    switch text.byte(at: place) {
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return signed(text, at: place) ?? (0, start)
    case 0x41...0x5a where place > start: return named(text, at: place) ?? (0, start)
    default: return (0, start)
    }
  }

  private static func signed(_ text: Span<UInt8>, at place: Int) -> (Int64, Int)? {
    guard let hours = text.digits(2, at: place + 1), hours <= 14 else { return nil }
    let hasColon = text.byte(at: place + 3) == UInt8(ascii: ":")
    let minutes = text.digits(2, at: place + (hasColon ? 4 : 3))
    let end = minutes == nil ? place + 3 : place + (hasColon ? 6 : 5)
    guard minutes ?? 0 < 60, !text.isNameByte(at: end) else { return nil }
    let seconds = Int64(hours * 3_600 + (minutes ?? 0) * 60)
    return (text[place] == UInt8(ascii: "-") ? -seconds : seconds, end)
  }

  private static func named(_ text: Span<UInt8>, at place: Int) -> (Int64, Int)? {
    for (name, hours) in names
    where text.begins(name, at: place) && !text.isNameByte(at: place + name.utf8CodeUnitCount) {
      return (hours * 3_600, place + name.utf8CodeUnitCount)
    }
    return nil
  }
}
