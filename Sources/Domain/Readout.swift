package import Bytes

/// One look at what a ship did.
package struct Readout: Equatable, Sendable {
  package let id: RecordID
  package let ship: RecordID
  package let bet: RecordID
  package let plan: RecordID?
  package let verdict: Verdict
  package let grade: Grade
  /// The relative change in the good direction with its interval; nil where nothing could be computed.
  package let effect: Interval?
  package let minimum: Double
  package let promisedTop: Double
  package let baseline: Sample?
  package let observed: Sample?
  package let checks: [Ship.Check]
  /// How many pretend ship dates were tried, and the share whose effect was as large.
  package let placebos: Int
  package let placeboShare: Double?
  /// Which look it is, from 1.
  package let look: Int
  package let isFinal: Bool
  package let isPostHoc: Bool
  /// What would settle it, and when.
  package let advice: String
  package let next: Timestamp?
  package let asOf: Timestamp
  /// The digest of the series it was computed from, kept as evidence of kind `snapshot`.
  package let snapshot: EvidenceID?

  /// What a window held.
  package struct Sample: Equatable, Sendable {
    /// Seconds since the Unix epoch, the end not included.
    package let window: Range<Int64>
    package let days: Int
    package let count: Int64
    /// Per day, or per denominator where the metric has one.
    package let rate: Double

    package init(window: Range<Int64>, days: Int, count: Int64, rate: Double) {
      self.window = window
      self.days = days
      self.count = count
      self.rate = rate
    }
  }

  package init(
    id: RecordID,
    ship: RecordID,
    bet: RecordID,
    plan: RecordID?,
    verdict: Verdict,
    grade: Grade,
    effect: Interval?,
    minimum: Double,
    promisedTop: Double,
    baseline: Sample?,
    observed: Sample?,
    checks: [Ship.Check],
    placebos: Int,
    placeboShare: Double?,
    look: Int,
    isFinal: Bool,
    isPostHoc: Bool,
    advice: String,
    next: Timestamp?,
    asOf: Timestamp,
    snapshot: EvidenceID?
  ) {
    self.id = id
    self.ship = ship
    self.bet = bet
    self.plan = plan
    self.verdict = verdict
    self.grade = grade
    self.effect = effect
    self.minimum = minimum
    self.promisedTop = promisedTop
    self.baseline = baseline
    self.observed = observed
    self.checks = checks
    self.placebos = placebos
    self.placeboShare = placeboShare
    self.look = look
    self.isFinal = isFinal
    self.isPostHoc = isPostHoc
    self.advice = advice
    self.next = next
    self.asOf = asOf
    self.snapshot = snapshot
  }
}

/// What a look can say; "no effect" and "could not tell" never merge.
package enum Verdict: String, CaseIterable, Sendable {
  case moved = "MOVED"
  case movedMore = "MOVED_MORE"
  case movedLess = "MOVED_LESS"
  case noEffect = "NO_EFFECT"
  case wrongWay = "WRONG_WAY"
  case inconclusive = "INCONCLUSIVE"
  case guardrailBreach = "GUARDRAIL_BREACH"
  case confounded = "CONFOUNDED"
  case immature = "IMMATURE"
  case unmeasurable = "UNMEASURABLE"
  case revertedEarly = "REVERTED_EARLY"
}

/// How strong the design behind a verdict is; only A may say "caused".
package enum Grade: String, CaseIterable, Sendable {
  case randomised = "A"
  case staged = "B"
  case controlled = "C"
  case interrupted = "D"
  case beforeAfter = "E"
  case none = "F"
}
