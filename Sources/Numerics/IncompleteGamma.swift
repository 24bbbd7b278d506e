import Glibc

/// The regularised incomplete gamma functions: what the Poisson, chi-squared and gamma distributions stand on.
package enum IncompleteGamma {
  /// Returns P(a, x), the share of a gamma distribution of shape `a` below `x`; NaN where `a` is not above 0.
  package static func lower(_ a: Double, _ x: Double) -> Double {
    guard a > 0, a.isFinite, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if x == .infinity { return 1 }
    return x < a + 1 ? min(1, series(a, x)) : max(0, 1 - fraction(a, x))
  }

  /// Returns Q(a, x) = 1 - P(a, x), exact in the far tail too.
  package static func upper(_ a: Double, _ x: Double) -> Double {
    guard a > 0, a.isFinite, !x.isNaN else { return .nan }
    if x <= 0 { return 1 }
    if x == .infinity { return 0 }
    return x < a + 1 ? max(0, 1 - series(a, x)) : min(1, fraction(a, x))
  }

  /// Returns the `x` below which the share `p` of a gamma distribution of shape `a` lies.
  package static func quantile(_ p: Double, shape a: Double) -> Double {
    guard p >= 0, p <= 1, a > 0, a.isFinite else { return .nan }
    if p == 0 { return 0 }
    if p == 1 { return .infinity }
    // Wilson and Hilferty 1931 gives the start; where that fails, the first term of the series does.
    let root = 1 - 1 / (9 * a) + Normal.quantile(p) / (3 * a.squareRoot())
    let small = exp((log(p) + LogGamma.value(a + 1)) / a)
    let start = a < 1 || root < 0.5 ? max(small, 1e-300) : a * root * root * root
    return QuantileSearch.solve(p, from: start, upTo: .infinity, share: { lower(a, $0) }, mass: { front(a, $0) })
  }

  /// Returns x^a e^-x / Γ(a).
  private static func front(_ a: Double, _ x: Double) -> Double {
    guard a >= LogGamma.stirlingStart else { return exp(a * log(x) - x - LogGamma.value(a)) }
    let shift = (x - a) / a
    return exp(a * (log1p(shift) - shift) - LogGamma.correction(a)) * (a / (2 * .pi)).squareRoot()
  }

  /// Sums the power series of P (https://dlmf.nist.gov/8.11.E4).
  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var denominator = a
    for _ in 0..<1_000_000 {
      denominator += 1
      term *= x / denominator
      sum += term
      if term < sum * 1e-17 { break }
    }
    return sum * front(a, x)
  }

  /// Returns Lentz's continued fraction of Q (https://dlmf.nist.gov/8.9.E2).
  private static func fraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / kept(b)
    var result = d
    for step in 1...1_000_000 {
      let i = Double(step)
      let numerator = -i * (i - a)
      b += 2
      d = 1 / kept(numerator * d + b)
      c = kept(b + numerator / c)
      let change = d * c
      result *= change
      if abs(change - 1) < 1e-16 { break }
    }
    return result * front(a, x)
  }
}
