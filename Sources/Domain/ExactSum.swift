/// A sum of doubles that does not depend on their order: each is rounded once to a multiple of 2^-50, then added exactly.
///
/// So merging is associative and commutative, which sums of doubles are not. It reaches to 1.5e23 on either side, where it
/// stops; what is below 4e-16 counts as nothing.
package struct ExactSum: Equatable, Sendable {
  /// The sum in units of 2^-50.
  package private(set) var units: Int128

  private static let fractionBits = 50

  package static let zero = ExactSum(units: 0)

  package init(units: Int128) {
    self.units = units
  }

  /// Starts with a number; what is none, or infinite, counts as nothing.
  package init(_ value: Double) {
    guard value.isFinite else {
      self = .zero
      return
    }
    let scaled = Double(sign: .plus, exponent: ExactSum.fractionBits, significand: value).rounded()
    units = Int128(exactly: scaled) ?? (value < 0 ? .min : .max)
  }

  /// The double next to it.
  package var value: Double {
    Double(sign: .plus, exponent: -ExactSum.fractionBits, significand: Double(units))
  }

  /// Adds another sum; past the ends it stays there.
  package mutating func add(_ other: ExactSum) {
    let (sum, isTooLong) = units.addingReportingOverflow(other.units)
    units = isTooLong ? (other.units < 0 ? .min : .max) : sum
  }
}
