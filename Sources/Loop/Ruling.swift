import Bytes
package import Domain
import Prove

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
    guard !reason.isEmpty else { throw LoopError.needs(argument: "reason", why: "the ledger says why, not only what") }
    return try books.write { journal in
      guard try journal.records.has(id) else { throw LoopError.unknownID(id) }
      var plan: Plan?
      var isLate = false
      switch operation {
      case .defer: try step(&journal, .defer, .defer)
      case .kill: try step(&journal, .kill, .kill)
      case .reopen: try step(&journal, .reopen, .revive)
      case .pick, .override: try choose(&journal)
      case .lock:
        let bet = try bet(&journal)
        plan = try PlanLock.lock(bet, &journal)
        isLate = try isExposed(bet, journal)
      case .amend:
        let bet = try bet(&journal)
        plan = try PlanLock.amend(bet, with: self.plan, &journal)
        isLate = try isExposed(bet, journal)
      }
      let decision = try decision(journal)
      try journal.put(decision, owner: operation.isChoice ? Records.portfolio : id.text)
      return Outcome(decision: decision, subject: id, plan: plan, isLate: isLate, seq: journal.seq)
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
    let subject = operation.isChoice ? try chosenBet(journal).id : id
    let asOf = try journal.records.dataThrough() ?? journal.now
    return Decision(
      id: RecordID(.decision, of: "\(kind.rawValue) \(id) \(journal.now) \(journal.seq)"),
      kind: kind,
      subject: subject,
      reason: reason,
      considered: operation.isChoice ? try journal.records.choice()?.considered ?? [] : [],
      missing: [],
      inputs: "",
      actor: journal.actor,
      at: journal.now,
      asOf: asOf,
      revisit: revisit
    )
  }

  // MARK: States

  /// Moves the bet, and the opportunity it is about, or the opportunity and its bets.
  private func step(_ journal: inout Journal, _ betStep: Bet.Step, _ opportunityStep: Opportunity.Step) throws {
    let opportunityID = id.kind == .bet ? try journal.records.bet(id).opportunity : id
    for var bet in try journal.records.bets() where bet.opportunity == opportunityID {
      do {
        bet.state = try bet.state.after(betStep)
      } catch where bet.id == id {
        throw LoopError.wrongState(id, state: bet.state.rawValue, action: operation.rawValue, allowed: "another state")
      } catch {
        // A settled bet of the same opportunity stays what it is.
        continue
      }
      try journal.put(bet)
    }
    var opportunity = try journal.records.opportunity(opportunityID)
    do {
      opportunity.state = try opportunity.state.after(opportunityStep)
    } catch {
      throw LoopError.wrongState(
        opportunityID, state: opportunity.state.rawValue, action: operation.rawValue, allowed: "another state"
      )
    }
    try journal.put(opportunity)
  }

  /// A person's pick stands until something new is weighed; a deferred or killed one is brought back by it.
  private func choose(_ journal: inout Journal) throws {
    var bet = try chosenBet(journal)
    if bet.state != .ready, bet.state != .claimed {
      do {
        bet.state = try bet.state.after(.reopen)
      } catch {
        throw LoopError.wrongState(bet.id, state: bet.state.rawValue, action: operation.rawValue, allowed: "a bet that is not settled")
      }
      try journal.put(bet)
    }
    var opportunity = try journal.records.opportunity(bet.opportunity)
    if opportunity.state == .deferred || opportunity.state == .killed {
      opportunity.state = .open
      try journal.put(opportunity)
    }
  }

  private func chosenBet(_ journal: Journal) throws -> Bet {
    if id.kind == .bet { return try journal.records.bet(id) }
    guard let bet = try journal.records.bets().last(where: { $0.opportunity == id && $0.state != .settled }) else {
      throw LoopError.wrongState(
        id, state: "not a bet", action: operation.rawValue,
        allowed: "an opportunity that was weighed with enough signal; get_opportunity tells what it has"
      )
    }
    return bet
  }

  private func bet(_ journal: inout Journal) throws -> Bet {
    try chosenBet(journal)
  }

  private func isExposed(_ bet: Bet, _ journal: Journal) throws -> Bool {
    try journal.records.ships(of: bet.id).contains { $0.exposed != nil }
  }
}

extension Ruling.Operation {
  /// Whether it chooses among all opportunities.
  var isChoice: Bool {
    switch self {
    case .pick, .override: true
    case .defer, .kill, .reopen, .lock, .amend: false
    }
  }
}
