import Glibc

/// Finds where a distribution on the positive numbers reaches a share.
enum QuantileSearch {
  /// Returns the `x` in `low..<high` whose share below is `p`, by Newton's method on logarithms kept within a bracket.
  ///
  /// In logarithms the lower tail x^a is a straight line, so that shares of any smallness are found in a few steps.
  /// `mass` is x times the density at x.
  static func solve(
    _ p: Double,
    from start: Double,
    upTo limit: Double,
    share: (Double) -> Double,
    mass: (Double) -> Double
  ) -> Double {
    var low = 0.0
    var high = limit
    var x = start
    for _ in 0..<500 {
      let found = share(x)
      if found == p { return x }
      if found < p { low = x } else { high = x }
      let step = log(found / p) * found / mass(x)
      var next = x * exp(-step)
      // Where the guess leaves the bracket, or is no number, halve it instead: by exponents while it spans many.
      if !(next > low && next < high) {
        if low == 0 {
          next = x / 16
        } else if high == .infinity {
          next = x * 2
        } else {
          next = high > 4 * low ? (low * high).squareRoot() : low + (high - low) / 2
        }
      }
      if abs(next - x) <= 2e-16 * x || next == 0 { return next }
      x = next
    }
    return x
  }
}
