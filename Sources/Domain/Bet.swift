package import Bytes

/// An opportunity chosen for work, with what is expected of the work.
package struct Bet: Equatable, Sendable {
  package let id: RecordID
  package let opportunity: RecordID
  package var state: State
  package let title: String
  package let hypothesis: String
  package let metric: Metric
  /// The expected relative change in the good direction: 0.6 means 60 % fewer where fewer is good.
  package let expected: Interval
  /// The smallest relative change that counts as having worked.
  package let minimum: Double
  package let confidence: Confidence
  package let score: Double
  /// The share of the seeded draws in which it came first.
  package let winShare: Double
  package let effortDays: Interval
  package let valuePerWeek: Interval
  package let alternatives: [String]
  package let guardrails: [Metric]
  package let killCriteria: [String]
  package let measurability: Measurability
  package let claims: [RecordID]
  package let asOf: Timestamp

  /// Where it stands.
  package enum State: String, CaseIterable, Sendable {
    case ready, claimed, shipped, measuring, settled, deferred, killed, expired, reverted
  }

  package init(
    id: RecordID,
    opportunity: RecordID,
    state: State,
    title: String,
    hypothesis: String,
    metric: Metric,
    expected: Interval,
    minimum: Double,
    confidence: Confidence,
    score: Double,
    winShare: Double,
    effortDays: Interval,
    valuePerWeek: Interval,
    alternatives: [String],
    guardrails: [Metric],
    killCriteria: [String],
    measurability: Measurability,
    claims: [RecordID],
    asOf: Timestamp
  ) {
    self.id = id
    self.opportunity = opportunity
    self.state = state
    self.title = title
    self.hypothesis = hypothesis
    self.metric = metric
    self.expected = expected
    self.minimum = minimum
    self.confidence = confidence
    self.score = score
    self.winShare = winShare
    self.effortDays = effortDays
    self.valuePerWeek = valuePerWeek
    self.alternatives = alternatives
    self.guardrails = guardrails
    self.killCriteria = killCriteria
    self.measurability = measurability
    self.claims = claims
    self.asOf = asOf
  }
}

/// A number that a bet means to move, or must not move.
package struct Metric: Equatable, Sendable {
  package let name: String
  /// Summed, counted per day.
  package let series: [SeriesID]
  /// What the count is divided by; nil for a plain count.
  package let denominator: SeriesID?
  /// Whether the failed ones are counted instead of all.
  package let countsErrors: Bool
  package let fewerIsGood: Bool

  package init(name: String, series: [SeriesID], denominator: SeriesID?, countsErrors: Bool, fewerIsGood: Bool) {
    self.name = name
    self.series = series
    self.denominator = denominator
    self.countsErrors = countsErrors
    self.fewerIsGood = fewerIsGood
  }
}

/// The probability that the final verdict will be "moved, in the stated direction, by at least the minimum".
package struct Confidence: Equatable, Sendable {
  package let probability: Double
  package let parts: [Part]
  /// The rung of the evidence, 0 to 6, and the most it allows.
  package let rung: Int
  package let cap: Double
  /// Scored bets of its class behind the prior; under ten it is an uncalibrated prior.
  package let scored: Int

  /// One thing that moved it, as a factor; the product of all, capped, is the probability.
  package struct Part: Equatable, Sendable {
    package let name: String
    package let factor: Double
    package let why: String

    package init(name: String, factor: Double, why: String) {
      self.name = name
      self.factor = factor
      self.why = why
    }
  }

  package init(probability: Double, parts: [Part], rung: Int, cap: Double, scored: Int) {
    self.probability = probability
    self.parts = parts
    self.rung = rung
    self.cap = cap
    self.scored = scored
  }
}

/// Whether the effect could be seen at this traffic.
package struct Measurability: Equatable, Sendable {
  /// The smallest relative change that would be seen with 80 % probability; nil where there is no history.
  package let smallestDetectable: Double?
  /// Whole weeks after exposure that it takes.
  package let weeks: Int
  package let isEnough: Bool

  package init(smallestDetectable: Double?, weeks: Int, isEnough: Bool) {
    self.smallestDetectable = smallestDetectable
    self.weeks = weeks
    self.isEnough = isEnough
  }
}
