import Bytes
package import Domain
import Ledger
import Store

/// What a person, or an agent in a person's name, decides.
package struct Ruling: Sendable {
  package let operation: Operation
  package let id: RecordID
  package var reason = ""
  package var revisit: String?
  /// For `amend`: JSON of what changes.
  package var plan: String?

  /// What can be decided.
  package enum Operation: String, CaseIterable, Sendable {
    case pick, `defer`, kill, reopen, override, lock, amend
  }

  package init(_ operation: Operation, _ id: RecordID) {
    self.operation = operation
    self.id = id
  }

  /// What was decided.
  package struct Outcome: Sendable {
    package let decision: Decision
    package let subject: RecordID
    package let plan: Plan?
    /// True for a plan locked or changed after its change was exposed.
    package let isLate: Bool
    package let seq: Int64
  }

  /// Obeys it, and writes down that it was obeyed.
  package func run(_ books: Books) throws -> Outcome {
    let outcome = try record(books)
    // What was decided changes what comes first; and whoever looks at the moment leaves it to us.
    _ = try Turn.run(books, afterDecision: true)
    return outcome
  }

  /// Writes it down, with what follows for the opportunity, its bets and leases.
  func record(_ books: Books) throws -> Outcome {
    guard !reason.isEmpty else { throw LoopError.needs(argument: "reason", why: "the ledger says why, not only what") }
    // Whoever is refused anyway does not stand in line for it.
    _ = try books.read { records in
      try books.refuseBackdating(records)
      return try moved(in: records)
    }
    return try books.write { journal in
      let opportunity = try moved(in: journal.records)
      var plan: Plan?
      switch operation {
      case .defer: try put(opportunity, bets: .defer, &journal)
      case .kill: try put(opportunity, bets: .kill, &journal)
      case .reopen, .pick, .override: try put(opportunity, bets: .reopen, &journal)
      case .lock: plan = try PlanLock.lock(bet(of: opportunity.id, journal), &journal)
      case .amend: plan = try PlanLock.amend(bet(of: opportunity.id, journal), with: self.plan, &journal)
      }
      let decision = try decision(journal)
      try journal.put(decision, owner: opportunity.id.text)
      let seq = journal.seq
      return Outcome(
        decision: decision,
        subject: id,
        plan: plan,
        isLate: try plan.map { try isLate($0, journal) } ?? false,
        seq: seq
      )
    }
  }

  private func decision(_ journal: Journal) throws -> Decision {
    let kind: Decision.Kind =
      switch operation {
      case .pick: .pick
      case .defer: .defer
      case .kill: .kill
      case .reopen: .reopen
      case .override: .override
      case .lock: .lock
      case .amend: .amend
      }
    return Decision(
      id: RecordID(.decision, of: "\(kind.rawValue) \(id) \(journal.now) \(journal.seq)"),
      kind: kind,
      subject: id,
      reason: reason,
      considered: [],
      missing: [],
      inputs: "",
      actor: journal.actor,
      at: journal.now,
      asOf: try journal.records.dataThrough() ?? journal.now,
      revisit: revisit
    )
  }

  // MARK: States

  /// Returns the opportunity in question as it is after the decision, or throws why there can be none.
  private func moved(in records: Records) throws -> Opportunity {
    guard try records.has(id) else { throw LoopError.unknownID(id) }
    var opportunity = try records.opportunity(id.kind == .bet ? records.bet(id).opportunity : id)
    switch operation {
    case .defer: try step(&opportunity, .defer)
    case .kill: try step(&opportunity, .kill)
    case .reopen: try step(&opportunity, .revive)
    // A person's pick brings back what was deferred or killed.
    case .pick, .override:
      guard opportunity.mutedBy == nil else {
        let call = "edit_opportunity {\"op\":\"unmute\",\"id\":\"\(opportunity.id)\"}"
        throw LoopError.wrongState(
          opportunity.id,
          state: "muted",
          action: operation.rawValue,
          allowed: "one that is not; \(call) comes first"
        )
      }
      Course.advance(&opportunity, .revive)
      guard opportunity.state.isOpenToChoice || opportunity.state == .targeted else {
        throw wrongState(opportunity, allowed: "one that is open")
      }
    case .lock, .amend: break
    }
    return opportunity
  }

  private func step(_ opportunity: inout Opportunity, _ step: Opportunity.Step) throws {
    do {
      opportunity.state = try opportunity.state.after(step)
    } catch {
      throw wrongState(opportunity, allowed: "another state")
    }
  }

  private func wrongState(_ opportunity: Opportunity, allowed: String) -> LoopError {
    .wrongState(opportunity.id, state: opportunity.state.rawValue, action: operation.rawValue, allowed: allowed)
  }

  /// Writes a moved opportunity and moves its bets; a bet that is past the step stays what it is.
  private func put(_ opportunity: Opportunity, bets step: Bet.Step, _ journal: inout Journal) throws {
    for var bet in try journal.records.bets() where bet.opportunity == opportunity.id {
      Course.advance(&bet, step)
      try journal.put(bet)
      if step != .reopen { try endLeases(of: bet.id, &journal) }
    }
    try journal.put(opportunity)
  }

  /// Who worked on a bet that is set aside has nothing left to hold.
  private func endLeases(of bet: RecordID, _ journal: inout Journal) throws {
    for var lease in try journal.records.leases(of: bet) where lease.isLive(at: journal.now) {
      lease.state = .released
      lease.reason = operation.rawValue
      try journal.put(lease, .leaseRelease)
    }
  }

  private func bet(of opportunity: RecordID, _ journal: Journal) throws -> Bet {
    if id.kind == .bet { return try journal.records.bet(id) }
    guard let bet = try journal.records.bets().last(where: { $0.opportunity == opportunity && $0.state != .settled })
    else {
      throw LoopError.wrongState(
        opportunity,
        state: "without a bet",
        action: operation.rawValue,
        allowed: "a bet; get_bet {} names one"
      )
    }
    return bet
  }

  /// Whether a plan was locked, or changed, after its change had reached people.
  private func isLate(_ plan: Plan, _ journal: Journal) throws -> Bool {
    try journal.records.ships(of: plan.bet).contains { ship in ship.exposed.map { $0 < plan.lockedAt } ?? false }
  }
}
