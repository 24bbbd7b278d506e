package import Domain

/// Everything one look at a ship's effect is computed from.
package struct ImpactQuestion: Sendable {
  /// Consecutive UTC days of the plan's metric, before and after the exposure.
  package let days: [DayCount]
  /// When the change reached people, in seconds since the Unix epoch.
  package let exposure: Int64
  /// Data is known through here, in seconds since the Unix epoch.
  package let asOf: Int64
  package let plan: Plan
  /// Whether the plan was locked only after the exposure.
  package let isPostHoc: Bool
  /// When the change was taken back, in seconds since the Unix epoch.
  package let reverted: Int64?
  /// When other changes that touch the same metric reached people, in seconds since the Unix epoch.
  package let otherShips: [Int64]
  package let guardrails: [Guardrail]
  /// Which look it is, from 1.
  package let look: Int

  /// A number that must not get worse.
  package struct Guardrail: Sendable {
    package let name: String
    package let days: [DayCount]
    package let fewerIsGood: Bool

    package init(name: String, days: [DayCount], fewerIsGood: Bool) {
      self.name = name
      self.days = days
      self.fewerIsGood = fewerIsGood
    }
  }

  package init(
    days: [DayCount],
    exposure: Int64,
    asOf: Int64,
    plan: Plan,
    isPostHoc: Bool = false,
    reverted: Int64? = nil,
    otherShips: [Int64] = [],
    guardrails: [Guardrail] = [],
    look: Int = 1
  ) {
    self.days = days
    self.exposure = exposure
    self.asOf = asOf
    self.plan = plan
    self.isPostHoc = isPostHoc
    self.reverted = reverted
    self.otherShips = otherShips
    self.guardrails = guardrails
    self.look = look
  }
}
