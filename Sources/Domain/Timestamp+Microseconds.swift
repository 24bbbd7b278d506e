package import Bytes

extension Timestamp {
  /// Wraps a count of microseconds since the Unix epoch; what lies out of range becomes the nearest instant in it.
  package init(microseconds: Int64) {
    let (nanoseconds, isOut) = microseconds.multipliedReportingOverflow(by: 1_000)
    self.init(nanoseconds: isOut ? (microseconds < 0 ? .min : .max) : nanoseconds)
  }

  /// Microseconds since the Unix epoch, rounded towards the past.
  package var microseconds: Int64 { nanoseconds.flooredQuotient(by: 1_000) }

  /// Days since the Unix epoch in UTC.
  package var day: Int32 { Int32(seconds.flooredQuotient(by: 86_400)) }
}

extension Int64 {
  /// Returns the quotient rounded towards minus infinity; the divisor is positive.
  package func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  /// Returns the sum, or the nearest number there is.
  package func adding(_ other: Int64) -> Int64 {
    let (sum, isOut) = addingReportingOverflow(other)
    return isOut ? (other < 0 ? .min : .max) : sum
  }
}
