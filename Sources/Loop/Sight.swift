import Bytes
import Decide
import Domain
import Find
import Ledger
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
  /// What was worked out of single groups, for the next look.
  let worked: Workings.News?

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
      worked = nil
      return
    }
    asOf = Timestamp(microseconds: horizon.cut(last))
    let window = ReachWindow(asOf: asOf, dataStart: Timestamp(microseconds: first))
    let workings = try Workings(records.reader, days: window.days)
    let people = try Attendance(window, records, workings, horizon)
    var (groups, older) = try Sight.groups(window, records, horizon)
    for group in groups { try workings.load(group.tally.series) }
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
      sources: .init(records, secret: secret, workings.digests, horizon)
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
    var weighing = try Weighing(records, window, asOf: asOf, workings, horizon: horizon)
    try weighing.measure(stated)
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
    worked = workings.news
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
    let rows =
      try recent
      .sorted { ($1.count, $0.id) < ($0.count, $1.id) }
      .prefix(groupLimit)
      .compactMap { tally -> GroupRows? in
        guard let tally = try horizon.cut(tally, records.reader), tally.last >= start else { return nil }
        return try GroupRows(tally, window.days, records, horizon)
      }
    // Read by one, put in order by all.
    let facts = Spread.map(rows.count) { rows[$0].facts(window) }
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
    return try GroupRows(tally, days, records, horizon).facts(window)
  }

  /// What is read of a group.
  private struct GroupRows: Sendable {
    let tally: GroupTally
    let subjectDays: [SubjectDay]
    let hours: [Bucket]

    init(_ tally: GroupTally, _ days: Range<Int32>, _ records: Records, _ horizon: Horizon) throws {
      self.tally = tally
      subjectDays = horizon.cut(try records.reader.subjectDays(tally.series, days: days))
      hours = try horizon.hours(tally.series, days: days, records.reader)
    }

    func facts(_ window: ReachWindow) -> GroupFacts {
      GroupFacts(tally: tally, subjectDays: subjectDays, buckets: hours, window: window)
    }
  }
}

extension FindInput.Sources {
  /// Answers from a store; what cannot be read counts as not kept, and the audit says why it cannot.
  fileprivate init(_ records: Records, secret: [UInt8], _ known: KeptDigests, _ horizon: Horizon) {
    let quotes = Quotes(secret: secret)
    // fine because where that cannot be read all texts are looked at
    let erasure = (try? records.reader.latestEntry(about: Erasure.subject)) ?? .max
    self.init(
      text: { id in
        try? records.evidence(id)?.text  // fine because a text that cannot be read cannot be quoted
      },
      digest: { id, words in
        quotes.cut(words, of: words, in: id)?.digest ?? ""
      },
      quotes: { opportunity in
        var slices: [TextSlice] = []
        // Quotes are told last.
        for id in opportunity.claims.reversed() {
          // fine because words that cannot be read are picked anew
          guard let claim = try? records.claim(id) else { return [] }
          guard case .slice(let slice)? = claim.citations.first else { break }
          slices.insert(slice, at: 0)
        }
        return slices
      },
      hasAllTexts: { opportunity in
        // fine because of the same
        erasure == 0 || (try? records.reader.record(opportunity.id)?.seq ?? 0) ?? 0 > erasure
      },
      snapshot: { question, groups, window in
        // What was known in the past is looked at and not kept.
        guard horizon == .none else { return .none }
        return known.digest(question, of: groups.map(\.tally.series), window) {
          FigureRows(question, groups, window).snapshot(secret: secret).id
        }
      },
      snapshotOfEvents: { question, events, window in
        guard horizon == .none else { return .none }
        // fine because a figure without a snapshot is shown as changed, never as confirmed
        let rows = try? FigureRows(question, events, window, records.reader)
        return rows?.snapshot(secret: secret).id ?? .none
      }
    )
  }
}
