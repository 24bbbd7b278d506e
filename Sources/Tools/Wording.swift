import Bytes
import Domain
import Loop

/// How numbers, times and names are worded in every answer.
enum Wording {
  /// Returns an instant to the minute, with its zone.
  static func time(_ instant: Timestamp) -> String {
    let text = RFC3339.print(instant)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }

  /// Returns the day of an instant, in UTC.
  static func day(_ instant: Timestamp) -> String {
    String(RFC3339.print(instant).prefix(10))
  }

  /// Returns how long something is, in the unit people would say.
  static func span(_ seconds: Double) -> String {
    if seconds < 5_400 { return "\(rough(seconds / 60)) min" }
    return seconds < 172_800 ? "\(rough(seconds / 3_600)) h" : "\(rough(seconds / 86_400)) days"
  }

  /// Returns a window of whole days, its last day included.
  static func days(_ window: Range<Int64>) -> String {
    let first = Timestamp(seconds: window.lowerBound, nanosecond: 0)
    let last = Timestamp(seconds: window.upperBound - 1, nanosecond: 0)
    guard let first, let last else { return "an unknown time" }
    return "\(day(first)) to \(day(last))"
  }

  /// Returns a count with its noun: `1 person`, `1,204 people`.
  static func count(_ count: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
    "\(number(Int64(count))) \(count == 1 ? one : many ?? one + "s")"
  }

  /// Returns an integer with its thousands parted.
  static func number(_ value: Int64) -> String {
    var digits = String(value.magnitude)
    var parted = ""
    while digits.count > 3 {
      parted = "," + digits.suffix(3) + parted
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + digits + parted
  }

  /// Returns a number with two significant digits, or all of its whole part: more would promise too much.
  static func rough(_ value: Double) -> String {
    guard value.isFinite else { return "unknown" }
    let magnitude = value.magnitude
    if magnitude >= 10 || magnitude == 0 { return number(whole(value)) }
    return decimal(value, places: magnitude >= 1 ? 1 : 2)
  }

  /// Returns a number with so many digits after the point.
  static func decimal(_ value: Double, places: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = whole(value.magnitude * Double(scale))
    let fraction = String(scaled % scale)
    let padded = String(repeating: "0", count: places - fraction.count) + fraction
    return (value < 0 && scaled > 0 ? "-" : "") + "\(number(scaled / scale)).\(padded)"
  }

  /// Returns a share as per cent: one digit after the point below ten.
  static func percent(_ share: Double) -> String {
    "\(bare(share)) %"
  }

  /// Returns an interval of shares as per cent.
  static func percent(_ interval: Interval) -> String {
    "\(bare(interval.likely)) % (\(bare(interval.low)) to \(bare(interval.high)) %)"
  }

  /// Returns the nearest integer there is: sums can pass what an integer holds.
  private static func whole(_ value: Double) -> Int64 {
    Int64(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
  }

  private static func bare(_ share: Double) -> String {
    guard share.isFinite else { return "unknown" }
    let percent = share * 100
    return percent.magnitude < 9.95 && percent != 0 ? decimal(percent, places: 1) : number(whole(percent))
  }

  /// Returns an interval of plain numbers.
  static func range(_ interval: Interval) -> String {
    "\(rough(interval.likely)) (\(rough(interval.low)) to \(rough(interval.high)))"
  }

  /// Returns a probability with two digits.
  static func probability(_ value: Double) -> String { decimal(value, places: 2) }

  /// Returns foreign text on one line, cut, with what is invisible shown.
  static func foreign(_ text: String, limit: Int = 160) -> String { VisibleText.escape(text, limit: limit) }

  /// Returns a link to what was just said, on a line of its own and whole, so that its host is seen; nothing for none.
  static func link(_ link: String?) -> String { link.map { "\n    at \($0)" } ?? "" }

  /// Returns a call that can be sent as it stands.
  static func call(_ tool: String, _ arguments: JSONObject) -> String {
    "\(tool) \(JSONValue.object(arguments).text)"
  }

  /// Joins words with commas and a final "and".
  static func list(_ words: [String], last: String = "and") -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(last) " + words[words.count - 1]
  }
}
