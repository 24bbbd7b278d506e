import Domain

/// All candidates in order, and what follows from the order.
struct Ranking {
  let assessed: [Assessment]
  let contenders: [Assessment]
  let shares: [RecordID: Double]
  let input: ChoiceInput

  /// What a person picked, whatever its odds.
  var ruledPick: Assessment? {
    assessed.first { assessment in
      guard case .ruled(let ruling) = assessment.standing else { return false }
      return ruling.kind == .pick
    }
  }

  var kind: Decision.Kind {
    if ruledPick != nil { return .override }
    if let first = contenders.first {
      return share(first) >= input.policy.winShare ? .pick : .tooClose
    }
    // Background, noise and what lies under the bar were weighed; what lacks people was not.
    let wasWeighed = assessed.contains { assessment in
      switch assessment.standing {
      case .contender, .background, .noise: true
      case .insufficient, .inFlight, .closed, .ruled: false
      }
    }
    return wasWeighed ? .nothingWorthIt : .abstain
  }

  var picked: Assessment? {
    if let ruledPick { return ruledPick }
    return kind == .pick ? contenders.first : nil
  }

  /// The closest of those of which too little is known: most people first.
  var insufficient: [(assessment: Assessment, missing: [Decision.Missing])] {
    assessed.compactMap { assessment in
      guard case .insufficient(let missing) = assessment.standing else { return nil }
      return (assessment, missing)
    }.sorted { one, other in
      let people = (one.assessment.candidate.footprint.subjects, other.assessment.candidate.footprint.subjects)
      return people.0 != people.1 ? people.0 > people.1 : Assessment.precedes(one.assessment, other.assessment)
    }
  }

  /// What is missing where that is why nothing was picked.
  var missing: [Decision.Missing] {
    guard kind == .abstain else { return [] }
    return insufficient.first?.missing ?? [Decision.Missing(what: "signals", have: 0, need: 1, expected: nil)]
  }

  func share(_ assessment: Assessment) -> Double { shares[assessment.id] ?? 0 }

  /// Every candidate with what became of it, the pick first; those that ever came first in a draw are never left out.
  func options(limit: Int) -> [Decision.Option] {
    let closest = Dictionary(
      insufficient.enumerated().map { ($0.element.assessment.id, $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
    let all = assessed.map { (assessment: $0, option: Fate(ranking: self, assessment: $0).option) }
    let ordered = all.sorted { one, other in
      let ranks = (rank(one.option.outcome), rank(other.option.outcome))
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      let places = (closest[one.assessment.id] ?? 0, closest[other.assessment.id] ?? 0)
      return places.0 != places.1 ? places.0 < places.1 : Assessment.precedes(one.assessment, other.assessment)
    }
    var kept: [Decision.Option] = []
    for (_, option) in ordered where option.winShare > 0 || kept.count < limit { kept.append(option) }
    return kept
  }

  private func rank(_ outcome: Decision.Option.Outcome) -> Int {
    switch outcome {
    case .picked: 0
    case .deferred: 1
    case .background: 2
    case .kill: 3
    case .insufficient: 4
    }
  }
}
