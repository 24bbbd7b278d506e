import Glibc

/// The standard normal distribution.
package enum Normal {
  /// Returns the share below `x`.
  package static func cdf(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// Returns the density at `x`.
  package static func density(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

  /// Returns the `x` below which the share `p` lies: infinite at 0 and 1, NaN for what is no share.
  ///
  /// A first guess by Abramowitz and Stegun 26.2.23, made exact by Halley's method on the smaller tail.
  package static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p > 0.5 { return -lowerQuantile(1 - p) }
    return p == 0.5 ? 0 : lowerQuantile(p)
  }

  private static func lowerQuantile(_ p: Double) -> Double {
    let t = (-2 * log(p)).squareRoot()
    let top = 2.515517 + t * (0.802853 + t * 0.010328)
    let bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = top / bottom - t
    for _ in 0..<4 {
      let density = density(x)
      guard density > 0 else { break }
      let step = (cdf(x) - p) / density
      x -= step / (1 + 0.5 * x * step)
    }
    return x
  }
}
