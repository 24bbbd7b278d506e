package import Bytes
package import Domain
import Numerics

/// Makes the locked promise of how a bet will be judged.
package enum PlanRules {
  /// The most weeks before the exposure that are read: older ones tell of another product.
  package static let baselineWeeks = 8
  /// The weeks after it, where nothing calls for more.
  package static let usualWeeks = 2
  package static let mostWeeks = 4
  package static let alpha = 0.05

  /// Makes the plan of a bet from the history of its metric, as it was known at the lock.
  ///
  /// The picked window is the week that looks worst; the weeks to measure are the fewest at which the smallest effect
  /// that would be seen is no larger than the one expected, 2 to 4.
  package static func plan(for bet: Bet, history: [DayCount], lockedAt: Timestamp) -> Plan {
    sealed(
      Draft(
        bet: bet.id,
        metric: bet.metric,
        minimum: Rounding.nine(bet.minimum),
        promised: bet.expected,
        probability: Rounding.nine(bet.confidence.probability),
        guardrails: bet.guardrails,
        picked: pickedWindow(history, fewerIsGood: bet.metric.fewerIsGood, lockedAt: lockedAt.seconds),
        measureWeeks: measureWeeks(history, bet: bet),
        lockedAt: lockedAt,
        amendments: 0
      )
    )
  }

  /// Changes what a plan promises, as a new plan that counts its amendments.
  package static func amended(
    _ plan: Plan,
    minimum: Double? = nil,
    measureWeeks: Int? = nil,
    promised: Interval? = nil,
    at: Timestamp
  ) -> Plan {
    sealed(
      Draft(
        bet: plan.bet,
        metric: plan.metric,
        minimum: Rounding.nine(minimum ?? plan.minimum),
        promised: promised ?? plan.promised,
        probability: plan.probability,
        guardrails: plan.guardrails,
        picked: plan.picked,
        measureWeeks: min(max(1, measureWeeks ?? plan.measureWeeks), 26),
        lockedAt: at,
        amendments: plan.amendments + 1
      ),
      baselineWeeks: plan.baselineWeeks,
      alpha: plan.alpha
    )
  }

  /// Returns the week of the last four before a lock that looks worst; all days of them where there is no whole week.
  package static func pickedWindow(_ history: [DayCount], fewerIsGood: Bool, lockedAt: Int64) -> Range<Int64> {
    let lock = Calendar.day(of: lockedAt)
    let days = DaySeries(history).days((lock - WorstWeek.reach)..<lock)
    let worst = WorstWeek.find(days, before: lock, fewerIsGood: fewerIsGood) ?? (days.first?.day ?? lock)..<lock
    return Calendar.second(of: worst.lowerBound)..<Calendar.second(of: worst.upperBound)
  }

  private static func measureWeeks(_ history: [DayCount], bet: Bet) -> Int {
    let hoped = max(bet.minimum, bet.expected.likely)
    let fewerIsGood = bet.metric.fewerIsGood
    for weeks in usualWeeks...mostWeeks {
      let smallest = SmallestEffect.detectable(history: history, weeks: weeks, alpha: alpha, fewerIsGood: fewerIsGood)
      if let smallest, smallest <= hoped { return weeks }
    }
    return mostWeeks
  }

  /// Tells whether a plan still says what its id was made of.
  package static func isIntact(_ plan: Plan) -> Bool {
    RecordID(.plan, of: identity(plan), length: plan.id.text.utf8.count - 2) == plan.id
  }

  /// Returns the SHA-256 of a plan's canonical content, in hexadecimal.
  package static func digest(_ plan: Plan) -> String {
    Hex.encode(SHA256.hash(Array(identity(plan).utf8)).bytes)
  }
}

// MARK: - Identity

extension PlanRules {
  private struct Draft {
    let bet: RecordID
    let metric: Metric
    let minimum: Double
    let promised: Interval
    let probability: Double
    let guardrails: [Metric]
    let picked: Range<Int64>
    let measureWeeks: Int
    let lockedAt: Timestamp
    let amendments: Int
  }

  private static func sealed(
    _ draft: Draft,
    baselineWeeks: Int = PlanRules.baselineWeeks,
    alpha: Double = PlanRules.alpha
  ) -> Plan {
    func plan(_ id: RecordID) -> Plan {
      Plan(
        id: id,
        bet: draft.bet,
        metric: draft.metric,
        minimum: draft.minimum,
        promised: draft.promised,
        probability: draft.probability,
        guardrails: draft.guardrails,
        picked: draft.picked,
        baselineWeeks: baselineWeeks,
        measureWeeks: draft.measureWeeks,
        alpha: alpha,
        lockedAt: draft.lockedAt,
        amendments: draft.amendments
      )
    }
    // The content does not hold the id, so that any stands in until the content is known.
    return plan(RecordID(.plan, of: identity(plan(draft.bet))))
  }

  /// Returns everything a plan promises as lines of canonical text; two plans with the same lines are the same plan.
  package static func identity(_ plan: Plan) -> String {
    var lines = [
      "bet \(plan.bet)", "metric \(line(plan.metric))", "minimum \(plan.minimum)",
      "promised \(plan.promised.low) \(plan.promised.likely) \(plan.promised.high)",
      "probability \(plan.probability)", "picked \(plan.picked.lowerBound) \(plan.picked.upperBound)",
      "baseline_weeks \(plan.baselineWeeks)", "measure_weeks \(plan.measureWeeks)", "alpha \(plan.alpha)",
      "locked \(plan.lockedAt)", "amendments \(plan.amendments)",
    ]
    lines += plan.guardrails.map { "guardrail \(line($0))" }
    return lines.joined(separator: "\n")
  }

  private static func line(_ metric: Metric) -> String {
    // Lengths before texts, so that no name can pretend to be two.
    let texts = [metric.name] + metric.series.map(\.text) + [metric.denominator?.text ?? ""]
    let parts = texts.map { "\($0.utf8.count):\($0)" }
    return parts.joined(separator: " ")
      + " \(metric.denominator != nil) \(metric.countsErrors) \(metric.fewerIsGood)"
  }
}
