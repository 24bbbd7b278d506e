package import Bytes
package import Domain
import Find
import Store

/// The latest choice with everything it names.
package struct CurrentPick: Sendable {
  /// Nil before anything was weighed.
  package let decision: Decision?
  package let bet: BetView?
  /// The titles of opportunities that were weighed: of all, or of the first few of each outcome.
  package let titles: [RecordID: String]
  package let dataThrough: Timestamp?

  /// How many of each outcome a card names.
  package static let cardLimit = 2

  /// Reads it, or takes it from a look into the past; for a card only what a card shows.
  package init(_ records: Records, isFull: Bool, _ past: PastLook? = nil) throws {
    let choice = try past.map(\.choice) ?? records.choice()
    decision = choice
    bet = try choice?.subject.map { try BetView($0, records, choice: choice, past) }
    var shown = decision?.considered ?? []
    if !isFull {
      let deferred = shown.filter {
        $0.outcome == .deferred || $0.outcome == .background || $0.outcome == .insufficient
      }
      let killed = shown.filter { $0.outcome == .kill }
      shown = Array(deferred.prefix(CurrentPick.cardLimit) + killed.prefix(CurrentPick.cardLimit))
    }
    titles = try shown.reduce(into: [:]) { titles, option in
      titles[option.opportunity] =
        try past?.opportunity(option.opportunity).opportunity.title ?? records.opportunity(option.opportunity).title
    }
    dataThrough = try past?.asOf ?? records.dataThrough()
  }
}

/// One bet with its opportunity, the claims it stands on, and who works on it.
package struct BetView: Sendable {
  package let bet: Bet
  package let opportunity: Opportunity
  package let claims: [Claim]
  package let contradictions: [Claim]
  package let plan: Plan?
  package let lease: Lease?
  package let ships: [Ship]
  package let decision: Decision?
  /// The hash the ledger ends with.
  package let chainHead: String
  /// Whether it is shown as of a moment of the past, at which nobody can act.
  package let isPast: Bool

  /// Reads it, with what a look into the past has found.
  package init(_ id: RecordID, _ records: Records, _ past: PastLook? = nil) throws {
    try self.init(id, records, choice: past.map(\.choice) ?? records.choice(), past)
  }

  init(_ id: RecordID, _ records: Records, choice: Decision?, _ past: PastLook?) throws {
    let bet = try BetView.bet(id, records, past)
    let found = try past?.opportunity(bet.opportunity)
    let opportunity = try found?.opportunity ?? records.opportunity(bet.opportunity)
    let claim = { (id: RecordID) in try past?.claim(id, of: found, records) ?? records.claim(id) }
    self.bet = bet
    self.opportunity = opportunity
    claims = try bet.claims.map(claim)
    contradictions = try opportunity.contradictions.map(claim)
    // A promise, a lease or a ship of a later moment was not there.
    plan = try records.plan(of: id).flatMap { past == nil || $0.lockedAt <= records.now ? $0 : nil }
    lease = past == nil ? try records.leases(of: id).last { $0.isLive(at: records.now) } : nil
    ships = try records.ships(of: id).filter { past == nil || $0.recorded <= records.now }
    decision = choice?.subject == id ? choice : nil
    chainHead = try records.reader.ledgerHead().map { Hex.encode($0.hash) } ?? ""
    isPast = past != nil
  }

  /// Returns a bet: of a moment of the past the one that would have been made then, or one that was made by then.
  private static func bet(_ id: RecordID, _ records: Records, _ past: PastLook?) throws -> Bet {
    if let bet = past?.bet, bet.id == id { return bet }
    let bet = try records.bet(id)
    if let past, bet.asOf > past.asOf { throw LoopError.unknownID(id) }
    return bet
  }
}
