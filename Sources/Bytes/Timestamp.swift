/// An instant as nanoseconds since the Unix epoch, leap seconds not counted.
///
/// Reaches from 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Nanoseconds since 1970-01-01T00:00:00Z, negative before it.
  package var nanoseconds: Int64

  /// Wraps a count of nanoseconds since the Unix epoch.
  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Joins whole seconds, rounded towards the past, and the nanoseconds after them; nil when out of range.
  package init?(seconds: Int64, nanosecond: Int32) {
    precondition(0 <= nanosecond && nanosecond < 1_000_000_000, "a nanosecond is a part of its second")
    // Counting back from the following second keeps the product in range for the very first instants.
    let isBeforeEpoch = seconds < 0
    let wholeSeconds = isBeforeEpoch ? seconds &+ 1 : seconds
    let remainder = Int64(nanosecond) - (isBeforeEpoch ? 1_000_000_000 : 0)
    let product = wholeSeconds.multipliedReportingOverflow(by: 1_000_000_000)
    let sum = product.partialValue.addingReportingOverflow(remainder)
    guard !product.overflow, !sum.overflow else { return nil }
    nanoseconds = sum.partialValue
  }

  /// Whole seconds since the Unix epoch, rounded towards the past.
  package var seconds: Int64 {
    nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
  }

  /// The nanoseconds after `seconds`, from 0 to 999,999,999.
  package var nanosecond: Int32 {
    let remainder = nanoseconds % 1_000_000_000
    return Int32(remainder < 0 ? remainder + 1_000_000_000 : remainder)
  }

  /// The instant in RFC 3339, in UTC.
  package var description: String { RFC3339.print(self) }

  /// Orders earlier before later.
  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
