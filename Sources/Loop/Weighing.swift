import Bytes
import Decide
import Domain
import Find
import Prove
import Store

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
  /// The runs of each operation that was asked about, in the days that tell of an outage.
  private var runs: [SeriesID: [Bucket]] = [:]
  /// Signals of any kind on each day, by which nearly everything is divided.
  private let activity: [Int32: Int64]
  /// The days of history.
  private let history: Range<Int32>
  private let workings: Workings
  /// Hashes of what effects follow from beside their own rows, by the denominator's name.
  private var inputs: [String: UInt64] = [:]
  /// The smallest effects that are known, by what would show them.
  private var effects: [[SeriesID]: Double?] = [:]

  /// Reads what is the same for all of them.
  init(
    _ records: Records,
    _ window: ReachWindow,
    asOf: Timestamp,
    _ workings: Workings,
    horizon: Horizon = .none
  ) throws {
    self.records = records
    self.workings = workings
    self.window = window
    self.asOf = asOf
    self.horizon = horizon
    let scored = try CalibrationScores(records).scored
    trackRecord = TrackRecord(scored: scored.count, hits: scored.count { $0.outcome == 1 })
    inFlight = try ShipsInFlight(records)
    activity = try MetricDays.activity(records)
    history = try MetricDays.window(records) ?? 0..<0
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
      measurability: try measurability(metric, found)
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
  private mutating func measurability(_ metric: Metric, _ found: FoundOpportunity) throws -> Measurability {
    let opportunity = found.opportunity
    guard opportunity.state != .candidate else {
      return Measurability(smallestDetectable: nil, weeks: PlanRules.usualWeeks, isEnough: false)
    }
    let smallest = try smallest(metric)
    let likely = WorkClass(opportunity, hasError: !found.errorType.isEmpty)?.effect.likely ?? 0
    return Measurability(
      smallestDetectable: smallest,
      weeks: PlanRules.usualWeeks,
      isEnough: smallest.map { $0 <= likely } ?? false
    )
  }

  /// Works out on all processors which effects could be seen where that is not known, before each is asked for.
  mutating func measure(_ found: [FoundOpportunity]) throws {
    var unknown: [(metric: Metric, history: [DayCount])] = []
    for found in found where found.opportunity.state != .candidate {
      let metric = BetMaker.metric(for: found.opportunity, measuring: found.measured)
      if try known(metric) == nil {
        unknown.append((metric, try MetricDays(metric, own: metric.series, activity: activity, records).days))
      }
    }
    let asked = unknown
    let values = Spread.map(asked.count) { Weighing.smallest(asked[$0].metric, asked[$0].history) }
    for (metric, value) in zip(asked.map(\.metric), values) {
      effects[metric.series] = .some(value)
      guard metric.series.count == 1, let series = metric.series.first else { continue }
      workings.note(KeptEffect(input: input(metric), value: value), of: series, days: history)
    }
  }

  /// What is known of a metric; nil where it has to be worked out.
  private mutating func known(_ metric: Metric) throws -> Double?? {
    if let known = effects[metric.series] { return known }
    guard metric.series.count == 1, let series = metric.series.first,
      let kept = try workings.effect(of: series, days: history, input: input(metric))
    else { return nil }
    effects[metric.series] = .some(kept.value)
    return .some(kept.value)
  }

  private mutating func smallest(_ metric: Metric) throws -> Double? {
    if let known = try known(metric) { return known }
    return Weighing.smallest(metric, try MetricDays(metric, own: metric.series, activity: activity, records).days)
  }

  static func smallest(_ metric: Metric, _ history: [DayCount]) -> Double? {
    SmallestEffect.detectable(
      history: history,
      weeks: PlanRules.usualWeeks,
      alpha: PlanRules.alpha,
      fewerIsGood: metric.fewerIsGood
    )
  }

  /// Metrics of bets differ in their series and in what they are divided by alone.
  private mutating func input(_ metric: Metric) -> UInt64 {
    let denominator = metric.denominator?.text ?? ""
    if let known = inputs[denominator] { return known }
    let input = KeptEffect.input(metric, activity: activity, days: history)
    inputs[denominator] = input
    return input
  }

  /// Whether what it is seen by comes from senders that strangers cannot write to.
  private func isVerified(_ opportunity: Opportunity) throws -> Bool {
    var isAny = false
    for id in opportunity.exemplars.prefix(3) {
      guard let text = try records.evidence(id) else { continue }
      guard text.trust == .firstParty || text.trust == .repository || text.trust == .computed else { return false }
      isAny = true
    }
    return isAny
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

  private mutating func runs(of operation: SeriesID, _ days: Range<Int32>) throws -> [Bucket] {
    if let known = runs[operation] { return known }
    let read = horizon.cut(try records.reader.buckets(operation, in: ReachWindow.seconds(days)))
    runs[operation] = read
    return read
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
