package import Bytes

extension Ship.Level: Comparable {
  /// Orders by how much has been verified.
  package static func < (left: Ship.Level, right: Ship.Level) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .claimed: 0
    case .commitKnown: 1
    case .onDefaultBranch: 2
    case .deployed: 3
    case .exposed: 4
    }
  }
}

extension Ship {
  /// How far a change has come, by its clocks alone.
  package enum Phase: String, CaseIterable, Sendable { case declared, merged, deployed, exposed, reverted }

  /// How far it has come, whoever says so; `level` says how much of that has been verified.
  package var phase: Phase {
    if reverted != nil { return .reverted }
    if exposed != nil { return .exposed }
    if deployed != nil { return .deployed }
    return merged == nil ? .declared : .merged
  }

  /// What one look at the repository and the signals has found.
  package struct Finding: Equatable, Sendable {
    package var level: Level
    package var checks: [Check]
    package var merged: Timestamp?
    package var deployed: Timestamp?
    package var exposed: Timestamp?
    package var reverted: Timestamp?

    package init(
      level: Level,
      checks: [Check],
      merged: Timestamp?,
      deployed: Timestamp?,
      exposed: Timestamp?,
      reverted: Timestamp?
    ) {
      self.level = level
      self.checks = checks
      self.merged = merged
      self.deployed = deployed
      self.exposed = exposed
      self.reverted = reverted
    }
  }

  /// Takes in another look: what was verified stays verified, a clock that runs is only ever set to an earlier time.
  ///
  /// Signals are not kept for ever and clones are shallow: what a later look no longer finds has happened all the same.
  /// A revert is as the last look has it, because a reverted change may be applied again.
  package mutating func take(_ finding: Finding) {
    level = max(level, finding.level)
    checks = finding.checks
    merged = Ship.earlier(merged, finding.merged)
    deployed = Ship.earlier(deployed, finding.deployed)
    exposed = Ship.earlier(exposed, finding.exposed)
    reverted = finding.reverted
  }

  private static func earlier(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }
}
