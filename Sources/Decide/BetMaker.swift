package import Domain

/// Turns the pick into a bet that can be judged.
package enum BetMaker {
  /// Returns the metric that work means to move: the signals of some groups, or of all, for each signal of everybody.
  ///
  /// Dividing by all activity keeps a quiet week from looking like a fix.
  package static func metric(for opportunity: Opportunity, measuring groups: [RecordID] = []) -> Metric {
    Metric(
      name: "signals of \(opportunity.id)",
      series: (groups.isEmpty ? opportunity.groups : groups).map { SeriesID.group($0) }.sorted(),
      denominator: opportunity.reach.eligible > 0 ? .active : nil,
      countsErrors: false,
      fewerIsGood: true
    )
  }

  /// Returns the id of a bet on an opportunity; each further attempt is another bet.
  package static func id(for opportunity: RecordID, attempt: Int) -> RecordID {
    RecordID(.bet, of: "\(opportunity) \(attempt)")
  }

  static func make(_ pick: Assessment, winShare: Double, input: ChoiceInput) -> Bet {
    let opportunity = pick.candidate.opportunity
    return Bet(
      id: id(for: opportunity.id, attempt: pick.candidate.attempt),
      opportunity: opportunity.id,
      state: .ready,
      title: opportunity.title,
      hypothesis: hypothesis(pick),
      metric: metric(for: opportunity, measuring: pick.candidate.measured),
      expected: pick.effect,
      minimum: pick.effect.low,
      confidence: pick.confidence,
      score: pick.score,
      winShare: winShare,
      effortDays: pick.effortDays,
      valuePerWeek: pick.valuePerWeek,
      alternatives: alternatives(pick),
      guardrails: guardrails(pick.candidate),
      killCriteria: [stop(pick), "More than \(Wording.number(pick.effortDays.high)) days of work without a ship."],
      measurability: pick.candidate.measurability,
      claims: opportunity.claims,
      asOf: input.asOf
    )
  }

  private static func hypothesis(_ pick: Assessment) -> String {
    let subject = Wording.subject(pick.title)
    let range = "\(Wording.percent(pick.effect.low)) to \(Wording.percent(pick.effect.high))"
    let weeks = Wording.plural(weeks(pick), "week", "weeks")
    return "If we work on this (\(subject)), then signals of \(pick.id) fall by \(range), likely "
      + "\(Wording.percent(pick.effect.likely)), within \(weeks) of exposure, because of "
      + "\(Wording.plural(pick.candidate.opportunity.claims.count, "claim", "claims")) that can be checked; we spend at "
      + "most \(Wording.number(pick.effortDays.high)) days on it."
  }

  private static func alternatives(_ pick: Assessment) -> [String] {
    let people = pick.candidate.opportunity.costOfDelay.likely
    return ["Do nothing: about \(Wording.number(people)) people a week go on meeting it.", pick.work.otherWay]
  }

  /// People must not leave, whatever else the work does.
  private static func guardrails(_ candidate: Candidate) -> [Metric] {
    let activity = Metric(
      name: "all activity",
      series: [.active],
      denominator: nil,
      countsErrors: false,
      fewerIsGood: false
    )
    return Array((candidate.guardrails + [activity]).prefix(3))
  }

  /// What ends the bet as lost.
  static func stop(_ pick: Assessment) -> String {
    "The final read-out, \(Wording.plural(weeks(pick), "whole week", "whole weeks")) after exposure, shows less than "
      + "\(Wording.percent(pick.effect.low)) fewer signals."
  }

  private static func weeks(_ pick: Assessment) -> Int { max(1, pick.candidate.measurability.weeks) }
}
