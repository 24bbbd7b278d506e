import Domain

/// A candidate with everything that was computed for it.
struct Assessment {
  let candidate: Candidate
  let work: WorkClass
  let standing: Standing
  let confidence: Confidence
  let effect: Interval
  let valuePerWeek: Interval
  let effortDays: Interval
  let score: Double

  /// Weighs a candidate; nil where there is nothing to weigh: praise, and what is over or part of another.
  init?(_ candidate: Candidate, input: ChoiceInput, harmTests: Int) {
    let opportunity = candidate.opportunity
    guard let work = WorkClass(opportunity, hasError: !candidate.errorType.isEmpty) else { return nil }
    switch opportunity.state {
    case .resolved, .merged: return nil
    case .candidate, .open, .targeted, .shipped, .watching, .regressed, .reopened, .deferred, .killed: break
    }
    self.work = work
    standing = Standing(candidate, input: input, harmTests: harmTests)
    // What comes back from the dead counts only with what is new.
    var weighed = candidate
    if let tombstone = candidate.tombstone {
      weighed.footprint = tombstone.since
    }
    self.candidate = weighed
    effect = Stake.effect(work, record: candidate.record)
    confidence = Odds.confidence(weighed, work: work, effect: effect, asOf: input.asOf)
    valuePerWeek = Stake.perWeek(weighed, policy: input.policy)
    effortDays = candidate.effortDays ?? work.effortDays
    score = Recompute.score(
      probability: confidence.probability,
      effect: effect,
      valuePerWeek: valuePerWeek,
      effortDays: effortDays
    )
  }

  var id: RecordID { candidate.opportunity.id }
  var title: String { candidate.opportunity.title }

  /// Whether odds may be told: below the gate nothing is known well enough to bet on.
  private var hasOdds: Bool {
    switch standing {
    case .contender, .background, .noise, .inFlight, .ruled: true
    case .insufficient, .closed: false
    }
  }

  /// What a decision keeps of it.
  func option(
    _ outcome: Decision.Option.Outcome,
    why: String,
    revisit: String,
    winShare: Double = 0
  ) -> Decision.Option {
    Decision.Option(
      opportunity: id,
      outcome: outcome,
      why: why,
      revisit: revisit,
      score: hasOdds ? score : 0,
      probability: hasOdds ? confidence.probability : 0,
      valuePerWeek: valuePerWeek,
      effect: effect,
      effortDays: effortDays,
      winShare: winShare
    )
  }

  /// Orders the better first: by score, then by what waiting costs, then by id.
  static func precedes(_ one: Assessment, _ other: Assessment) -> Bool {
    if one.score != other.score { return one.score > other.score }
    let costs = (one.candidate.opportunity.costOfDelay.likely, other.candidate.opportunity.costOfDelay.likely)
    return costs.0 != costs.1 ? costs.0 > costs.1 : one.id < other.id
  }
}
