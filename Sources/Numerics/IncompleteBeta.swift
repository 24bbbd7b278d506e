import Glibc

/// The regularised incomplete beta function: what the binomial, Student and beta distributions stand on.
package enum IncompleteBeta {
  /// Returns I_x(a, b), the share of a beta distribution below `x`; NaN where a parameter is not above 0.
  package static func lower(_ x: Double, _ a: Double, _ b: Double) -> Double {
    value(x: x, complement: 1 - x, a, b)
  }

  /// Returns I_x(a, b) where 1 - x is known better than by subtraction.
  static func value(x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a.isFinite, b.isFinite, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    // The continued fraction converges fast below the mean of the distribution.
    if x * (a + b + 2) < a + 1 { return min(1, front(x, y, a, b) / a * fraction(x, a, b)) }
    return max(0, 1 - front(y, x, b, a) / b * fraction(y, b, a))
  }

  /// Returns the `x` below which the share `p` of a beta distribution lies; NaN for what is no share.
  package static func quantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
    guard p >= 0, p <= 1, a > 0, b > 0, a.isFinite, b.isFinite else { return .nan }
    if p == 0 { return 0 }
    if p == 1 { return 1 }
    return QuantileSearch.solve(
      p,
      from: a / (a + b),
      upTo: 1,
      share: { lower($0, a, b) },
      mass: { front($0, 1 - $0, a, b) / (1 - $0) }
    )
  }

  /// Returns x^a (1 - x)^b / B(a, b).
  static func front(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    guard min(a, b) >= LogGamma.stirlingStart else {
      let logX = x < 0.5 ? log(x) : log1p(-y)
      let logY = y < 0.5 ? log(y) : log1p(-x)
      return exp(a * logX + b * logY - LogGamma.beta(a, b))
    }
    // Around the mode both logarithms are small, so that large parameters lose no digits.
    let sum = a + b
    let shift = x * b - y * a
    let exponent = a * log1p(shift / a) + b * log1p(-shift / b)
    let rest = LogGamma.correction(sum) - LogGamma.correction(a) - LogGamma.correction(b)
    return exp(exponent + rest) * (a / sum * (b / (2 * .pi))).squareRoot()
  }

  /// Returns Lentz's continued fraction of the function (https://dlmf.nist.gov/8.17.E22).
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...200_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      let change = d * c
      result *= change
      if abs(change - 1) < 1e-16 { break }
    }
    return result
  }
}
