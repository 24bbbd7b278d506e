package import Bytes
package import Domain

/// Everything that a choice is made on.
package struct ChoiceInput: Equatable, Sendable {
  package var candidates: [Candidate]
  package var policy: ChoicePolicy
  package var accountsExist: Bool
  /// What people decided, the latest about each opportunity; it is obeyed.
  package var rulings: [Ruling]
  package var asOf: Timestamp

  package init(
    candidates: [Candidate],
    policy: ChoicePolicy = ChoicePolicy(),
    accountsExist: Bool,
    rulings: [Ruling] = [],
    asOf: Timestamp
  ) {
    self.candidates = candidates
    self.policy = policy
    self.accountsExist = accountsExist
    self.rulings = rulings
    self.asOf = asOf
  }
}

/// An opportunity as the choice sees it.
package struct Candidate: Equatable, Sendable {
  package var opportunity: Opportunity
  package var footprint: Footprint
  /// The checked type of its error; empty where it has none.
  package var errorType: String
  /// The groups whose signals the work means to move; empty for all of them.
  package var measured: [RecordID] = []
  /// Whether its evidence comes from senders that no stranger can write to.
  package var isVerified = false
  /// Whether an operation fails for everybody.
  package var isTotalOutage = false
  /// Whether the metric is being counted now.
  package var isMetricLive = true
  package var measurability: Measurability
  package var record = TrackRecord()
  /// Days of work as a person says, instead of what is usual.
  package var effortDays: Interval?
  /// What it was when somebody closed it for good; nil for one that was never closed.
  package var tombstone: Tombstone?
  /// The number of this bet on the opportunity, from 1.
  package var attempt = 1
  /// Bets in flight that would move the same metric.
  package var conflicts: [RecordID] = []
  package var guardrails: [Metric] = []

  package init(
    opportunity: Opportunity,
    footprint: Footprint,
    errorType: String = "",
    measurability: Measurability
  ) {
    self.opportunity = opportunity
    self.footprint = footprint
    self.errorType = errorType
    self.measurability = measurability
  }

  /// How bad it is, by all that is known here.
  package var severity: Severity {
    // What an operation's own spans say needs no other witness.
    if isTotalOutage { return .outage }
    guard isVerified, let told = Severity(errorType: errorType) else { return opportunity.severity }
    return told
  }
}

/// How bets of one class have ended so far.
package struct TrackRecord: Equatable, Sendable {
  package var scored: Int
  package var hits: Int
  /// What was realised of what had been promised; 1 where nothing is known.
  package var shrink: Double

  package init(scored: Int = 0, hits: Int = 0, shrink: Double = 1) {
    self.scored = scored
    self.hits = hits
    self.shrink = shrink
  }
}

/// An opportunity that somebody closed for good, and what has happened since.
package struct Tombstone: Equatable, Sendable {
  package var at: Timestamp
  package var reason: String
  /// Counted from then on only.
  package var since: Footprint

  package init(at: Timestamp, reason: String, since: Footprint) {
    self.at = at
    self.reason = reason
    self.since = since
  }
}

/// A decision of a person.
package struct Ruling: Equatable, Sendable {
  package var opportunity: RecordID
  package var kind: Kind
  package var actor: String
  /// What brings it back, in the person's words.
  package var revisit: String

  /// What the person wants done with it.
  package enum Kind: String, CaseIterable, Sendable { case pick, `defer`, kill }

  package init(opportunity: RecordID, kind: Kind, actor: String, revisit: String = "") {
    self.opportunity = opportunity
    self.kind = kind
    self.actor = actor
    self.revisit = revisit
  }
}

/// The thresholds of a choice: reasoned defaults, which the policy may change and the ledger records.
package struct ChoicePolicy: Equatable, Sendable {
  package var sufficiency = Sufficiency.standard
  /// What one person met for one week is worth; asserted, so that scores compare and say nothing about money.
  package var valuePerPersonWeek = Interval(low: 1, likely: 1, high: 1)
  /// The score below which nothing is worth anybody's time, in person-weeks for each day of work.
  package var bar = 0.01
  /// The share of draws in which the first has to come first.
  package var winShare = 0.6
  package var draws = 2_000

  package init() {}
}
