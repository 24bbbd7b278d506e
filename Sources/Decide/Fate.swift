import Domain

/// What becomes of one candidate, why, and what would change that.
struct Fate {
  let ranking: Ranking
  let assessment: Assessment

  var option: Decision.Option {
    let share = ranking.share(assessment)
    if ranking.picked?.id == assessment.id {
      return assessment.option(.picked, why: pickedWhy, revisit: BetMaker.stop(assessment), winShare: share)
    }
    switch assessment.standing {
    case .contender: return contender(share)
    case .insufficient(let missing):
      return assessment.option(.insufficient, why: "lacks \(Fate.list(missing))", revisit: Fate.dates(missing))
    case .background:
      let isLarge = Standing.isLarge(assessment.candidate)
      return assessment.option(
        .background,
        why: isLarge
          ? "steady, and those who meet it hardly write more than others"
          : "steady and small, and nothing shows that it harms anybody",
        revisit: isLarge
          ? "it grows, or they write about it"
          : "it grows, \(Wording.percent(Standing.largeShare)) of the people meet it, or they write about it"
      )
    case .noise:
      return assessment.option(
        .kill,
        why: noiseWhy,
        revisit: "those who meet it write much more than others, or it grows"
      )
    case .inFlight:
      return assessment.option(
        .deferred,
        why: "is being worked on or measured: \(assessment.candidate.opportunity.state.rawValue)",
        revisit: "that work is given up, or its read-out says that it did not help"
      )
    case .closed(let tombstone):
      return assessment.option(
        .kill,
        why: "was closed on \(Wording.date(tombstone.at)) (\(tombstone.reason)); since then "
          + "\(Wording.plural(tombstone.since.subjects, "new person", "new people"))",
        revisit: "\(ranking.input.policy.sufficiency.subjects) new people since then"
      )
    case .ruled(let ruling): return ruled(ruling, share)
    }
  }

  private var pickedWhy: String {
    if case .ruled(let ruling) = assessment.standing { return "\(ruling.actor) decided so" }
    return "first in \(Wording.percent(ranking.share(assessment))) of the draws"
  }

  private var noiseWhy: String {
    let footprint = assessment.candidate.footprint
    let signals = "\(Wording.number(Double(footprint.occurrences))) signals that harm nobody visibly"
    guard let harm = footprint.harm, harm.affected > 0, harm.others > 0 else { return signals }
    let met = Wording.percent(Double(harm.affectedWriters) / Double(harm.affected))
    let rest = Wording.percent(Double(harm.otherWriters) / Double(harm.others))
    return "\(signals): \(met) of those who met it wrote to us, \(rest) of the others"
  }

  private func contender(_ share: Double) -> Decision.Option {
    guard assessment.score >= ranking.input.policy.bar else {
      return assessment.option(
        .deferred,
        why: "wins too little for a day of work",
        revisit: "about \(Wording.number(needed(for: ranking.input.policy.bar))) people a week meet it"
      )
    }
    guard let best = ranking.picked ?? ranking.contenders.first, best.id != assessment.id else {
      return assessment.option(
        .deferred,
        why: "too close to the next",
        revisit: TieBreak(ranking).fact,
        winShare: share
      )
    }
    return assessment.option(
      .deferred,
      why: "first in \(Wording.percent(share)) of the draws",
      revisit: assessment.score > 0
        ? "about \(Wording.number(needed(for: best.score))) people a week meet it"
        : "it can be measured and people meet it again",
      winShare: share
    )
  }

  /// The people a week from which it would reach a score, all else as it is.
  private func needed(for score: Double) -> Double {
    let now = assessment.candidate.opportunity.costOfDelay.likely
    return assessment.score > 0 ? now * score / assessment.score : 0
  }

  private func ruled(_ ruling: Ruling, _ share: Double) -> Decision.Option {
    let revisit = ruling.revisit.isEmpty ? "\(ruling.actor) says so" : ruling.revisit
    switch ruling.kind {
    case .pick:
      return assessment.option(.deferred, why: "\(ruling.actor) picked it, and another one too", revisit: revisit)
    case .defer: return assessment.option(.deferred, why: "\(ruling.actor) put it off", revisit: revisit)
    case .kill: return assessment.option(.kill, why: "\(ruling.actor) closed it", revisit: revisit)
    }
  }

  /// Says how much is missing: `3 more people and 1 more account`.
  static func list(_ missing: [Decision.Missing]) -> String {
    let parts = missing.map { gap in
      switch gap.what {
      case "people": "\(more(gap)) more \(more(gap) == 1 ? "person" : "people")"
      case "accounts": "\(more(gap)) more \(more(gap) == 1 ? "account" : "accounts")"
      case "days": "\(more(gap)) more \(more(gap) == 1 ? "day" : "days")"
      default: gap.what
      }
    }
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "nothing" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func more(_ gap: Decision.Missing) -> Int { Int(gap.need - gap.have) }

  /// When all of it will be there at today's rate.
  static func dates(_ missing: [Decision.Missing]) -> String {
    let dates = missing.compactMap(\.expected)
    guard dates.count == missing.count, let last = dates.max() else { return "more is known; nobody can say when" }
    return "more is known, at today's rate by \(Wording.date(last))"
  }
}
