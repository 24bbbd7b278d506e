import Domain

/// All candidates in order, and what follows from the order.
struct Ranking {
  let assessed: [Assessment]
  let contenders: [Assessment]
  let shares: [RecordID: Double]
  let input: ChoiceInput
  /// What a person picked, whatever its odds.
  let ruledPick: Assessment?
  let kind: Decision.Kind
  let picked: Assessment?

  /// Works out once what each candidate's fate is told by.
  init(assessed: [Assessment], contenders: [Assessment], shares: [RecordID: Double], input: ChoiceInput) {
    self.assessed = assessed
    self.contenders = contenders
    self.shares = shares
    self.input = input
    let ruled = assessed.first { assessment in
      guard case .ruled(let ruling) = assessment.standing else { return false }
      return ruling.kind == .pick
    }
    let first = contenders.first
    let isClear = first.map { shares[$0.id] ?? 0 >= input.policy.winShare } ?? false
    ruledPick = ruled
    picked = ruled ?? (isClear ? first : nil)
    kind =
      if ruled != nil { .override } else if first != nil { isClear ? .pick : .tooClose } else {
        Ranking.wasWeighed(assessed) ? .nothingWorthIt : .abstain
      }
  }

  /// Background, noise and what lies under the bar were weighed; what lacks people was not.
  private static func wasWeighed(_ assessed: [Assessment]) -> Bool {
    assessed.contains { assessment in
      switch assessment.standing {
      case .contender, .background, .noise: true
      case .insufficient, .inFlight, .closed, .ruled: false
      }
    }
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
