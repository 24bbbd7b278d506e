import Bytes
package import Domain
import Ledger
import Ship
import Store

/// What is asked of a lease.
package struct LeaseRequest: Sendable {
  package let operation: Operation
  package var bet: RecordID?
  package var lease: RecordID?
  package var worker = ""
  package var minutes: Int?
  package var reason = ""

  /// What can be asked.
  package enum Operation: String, CaseIterable, Sendable { case acquire, renew, wait, release }

  package init(_ operation: Operation) {
    self.operation = operation
  }

  /// The lease as it now is.
  package struct Outcome: Sendable {
    package let lease: Lease
    package let plan: Plan?
    /// Ships in flight that would hit the same metric.
    package let conflicts: [RecordID]
  }

  /// Applies it; losing a race throws who holds the bet and which is free.
  package func run(_ books: Books) throws -> Outcome {
    // Whoever is refused anyway does not stand in line for it.
    _ = try books.read { records in
      try books.refuseBackdating(records)
      return try change(records)
    }
    return try books.write { journal in
      var (bet, change) = try change(journal.records)
      if let ended = change.ended { try journal.put(ended, .leaseExpire) }
      try journal.put(change.lease, entryType)
      try move(&bet, to: change.lease, &journal)
      let plan = change.lease.state == .held ? try PlanLock.lock(bet, &journal) : nil
      return Outcome(
        lease: change.lease,
        plan: plan,
        conflicts: operation == .acquire
          ? try ShipsInFlight(journal.records).on(bet.metric, except: bet.opportunity).map(\.id) : []
      )
    }
  }

  /// Returns what becomes of which bet, or throws why nothing does.
  private func change(_ records: Records) throws -> (bet: Bet, change: LeaseChange) {
    let named = try self.named(records)
    let betID = try target(named, records)
    let bet = try records.bet(betID)
    if operation == .acquire { try checkFree(bet) }
    do {
      let last = try records.leases(of: betID).last
      return (bet, try LeaseRules.apply(event(betID), to: last, named: named, at: records.now))
    } catch let refusal as LeaseRefusal {
      throw try error(refusal, betID, records)
    }
  }

  private func named(_ records: Records) throws -> Lease? {
    guard let lease else {
      guard operation == .acquire else {
        throw LoopError.needs(argument: "lease", why: "\(operation.rawValue) goes by the lease that acquire returned")
      }
      return nil
    }
    return try records.lease(lease)
  }

  private func target(_ named: Lease?, _ records: Records) throws -> RecordID {
    if let bet { return bet }
    if let named { return named.bet }
    let choice = try records.choice()
    guard let pick = choice?.subject else {
      throw LoopError.needs(argument: "id", why: "there is no pick to take today; get_bet {} says why")
    }
    return pick
  }

  private func event(_ bet: RecordID) -> LeaseEvent {
    switch operation {
    case .acquire: .acquire(bet: bet, worker: worker, minutes: minutes)
    case .renew: .renew(minutes: minutes)
    case .wait: .wait(reason: reason)
    case .release: .release(reason: reason)
    }
  }

  private var entryType: EntryType {
    switch operation {
    case .acquire: .leaseAcquire
    case .renew: .leaseRenew
    case .wait: .leaseWait
    case .release: .leaseRelease
    }
  }

  private func checkFree(_ bet: Bet) throws {
    guard bet.state == .ready || bet.state == .claimed else {
      throw LoopError.wrongState(
        bet.id,
        state: bet.state.rawValue,
        action: "acquire",
        allowed: "a ready bet; get_bet {} names one"
      )
    }
  }

  /// The bet and its opportunity follow the lease.
  private func move(_ bet: inout Bet, to lease: Lease, _ journal: inout Journal) throws {
    let isTaken = lease.state == .held || lease.state == .waiting
    guard isTaken ? bet.state == .ready : bet.state == .claimed else { return }
    bet.state = try bet.state.after(isTaken ? .claim : .release)
    try journal.put(bet)
    var opportunity = try journal.records.opportunity(bet.opportunity)
    guard isTaken ? opportunity.state.isOpenToChoice : opportunity.state == .targeted else { return }
    opportunity.state = try opportunity.state.after(isTaken ? .target : .release)
    try journal.put(opportunity)
  }

  // MARK: Refusals

  private func error(_ refusal: LeaseRefusal, _ bet: RecordID, _ records: Records) throws -> LoopError {
    switch refusal {
    case .held(let worker, let until): return try held(bet, worker, until, records)
    // Another process of the same name is another worker until it shows the lease.
    case .heldByYou(_, let until): return try held(bet, worker, until, records)
    case .minutes(let count): return .badValue(argument: "minutes", typed: "\(count)", expected: "from 5 to 480")
    case .worker: return .badValue(argument: "worker", typed: worker, expected: "a name of 1 to 200 characters")
    case .unknown, .otherBet, .stale, .over, .notDue: return LeaseRequest.refusal(refusal, lease: lease)
    }
  }

  /// Says why a lease that was named does not count.
  static func refusal(_ refusal: LeaseRefusal, lease: RecordID?) -> LoopError {
    let reason: String =
      switch refusal {
      case .otherBet(let other): "it is a lease of \(other)"
      case .stale(let fencing, let current, let holder):
        "its fencing number is \(fencing), and \(VisibleText.escape(holder, limit: 60)) has the bet with \(current)"
      case .over(let state, let at):
        "it has \(state == .released ? "been given back" : "expired")\(at.map { " at \($0)" } ?? "")"
      case .notDue: "it still runs"
      case .unknown, .held, .heldByYou, .minutes, .worker: "no running lease of this bet has that id"
      }
    return .leaseRefused(lease: lease?.text ?? "", reason: reason)
  }

  private func held(_ bet: RecordID, _ worker: String, _ until: Timestamp?, _ records: Records) throws -> LoopError {
    let free = try records.bets().filter { $0.state == .ready && $0.id != bet }.max {
      ($0.score, $1.id) < ($1.score, $0.id)
    }
    return .leaseHeld(bet: bet, by: worker, until: until, nextFree: free?.id)
  }
}

/// Ships for bets that have no final read-out yet: each may blur what another bet does.
struct ShipsInFlight {
  private let ships: [(ship: Ship, bets: [Bet])]

  init(_ records: Records) throws {
    ships = try records.changes().compactMap { ship in
      guard !ship.bets.isEmpty, ship.reverted == nil, try records.readouts(of: ship.id).last?.isFinal != true else {
        return nil
      }
      return (ship, try ship.bets.map(records.bet))
    }
  }

  /// Returns those for other opportunities on a metric.
  func on(_ metric: Metric, except opportunity: RecordID) -> [Ship] {
    ships.filter { _, bets in
      !bets.contains { $0.opportunity == opportunity }
        && bets.contains { $0.metric.series.contains(where: metric.series.contains) }
    }
    .map(\.ship)
  }
}
