package import Bytes

/// A choice that was made, with everything it was made on.
package struct Decision: Equatable, Sendable {
  package let id: RecordID
  package let kind: Kind
  /// The bet or opportunity it is about; nil where nothing was picked.
  package let subject: RecordID?
  /// One paragraph a founder can read.
  package let reason: String
  package let considered: [Option]
  package let missing: [Missing]
  /// The digest of all inputs.
  package let inputs: String
  package let actor: String
  package let at: Timestamp
  /// The latest signal that was known.
  package let asOf: Timestamp
  package let revisit: String?

  /// What was decided.
  package enum Kind: String, CaseIterable, Sendable {
    case pick, abstain, tooClose = "too_close", nothingWorthIt = "nothing_worth_it"
    case `defer`, kill, reopen, override, lock, amend
  }

  /// One opportunity that was weighed.
  package struct Option: Equatable, Sendable {
    package let opportunity: RecordID
    package let outcome: Outcome
    package let why: String
    /// What would bring it back, or what would kill it.
    package let revisit: String
    package let score: Double
    package let probability: Double
    package let valuePerWeek: Interval
    package let effect: Interval
    package let effortDays: Interval
    package let winShare: Double

    /// What became of it.
    package enum Outcome: String, CaseIterable, Sendable { case picked, deferred, background, kill, insufficient }

    package init(
      opportunity: RecordID,
      outcome: Outcome,
      why: String,
      revisit: String,
      score: Double,
      probability: Double,
      valuePerWeek: Interval,
      effect: Interval,
      effortDays: Interval,
      winShare: Double
    ) {
      self.opportunity = opportunity
      self.outcome = outcome
      self.why = why
      self.revisit = revisit
      self.score = score
      self.probability = probability
      self.valuePerWeek = valuePerWeek
      self.effect = effect
      self.effortDays = effortDays
      self.winShare = winShare
    }
  }

  /// What is not there yet, how much of it, and when it will be at the present rate.
  package struct Missing: Equatable, Sendable {
    package let what: String
    package let have: Double
    package let need: Double
    package let expected: Timestamp?

    package init(what: String, have: Double, need: Double, expected: Timestamp?) {
      self.what = what
      self.have = have
      self.need = need
      self.expected = expected
    }
  }

  package init(
    id: RecordID,
    kind: Kind,
    subject: RecordID?,
    reason: String,
    considered: [Option],
    missing: [Missing],
    inputs: String,
    actor: String,
    at: Timestamp,
    asOf: Timestamp,
    revisit: String?
  ) {
    self.id = id
    self.kind = kind
    self.subject = subject
    self.reason = reason
    self.considered = considered
    self.missing = missing
    self.inputs = inputs
    self.actor = actor
    self.at = at
    self.asOf = asOf
    self.revisit = revisit
  }
}
