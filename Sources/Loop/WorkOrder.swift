import Bytes
import Causes
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

  /// Puts it together from what is known now; `files` tells what commits touched.
  package init(
    _ view: BetView,
    budget: Int,
    _ records: Records,
    secret: [UInt8],
    files: ([String]) -> [String: [String]]
  ) throws {
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
    input.suspects = WorkOrder.suspects(try CauseLook(view.opportunity, records, files: files))
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

  /// Suspects of each kind that are told at most, and how likely a change must be to be one.
  private static let suspectLimit = 2
  private static let leastLikely = 0.2

  private static func suspects(_ causes: CauseLook) -> [BundleInput.Suspect] {
    let changes = causes.suspects.filter { $0.likelihood >= leastLikely }.prefix(suspectLimit).map {
      BundleInput.Suspect(.change, "\($0.change.kind.rawValue) \($0.change.name)", share: $0.likelihood)
    }
    let services = (causes.services?.origins ?? []).prefix(suspectLimit).map {
      BundleInput.Suspect(.service, $0.service, share: $0.ownShare)
    }
    let common = causes.explanation.findings.prefix(suspectLimit).map { finding in
      let parts = finding.parts.map { "\($0.attribute) \($0.value)" }.joined(separator: " and ")
      return BundleInput.Suspect(.common, parts, share: finding.badShare)
    }
    return changes + services + common
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
