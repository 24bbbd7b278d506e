/// Student's t distribution.
package enum StudentT {
  /// From here on it is the normal distribution to ten digits.
  private static let normalFrom = 1e10

  /// Returns the share below `t`; NaN where the degrees of freedom are not above 0.
  package static func cdf(_ t: Double, degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
    if degreesOfFreedom >= normalFrom { return Normal.cdf(t) }
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
    if degreesOfFreedom >= normalFrom { return Normal.quantile(p) }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p == 0.5 { return 0 }
    let tail = min(p, 1 - p)
    let half = degreesOfFreedom / 2
    let square: Double
    if tail > 0.25 {
      let y = IncompleteBeta.quantile(1 - 2 * tail, 0.5, half)
      square = degreesOfFreedom * y / (1 - y)
    } else {
      let x = IncompleteBeta.quantile(2 * tail, half, 0.5)
      square = degreesOfFreedom * (1 - x) / x
    }
    return p < 0.5 ? -square.squareRoot() : square.squareRoot()
  }
}
