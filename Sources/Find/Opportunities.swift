import Domain
import Numerics
import Themes

/// Makes opportunities of groups: one for each error and each theme, joined where they are the same problem.
package enum Opportunities {
  /// How many texts are read to find the typical ones, and of something that few people met.
  static let textLimit = 12
  private static let fewTextLimit = 3
  private static let smallest = 3
  package static let exemplarLimit = 24

  /// Finds them all; the order of the groups does not matter.
  ///
  /// Nothing is resolved here: silence may be a sender that stopped.
  package static func find(_ input: FindInput) -> FindOutcome {
    let membership = Membership(input)
    let drafts = drafts(of: membership.families, input: input)
    let threshold = TrendTest.threshold(drafts.map(\.test))
    let risen = OnsetSearch.told(drafts.map(\.rise))
    let surroundings = Surroundings(input)
    let finishing = { (place: Int) in
      var draft = drafts[place]
      if !risen[place] { draft.rise = nil }
      var found = finish(draft, trend: draft.test.trend(threshold: threshold), surroundings: surroundings, input: input)
      found.opportunity = input.rules.marking(found.opportunity)
      return found
    }
    let lent = Lent(finishing)
    // Figures of losses are counted from what only the store has, which is for one thread alone.
    let isAlone = input.losses.isEmpty ? [] : drafts.map(\.tellsOfLoss)
    let spread = Spread.map(drafts.count) { isAlone.isEmpty || !isAlone[$0] ? lent.value($0) : nil }
    let found = spread.enumerated().map { $0.element ?? finishing($0.offset) }
    return FindOutcome(found: found, absorbed: membership.absorbed)
  }

  /// Counts all families, which is most of the work, and reads then what is needed of the store.
  private static func drafts(of families: [Membership.Family], input: FindInput) -> [Draft] {
    let lent = Lent((families, input))
    return Spread.map(families.count) { Draft(lent.value.0[$0], input: lent.value.1) }
      .map { $0.reading(input) }
  }

  /// What every opportunity is seen against.
  struct Surroundings {
    /// Everybody who wrote anything but praise; nil where no messages are known, or writers by other ids than users.
    let writers: Set<UInt64>?
    /// Praise by theme, ordered by id.
    let praise: [GroupFacts]
    let messages: Int64

    init(_ input: FindInput) {
      let groups = input.groups.filter { $0.tally.kind == .message }
      writers =
        groups.isEmpty || !input.writersAreLinked
        ? nil : groups.filter(\.isTheme).reduce(into: Set<UInt64>()) { $0.formUnion($1.subjects) }
      praise = groups.filter(\.isPraise).sorted { $0.tally.id < $1.tally.id }
      messages = groups.reduce(0) { $0 + $1.tally.count }
    }
  }

  /// A family with what can be counted of it alone.
  struct Draft: Sendable {
    let family: Membership.Family
    let count: Headcount
    let test: TrendTest
    private(set) var texts: [(id: EvidenceID, text: String)] = []
    /// Whether all texts that were asked for are there.
    private(set) var isWhole = false
    /// The sentences that it was quoted with before, where they would be picked again.
    private(set) var quotes: [TypicalSentence]?
    /// What is known of the loss that it is, where it is one by itself.
    let loss: Loss?
    private(set) var kind = Opportunity.Kind.error
    let isSufficient: Bool
    /// Nil where it did not rise, or from its first signal on, or by chance among all that were looked at.
    var rise: OnsetSearch?
    /// So few that a count says all: most groups are, and the figures of each would have to be kept.
    var isSmall: Bool { !isSufficient && count.footprint.subjects < Opportunities.smallest }

    /// Counts; asks for nothing that only the store has.
    init(_ family: Membership.Family, input: FindInput) {
      self.family = family
      count = Headcount(family.counted, kinds: Set(family.groups.map(\.tally.kind)).count, window: input.window)
      test = TrendTest(
        count,
        first: family.counted.map(\.tally.first).min() ?? 0,
        window: input.window,
        active: input.active
      )
      isSufficient = input.sufficiency.isMet(by: count.footprint, accountsExist: input.accountsExist)
      loss = input.losses[family.lead.tally.id]
      guard !isSmall else { return }
      rise = OnsetSearch(count, of: family.counted, window: input.window, active: input.activeByDay)
      if rise?.onset(first: first) == nil { rise = nil }
    }

    /// Reads what it was quoted with before, and its texts where they say more than that.
    ///
    /// Of most problems no text has changed, and a dozen of each are much to read at every look.
    func reading(_ input: FindInput) -> Draft {
      var draft = self
      draft.isWhole = family.existing.map(input.sources.hasAllTexts) ?? false
      if family.lead.isTheme || !draft.isWhole { draft.readTexts(input) }
      if !isSmall {
        draft.quotes = KnownQuotes.find(draft, input: input)
        if draft.quotes == nil, draft.texts.isEmpty { draft.readTexts(input) }
      }
      draft.kind = Opportunities.kind(of: family.lead, texts: draft.texts)
      return draft
    }

    private mutating func readTexts(_ input: FindInput) {
      let limit = isSufficient ? Opportunities.textLimit : Opportunities.fewTextLimit
      // The words of people before those of machines.
      let ordered = family.groups.sorted { ($0.isTheme ? 0 : 1, $0.tally.id) < ($1.isTheme ? 0 : 1, $1.tally.id) }
      let ids = ordered.flatMap { $0.tally.exemplars.prefix(limit) }.prefix(limit)
      texts = ids.compactMap { id in input.sources.text(id).map { (id, $0) } }
      isWhole = texts.count == ids.count
    }

    /// Whether some of what is told of it is counted from events and not from groups.
    var tellsOfLoss: Bool { loss != nil || family.groups.contains(where: \.tally.isLoss) }

    /// Microseconds since the Unix epoch.
    var first: Int64 { family.counted.map(\.tally.first).min() ?? 0 }
  }

  private static func kind(of lead: GroupFacts, texts: [(id: EvidenceID, text: String)]) -> Opportunity.Kind {
    if lead.isPraise { return .praise }
    if lead.tally.isLoss { return .conversion }
    guard lead.isTheme else { return lead.tally.kind == .span ? .latency : .error }
    switch MessageTone.prevailing(texts.map(\.text)) {
    case .slowness: return .latency
    case .request: return .request
    case .confusion: return .confusion
    case .problem, .praise, .spam, .empty: return .error
    }
  }

  private static func finish(
    _ draft: Draft,
    trend: Opportunity.Trend,
    surroundings: Surroundings,
    input: FindInput
  ) -> FoundOpportunity {
    let family = draft.family
    var footprint = draft.count.footprint
    if let writers = surroundings.writers {
      footprint.writers =
        family.groups.filter(\.isTheme).reduce(into: Set<UInt64>()) { $0.formUnion($1.subjects) }.count
      footprint.harm = harm(draft, writers: writers, eligible: input.eligible)
    }
    var claims = ClaimMaker(draft, trend: trend, input: input)
    claims.makeSupport()
    claims.makeContradictions(surroundings)
    let cost = costOfDelay(footprint, trend: trend)
    var opportunity = Opportunity(
      id: family.id,
      kind: draft.kind,
      state: state(draft),
      title: Title.make(draft),
      service: family.lead.tally.service,
      surface: family.lead.tally.surface,
      groups: family.groups.map(\.tally.id),
      reach: reach(draft, eligible: input.eligible),
      trend: trend,
      costOfDelay: draft.loss.map { scaled(cost, by: $0.excessShare) } ?? cost,
      exemplars: claims.exemplars,
      contradictions: claims.contradictions.map(\.id),
      claims: claims.support.map(\.id),
      first: Opportunities.instant(draft.first),
      last: Opportunities.instant(family.groups.map(\.tally.last).max() ?? 0),
      asOf: input.asOf
    )
    opportunity.severity = severity(draft)
    opportunity.onset =
      draft.loss.map { Opportunity.Onset(at: opportunity.first, ratio: $0.ratio, surprise: $0.surprise) }
      ?? draft.rise?.onset(first: draft.first)
    return FoundOpportunity(
      opportunity: opportunity,
      claims: claims.support + claims.contradictions,
      footprint: footprint,
      errorType: family.lead.tally.kind == .error ? Title.type(of: family.lead.tally) : "",
      measured: family.counted.filter { !$0.tally.isEvent }.map(\.tally.id),
      events: family.groups.map(\.tally).filter(\.isEvent)
    )
  }

  private static func state(_ draft: Draft) -> Opportunity.State {
    let state = draft.family.existing?.state ?? .candidate
    guard state == .candidate, draft.isSufficient, draft.kind != .praise else { return state }
    return .open
  }

  /// What the groups alone tell: words of people, or of their clicks, are no error that somebody has seen.
  private static func severity(_ draft: Draft) -> Severity {
    guard draft.kind == .error else { return Severity(draft.kind) }
    switch draft.family.lead.tally.kind {
    case .message: return .complaint
    case .event: return .friction
    default: return .error
    }
  }

  private static func reach(_ draft: Draft, eligible: Int) -> Opportunity.Reach {
    let footprint = draft.count.footprint
    // Whoever met it was there, whatever the count of the active says. Three digits tell how many are there: with more
    // of them every opportunity would have to be written anew for each new person.
    let everybody = eligible > 0 ? max(Title.rounded(eligible, digits: 3), footprint.subjects) : 0
    var share: Interval?
    if everybody > 0 {
      let bounds = Binomial.wilson(Int64(footprint.subjects), tries: Int64(everybody), alpha: 0.1)
      share = interval(bounds.low, Double(footprint.subjects) / Double(everybody), bounds.high)
    }
    return Opportunity.Reach(
      subjects: footprint.subjects,
      accounts: footprint.accounts,
      days: footprint.days,
      occurrences: footprint.occurrences,
      eligible: everybody,
      share: share
    )
  }

  /// People in a week at the present rate, with a 90 % Poisson interval (Garwood's exact one).
  ///
  /// Where the rate has changed the last week speaks, else the mean of all weeks that the data cover.
  static func costOfDelay(_ footprint: Footprint, trend: Opportunity.Trend) -> Interval {
    let weeks: [Int]
    switch trend.direction {
    case .rising, .falling, .new: weeks = Array(footprint.weeks.prefix(1))
    case .steady, .unclear: weeks = footprint.weeks
    }
    let count = Double(max(1, weeks.count))
    let sum = weeks.reduce(0, +)
    let bounds = Poisson.interval(Int64(sum), alpha: 0.1)
    return interval(bounds.low / count, Double(sum) / count, bounds.high / count)
  }

  private static func harm(_ draft: Draft, writers: Set<UInt64>, eligible: Int) -> Footprint.Harm? {
    // Who no longer gets somewhere meets nothing that could be complained about.
    guard draft.family.lead.isHost, draft.loss == nil, eligible > 0 else { return nil }
    // Only those who met the error itself are affected, who are those that are counted; who wrote about it is what is asked.
    let affected = draft.count.people
    let affectedWriters = affected.count(where: writers.contains)
    let others = max(0, eligible - affected.count)
    return Footprint.Harm(
      affected: affected.count,
      affectedWriters: affectedWriters,
      others: others,
      otherWriters: min(others, writers.count - affectedWriters)
    )
  }

  /// Part of those who do not go on never did: only the others are what waiting costs.
  private static func scaled(_ cost: Interval, by share: Double) -> Interval {
    interval(cost.low * share, cost.likely * share, cost.high * share)
  }

  static func interval(_ low: Double, _ likely: Double, _ high: Double) -> Interval {
    Interval(low: Rounding.nine(low), likely: Rounding.nine(likely), high: Rounding.nine(high))
  }
}
