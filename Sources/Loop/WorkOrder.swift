import Bytes
import Domain
import Ledger
import Ship
import Store

/// The bundle of a bet: what a coding agent is handed.
package struct WorkOrder: Sendable {
  package let text: String
  package let etag: String

  package static let budgets = Bundle.budgets
  package static let standardBudget = Bundle.defaultBudget

  /// Puts it together from what is known now.
  package init(_ view: BetView, budget: Int, _ records: Records, secret: [UInt8]) throws {
    var input = BundleInput(bet: view.bet, opportunity: view.opportunity)
    input.claims = view.claims
    input.contradictions = view.contradictions
    input.searched = view.opportunity.exemplars.count
    input.quotes = try WorkOrder.quotes(view.claims, records, Quotes(secret: secret))
    input.plan = view.plan
    // The lease's id is the holder's alone, and anybody can ask for a bundle.
    input.inWork = try records.openLeases().filter { $0.isLive(at: records.now) }.map(\.bet).filter {
      $0 != view.bet.id
    }
    input.attempts = try WorkOrder.attempts(view, records)
    input.ledger = try records.reader.ledgerHead().map { ($0.seq, Hex.encode($0.hash)) }
    let bundle = Bundle(input, budget: min(max(budget, Bundle.budgets.lowerBound), Bundle.budgets.upperBound))
    text = bundle.text
    etag = bundle.etag
  }

  private static func quotes(_ claims: [Claim], _ records: Records, _ quotes: Quotes) throws -> [BundleInput.Quote] {
    var found: [BundleInput.Quote] = []
    for claim in claims {
      for case .slice(let slice) in claim.citations {
        guard let evidence = try records.evidence(slice.evidence),
          case .ok(let words) = quotes.state(of: slice, in: evidence.text)
        else { continue }
        found.append(
          BundleInput.Quote(
            claim: claim.id,
            evidence: evidence.id,
            kind: evidence.kind,
            trust: evidence.trust,
            words: words
          )
        )
      }
    }
    return found
  }

  /// Earlier ships for the same opportunity.
  private static func attempts(_ view: BetView, _ records: Records) throws -> [BundleInput.Attempt] {
    try records.bets().filter { $0.opportunity == view.opportunity.id && $0.id != view.bet.id }.flatMap { bet in
      try records.ships(of: bet.id).map { ship in
        BundleInput.Attempt(
          ship: ship.id,
          bet: bet.id,
          verdict: try records.readouts(of: ship.id).last?.verdict,
          reverted: ship.reverted
        )
      }
    }
  }
}
