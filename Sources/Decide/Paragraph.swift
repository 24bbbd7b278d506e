import Domain

/// The choice in a few plain sentences: no quotes, no praise of itself, and no number that is not among the inputs.
struct Paragraph {
  let text: String

  init(_ ranking: Ranking, input: ChoiceInput) {
    switch ranking.kind {
    case .tooClose: text = Paragraph.tooClose(ranking)
    case .nothingWorthIt: text = Paragraph.nothing(ranking)
    case .abstain: text = Paragraph.abstain(ranking, input: input)
    case .pick, .override, .defer, .kill, .reopen, .lock, .amend: text = Paragraph.pick(ranking, input: input)
    }
  }

  // MARK: - A pick

  private static func pick(_ ranking: Ranking, input: ChoiceInput) -> String {
    guard let pick = ranking.picked else { return "" }
    var sentences = ["Work on \(pick.id) next: \(pick.title).", reach(pick), odds(pick), gain(pick, ranking, input)]
    if pick.candidate.footprint.isLoud {
      let share = Wording.percent(Odds.loudShare(pick.candidate.footprint))
      sentences.append("One account sends \(share) of it and is counted as one person.")
    }
    if let tombstone = pick.candidate.tombstone {
      sentences.append(
        "It was closed on \(Wording.date(tombstone.at)) and is back because of "
          + "\(Wording.plural(tombstone.since.subjects, "new person", "new people")) since."
      )
    }
    if !pick.candidate.conflicts.isEmpty {
      let others = pick.candidate.conflicts.map(\.text).joined(separator: ", ")
      sentences.append("Its effect cannot be told from that of \(others), which moves the same number now.")
    }
    if let next = ranking.contenders.first(where: { $0.id != pick.id }) {
      sentences.append("Put off, and next: \(next.id), \(next.title).")
    }
    return sentences.joined(separator: " ")
  }

  private static func reach(_ pick: Assessment) -> String {
    let footprint = pick.candidate.footprint
    let opportunity = pick.candidate.opportunity
    // Where most people have no account, a count of accounts says nothing about reach.
    let accounts =
      footprint.accounts > footprint.loners ? " in \(Wording.plural(footprint.accounts, "account", "accounts"))" : ""
    let week = opportunity.costOfDelay
    let trend =
      switch opportunity.trend.direction {
      case .rising: ", and it is rising"
      case .falling: ", and it is falling"
      case .steady: ", about as many as before"
      case .new: ", and it is new"
      case .unclear: ""
      }
    return "It reached \(Wording.plural(footprint.subjects, "person", "people"))\(accounts) on "
      + "\(Wording.plural(footprint.days, "day", "days")), about \(Wording.number(week.likely)) people a week now "
      + "(90 % interval \(Wording.number(week.low)) to \(Wording.number(week.high)))\(trend)."
  }

  private static func odds(_ pick: Assessment) -> String {
    let scored = pick.confidence.scored
    let basis =
      scored < 10
      ? "an uncalibrated prior: \(Wording.plural(scored, "such bet has", "such bets have")) been scored"
      : "\(scored) such bets have been scored"
    return "The odds are \(Wording.percent(pick.confidence.probability)) that the work takes away at least "
      + "\(Wording.percent(pick.effect.low)) of it (\(basis))."
  }

  private static func gain(_ pick: Assessment, _ ranking: Ranking, _ input: ChoiceInput) -> String {
    let measurability = pick.candidate.measurability
    let visible =
      measurability.smallestDetectable.map { smallest in
        "a change of \(Wording.percent(smallest)) or more would show within "
          + "\(Wording.plural(measurability.weeks, "week", "weeks")) of exposure"
      } ?? "there is no history yet to say what change would show"
    if case .ruled(let ruling) = pick.standing { return "\(ruling.actor) picked it, whatever the ranking; \(visible)." }
    let rank =
      ranking.contenders.count == 1
      ? "and there is no other to weigh it against"
      : "and it came first in \(Wording.percent(ranking.share(pick))) of \(input.policy.draws) draws over all intervals"
    return "Odds times expected effect times people a week, for each day of work, make a score of "
      + "\(Wording.number(pick.score)), \(rank); \(visible)."
  }

  // MARK: - No pick

  private static func tooClose(_ ranking: Ranking) -> String {
    let first = ranking.contenders.prefix(2).map { contender in
      "\(contender.id), \(contender.title), came first in \(Wording.percent(ranking.share(contender))) of the draws"
    }
    return "The best are too close to call. \(first.joined(separator: "; ")). What would separate them is "
      + "\(TieBreak(ranking).fact). Either is a sound choice; a person may pick one."
  }

  private static func nothing(_ ranking: Ranking) -> String {
    var sentences = ["Nothing is worth the work now."]
    let weighed = ranking.assessed.filter { $0.standing == .background || $0.standing == .contender }
    if let best = weighed.first {
      let people = Wording.number(best.candidate.opportunity.costOfDelay.likely)
      let fate = Fate(ranking: ranking, assessment: best).option
      sentences.append("The closest is \(best.id), \(best.title), with about \(people) people a week: \(fate.why).")
      sentences.append("It would be worth it if \(fate.revisit).")
    }
    let noise = ranking.assessed.filter { $0.standing == .noise }
    if let loudest = noise.first {
      sentences.append("\(loudest.id), \(loudest.title), is noise: many signals that harm nobody.")
    }
    let unknown = ranking.insufficient.count
    if unknown > 0 { sentences.append("Of \(Wording.plural(unknown, "other", "others")) too little is known.") }
    return sentences.joined(separator: " ")
  }

  private static func abstain(_ ranking: Ranking, input: ChoiceInput) -> String {
    guard let (closest, missing) = ranking.insufficient.first else {
      let busy = ranking.assessed.contains { $0.standing == .inFlight }
      return busy
        ? "Nothing is picked: everything that is known well enough is being worked on or measured already."
        : "Nothing is picked: there are no signals of any problem. That is no proof that there is none."
    }
    let footprint = closest.candidate.footprint
    var sentences = [
      "Nothing is picked: too little is known.",
      "The closest is \(closest.id), \(closest.title), met by \(Wording.plural(footprint.subjects, "person", "people")) on "
        + "\(Wording.plural(footprint.days, "day", "days")).",
      "It lacks \(Fate.list(missing)); \(Fate.dates(missing)).",
    ]
    if footprint.isLoud {
      sentences.append("One account sends most of it, which counts once.")
    }
    sentences.append(
      footprint.subjects > 0
        ? "The cheapest way to learn more is to talk to \(footprint.subjects == 1 ? "that person" : "those people")."
        : "No sender says whom it happens to; the cheapest way to learn more is to send a user id with each signal."
    )
    return sentences.joined(separator: " ")
  }
}
