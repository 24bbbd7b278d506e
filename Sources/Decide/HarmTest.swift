import Domain
import Numerics

/// Whether those who meet an error complain more than the others, by the exact ratio of the two rates.
struct HarmTest {
  /// The chance that the interval leaves out, both sides together.
  static let alpha = 0.1

  let isHarmful: Bool
  let isHarmless: Bool

  init(_ harm: Footprint.Harm) {
    guard harm.affected > 0, harm.others > 0,
      let ratio = Poisson.rateRatio(
        (Int64(harm.otherWriters), Double(harm.others)),
        (Int64(harm.affectedWriters), Double(harm.affected)),
        alpha: HarmTest.alpha
      )
    else {
      isHarmful = false
      isHarmless = false
      return
    }
    isHarmful = ratio.low > 1
    isHarmless = ratio.high < Standing.harmlessRatio
  }
}
