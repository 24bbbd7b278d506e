import Glibc
import Numerics

/// What was counted in how much exposure before and after some moment.
struct CountPair {
  typealias Side = (count: Double, exposure: Double)

  let before: Side
  let after: Side
  /// How much more counts scatter than independent events: such counts tell no more than fewer independent ones.
  let dispersion: Double

  private func independent(_ side: Side) -> (count: Int64, exposure: Double) {
    (Int64((side.count / dispersion).rounded()), side.exposure)
  }

  /// Whether the rate is higher after than before.
  var isRise: Bool { after.count * before.exposure > before.count * after.exposure }

  /// The rate after over the rate before with its exact 95 % interval; nil where nothing was counted.
  var ratio: Interval? {
    guard let range = Poisson.rateRatio(independent(before), independent(after)) else { return nil }
    let value = before.count > 0 ? after.count / after.exposure / (before.count / before.exposure) : .infinity
    return Interval(low: min(range.low, value), value: value, high: max(range.high, value))
  }

  /// Returns the digits of the exact chance that one rate gives two counts so different, in any of so many places.
  func surprise(places: Int) -> Double {
    let chance = Poisson.sameRate(independent(before), independent(after))
    return chance.isFinite ? max(0, -log10(max(chance, 1e-300)) - log10(Double(max(1, places)))) : 0
  }
}
