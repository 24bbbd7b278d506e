import Domain

/// States what is known of an opportunity as claims that anybody can check.
struct ClaimMaker {
  let draft: Opportunities.Draft
  private let trend: Opportunity.Trend
  let input: FindInput
  /// What is counted, in the order of series.
  private let counted: [GroupFacts]
  private let quotes: [TypicalSentence]
  private(set) var support: [Claim] = []
  private(set) var contradictions: [Claim] = []

  private static let quoteLimit = 2

  init(_ draft: Opportunities.Draft, trend: Opportunity.Trend, input: FindInput) {
    self.draft = draft
    self.trend = trend
    self.input = input
    counted = draft.family.counted.sorted { $0.tally.series < $1.tally.series }
    quotes =
      draft.isSmall ? [] : draft.quotes ?? TypicalSentence.pick(draft.texts, limit: ClaimMaker.quoteLimit)
  }

  /// The texts that show it best, the most typical first.
  var exemplars: [EvidenceID] {
    let typical = quotes.map(\.evidence)
    let all = Set(draft.family.groups.flatMap(\.tally.exemplars)).subtracting(typical).sorted()
    return Array((typical + all).prefix(Opportunities.exemplarLimit))
  }

  var owner: RecordID { draft.family.id }
  private var isMessage: Bool { draft.family.lead.tally.kind == .message }

  // MARK: - For it

  /// Makes the counts, the trend, why groups were joined, and the quotes.
  mutating func makeSupport() {
    makeCounts()
    if draft.isSmall { return }
    // Those who did not go on before it began are in no group.
    if trend.direction != .falling, draft.loss == nil { support.append(trendClaim()) }
    if let rise = draft.rise { support.append(claim(of: rise)) }
    for join in draft.family.joins {
      support.append(joinClaim(join))
      if case .loss = join.reason, let loss = input.losses[join.theme] { support.append(rates(of: loss)) }
    }
    for (index, sentence) in quotes.enumerated() {
      support.append(quote(sentence, isFirst: index == 0))
    }
  }

  private mutating func makeCounts() {
    let footprint = draft.count.footprint
    let since = input.window.firstDate
    if let loss = draft.loss {
      support += [concerned(by: loss), rates(of: loss)]
    } else if footprint.subjects > 0 {
      let people = Title.counted(footprint.subjects, "person", "people")
      let verb = isMessage ? "wrote about it" : "met it"
      support.append(count("\(people) \(verb) since \(since).", .subjects, Double(footprint.subjects)))
    }
    let signals = Int(clamping: footprint.occurrences)
    let times =
      isMessage
      ? "There are \(Title.counted(signals, "message", "messages")) about it since \(since)."
      : "It was seen \(Title.counted(signals, "time", "times")) since \(since)."
    support.append(count(times, .occurrences, Double(footprint.occurrences)))
    if draft.isSmall { return }
    if footprint.accounts > 0 {
      let accounts = Title.counted(footprint.accounts, "account", "accounts")
      support.append(count("It reached \(accounts) since \(since).", .accounts, Double(footprint.accounts)))
    }
    let days = Title.counted(footprint.days, "day", "days")
    support.append(count("It was seen on \(days) since \(since).", .days, Double(footprint.days)))
  }

  func count(_ text: String, _ question: Figure.Question, _ value: Double) -> Claim {
    Claim(owner: owner, text: text, kind: .count, citations: [.figure(figure(question, input.window.days, value))])
  }

  func figure(
    _ question: Figure.Question,
    _ days: Range<Int32>,
    _ value: Double,
    of groups: [GroupFacts]? = nil
  ) -> Figure {
    let groups = groups ?? counted
    let window = ReachWindow.seconds(days)
    return Figure(
      question: question,
      window: window,
      series: groups.map(\.tally.series),
      value: value,
      snapshot: input.sources.snapshot(question, groups, window)
    )
  }

  private func trendClaim() -> Claim {
    let question: Figure.Question = draft.count.countsPeople ? .subjects : .occurrences
    let recent = Int(clamping: trend.recent)
    let noun =
      draft.count.countsPeople
      ? Title.counted(recent, "person", "people") : Title.counted(recent, "signal", "signals")
    let meaning =
      switch trend.direction {
      case .rising: "more than chance explains"
      case .falling: "fewer than chance explains"
      case .steady: "about the same"
      case .new: "never seen before"
      case .unclear: "too few to tell from chance"
      }
    return Claim(
      owner: owner,
      text: "\(noun) in the last seven whole days against \(trend.before) in the seven before: \(meaning).",
      kind: .comparison,
      citations: [
        .figure(figure(question, input.window.week(0), Double(trend.recent))),
        .figure(figure(question, input.window.week(1), Double(trend.before))),
      ]
    )
  }

  /// Says since when it is what it is, by the days before and since.
  private func claim(of rise: OnsetSearch) -> Claim {
    let question: Figure.Question = draft.count.countsPeople ? .personDays : .occurrences
    let what = { (count: Int64) in
      draft.count.countsPeople
        ? Title.counted(Int(clamping: count), "person-day", "person-days")
        : Title.counted(Int(clamping: count), "signal", "signals")
    }
    let days = { (range: Range<Int32>) in Title.counted(range.count, "whole day", "whole days") }
    return Claim(
      owner: owner,
      text:
        "Since \(ReachWindow.date(rise.after.lowerBound)) it happens more: \(what(rise.counts.after)) in "
        + "\(days(rise.after)), against \(rise.counts.before) in the \(days(rise.before)) before.",
      kind: .comparison,
      citations: [
        .figure(figure(question, rise.after, Double(rise.counts.after))),
        .figure(figure(question, rise.before, Double(rise.counts.before))),
      ]
    )
  }

  private func joinClaim(_ join: Membership.Join) -> Claim {
    switch join.reason {
    case .words(let words):
      return Claim(
        owner: owner,
        text:
          "The messages of \(join.theme) belong to it because they share the words \(words.joined(separator: ", ")).",
        kind: .judgement,
        citations: []
      )
    case .earlier:
      return Claim(
        owner: owner,
        text: "The messages of \(join.theme) were joined to it earlier.",
        kind: .judgement,
        citations: []
      )
    case .people(let shared, let total, let error):
      return sharedClaim(
        "\(shared) of the \(total) people behind the messages of \(join.theme) met the error too.",
        join.theme,
        error
      )
    case .loss(let shared, let total, let label):
      return sharedClaim(
        "\(shared) of the \(total) people met it who stand behind this: \(label).",
        join.theme,
        draft.family.lead.tally.id
      )
    case .company(let shared, let total, let event):
      return sharedClaim(
        "\(shared) of the \(total) people sent \(event) too, which began with it.",
        join.theme,
        draft.family.lead.tally.id
      )
    }
  }

  /// The number that both have in common follows from three counts: those of each and that of both together.
  private func sharedClaim(_ text: String, _ one: RecordID, _ other: RecordID) -> Claim {
    let groups = { (id: RecordID) in draft.family.groups.filter { $0.tally.id == id } }
    let citations = [groups(one), groups(other), groups(one) + groups(other)].map { groups in
      Citation.figure(
        figure(
          .subjects,
          input.window.days,
          Double(Headcount(groups, window: input.window).people.count),
          of: groups.sorted { $0.tally.series < $1.tally.series }
        )
      )
    }
    return Claim(owner: owner, text: text, kind: .comparison, citations: citations)
  }

  private func quote(_ sentence: TypicalSentence, isFirst: Bool) -> Claim {
    let isTheme = draft.family.groups.contains { $0.isTheme && $0.tally.exemplars.contains(sentence.evidence) }
    let text =
      switch (isTheme || isMessage, isFirst) {
      case (true, true): "What one of them wrote."
      case (true, false): "What another one wrote."
      case (false, true): "What one of the errors says."
      case (false, false): "What another one of the errors says."
      }
    let slice = TextSlice(
      evidence: sentence.evidence,
      bytes: sentence.bytes,
      scalars: sentence.scalars,
      digest: input.sources.digest(sentence.evidence, sentence.text)
    )
    return Claim(owner: owner, text: text, kind: .quote, citations: [.slice(slice)])
  }

  // MARK: - Against it

  /// Makes what speaks against it, or says that nothing was found and among how much.
  mutating func makeContradictions(_ surroundings: Opportunities.Surroundings) {
    if trend.direction == .falling { contradictions.append(trendClaim()) }
    for group in surroundings.praise where isOpposed(group) {
      let people = group.subjects.count
      guard people > 0 else { continue }
      let who = people == 1 ? "1 person likes" : "\(people) people like"
      contradictions.append(
        Claim(
          owner: owner,
          text: "\(who) what this is about: \(group.tally.label).",
          kind: .count,
          citations: [.figure(figure(.subjects, input.window.days, Double(people), of: [group]))]
        )
      )
    }
    guard contradictions.isEmpty else { return }
    // How many there are to the last one says no more, and would be another claim of everything with each message.
    let all = Int(clamping: surroundings.messages)
    let told = Title.rounded(all, digits: 2)
    let messages = Title.counted(told, "message", "messages")
    contradictions.append(
      Claim(
        owner: owner,
        text: "Nothing that speaks against it was found among \(told < 100 ? "" : "about ")\(messages).",
        kind: .judgement,
        citations: []
      )
    )
  }

  /// Whether praise is for the same place, or for the same thing by its words.
  private func isOpposed(_ praise: GroupFacts) -> Bool {
    guard praise.tally.id != draft.family.lead.tally.id else { return false }
    return draft.family.groups.contains { group in
      let isSamePlace = !group.tally.surface.isEmpty && group.tally.surface == praise.tally.surface
      return isSamePlace
        || Joining.words(group.tally).intersection(Joining.words(praise.tally)).count >= Membership.leastWords
    }
  }
}
