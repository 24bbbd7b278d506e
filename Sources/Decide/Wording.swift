import Bytes
import Domain
import Glibc

/// Numbers as people read them: no more digits than they deserve.
enum Wording {
  /// `1 day`, `3 days`.
  static func plural(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }

  /// A share as whole percent; below one percent with one digit.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "unknown" }
    let value = share * 100
    return value > 0 && value < 1
      ? "\(tenths(max(0.1, value))) %" : "\(Int(clamping: Int64(min(1e15, value.rounded())))) %"
  }

  /// A number with two significant digits below ten, whole above.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "unknown" }
    if abs(value) >= 10 { return "\(Int64(min(1e15, max(-1e15, value.rounded()))))" }
    if abs(value) >= 1 || value == 0 { return tenths(value) }
    return hundredths(value)
  }

  private static func tenths(_ value: Double) -> String {
    let count = Int64((value * 10).rounded())
    return count % 10 == 0 ? "\(count / 10)" : "\(count / 10).\(abs(count % 10))"
  }

  private static func hundredths(_ value: Double) -> String {
    let count = Int64((value * 100).rounded())
    guard count > 0 else { return "under 0.01" }
    return count % 10 == 0 ? tenths(value) : "0.\(count < 10 ? "0" : "")\(count)"
  }

  /// The day of an instant in UTC, as `2026-11-20`.
  static func date(_ instant: Timestamp) -> String {
    String(instant.description.prefix(10))
  }

  /// A title without the count at its end, which changes every day.
  static func subject(_ title: String) -> String {
    guard
      title.hasSuffix(" people)") || title.hasSuffix(" person)") || title.hasSuffix(" messages)")
        || title.hasSuffix(" message)"), let open = title.lastIndex(of: "(")
    else { return title }
    return String(title[..<open].dropLast())
  }
}
