import Domain
import Glibc
import Numerics

/// Turns what is known of the log ratio into the relative change in the good direction.
struct EffectInterval {
  let alpha: Double
  /// By how much pretend ships say that intervals must be wider.
  let guardFactor: Double
  let fewerIsGood: Bool

  /// How many standard errors a baseline of the picked days alone may flatter: the expected best of 31 normal draws.
  private static let pickedAllowance = 2.0
  /// Changes are not told beyond a thousandfold: from nothing to something there is no ratio.
  private static let mostChange = 999.0

  /// Returns the change against the baseline, drawn wide enough for how the problem was picked.
  ///
  /// Days on which the problem was picked look worse than usual by chance, and the days around them were picked with
  /// them for looking better. So each end is taken from the baseline that speaks against it: the low end from the days
  /// without the picked window, the high end from whichever of `clean` and `whole`, which holds it, reaches further.
  /// Where the window could not be left out, the low end gives up two standard errors more.
  func change(_ clean: Contrast, whole: Contrast?, keepsPicked: Bool) -> Interval {
    var (bad, good) = ends(clean)
    if keepsPicked { bad += (fewerIsGood ? 1 : -1) * Self.pickedAllowance * clean.standardError * guardFactor }
    if let whole {
      let other = ends(whole).good
      good = fewerIsGood ? min(good, other) : max(good, other)
    }
    return Interval(low: change(bad), likely: change(clean.logRatio), high: change(good))
  }

  /// Returns the ends of an interval of the log ratio: the one on the bad side, and the one on the good.
  private func ends(_ contrast: Contrast) -> (bad: Double, good: Double) {
    let interval = contrast.interval(alpha: alpha)
    let centre = contrast.logRatio
    func stretched(_ end: Double) -> Double {
      // Where nothing was counted there is no centre to stretch from.
      centre.isFinite ? centre + (end - centre) * guardFactor : end
    }
    let (low, high) = (stretched(interval.low), stretched(interval.high))
    return fewerIsGood ? (high, low) : (low, high)
  }

  private func change(_ logRatio: Double) -> Double {
    let change = fewerIsGood ? 1 - exp(logRatio) : exp(logRatio) - 1
    return Rounding.nine(min(Self.mostChange, max(-Self.mostChange, change)))
  }
}
