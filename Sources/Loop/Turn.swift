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
    package let choice: String
    package let pick: RecordID?
  }

  /// How often a look is taken anew, after a decision of our own, because somebody has decided something meanwhile.
  private static let attempts = 3

  /// Looks and writes; after a decision it is made sure that the choice knows of it.
  static func run(_ books: Books, afterDecision: Bool = false, checkpoint: () throws -> Void = {}) throws -> Result {
    let facts = try GitLook(books).factsOfPending(checkpoint: checkpoint)
    for _ in 1..<attempts where afterDecision {
      if let result = try attempt(books, facts, insists: true, checkpoint) { return result }
    }
    let last = try attempt(books, facts, insists: false, checkpoint)
    return try last ?? books.read { try result($0, opportunities: 0, changed: 0) }
  }

  private static func attempt(
    _ books: Books,
    _ facts: [RecordID: GitFacts],
    insists: Bool,
    _ checkpoint: () throws -> Void
  ) throws -> Result? {
    let seen = try books.read { try Sight($0, secret: books.store.secret) }
    try checkpoint()
    return try books.write(as: "reckon") { journal in try write(seen, facts, insists: insists, &journal) }
  }

  /// Writes what was seen, unless it is old by now; nil for a look that has to be taken again.
  ///
  /// Nothing is looked at while others wait for the lock.
  private static func write(
    _ seen: Sight,
    _ facts: [RecordID: GitFacts],
    insists: Bool,
    _ journal: inout Journal
  ) throws -> Result? {
    let mark = try Mark(journal.records)
    // Whoever brought newer signals turns the loop after us, and whoever decided something does so too.
    if mark.signals != seen.mark.signals {
      return try result(journal.records, opportunities: seen.found.count, changed: 0)
    }
    if mark.decisions != seen.mark.decisions {
      return insists ? nil : try result(journal.records, opportunities: seen.found.count, changed: 0)
    }
    let result = try write(seen, &journal)
    try ShipFinding.refresh(except: nil, of: nil, facts, &journal)
    return result
  }

  // MARK: Writing

  private static func write(_ sight: Sight, _ journal: inout Journal) throws -> Result {
    var changed = 0
    for found in sight.found where try put(found, &journal) { changed += 1 }
    for (id, _) in sight.absorbed.sorted(by: { $0.key < $1.key }) {
      var opportunity = try journal.records.opportunity(id)
      Course.advance(&opportunity, .merge)
      try journal.put(opportunity)
    }
    if let choice = sight.choice { try put(choice, sight, &journal) }
    if changed > 0 { try journal.writer.foldBuckets() }
    return try result(journal.records, opportunities: sight.found.count, changed: changed)
  }

  private static func result(_ records: Records, opportunities: Int, changed: Int) throws -> Result {
    let choice = try records.choice()
    return Result(
      opportunities: opportunities,
      changed: changed,
      choice: choice?.kind.rawValue ?? "nothing to weigh",
      pick: choice?.subject
    )
  }

  /// Writes an opportunity with its claims; one about which nothing but the time has changed is left alone.
  private static func put(_ found: FoundOpportunity, _ journal: inout Journal) throws -> Bool {
    var opportunity = found.opportunity
    if try journal.records.has(opportunity.id) {
      let known = try journal.records.opportunity(opportunity.id)
      // The only step that a look takes is from candidate to open; all others are somebody's.
      if known.state != .candidate { opportunity.state = known.state }
      if known.isSame(as: opportunity) { return false }
    }
    for claim in found.claims { try journal.put(claim) }
    return try journal.put(opportunity)
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
  /// The entry of the latest decision.
  let decisions: Int64

  init(_ records: Records) throws {
    signals = try records.reader.sources().reduce(0) { $0 + $1.count }
    decisions = try records.reader.latestEntry(of: .decision)
  }
}

extension Opportunity {
  /// Whether another look says the same, the time of the look aside.
  func isSame(as other: Opportunity) -> Bool {
    Opportunity(
      id: id,
      kind: kind,
      state: state,
      title: title,
      service: service,
      surface: surface,
      groups: groups,
      reach: reach,
      trend: trend,
      costOfDelay: costOfDelay,
      exemplars: exemplars,
      contradictions: contradictions,
      claims: claims,
      first: first,
      last: last,
      asOf: other.asOf
    ) == other
  }
}
