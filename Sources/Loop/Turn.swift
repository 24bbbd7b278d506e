import Bytes
import Decide
package import Domain
import Find
import Ledger
import Prove
import Ship
import Store

/// One turn of the loop: from what is stored to opportunities and a choice.
///
/// Looking is done on a snapshot, without holding anybody up; only what has changed is written.
package enum Turn {
  /// What came of it.
  package struct Result: Sendable {
    package let opportunities: Int
    /// How many of them are new or have changed.
    package let changed: Int
    /// How many wait for a choice and are not listed unasked, because the last two weeks show nothing of them.
    package let quiet: Int
    /// How many groups were seen only before the window that opportunities are made from.
    package let older: Int
    package let choice: String
    package let pick: RecordID?
  }

  /// How often a look is taken at most: anew where somebody was erased meanwhile, or after a decision of our own, where
  /// somebody else has decided.
  private static let attempts = 3

  /// Looks and writes; after a decision it is made sure that the choice knows of it.
  ///
  /// `isOneOfMany` says that another turn follows soon, which may leave to it what is much work for little.
  static func run(
    _ books: Books,
    afterDecision: Bool = false,
    isOneOfMany: Bool = false,
    checkpoint: () throws -> Void = {}
  ) throws -> Result {
    let facts = try GitLook(books).factsOfPending(checkpoint: checkpoint)
    try ThemeKeeping.refresh(books)
    try SlowKeeping.refresh(books, insists: !isOneOfMany, checkpoint)
    try LossKeeping.refresh(books)
    for number in 1...attempts {
      let insists = afterDecision && number < attempts
      if let result = try attempt(books, facts, insists: insists, checkpoint) { return result }
    }
    return try books.read { try result($0, of: nil, changed: 0) }
  }

  /// Looks once and writes what is seen; nil for a look that has to be taken again.
  private static func attempt(
    _ books: Books,
    _ facts: [RecordID: GitFacts],
    insists: Bool,
    _ checkpoint: () throws -> Void
  ) throws -> Result? {
    let seen = try books.read { try Sight($0, secret: books.store.secret, facts) }
    try checkpoint()
    try DayPacks.keep(seen.loose, books, checkpoint)
    // Nobody stands in line with what is old already, nor stays there for long with what may become so.
    for limit in [glance, glance, glance, nil] {
      var fate = try books.read { try Fate(of: seen, insists: insists, $0) }
      if case .write = fate {
        do {
          fate = try books.write(as: "reckon", within: limit) { journal in
            // Asked once more: it may have become old in line. Nothing is looked at while others wait for the lock.
            let fate = try Fate(of: seen, insists: insists, journal.records)
            guard case .write = fate else { return fate }
            let result = try write(seen, &journal)
            try ShipFinding.refresh(except: nil, of: nil, facts, &journal)
            return .over(result)
          }
        } catch StoreError.busy where limit != nil {
          continue
        }
      }
      if case .over(let result) = fate { return result }
      break
    }
    return nil
  }

  /// How long a look stands in line before it is asked whether it is still wanted.
  private static let glance = Duration.milliseconds(100)

  /// What becomes of a look.
  private enum Fate {
    case write
    case over(Result)
    case again

    /// Nothing is left to do where nothing new was seen, or somebody else turns the loop after us: whoever brought newer
    /// signals does, and whoever decided something does so too.
    init(of seen: Sight, insists: Bool, _ records: Records) throws {
      let mark = try Mark(records)
      if mark == seen.mark, try Fate.isNews(seen, records) {
        self = .write
      } else if mark.erasures != seen.mark.erasures {
        // Nobody else takes out of it who was erased.
        self = .again
      } else if mark.signals == seen.mark.signals, mark.decisions != seen.mark.decisions, insists {
        self = .again
      } else {
        self = .over(try result(records, of: seen, changed: 0))
      }
    }

    /// Whether a look says anything that is not known, or a ship waits for what production shows of it.
    private static func isNews(_ seen: Sight, _ records: Records) throws -> Bool {
      if !seen.news.isEmpty || !seen.absorbed.isEmpty { return true }
      if let choice = seen.choice, try records.choice()?.inputs != choice.inputs { return true }
      return try records.ships().contains(where: \.isPending)
    }
  }

  // MARK: Writing

  private static func write(_ sight: Sight, _ journal: inout Journal) throws -> Result {
    var changed = 0
    // First of all: what is written below may change rows.
    try sight.worked?.keep(journal.writer)
    for reopening in sight.reopenings { try put(reopening, sight, &journal) }
    let promised = Set(try journal.records.bets().flatMap(\.claims))
    for found in sight.news where try put(found, promised, &journal, secret: sight.secret) { changed += 1 }
    for (id, host) in sight.absorbed.sorted(by: { $0.key < $1.key }) {
      var opportunity = try journal.records.opportunity(id)
      Course.advance(&opportunity, .merge)
      opportunity.mergedInto = host
      try journal.put(opportunity)
    }
    if let choice = sight.choice { try put(choice, sight, &journal) }
    if changed > 0 { try journal.writer.foldBuckets() }
    return try result(journal.records, of: sight, changed: changed)
  }

  private static func result(_ records: Records, of sight: Sight?, changed: Int) throws -> Result {
    let choice = try records.choice()
    let found = (sight?.found ?? []).map(\.opportunity)
    return Result(
      opportunities: found.count,
      changed: changed,
      quiet: Shelf.aside(found, dataThrough: sight?.asOf)[.quiet] ?? 0,
      older: sight?.older ?? 0,
      choice: choice?.kind.rawValue ?? "nothing to weigh",
      pick: choice?.subject
    )
  }

  /// Writes an opportunity with its claims; one about which nothing but the time has changed is left alone.
  ///
  /// Where a claim that a bet stands on is counted from other groups now, what it is counted from is kept like before.
  private static func put(
    _ found: FoundOpportunity,
    _ promised: Set<RecordID>,
    _ journal: inout Journal,
    secret: [UInt8]
  ) throws -> Bool {
    var opportunity = found.opportunity
    if let stored = try journal.records.reader.record(opportunity.id) {
      let known = try Opportunity(Records.node(in: stored))
      if known.isStill(opportunity) { return false }
      opportunity.state = known.state(after: opportunity)
    }
    for claim in found.claims where try journal.put(claim) && promised.contains(claim.id) {
      try keepSnapshots(of: [claim.id], journal, secret: secret)
    }
    for event in found.events { try journal.writer.replace(event, buckets: [:], people: [:]) }
    return try journal.put(opportunity)
  }

  /// Writes why something is back; it is once, because from then on it waits for a choice.
  private static func put(_ reopening: Reopening, _ sight: Sight, _ journal: inout Journal) throws {
    let decision = Decision(
      id: RecordID(.decision, of: "reopen \(reopening.opportunity) \(journal.seq)"),
      kind: .reopen,
      subject: reopening.opportunity,
      reason: reopening.reason,
      considered: [],
      missing: [],
      inputs: "",
      actor: journal.actor,
      at: journal.now,
      asOf: sight.asOf,
      revisit: nil
    )
    try journal.put(decision, owner: reopening.opportunity.text)
  }

  /// Writes the choice, its bet, and the snapshots of the figures that it stands on.
  private static func put(_ choice: ChoiceOutcome, _ sight: Sight, _ journal: inout Journal) throws {
    if let last = try journal.records.choice(), last.inputs == choice.inputs { return }
    let decision = Decision(
      // The same may be chosen again after something else was: that is another decision.
      id: RecordID(.decision, of: "\(choice.kind.rawValue) \(choice.inputs) \(journal.seq)"),
      kind: choice.kind,
      subject: choice.bet?.id,
      reason: choice.paragraph,
      considered: choice.considered,
      missing: choice.missing,
      inputs: choice.inputs,
      actor: journal.actor,
      at: journal.now,
      asOf: sight.asOf,
      revisit: nil
    )
    if let bet = choice.bet {
      // A bet that somebody works on stays as it was promised.
      let isFree = try !journal.records.has(bet.id) || journal.records.bet(bet.id).state == .ready
      if isFree { try journal.put(bet) }
      try keepSnapshots(of: bet.claims, journal, secret: sight.secret)
    }
    try journal.put(decision, owner: Records.portfolio)
  }

  private static func keepSnapshots(of claims: [RecordID], _ journal: Journal, secret: [UInt8]) throws {
    for claim in try claims.map(journal.records.claim) {
      for case .figure(let figure) in claim.citations {
        let rows = try FigureRows(figure.question, figure.series, figure.window, journal.writer)
        try journal.writer.addEvidence([rows.snapshot(secret: secret)])
      }
    }
  }
}

/// How far the store had come when something was looked at.
struct Mark: Equatable {
  let signals: Int64
  /// The entry of the latest decision or edit.
  let decisions: Int64
  /// The entry of the latest erasure.
  let erasures: Int64
  /// How messages were grouped.
  let themes: ThemeState?

  init(_ records: Records) throws {
    signals = try records.reader.sources().reduce(0) { $0 + $1.count }
    decisions = try max(records.reader.latestEntry(of: .decision), records.reader.latestEntry(of: .edit))
    erasures = try records.reader.latestEntry(about: Erasure.subject)
    themes = try ThemeState.load(records.reader)
  }
}

extension Opportunity {
  /// What a look makes of the state: enough people are known, or it is back although it was fixed; all other steps are
  /// somebody's.
  func state(after look: Opportunity) -> State {
    switch (state, look.state) {
    case (.candidate, _), (.resolved, .reopened), (.watching, .regressed): look.state
    default: state
    }
  }

  /// Whether a look says what is known, the time of the look aside.
  func isStill(_ look: Opportunity) -> Bool {
    var look = look
    look.state = state(after: look)
    look.asOf = asOf
    return self == look
  }
}
