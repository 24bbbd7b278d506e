import Domain
import Numerics

/// Whether those who meet an error complain more than the others, by the exact ratio of the two rates.
struct HarmTest {
  /// The chance that the interval leaves out, both sides together; that of a wrong alarm is shared by all that are tested.
  static let alpha = 0.1

  private let harm: Footprint.Harm
  private let tests: Int

  init(_ harm: Footprint.Harm, tests: Int) {
    self.harm = harm
    self.tests = tests
  }

  /// Of nobody's complaint no ratio is above nothing.
  var isHarmful: Bool {
    guard harm.affectedWriters > 0 else { return false }
    let alarm = HarmTest.ratio(harm, alpha: HarmTest.alpha / Double(max(1, tests)))
    return alarm.map { $0.low > Standing.harmfulRatio } ?? false
  }

  var isHarmless: Bool { isBelow(Standing.harmlessRatio) }
  /// Whether it harms at most a little.
  var isSlight: Bool { isBelow(Standing.slightRatio) }

  private func isBelow(_ limit: Double) -> Bool {
    HarmTest.ratio(harm, alpha: HarmTest.alpha).map { $0.high < limit } ?? false
  }

  /// How many times as often those who meet it write.
  private static func ratio(_ harm: Footprint.Harm, alpha: Double) -> (low: Double, high: Double)? {
    guard harm.affected > 0, harm.others > 0 else { return nil }
    return Poisson.rateRatio(
      (Int64(harm.otherWriters), Double(harm.others)),
      (Int64(harm.affectedWriters), Double(harm.affected)),
      alpha: alpha
    )
  }
}

extension ChoiceInput {
  /// How many errors are asked whether they harm: so many chances to be wrong.
  var harmTests: Int {
    candidates.count { $0.footprint.harm != nil && $0.footprint.subjects >= policy.sufficiency.subjects }
  }
}
