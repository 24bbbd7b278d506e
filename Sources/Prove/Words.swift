/// Short plain words for numbers in checks and advice.
enum Words {
  /// Writes a share as whole percent, or with one digit where it is small.
  static func percent(_ share: Double) -> String {
    let value = share * 100
    guard value.isFinite, abs(value) < 1e9 else { return "beyond any" }
    if abs(value) >= 9.95 || value == 0 { return "\(Int(value.rounded())) %" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let whole = "\(abs(tenths) / 10)"
    return abs(tenths) % 10 == 0 ? "\(sign)\(whole) %" : "\(sign)\(whole).\(abs(tenths) % 10) %"
  }

  /// Writes a count without its fraction.
  static func count(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 9e15 else { return "more than can be counted" }
    return "\(Int64(value.rounded()))"
  }

  static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }

  static func weeks(_ count: Int) -> String { count == 1 ? "1 week" : "\(count) weeks" }

  /// Writes days the same way as `Calendar`, singular or plural before them.
  static func ships(_ days: [Int]) -> String {
    "\(days.count == 1 ? "another ship" : "\(days.count) other ships") on \(Calendar.text(Array(Set(days)).sorted()))"
  }
}
