import Glibc

/// Logarithms of the gamma and beta functions, in plain arithmetic so that no C library's global sign is touched.
package enum LogGamma {
  /// From here on the Stirling series below is exact to the last digits.
  static let stirlingStart = 10.0

  /// Returns the logarithm of the gamma function; NaN for what is not above 0.
  package static func value(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    guard x.isFinite else { return .infinity }
    var shifted = x
    var product = 1.0
    while shifted < stirlingStart {
      product *= shifted
      shifted += 1
    }
    return (shifted - 0.5) * log(shifted) - shifted + halfLogTau + correction(shifted) - log(product)
  }

  /// Returns the logarithm of the beta function without the cancellation that three separate gammas would suffer.
  package static func beta(_ a: Double, _ b: Double) -> Double {
    let small = min(a, b)
    let large = max(a, b)
    guard small > 0, large.isFinite else { return .nan }
    if large < stirlingStart { return value(small) + value(large) - value(small + large) }
    if small < stirlingStart { return value(small) + ratio(large, plus: small) }
    let sum = small + large
    let rest = correction(small) + correction(large) - correction(sum)
    return halfLogTau - 0.5 * log(large) + (small - 0.5) * log(small / sum) + large * log1p(-small / sum) + rest
  }

  /// Returns ln Γ(x) - ln Γ(x + step), x at least `stirlingStart`.
  private static func ratio(_ x: Double, plus step: Double) -> Double {
    let sum = x + step
    return -(x - 0.5) * log1p(step / x) - step * log(sum) + step + correction(x) - correction(sum)
  }

  /// Returns what ln Γ adds to the Stirling formula, x at least `stirlingStart`.
  ///
  /// The coefficients are Bernoulli numbers B(2k) / (2k (2k - 1)): https://dlmf.nist.gov/5.11.E1.
  static func correction(_ x: Double) -> Double {
    let inverse = 1 / x
    let square = inverse * inverse
    var sum = 0.0
    for coefficient in coefficients { sum = sum * square + coefficient }
    return sum * inverse
  }

  static let halfLogTau = 0.918_938_533_204_672_741_78

  private static let coefficients: [Double] = [
    -3617.0 / 122_400, 1.0 / 156, -691.0 / 360_360, 1.0 / 1_188, -1.0 / 1_680, 1.0 / 1_260, -1.0 / 360, 1.0 / 12,
  ]
}
