import Domain

/// Says what a ship did to the metric of its plan: the whole of one look, from days to verdict.
package enum Impact {
  /// Answers one look.
  ///
  /// The same question gives the same answer, bit by bit. A source that was silent is never read as a drop to zero.
  package static func answer(_ question: ImpactQuestion) -> ImpactAnswer {
    let frame = Frame(question)
    let series = DaySeries(question.days)
    let guards = question.guardrails.map {
      GuardrailWatch.check($0, frame: frame, alpha: alpha(question) / Double(question.guardrails.count))
    }
    let baseline = Baseline(series: series, plan: question.plan, before: frame.before)
    var answer = read(question, frame, series, baseline)
    answer.checks = checks(question, frame, series, baseline) + answer.checks + guards
    if let broken = guards.first(where: { !$0.passed }) {
      answer.verdict = .guardrailBreach
      answer.isFinal = true
      answer.next = nil
      answer.advice = Advice.breach(broken, isReverted: question.reverted != nil)
    }
    return answer
  }

  static func alpha(_ question: ImpactQuestion) -> Double {
    let alpha = question.plan.alpha
    return alpha > 0 && alpha <= 0.5 ? alpha : PlanRules.alpha
  }

  /// Goes through what can stand in the way of a verdict, most certain first, and then reads.
  private static func read(
    _ question: ImpactQuestion,
    _ frame: Frame,
    _ series: DaySeries,
    _ baseline: Baseline
  ) -> ImpactAnswer {
    if frame.isRevertedEarly {
      return ImpactAnswer(verdict: .revertedEarly, isFinal: true, advice: Advice.revertedEarly)
    }
    guard baseline.isEnough, baseline.days.total > 0 || question.plan.metric.fewerIsGood == false else {
      let advice = Advice.noBaseline(baseline, before: frame.before)
      return ImpactAnswer(verdict: .unmeasurable, isFinal: true, advice: advice)
    }
    let after = series.days(frame.observed)
    guard frame.weeks > 0, after.count >= Baseline.leastDays else {
      if frame.isComplete {
        return ImpactAnswer(verdict: .unmeasurable, isFinal: true, advice: Advice.silent(after.count))
      }
      let next = frame.weeks > 0 ? frame.nextLook : frame.firstAfter + 7
      return ImpactAnswer(
        verdict: .immature,
        advice: Advice.immature(frame, known: after.count, next: next),
        next: Calendar.timestamp(of: next)
      )
    }
    guard let full = CountComparison.compare(before: baseline.days, after: after) else {
      return ImpactAnswer(verdict: .unmeasurable, isFinal: true, advice: Advice.nothingCounted)
    }
    return Reading(question: question, frame: frame, baseline: baseline, after: after, full: full).answer()
  }

  /// Names what was left out and what the comparison rests on.
  private static func checks(
    _ question: ImpactQuestion,
    _ frame: Frame,
    _ series: DaySeries,
    _ baseline: Baseline
  ) -> [Ship.Check] {
    var checks = [
      Ship.Check(
        what: "plan",
        passed: !question.isPostHoc,
        detail: question.isPostHoc ? "locked after the exposure" : "locked before the exposure"
      )
    ]
    let silent = series.unknown(baseline.range) + series.unknown(frame.observed)
    checks.append(
      Ship.Check(
        what: "coverage",
        passed: silent.isEmpty,
        detail: silent.isEmpty
          ? "every day is known"
          : "no data on \(Calendar.text(silent)): left out, not read as zero"
      )
    )
    if let shift = baseline.shift {
      let detail = "the metric has been at its own level since \(Calendar.text(shift)); earlier days are no baseline"
      checks.append(Ship.Check(what: "level", passed: true, detail: detail))
    }
    checks.append(Reading.pickedCheck(baseline))
    return checks
  }
}
