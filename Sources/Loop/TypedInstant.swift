package import Bytes

/// Reads the times that people and agents type.
package enum TypedInstant {
  /// Returns the instant of RFC 3339 text, of a day's start in UTC, or so many days, hours or minutes before now.
  package static func parse(_ typed: String, now: Timestamp) -> Timestamp? {
    do {
      return try RFC3339.parse(typed)
    } catch {
      // The other spellings are tried next.
    }
    do {
      return try RFC3339.parse(typed + "T00:00:00Z")
    } catch {
      return back(typed, from: now)
    }
  }

  private static func back(_ typed: String, from now: Timestamp) -> Timestamp? {
    guard let unit = typed.last, let count = Int64(typed.dropLast()), (0...100_000).contains(count) else { return nil }
    let seconds: Int64
    switch unit {
    case "d": seconds = 86_400
    case "h": seconds = 3_600
    case "m": seconds = 60
    case "w": seconds = 7 * 86_400
    default: return nil
    }
    let (span, isTooLong) = (count * seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (nanoseconds, isTooFar) = now.nanoseconds.subtractingReportingOverflow(span)
    return isTooLong || isTooFar ? nil : Timestamp(nanoseconds: nanoseconds)
  }
}
