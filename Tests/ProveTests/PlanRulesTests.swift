import Bytes
import Domain
import Prove
import Testing

@Suite struct PlanRulesTests {
  private static let second = Int64(Look.start) * 86_400

  private func bet(minimum: Double = 0.2, likely: Double = 0.5, fewerIsGood: Bool = true) -> Bet {
    let span = Interval(low: 1, likely: 2, high: 3)
    return Bet(
      id: RecordID(.bet, of: "carts"),
      opportunity: RecordID(.opportunity, of: "carts"),
      state: .ready,
      title: "Carts are lost",
      hypothesis: "A retry keeps them",
      metric: Metric(
        name: "lost carts",
        series: [.event("cart_lost")],
        denominator: .event("checkout"),
        countsErrors: false,
        fewerIsGood: fewerIsGood
      ),
      expected: Interval(low: 0.2, likely: likely, high: 0.8),
      minimum: minimum,
      confidence: Confidence(probability: 1.0 / 3, parts: [], rung: 3, cap: 0.45, scored: 0),
      score: 1,
      winShare: 0.7,
      effortDays: span,
      valuePerWeek: span,
      alternatives: [],
      guardrails: [
        Metric(name: "orders", series: [.event("order")], denominator: nil, countsErrors: false, fewerIsGood: false)
      ],
      killCriteria: [],
      measurability: Measurability(smallestDetectable: nil, weeks: 2, isEnough: true),
      claims: [],
      asOf: Timestamp(nanoseconds: 0)
    )
  }

  private func plan(_ counts: [Double?], bet: Bet? = nil) -> Plan {
    let lockedAt = Timestamp(nanoseconds: (Self.second + Int64(counts.count) * 86_400 + 3_600) * 1_000_000_000)
    return PlanRules.plan(for: bet ?? self.bet(), history: Look.days(counts), lockedAt: lockedAt)
  }

  @Test func `the picked window is the worst week`() {
    var counts = weekly(days: 42)
    for place in 30..<37 { counts[place] = 90 }
    let plan = plan(counts)
    #expect(plan.picked == (Self.second + 30 * 86_400)..<(Self.second + 37 * 86_400))
    // Where more is good the worst week is the one with the least.
    for place in 30..<37 { counts[place] = 5 }
    #expect(self.plan(counts, bet: bet(fewerIsGood: false)).picked == plan.picked)
  }

  @Test func `of less than a week all is picked`() {
    let plan = plan(weekly(days: 5))
    #expect(plan.picked == Self.second..<(Self.second + 5 * 86_400))
    #expect(self.plan([]).picked.isEmpty)
  }

  @Test func `older weeks than a picker sees are not picked`() {
    var counts = weekly(days: 70)
    for place in 7..<14 { counts[place] = 500 }
    #expect(plan(counts).picked.lowerBound >= Self.second + 42 * 86_400)
  }

  @Test func `what needs longer to be seen is measured longer`() {
    #expect(plan(weekly(days: 56)).measureWeeks == 2)
    #expect(plan(weekly(days: 56, times: 0.05), bet: bet(minimum: 0.05, likely: 0.1)).measureWeeks == 4)
    #expect(plan([]).measureWeeks == 4)
  }

  @Test func `a plan is known by all it says`() {
    let plan = plan(weekly(days: 56))
    #expect(plan.id.kind == .plan)
    #expect(PlanRules.isIntact(plan))
    #expect(plan.amendments == 0)
    #expect(plan.probability == 0.333333333)
    #expect(self.plan(weekly(days: 56)) == plan)
    #expect(PlanRules.digest(plan).utf8.count == 64)

    let other = PlanRules.amended(plan, minimum: 0.1, at: Timestamp(nanoseconds: 5))
    #expect(other.amendments == 1)
    #expect(other.minimum == 0.1)
    #expect(other.picked == plan.picked)
    #expect(other.id != plan.id)
    #expect(PlanRules.isIntact(other))
    #expect(PlanRules.digest(other) != PlanRules.digest(plan))
  }

  @Test func `a plan that was changed by hand is not intact`() {
    let plan = plan(weekly(days: 56))
    let changed = Plan(
      id: plan.id,
      bet: plan.bet,
      metric: plan.metric,
      minimum: plan.minimum / 2,
      promised: plan.promised,
      probability: plan.probability,
      guardrails: plan.guardrails,
      picked: plan.picked,
      baselineWeeks: plan.baselineWeeks,
      measureWeeks: plan.measureWeeks,
      alpha: plan.alpha,
      lockedAt: plan.lockedAt,
      amendments: plan.amendments
    )
    #expect(!PlanRules.isIntact(changed))
  }

  @Test func `names cannot pretend to be others`() {
    let plan = plan(weekly(days: 56))
    func identity(_ series: [SeriesID]) -> String {
      let metric = Metric(name: "m", series: series, denominator: nil, countsErrors: false, fewerIsGood: true)
      return PlanRules.identity(
        Plan(
          id: plan.id,
          bet: plan.bet,
          metric: metric,
          minimum: 0.2,
          promised: plan.promised,
          probability: 0.5,
          guardrails: [],
          picked: plan.picked,
          baselineWeeks: 8,
          measureWeeks: 2,
          alpha: 0.05,
          lockedAt: plan.lockedAt,
          amendments: 0
        )
      )
    }
    #expect(identity([.event("a b")]) != identity([.event("a"), SeriesID("b")]))
    #expect(identity([.event("a 7:event:b")]) != identity([.event("a"), .event("b")]))
  }
}
