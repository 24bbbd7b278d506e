import Domain
import Numerics

/// The part of a look that has enough days on both sides: estimate, placebos, interval, verdict.
struct Reading {
  let question: ImpactQuestion
  let frame: Frame
  let baseline: Baseline
  let after: [DaySeries.Known]
  let full: CountComparison.Result

  func answer() -> ImpactAnswer {
    switch OtherShips.look(question.otherShips, baseline: baseline, after: after, frame: frame, full: full) {
    case .none:
      return read(before: baseline.days, after: after, full, others: nil)
    case .apart(let before, let rest, let days):
      let detail = "\(Words.ships(days)): without the days it touches the estimate holds; only the others are read"
      let check = Ship.Check(what: "other ships", passed: true, detail: detail)
      guard let part = CountComparison.compare(before: before, after: rest) else { return confounded(days) }
      return read(before: before, after: rest, part, others: check)
    case .confounded(let days):
      return confounded(days)
    }
  }

  private func confounded(_ days: [Int]) -> ImpactAnswer {
    var answer = read(before: baseline.days, after: after, full, others: nil)
    answer.verdict = .confounded
    let detail = "\(Words.ships(days)): the effect shown is that of all together"
    answer.checks.append(Ship.Check(what: "other ships", passed: false, detail: detail))
    answer.advice = Advice.confounded(days)
    return answer
  }

  private func read(
    before: [DaySeries.Known],
    after: [DaySeries.Known],
    _ result: CountComparison.Result,
    others: Ship.Check?
  ) -> ImpactAnswer {
    let placebos = Placebos(baseline: baseline, weeks: frame.weeks, real: result)
    let effect = effect(result, before: before, after: after, guardFactor: placebos.guardFactor)
    let plan = question.plan
    let verdict = VerdictRule.verdict(effect: effect, minimum: plan.minimum, promisedTop: plan.promised.high)
    let isFinal = frame.isComplete
    let next = isFinal ? nil : frame.nextLook
    return ImpactAnswer(
      verdict: verdict,
      grade: result.hasTrend ? .interrupted : .beforeAfter,
      effect: effect,
      baseline: Self.sample(before),
      observed: Self.sample(after),
      checks: (others.map { [$0] } ?? []) + methodChecks(result, placebos),
      placebos: placebos.count,
      placeboShare: placebos.share.map(Rounding.nine),
      isFinal: isFinal,
      advice: Advice.reading(verdict, self, wait: isFinal && verdict == .inconclusive ? weeksThatSettle() : nil),
      next: next.flatMap(Calendar.timestamp(of:))
    )
  }

  /// Draws the interval.
  ///
  /// Before the plan's last week the error is split over its weeks, so that looking early does not buy significance.
  private func effect(
    _ result: CountComparison.Result,
    before: [DaySeries.Known],
    after: [DaySeries.Known],
    guardFactor: Double
  ) -> Interval {
    let rule = EffectInterval(
      alpha: Impact.alpha(question) / (frame.isComplete ? 1 : Double(frame.wantedWeeks)),
      guardFactor: guardFactor,
      fewerIsGood: question.plan.metric.fewerIsGood
    )
    let from = before.first?.day ?? 0
    let whole =
      baseline.leftOut > 0
      ? CountComparison.compare(before: baseline.all.filter { $0.day >= from }, after: after, noise: result.noise)?
        .contrast : nil
    return rule.change(result.contrast, whole: whole, keepsPicked: baseline.keepsPicked)
  }

  /// Returns the fewest weeks after the exposure that would tell the minimum from nothing; nil where a year's half does
  /// not.
  private func weeksThatSettle() -> Int? {
    let ahead = SmallestEffect.Question(
      baseline: baseline.days,
      going: baseline.all,
      alpha: Impact.alpha(question),
      power: 0.8,
      fewerIsGood: question.plan.metric.fewerIsGood
    )
    var noise: [StepRegression.Noise]?
    func settles(_ weeks: Int) -> Bool { ahead.sees(question.plan.minimum, weeks: weeks, &noise) }
    var low = frame.weeks
    var high = 26
    guard low < high, settles(high) else { return nil }
    while high - low > 1 {
      let middle = (low + high) / 2
      if settles(middle) { high = middle } else { low = middle }
    }
    return high
  }

  // MARK: - What it rests on

  private func methodChecks(_ result: CountComparison.Result, _ placebos: Placebos) -> [Ship.Check] {
    let method =
      result.isExact
      ? "few events: exact comparison of two counts, scaled by their dispersion"
      : "Poisson regression on weekday\(result.hasTrend ? ", trend" : "") and step, autocorrelation averaged over"
    var checks = [
      Ship.Check(what: "method", passed: true, detail: method),
      Ship.Check(
        what: "trend",
        passed: result.hasTrend,
        detail: result.hasTrend ? "taken out" : "not taken out: that needs 3 weeks of baseline and 10 events a side"
      ),
    ]
    let wider = Int((placebos.guardFactor * 100).rounded()) - 100
    let detail =
      placebos.count == 0
      ? "no pretend ship date fits the baseline"
      : "\(placebos.count) pretend ship dates"
        + (wider > 0 ? "; they stray, so that the interval is \(wider) % wider" : "")
    checks.append(Ship.Check(what: "placebo", passed: placebos.count > 0, detail: detail))
    return checks
  }

  static func pickedCheck(_ baseline: Baseline) -> Ship.Check {
    let what = "picked window"
    if baseline.keepsPicked {
      let detail = "too little else to compare with, so that it stays and the interval is 2 standard errors wider"
      return Ship.Check(what: what, passed: false, detail: detail)
    }
    let detail =
      baseline.leftOut > 0
      ? "\(Words.days(baseline.leftOut)) left out of the baseline" : "not within the baseline"
    return Ship.Check(what: what, passed: true, detail: detail)
  }

  private static func sample(_ days: [DaySeries.Known]) -> Readout.Sample? {
    guard let first = days.first, let last = days.last else { return nil }
    return Readout.Sample(
      window: Calendar.second(of: first.day)..<Calendar.second(of: last.day + 1),
      days: days.count,
      count: Int64(min(9e18, days.total.rounded())),
      rate: Rounding.nine(days.rate)
    )
  }
}
