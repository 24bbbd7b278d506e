package import Bytes
package import Domain

/// Everything a bundle is made of, as it is known at one moment.
package struct BundleInput: Sendable {
  package let bet: Bet
  package let opportunity: Opportunity
  /// Claims that have been checked, the strongest first.
  package var claims: [Claim] = []
  /// Claims that speak against it, the strongest first, and how many were looked at for some.
  package var contradictions: [Claim] = []
  package var searched = 0
  /// The words behind the claims.
  package var quotes: [Quote] = []
  package var plan: Plan?
  package var lease: Lease?
  /// Whether the metric can be read today; without it the first task is to make it so.
  package var isMetricLive = true
  /// Bets that others are working on just now.
  package var inWork: [RecordID] = []
  /// What was tried for the same opportunity before, and what became of it.
  package var attempts: [Attempt] = []
  /// What it may come from, the likeliest first.
  package var suspects: [Suspect] = []
  /// Where the ledger stood: the number of its last entry, and the entry's hash in hexadecimal.
  package var ledger: (seq: Int64, hash: String)?

  package init(bet: Bet, opportunity: Opportunity) {
    self.bet = bet
    self.opportunity = opportunity
  }

  /// Words of somebody else, to be shown as such.
  package struct Quote: Equatable, Sendable {
    package let claim: RecordID
    package let evidence: EvidenceID
    package let kind: Evidence.Kind
    package let trust: Evidence.Trust
    package let words: String

    package init(claim: RecordID, evidence: EvidenceID, kind: Evidence.Kind, trust: Evidence.Trust, words: String) {
      self.claim = claim
      self.evidence = evidence
      self.kind = kind
      self.trust = trust
      self.words = words
    }
  }

  /// A change that it may come from, what its signals have in common, or a service that it arose in.
  package struct Suspect: Equatable, Sendable {
    package let kind: Kind
    /// As others named it.
    package let name: String
    /// How likely a change is the one; how much of it has what is common; how much of it arose in a service.
    package let share: Double

    /// What sort of suspect it is.
    package enum Kind: String, Sendable { case change, common, service }

    package init(_ kind: Kind, _ name: String, share: Double) {
      self.kind = kind
      self.name = name
      self.share = share
    }
  }

  /// An earlier change for the same opportunity.
  package struct Attempt: Equatable, Sendable {
    package let ship: RecordID
    package let bet: RecordID
    /// What the last look at it said; nil where nobody has looked yet.
    package let verdict: Verdict?
    package let reverted: Timestamp?

    package init(ship: RecordID, bet: RecordID, verdict: Verdict?, reverted: Timestamp?) {
      self.ship = ship
      self.bet = bet
      self.verdict = verdict
      self.reverted = reverted
    }
  }
}
