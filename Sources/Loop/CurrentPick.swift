package import Bytes
package import Domain
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

  /// Reads it; for a card only what a card shows.
  package init(_ records: Records, isFull: Bool) throws {
    let choice = try records.choice()
    decision = choice
    bet = try choice?.subject.map { try BetView($0, records, choice: choice) }
    var shown = decision?.considered ?? []
    if !isFull {
      let deferred = shown.filter {
        $0.outcome == .deferred || $0.outcome == .background || $0.outcome == .insufficient
      }
      let killed = shown.filter { $0.outcome == .kill }
      shown = Array(deferred.prefix(CurrentPick.cardLimit) + killed.prefix(CurrentPick.cardLimit))
    }
    titles = try shown.reduce(into: [:]) { titles, option in
      titles[option.opportunity] = try records.opportunity(option.opportunity).title
    }
    dataThrough = try records.dataThrough()
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

  /// Reads it.
  package init(_ id: RecordID, _ records: Records) throws {
    try self.init(id, records, choice: records.choice())
  }

  init(_ id: RecordID, _ records: Records, choice: Decision?) throws {
    bet = try records.bet(id)
    opportunity = try records.opportunity(bet.opportunity)
    claims = try bet.claims.map(records.claim)
    contradictions = try opportunity.contradictions.map(records.claim)
    plan = try records.plan(of: id)
    lease = try records.leases(of: id).last { $0.isLive(at: records.now) }
    ships = try records.ships(of: id)
    decision = choice?.subject == id ? choice : nil
    chainHead = try records.reader.ledgerHead().map { Hex.encode($0.hash) } ?? ""
  }
}
