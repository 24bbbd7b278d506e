package import Bytes

/// The locked promise of how a bet will be judged.
package struct Plan: Equatable, Sendable {
  package let id: RecordID
  package let bet: RecordID
  package let metric: Metric
  /// The smallest relative change in the good direction that counts, and the most that was promised.
  package let minimum: Double
  package let promised: Interval
  package let probability: Double
  package let guardrails: [Metric]
  /// The window in which the problem was picked; the baseline stays out of it.
  package let picked: Range<Int64>
  package let baselineWeeks: Int
  package let measureWeeks: Int
  package let alpha: Double
  package let lockedAt: Timestamp
  /// How often it was changed after the lock.
  package let amendments: Int

  package init(
    id: RecordID,
    bet: RecordID,
    metric: Metric,
    minimum: Double,
    promised: Interval,
    probability: Double,
    guardrails: [Metric],
    picked: Range<Int64>,
    baselineWeeks: Int,
    measureWeeks: Int,
    alpha: Double,
    lockedAt: Timestamp,
    amendments: Int
  ) {
    self.id = id
    self.bet = bet
    self.metric = metric
    self.minimum = minimum
    self.promised = promised
    self.probability = probability
    self.guardrails = guardrails
    self.picked = picked
    self.baselineWeeks = baselineWeeks
    self.measureWeeks = measureWeeks
    self.alpha = alpha
    self.lockedAt = lockedAt
    self.amendments = amendments
  }
}
