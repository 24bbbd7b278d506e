import Glibc
import Numerics

/// Rows counted twice over: with an attribute or without, bad or not.
struct FourFold: Equatable, Sendable {
  let badWith: Int
  let badWithout: Int
  let otherWith: Int
  let otherWithout: Int

  init(badWith: Int, bad: Int, otherWith: Int, other: Int) {
    self.badWith = badWith
    badWithout = max(0, bad - badWith)
    self.otherWith = otherWith
    otherWithout = max(0, other - otherWith)
  }

  private var bad: Int { badWith + badWithout }
  private var other: Int { otherWith + otherWithout }
  var all: Int { bad + other }

  var badShare: Double { bad > 0 ? Double(badWith) / Double(bad) : 0 }
  var otherShare: Double { other > 0 ? Double(otherWith) / Double(other) : 0 }

  /// Sokal and Rohlf's G: twice the information that the attribute has of which rows are bad; 0 where it is rarer there.
  var information: Double {
    guard all > 0, badShare > otherShare else { return 0 }
    let total = Double(all)
    func part(_ seen: Int, _ row: Int, _ column: Int) -> Double {
      seen > 0 ? Double(seen) * log(Double(seen) * total / (Double(row) * Double(column))) : 0
    }
    let with = badWith + otherWith
    let without = badWithout + otherWithout
    let sum =
      part(badWith, bad, with) + part(badWithout, bad, without) + part(otherWith, other, with)
      + part(otherWithout, other, without)
    return max(0, 2 * sum)
  }

  /// How many times as large the share among the bad is, with a 95 % interval (Katz 1978, half a row added to each count).
  var ratio: Explanation.Ratio {
    let a = Double(badWith) + 0.5
    let b = Double(otherWith) + 0.5
    let m = Double(bad) + 0.5
    let n = Double(other) + 0.5
    let likely = a / m / (b / n)
    let half = 1.959_963_984_540_054 * max(0, 1 / a - 1 / m + 1 / b - 1 / n).squareRoot()
    return Explanation.Ratio(low: likely * exp(-half), likely: likely, high: likely * exp(half))
  }

  /// The one-sided probability that chance alone puts so many bad rows under the attribute.
  ///
  /// Fisher's exact tail where an expected count is small, else half that of G's chi-squared distribution.
  var chance: Double {
    guard all > 0, badShare > otherShare else { return 1 }
    let with = badWith + otherWith
    let expected = Double(min(bad, other)) * Double(min(with, all - with)) / Double(all)
    guard expected < FourFold.fewExpected else {
      return IncompleteGamma.upper(0.5, information / 2) / 2
    }
    return FourFold.hypergeometricTail(badWith, drawn: with, bad: bad, all: all)
  }

  private static let fewExpected = 50.0

  /// Returns the probability of at least so many bad rows among the drawn ones.
  static func hypergeometricTail(_ least: Int, drawn: Int, bad: Int, all: Int) -> Double {
    guard all > 0, bad >= 0, drawn >= 0, bad <= all, drawn <= all else { return .nan }
    let most = min(drawn, bad)
    if least <= max(0, drawn + bad - all) { return 1 }
    guard least <= most else { return 0 }
    var term = exp(choose(bad, least) + choose(all - bad, drawn - least) - choose(all, drawn))
    var sum = 0.0
    for count in least...most {
      sum += term
      guard term > sum * 1e-17, count < most else { break }
      let k = Double(count)
      term *= (Double(bad) - k) / (k + 1) * ((Double(drawn) - k) / (Double(all - bad - drawn) + k + 1))
    }
    return min(1, sum)
  }

  private static func choose(_ n: Int, _ k: Int) -> Double {
    LogGamma.value(Double(n) + 1) - LogGamma.value(Double(k) + 1) - LogGamma.value(Double(n - k) + 1)
  }
}
