import Decide
import Domain
import TestSupport
import Testing

@Suite struct RecomputeTests {
  @Test func `every number of a decision follows from what the decision keeps`() {
    let planted = (1...15).map { Planted.grown("error \($0)", perDay: $0) } + [.asked("wish", people: 12)]
    let outcome = decide(planted + [Planted(name: "few", people: [1])])
    #expect(Recompute.faults(in: outcome.decision).isEmpty)
    #expect(outcome.considered.contains { $0.winShare > 0 })
  }

  @Test func `a changed digit is found`() {
    let outcome = decide([Planted.grown("one", perDay: 5), Planted.grown("other", perDay: 4)])
    for index in outcome.considered.indices {
      for change in 0..<3 {
        var options = outcome.considered
        let old = options[index]
        options[index] = Decision.Option(
          opportunity: old.opportunity,
          outcome: old.outcome,
          why: old.why,
          revisit: old.revisit,
          score: change == 0 ? old.score * 1.00000001 : old.score,
          probability: change == 1 ? old.probability * 1.00000001 : old.probability,
          valuePerWeek: old.valuePerWeek,
          effect: old.effect,
          effortDays: old.effortDays,
          winShare: change == 2 ? old.winShare + 0.0005 : old.winShare
        )
        var decision = outcome.decision
        decision = Decision(
          id: decision.id,
          kind: decision.kind,
          subject: decision.subject,
          reason: decision.reason,
          considered: options,
          missing: [],
          inputs: decision.inputs,
          actor: decision.actor,
          at: decision.at,
          asOf: decision.asOf,
          revisit: nil
        )
        #expect(Recompute.faults(in: decision).contains(old.opportunity))
      }
    }
  }

  @Test func `other inputs give other draws`() {
    let options = decide([Planted.grown("one", perDay: 5), Planted.grown("other", perDay: 4)]).considered
    #expect(Recompute.winShares(options, inputs: "a") != Recompute.winShares(options, inputs: "b"))
    #expect(Recompute.winShares(options, inputs: "a") == Recompute.winShares(options.reversed(), inputs: "a"))
  }

  @Test func `leaving out what never wins changes no share`() {
    let options = decide([Planted.grown("big", perDay: 400), Planted.grown("tiny", perDay: 1)]).considered
    let shares = Recompute.winShares(options, inputs: "x")
    #expect(shares.values.sorted() == [0, 1])
    #expect(Recompute.winShares(Array(options.prefix(1)), inputs: "x").values.first == 1)
  }

  @Test func `the share of wins is that of the triangular distributions`() {
    func option(_ name: String, effort: Interval, value: Double) -> Decision.Option {
      Decision.Option(
        opportunity: RecordID(.opportunity, of: name),
        outcome: .deferred,
        why: "",
        revisit: "",
        score: 0,
        probability: 1e-9,
        valuePerWeek: Interval(low: value, likely: value, high: value),
        effect: Interval(low: 1, likely: 1, high: 1),
        effortDays: effort,
        winShare: 0
      )
    }
    let sure = option("sure", effort: Interval(low: 2.5, likely: 2.5, high: 2.5), value: 1)
    let unsure = option("unsure", effort: Interval(low: 1, likely: 2, high: 3), value: 1)
    let shares = Recompute.winShares([sure, unsure], inputs: "seed", draws: 40_000)
    // The effort of one and both probabilities (±40 %) are uncertain: 0.7740 by two million draws of Python's
    // `random.triangular`, which leave an error of 0.0003; ours leave 0.002.
    #expect(abs((shares[unsure.opportunity] ?? 0) - 0.774) < 0.008)
  }

  @Test func `a bet is sound until one of its numbers is changed`() throws {
    let bet = try #require(decide([Planted.grown("one", perDay: 5)]).bet)
    #expect(Recompute.isSound(bet))
    #expect(bet.confidence.probability == Recompute.probability(bet.confidence.parts, cap: bet.confidence.cap))
    #expect(
      bet.confidence.parts.map(\.name) == [
        "prior", "strength", "independence", "recency", "measurability", "contradiction",
      ]
    )
  }

  @Test func `the probability never passes the cap of its rung, and the score is that of the formula`() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<300 {
      var planted = Planted(
        name: "p",
        kind: [.error, .request, .confusion, .latency].randomElement(using: &random) ?? .error,
        people: (0..<Int.random(in: 1...28, using: &random)).map { _ in Int.random(in: 0...30, using: &random) }
      )
      planted.trend = .rising
      planted.writers = 5
      planted.detectable = Bool.random(using: &random) ? nil : Double.random(in: 0.01...2, using: &random)
      planted.daysAgo = Int64.random(in: 0...60, using: &random)
      planted.instruments = Int.random(in: 1...2, using: &random)
      let outcome = decide([planted]) { input in
        input.candidates[0].record = TrackRecord(scored: 20, hits: Int.random(in: 0...20, using: &random), shrink: 0.5)
      }
      guard let bet = outcome.bet else { continue }
      #expect(bet.confidence.probability <= bet.confidence.cap)
      #expect(bet.confidence.probability > 0)
      let expected = bet.confidence.probability * bet.expected.likely * bet.valuePerWeek.likely / bet.effortDays.likely
      #expect(abs(bet.score - expected) <= 1e-8 * expected)
      #expect(Recompute.isSound(bet))
      #expect(Recompute.faults(in: outcome.decision).isEmpty)
    }
  }

  @Test func `more people in a week never lower a score`() {
    var last = 0.0
    for perDay in 1...40 {
      let score = decide([Planted.grown("same", perDay: perDay)]).bet?.score ?? 0
      #expect(score >= last)
      last = score
    }
  }

  @Test func `a track record replaces the prior`() throws {
    func prior(_ record: TrackRecord) throws -> Confidence.Part {
      let outcome = decide([Planted.grown("one", perDay: 5)]) { $0.candidates[0].record = record }
      return try #require(outcome.bet?.confidence.parts.first)
    }
    #expect(try prior(TrackRecord()).factor == 0.55)
    // (0.55 · 8 + 2) / (8 + 12) = 0.32
    #expect(try prior(TrackRecord(scored: 12, hits: 2)).factor == 0.32)
    let shrunk = decide([Planted.grown("one", perDay: 5)]) { $0.candidates[0].record.shrink = 0.5 }
    #expect(shrunk.bet?.expected == Interval(low: 0.15, likely: 0.3, high: 0.45))
  }

  @Test(arguments: [
    ("DataLossError", "data_loss"), ("CorruptedIndex", "data_loss"), ("SecurityException", "security"),
    ("PaymentRefused", "money"), ("DoubleCharge", "money"), ("Outage", "outage"), ("TypeError", nil),
    ("CardTokenExpired", nil), ("Discharge", nil), ("database", nil), ("", nil),
  ])
  func `an alarm is read off whole words of a type`(type: String, alarm: String?) {
    #expect(Severity(errorType: type)?.rawValue == alarm)
  }
}
