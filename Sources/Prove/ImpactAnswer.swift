package import Bytes
package import Domain

/// What one look found; all numbers are rounded to nine digits.
package struct ImpactAnswer: Equatable, Sendable {
  package var verdict: Verdict
  package var grade: Grade
  /// The relative change in the good direction: 0.62 means 62 % fewer where fewer is good.
  package var effect: Interval?
  package var baseline: Readout.Sample?
  package var observed: Readout.Sample?
  package var checks: [Ship.Check]
  /// How many pretend ship dates were tried, and the share of them whose effect was as large.
  package var placebos: Int
  package var placeboShare: Double?
  package var isFinal: Bool
  /// What would settle it, and when.
  package var advice: String
  package var next: Timestamp?

  package init(
    verdict: Verdict,
    grade: Grade = .none,
    effect: Interval? = nil,
    baseline: Readout.Sample? = nil,
    observed: Readout.Sample? = nil,
    checks: [Ship.Check] = [],
    placebos: Int = 0,
    placeboShare: Double? = nil,
    isFinal: Bool = false,
    advice: String,
    next: Timestamp? = nil
  ) {
    self.verdict = verdict
    self.grade = grade
    self.effect = effect
    self.baseline = baseline
    self.observed = observed
    self.checks = checks
    self.placebos = placebos
    self.placeboShare = placeboShare
    self.isFinal = isFinal
    self.advice = advice
    self.next = next
  }
}
