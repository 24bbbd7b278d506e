/// Student's t distribution.
package enum StudentT {
  /// From here on the expansion around the normal distribution below is exact to the last digits.
  private static let expandFrom = 1e5

  /// Returns the share below `t`; NaN where the degrees of freedom are not above 0.
  package static func cdf(_ t: Double, degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
    if degreesOfFreedom > 1e15 { return Normal.cdf(t) }
    if t.isInfinite { return t < 0 ? 0 : 1 }
    let square = t * t
    let total = degreesOfFreedom + square
    guard total.isFinite else { return t < 0 ? 0 : 1 }
    let tail =
      0.5 * IncompleteBeta.value(x: degreesOfFreedom / total, complement: square / total, degreesOfFreedom / 2, 0.5)
    return t < 0 ? tail : 1 - tail
  }

  /// Returns the `t` below which the share `p` lies: infinite at 0 and 1, NaN for what is no share.
  package static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    guard p >= 0, p <= 1, degreesOfFreedom > 0 else { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p == 0.5 { return 0 }
    if degreesOfFreedom >= expandFrom { return expanded(Normal.quantile(p), 1 / degreesOfFreedom) }
    let tail = min(p, 1 - p)
    let half = degreesOfFreedom / 2
    // Whichever of x = n / (n + t²) and 1 - x is the smaller is the one known to the last digits.
    let x = IncompleteBeta.quantile(2 * tail, half, 0.5)
    let y = x < 0.5 ? 1 - x : IncompleteBeta.quantile(1 - 2 * tail, 0.5, half)
    let square = degreesOfFreedom * y / (x < 0.5 ? x : 1 - y)
    return p < 0.5 ? -square.squareRoot() : square.squareRoot()
  }

  /// Returns the expansion of Abramowitz and Stegun 26.7.5 in the inverse of the degrees of freedom.
  private static func expanded(_ z: Double, _ inverse: Double) -> Double {
    let square = z * z
    let first = (square + 1) / 4
    let second = ((5 * square + 16) * square + 3) / 96
    let third = (((3 * square + 19) * square + 17) * square - 15) / 384
    return z * (1 + inverse * (first + inverse * (second + inverse * third)))
  }
}
