package import Bytes

/// A change that landed, with its three clocks.
package struct Ship: Equatable, Sendable {
  package let id: RecordID
  package let bets: [RecordID]
  package let kind: Kind
  package let commit: String?
  package let pullRequest: String?
  package let branch: String?
  package let environment: String?
  package let release: String?
  package let flag: String?
  package let percent: Double?
  package var merged: Timestamp?
  package var deployed: Timestamp?
  package var exposed: Timestamp?
  package var reverted: Timestamp?
  package var level: Level
  package var checks: [Check]
  /// The plan in force when it was recorded, and whether that was locked before exposure.
  package let plan: RecordID?
  package let isPostHoc: Bool
  package let worker: String
  package let recorded: Timestamp

  /// What landed.
  package enum Kind: String, CaseIterable, Sendable { case merge, deploy, rollout, flag, config, revert }

  /// How much of the report has been verified.
  package enum Level: String, CaseIterable, Sendable {
    case claimed, commitKnown = "commit_known", onDefaultBranch = "on_default_branch", deployed, exposed
  }

  /// One thing looked at, and what was found.
  package struct Check: Equatable, Sendable {
    package let what: String
    package let passed: Bool
    package let detail: String

    package init(what: String, passed: Bool, detail: String) {
      self.what = what
      self.passed = passed
      self.detail = detail
    }
  }

  package init(
    id: RecordID,
    bets: [RecordID],
    kind: Kind,
    commit: String?,
    pullRequest: String?,
    branch: String?,
    environment: String?,
    release: String?,
    flag: String?,
    percent: Double?,
    merged: Timestamp?,
    deployed: Timestamp?,
    exposed: Timestamp?,
    reverted: Timestamp?,
    level: Level,
    checks: [Check],
    plan: RecordID?,
    isPostHoc: Bool,
    worker: String,
    recorded: Timestamp
  ) {
    self.id = id
    self.bets = bets
    self.kind = kind
    self.commit = commit
    self.pullRequest = pullRequest
    self.branch = branch
    self.environment = environment
    self.release = release
    self.flag = flag
    self.percent = percent
    self.merged = merged
    self.deployed = deployed
    self.exposed = exposed
    self.reverted = reverted
    self.level = level
    self.checks = checks
    self.plan = plan
    self.isPostHoc = isPostHoc
    self.worker = worker
    self.recorded = recorded
  }
}
