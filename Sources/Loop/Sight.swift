import Bytes
import Decide
import Domain
import Find
import Ledger
import Prove
import Ship
import Store

/// What one snapshot of the store shows: opportunities, and the choice among them.
struct Sight {
  let mark: Mark
  let secret: [UInt8]
  /// The time of the latest signal.
  let asOf: Timestamp
  let found: [FoundOpportunity]
  /// Those of them that are new or have changed: others need not be looked at again while somebody waits for the lock.
  let news: [FoundOpportunity]
  let absorbed: [RecordID: RecordID]
  /// What was fixed and is back.
  let reopenings: [Reopening]
  /// Groups that were seen only before the window: kept, counted, and no opportunities.
  let older: Int
  /// Nil where there is nothing at all to weigh.
  let choice: ChoiceOutcome?
  /// What was counted of each group that is part of something.
  let tallies: [RecordID: GroupTally]
  /// Past days that were read row by row.
  let loose: [LooseDays]

  /// Groups looked at: the largest of those seen within the window.
  private static let groupLimit = 2_000

  /// Looks at all that is stored, or at what had happened by a moment; `facts` are what git says of ships.
  init(
    _ records: Records,
    secret: [UInt8],
    _ facts: [RecordID: GitFacts] = [:],
    horizon: Horizon = .none
  ) throws {
    self.secret = secret
    mark = try Mark(records)
    let sources = try records.reader.sources()
    guard let last = sources.map(\.last).max(), let first = sources.map(\.first).min(), horizon.includes(first) else {
      asOf = Timestamp(nanoseconds: 0)
      found = []
      news = []
      absorbed = [:]
      reopenings = []
      older = 0
      choice = nil
      tallies = [:]
      loose = []
      return
    }
    asOf = Timestamp(microseconds: horizon.cut(last))
    let window = ReachWindow(asOf: asOf, dataStart: Timestamp(microseconds: first))
    let people = try Attendance(window, records, horizon)
    var (groups, older) = try Sight.groups(window, records, horizon)
    self.older = older
    var losses = try LossKeeping.load(records.reader)
    if horizon != .none {
      // What was slow or lost is kept as it is known now: what was known then is worked out.
      groups =
        try groups.filter { $0.tally.kind != .span && !$0.tally.isLoss }
        + SlowOperations(window, horizon, records).groups.map { $0.facts(window) }
      let look = try LossLook(window, horizon, records) { groups }
      losses = LossKeeping.byGroup(look.found.map(\.loss))
      groups += look.found.map { $0.group.facts(window) }
    }
    // What was told before and no longer is stays what it was.
    groups.removeAll { $0.tally.isLoss && losses[$0.tally.id] == nil }
    let existing = try records.opportunities()
    var input = FindInput(
      groups: groups,
      existing: existing,
      window: window,
      asOf: asOf,
      eligible: people.count,
      accountsExist: people.haveAccounts,
      sources: .init(records, secret: secret, horizon)
    )
    input.losses = losses
    input.successors = try Sight.successors(records.reader)
    input.rules = EditRules(try records.edits())
    input.active = (people.recent, people.before)
    input.activeByDay = people.byDay
    input.events = try NewEvents.facts(beside: groups, window, records, horizon)
    input.writersAreLinked = people.areLinked(to: groups.filter { $0.tally.kind == .message })
    let outcome = Opportunities.find(input)
    let ids = Set(outcome.found.map(\.opportunity.id))
    // What is back is back now: a look into the past writes nothing.
    reopenings =
      horizon == .none ? try Reopening.find(facts, records).filter { ids.contains($0.opportunity) } : []
    let states = Dictionary(reopenings.map { ($0.opportunity, $0.state) }, uniquingKeysWith: { first, _ in first })
    let stated = outcome.found.map { found in
      var found = found
      found.opportunity.state = states[found.opportunity.id] ?? found.opportunity.state
      return found
    }
    let tallied = groups.map(\.tally) + outcome.found.flatMap(\.events)
    tallies = Dictionary(tallied.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    absorbed = outcome.absorbed
    var weighing = try Weighing(records, window, asOf: asOf, horizon: horizon)
    let candidates = try stated.map { try weighing.candidate($0) }
    found = zip(stated, candidates).map { found, candidate in
      var found = found
      found.opportunity.severity = candidate.severity
      return found
    }
    let known = Dictionary(uniqueKeysWithValues: existing.map { ($0.id, $0) })
    news = found.filter { known[$0.opportunity.id]?.isStill($0.opportunity) != true }
    // What is muted is counted like everything else, and not weighed.
    let weighed = candidates.filter { $0.opportunity.mutedBy == nil }
    choice = try Choice.decide(weighing.input(weighed, accountsExist: people.haveAccounts))
    loose = records.reader.loose.sorted()
  }

  /// The group that stands for each theme which ended, at the end of the chain.
  private static func successors(_ reader: StoreReader) throws -> [RecordID: RecordID] {
    let themes = try reader.themes()
    var successors: [RecordID: RecordID] = [:]
    for theme in themes.values where theme.successor != nil {
      var (last, passed) = (theme, Set([theme.number]))
      while let next = last.successor.flatMap({ themes[$0] }), passed.insert(next.number).inserted { last = next }
      for praise in [false, true] {
        guard let group = theme.group(praise: praise) else { continue }
        successors[group] = last.group(praise: praise) ?? last.group(praise: !praise)
      }
    }
    return successors
  }

  private static func groups(
    _ window: ReachWindow,
    _ records: Records,
    _ horizon: Horizon
  ) throws -> (recent: [GroupFacts], older: Int) {
    let start = window.seconds.lowerBound * 1_000_000
    let all = try records.reader.groups().filter { horizon.includes($0.first) && !$0.isEvent && $0.count > 0 }
    let recent = all.filter { $0.last >= start }
    let facts =
      try recent
      .sorted { ($1.count, $0.id) < ($0.count, $1.id) }
      .prefix(groupLimit)
      .compactMap { tally -> GroupFacts? in
        guard let tally = try horizon.cut(tally, records.reader), tally.last >= start else { return nil }
        return try Sight.facts(tally, since: nil, window, records, horizon)
      }
    return (facts, all.count - recent.count)
  }

  /// Reads what is known of a group within the window, or of its days from one on.
  static func facts(
    _ tally: GroupTally,
    since day: Int32?,
    _ window: ReachWindow,
    _ records: Records,
    _ horizon: Horizon = .none
  ) throws -> GroupFacts {
    let first = max(day ?? window.days.lowerBound, window.days.lowerBound)
    let days = min(first, window.days.upperBound)..<window.days.upperBound
    return GroupFacts(
      tally: tally,
      subjectDays: horizon.cut(try records.reader.subjectDays(tally.series, days: days)),
      buckets: try horizon.hours(tally.series, days: days, records.reader),
      window: window
    )
  }
}

extension FindInput.Sources {
  /// Answers from a store; what cannot be read counts as not kept, and the audit says why it cannot.
  fileprivate init(_ records: Records, secret: [UInt8], _ horizon: Horizon) {
    let quotes = Quotes(secret: secret)
    self.init(
      text: { id in
        try? records.evidence(id)?.text  // fine because a text that cannot be read cannot be quoted
      },
      digest: { id, words in
        quotes.cut(words, of: words, in: id)?.digest ?? ""
      },
      quotes: { opportunity in
        // fine because words that cannot be read are picked anew
        let claims = (try? opportunity.claims.map(records.claim)) ?? []
        return claims.flatMap(\.citations).compactMap { if case .slice(let slice) = $0 { slice } else { nil } }
      },
      snapshot: { question, groups, window in
        // What was known in the past is looked at and not kept.
        horizon == .none ? FigureRows(question, groups, window).snapshot(secret: secret).id : .none
      }
    )
    guard horizon == .none else { return }
    snapshotOfEvents = { question, events, window in
      // fine because a figure without a snapshot is shown as changed, never as confirmed
      let rows = try? FigureRows(question, events, window, records.reader)
      return rows?.snapshot(secret: secret).id ?? .none
    }
  }
}

/// What the choice needs to know of each opportunity beside what was found.
struct Weighing {
  private let records: Records
  private let window: ReachWindow
  private let asOf: Timestamp
  private let horizon: Horizon
  private let trackRecord: TrackRecord
  private let inFlight: ShipsInFlight
  /// The bets on each opportunity.
  private let bets: [RecordID: [Bet]]
  /// The operations of each service that was asked about.
  private var operations: [String: [SeriesID]] = [:]
  /// Signals of any kind on each day, by which nearly everything is divided.
  private let activity: [Int32: Int64]

  /// Reads what is the same for all of them.
  init(_ records: Records, _ window: ReachWindow, asOf: Timestamp, horizon: Horizon = .none) throws {
    self.records = records
    self.window = window
    self.asOf = asOf
    self.horizon = horizon
    let scored = try CalibrationScores(records).scored
    trackRecord = TrackRecord(scored: scored.count, hits: scored.count { $0.outcome == 1 })
    inFlight = try ShipsInFlight(records)
    activity = try MetricDays.activity(records)
    bets = Dictionary(grouping: try records.bets(), by: \.opportunity)
  }

  func input(_ candidates: [Candidate], accountsExist: Bool) throws -> ChoiceInput {
    ChoiceInput(
      candidates: candidates,
      accountsExist: accountsExist,
      rulings: try candidates.compactMap { try ruling(on: $0.opportunity.id) },
      asOf: asOf
    )
  }

  mutating func candidate(_ found: FoundOpportunity) throws -> Candidate {
    let opportunity = found.opportunity
    let metric = BetMaker.metric(for: opportunity, measuring: found.measured)
    var candidate = Candidate(
      opportunity: opportunity,
      footprint: found.footprint,
      errorType: found.errorType,
      measurability: try measurability(metric, opportunity)
    )
    candidate.measured = found.measured
    candidate.tombstone = try tombstone(opportunity)
    candidate.isVerified = try isVerified(opportunity)
    candidate.isTotalOutage = try isTotalOutage(found)
    candidate.attempt = attempt(opportunity)
    candidate.record = trackRecord
    candidate.conflicts = inFlight.on(metric, except: opportunity.id).flatMap(\.bets)
    return candidate
  }

  /// What was killed comes back only with what has happened since.
  private func tombstone(_ opportunity: Opportunity) throws -> Tombstone? {
    guard opportunity.state == .killed,
      let kill = try records.decisions(about: opportunity.id).last(where: { $0.kind == .kill })
    else { return nil }
    // The day of the decision itself was seen by whoever decided.
    let since = kill.asOf.day + 1
    let groups = try opportunity.groups.compactMap { try records.reader.group($0) }
      .map { try Sight.facts($0, since: since, window, records) }
    return Tombstone(at: kill.at, reason: kill.reason, since: Footprint(of: groups, window: window))
  }

  /// Small groups are not weighed, so what could be measured of them is not worked out.
  private func measurability(_ metric: Metric, _ opportunity: Opportunity) throws -> Measurability {
    guard opportunity.state != .candidate else {
      return Measurability(smallestDetectable: nil, weeks: PlanRules.usualWeeks, isEnough: false)
    }
    let days = try MetricDays(metric, own: metric.series, activity: activity, records).days
    let smallest = SmallestEffect.detectable(
      history: days,
      weeks: PlanRules.usualWeeks,
      alpha: PlanRules.alpha,
      fewerIsGood: metric.fewerIsGood
    )
    let likely = WorkClass(opportunity.kind, hasError: opportunity.kind == .error)?.effect.likely ?? 0
    return Measurability(
      smallestDetectable: smallest,
      weeks: PlanRules.usualWeeks,
      isEnough: smallest.map { $0 <= likely } ?? false
    )
  }

  /// Whether what it is seen by comes from senders that strangers cannot write to.
  private func isVerified(_ opportunity: Opportunity) throws -> Bool {
    let texts = try opportunity.exemplars.prefix(3).compactMap { try records.evidence($0) }
    return !texts.isEmpty
      && texts.allSatisfy { $0.trust == .firstParty || $0.trust == .repository || $0.trust == .computed }
  }

  /// Whether nearly all runs of the operation that an error is of failed in the last days, whoever ran it: an operation of
  /// few people that never works is all they have.
  ///
  /// Senders that keep the failed runs alone show nothing but failures, so the service must be heard to succeed elsewhere.
  private mutating func isTotalOutage(_ found: FoundOpportunity) throws -> Bool {
    let opportunity = found.opportunity
    guard !found.errorType.isEmpty, opportunity.reach.subjects > 0, !opportunity.surface.isEmpty else { return false }
    let operations = try operations(of: opportunity.service)
      .filter { $0.text.split(separator: " ").last.map { $0 == opportunity.surface } ?? false }
    let days = window.week(0).lowerBound..<window.today + 1
    for operation in operations {
      let runs = try runs(of: operation, days)
      let (all, failed) = runs.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.errors) }
      let failing = Set(runs.filter { $0.errors > 0 }.map { ReachWindow.day($0.start) })
      let isEnough = failed >= Weighing.leastFailures && failing.count >= Sufficiency.standard.days
      if isEnough, Double(failed) >= Weighing.outageShare * Double(all) {
        return try succeeds(opportunity.service, atLeast: failed, days)
      }
    }
    return false
  }

  /// Whether a service's operations have succeeded so often in all.
  private mutating func succeeds(_ service: String, atLeast wanted: Int64, _ days: Range<Int32>) throws -> Bool {
    var left = wanted
    for operation in try operations(of: service) where left > 0 {
      left -= try runs(of: operation, days).reduce(0) { $0 + $1.count - $1.errors }
    }
    return left <= 0
  }

  private func runs(of operation: SeriesID, _ days: Range<Int32>) throws -> [Bucket] {
    horizon.cut(try records.reader.buckets(operation, in: ReachWindow.seconds(days)))
  }

  private mutating func operations(of service: String) throws -> [SeriesID] {
    if let known = operations[service] { return known }
    let prefix = SeriesID.span(service: service, operation: "").text
    let read = try records.reader.seriesIDs(prefix: prefix, limit: Weighing.operationLimit)
    operations[service] = read
    return read
  }

  /// What of a service's operations is looked at, and from what on one counts as failing for everybody.
  private static let operationLimit = 500
  private static let leastFailures: Int64 = 10
  private static let outageShare = 0.95

  /// A bet that was settled or taken back leaves room for another attempt.
  private func attempt(_ opportunity: Opportunity) -> Int {
    let over: Set<Bet.State> = [.settled, .reverted, .expired]
    // What waits for a choice again while its change is out was not helped by it.
    let failed: Set<Bet.State> = opportunity.state.isOpenToChoice ? [.shipped, .measuring] : []
    return (bets[opportunity.id] ?? []).count { over.union(failed).contains($0.state) } + 1
  }

  /// Who decided, at the beginning of a sentence.
  private static func words(for actor: String) -> String {
    actor == "person" ? "A person" : actor.hasPrefix("agent") ? "An agent" : "Somebody"
  }

  private func ruling(on opportunity: RecordID) throws -> Decide.Ruling? {
    guard let last = try records.decisions(about: opportunity).last(where: { $0.kind.isRuling }) else { return nil }
    let kind: Decide.Ruling.Kind
    switch last.kind {
    case .pick, .override: kind = .pick
    case .defer: kind = .defer
    case .kill: kind = .kill
    case .reopen, .abstain, .tooClose, .nothingWorthIt, .lock, .amend: return nil
    }
    return Decide.Ruling(
      opportunity: opportunity,
      kind: kind,
      actor: Weighing.words(for: last.actor),
      revisit: last.revisit ?? ""
    )
  }
}

extension Decision.Kind {
  /// Whether it is a person's word on one opportunity, which stands until the next.
  fileprivate var isRuling: Bool {
    switch self {
    case .pick, .override, .defer, .kill, .reopen: true
    case .abstain, .tooClose, .nothingWorthIt, .lock, .amend: false
    }
  }
}
