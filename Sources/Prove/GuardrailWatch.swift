import Domain
import Glibc
import Numerics

/// Watches a number that must not get worse, by a bound that holds however often one looks.
enum GuardrailWatch {
  /// It may be worse by a tenth: below that drift of any busy metric would ring.
  static let margin = 1.1
  private static let baselineWeeks = 8
  /// The spread of rates the mixture bets on: a gamma distribution of this shape around no change.
  private static let shape = 2.0

  /// Looks at every day since the exposure; the check fails when the bound was ever crossed.
  ///
  /// Under "no more than a tenth worse" the e-value below is a supermartingale, so that it passes 2 / alpha with at most
  /// half of alpha's probability at any time (Ville's inequality; Howard et al., https://arxiv.org/abs/1810.08240). The
  /// other half pays for not knowing the rate before: its unfavourable bound is taken.
  static func check(_ guardrail: ImpactQuestion.Guardrail, frame: Frame, alpha: Double) -> Ship.Check {
    let series = DaySeries(guardrail.days)
    let before = series.days((frame.before - 7 * baselineWeeks)..<frame.before)
    let after = series.days(frame.watched)
    let name = "guardrail \(guardrail.name)"
    guard before.count >= Baseline.leastDays else {
      return Ship.Check(what: name, passed: true, detail: "not watched: less than a week of history")
    }
    guard !after.isEmpty else { return Ship.Check(what: name, passed: true, detail: "no whole day known yet") }
    let dispersion = CountComparison.dispersion(before)
    let factors = WeekdayFactors(before)
    let isRise = guardrail.fewerIsGood
    let rate = boundedRate(before, factors, dispersion, isRise: isRise, alpha: alpha / 2)
    let allowed = isRise ? rate * margin : rate / margin
    var seen = 0.0
    var expected = 0.0
    for day in after {
      seen += day.count
      expected += allowed * factors.exposure([day])
      let evidence = logEvidence(seen / dispersion, against: expected / dispersion, isRise: isRise)
      guard evidence >= -log(alpha / 2) else { continue }
      let usual = before.total / factors.exposure(before) * factors.exposure(after.filter { $0.day <= day.day })
      return Ship.Check(
        what: name,
        passed: false,
        detail: "\(Words.count(seen)) by \(Calendar.text(day.day)), where \(Words.count(usual)) were usual"
      )
    }
    return Ship.Check(what: name, passed: true, detail: "within its bound through \(Words.days(after.count))")
  }

  /// Returns the rate before at its unfavourable exact bound.
  private static func boundedRate(
    _ before: [DaySeries.Known],
    _ factors: WeekdayFactors,
    _ dispersion: Double,
    isRise: Bool,
    alpha: Double
  ) -> Double {
    let count = before.total / dispersion
    let bound =
      isRise
      ? IncompleteGamma.quantile(1 - alpha, shape: count + 1)
      : (count > 0 ? IncompleteGamma.quantile(alpha, shape: count) : 0)
    return bound * dispersion / factors.exposure(before)
  }

  /// Returns the logarithm of the e-value of a count against its expectation.
  ///
  /// The likelihood ratio t^s e^(-(t - 1) m) averaged over worse rates t, drawn from a gamma distribution cut off at 1.
  static func logEvidence(_ seen: Double, against expected: Double, isRise: Bool) -> Double {
    guard expected > 0 else { return isRise && seen > 0 ? .infinity : 0 }
    let a = shape
    let whole =
      expected + a * log(a) + LogGamma.value(a + seen) - LogGamma.value(a) - (a + seen) * log(a + expected)
    let worse =
      isRise ? IncompleteGamma.upper(a + seen, a + expected) : IncompleteGamma.lower(a + seen, a + expected)
    let prior = isRise ? IncompleteGamma.upper(a, a) : IncompleteGamma.lower(a, a)
    return worse > 0 ? whole + log(worse / prior) : -.infinity
  }
}
