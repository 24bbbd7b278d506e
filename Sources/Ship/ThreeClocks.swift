package import Bytes
package import Domain

/// When a change was deployed and when people met it, from signals, markers and reports.
///
/// What signals and deploy markers show raises the level; a report alone sets a clock that nobody has verified.
package struct ThreeClocks: Equatable, Sendable {
  package var deployed: Timestamp?
  package var exposed: Timestamp?
  /// At least the level that was verified by other means.
  package var level: Ship.Level
  package var checks: [Ship.Check] = []

  /// A release in telemetry and when a signal first carried it.
  package struct SeenRelease: Equatable, Sendable {
    package let key: RollUp.ReleaseKey
    /// Microseconds since the Unix epoch.
    package let first: Int64

    package init(key: RollUp.ReleaseKey, first: Int64) {
      self.key = key
      self.first = first
    }
  }

  /// A report or a marker that moves a clock: of a deploy, a flag or a rollout.
  package struct Report: Equatable, Sendable {
    package let kind: Ship.Kind
    package let at: Timestamp
    package let environment: String?
    package let release: String?
    package let flag: String?
    package let percent: Double?
    /// Whether it came with telemetry, from what deploys, and not from who says that something was deployed.
    package let isMarker: Bool

    package init(
      kind: Ship.Kind,
      at: Timestamp,
      environment: String?,
      release: String?,
      flag: String?,
      percent: Double?,
      isMarker: Bool
    ) {
      self.kind = kind
      self.at = at
      self.environment = environment
      self.release = release
      self.flag = flag
      self.percent = percent
      self.isMarker = isMarker
    }
  }

  /// What is known of the change.
  package struct Change: Equatable, Sendable {
    package var merged: Timestamp?
    package var level: Ship.Level
    /// As the report states them.
    package var environment: String?
    package var release: String?
    /// The flag it stands behind.
    package var flag: String?
    /// Releases known to contain its commit.
    package var releases: [String: GitFacts.Containment]

    package init(
      merged: Timestamp?,
      level: Ship.Level,
      environment: String?,
      release: String?,
      flag: String?,
      releases: [String: GitFacts.Containment]
    ) {
      self.merged = merged
      self.level = level
      self.environment = environment
      self.release = release
      self.flag = flag
      self.releases = releases
    }
  }

  /// Clocks of two machines may differ by this much before an order is believed.
  static let tolerance: Int64 = 300 * 1_000_000_000

  /// Reads the clocks of a change; `reports` are all that concern it, in any order.
  package static func read(_ change: Change, seen: [SeenRelease], reports: [Report]) -> ThreeClocks {
    var clocks = ThreeClocks(level: change.level)
    let production = Production(stated: change.environment, seen: seen)
    clocks.readDeploy(change, seen.filter { production.contains($0.key.environment) }, reports, production)
    clocks.readExposure(change, reports, production)
    return clocks
  }

  // MARK: Deployed

  private mutating func readDeploy(
    _ change: Change,
    _ seen: [SeenRelease],
    _ reports: [Report],
    _ production: Production
  ) {
    let sightings = seen.compactMap { release in
      ThreeClocks.reason(release, change).map { (at: Timestamp(nanoseconds: microseconds(release.first)), why: $0) }
    }
    let stated = reports.filter { report in
      report.kind == .deploy && production.contains(report)
        && (report.release == nil || ThreeClocks.isOurs(report.release ?? "", change))
    }
    let marker = stated.filter(\.isMarker).map(\.at).min()
    if let first = sightings.min(by: { ($0.at, $0.why) < ($1.at, $1.why) }), marker.map({ first.at <= $0 }) ?? true {
      deployed = first.at
      level = max(level, .deployed)
      checks.append(Ship.Check(what: "deployed", passed: true, detail: "since \(first.at): \(first.why)"))
    } else if let marker {
      deployed = marker
      level = max(level, .deployed)
      checks.append(Ship.Check(what: "deployed", passed: true, detail: "since \(marker): a deploy marker"))
    } else if let said = stated.map(\.at).min() {
      deployed = said
      checks.append(
        Ship.Check(what: "deployed", passed: false, detail: "since \(said) as reported; no signal shows it")
      )
    } else {
      checks.append(Ship.Check(what: "deployed", passed: false, detail: ThreeClocks.whyNot(change, seen)))
    }
  }

  private func microseconds(_ count: Int64) -> Int64 {
    let (product, isPast) = count.multipliedReportingOverflow(by: 1_000)
    return isPast ? (count < 0 ? .min : .max) : product
  }

  /// Returns why a seen release has the change; nil where it does not, or nobody knows.
  static func reason(_ seen: SeenRelease, _ change: Change) -> String? {
    let release = seen.key.release
    let name = VisibleText.escape(release, limit: 64)
    switch change.releases[release] {
    // A hash cannot be older than its commit, whatever the clocks say.
    case .commit(let hash): return "release \(name) is built from \(GitName.short(hash))"
    case .tag(let tag):
      guard !isBefore(seen.first, change.merged) else { return nil }
      return "release \(name) is tag \(VisibleText.escape(tag, limit: 64)), which contains it"
    case nil:
      guard !release.isEmpty, release == change.release, !isBefore(seen.first, change.merged) else { return nil }
      return "signals carry release \(name), as reported"
    }
  }

  /// A name such as `latest` that was there before the change says nothing of it.
  private static func isBefore(_ microseconds: Int64, _ merged: Timestamp?) -> Bool {
    guard let merged else { return false }
    let (earliest, isPast) = merged.nanoseconds.subtractingReportingOverflow(tolerance)
    return !isPast && microseconds < earliest / 1_000
  }

  private static func isOurs(_ release: String, _ change: Change) -> Bool {
    release == change.release || change.releases[release] != nil
  }

  private static func whyNot(_ change: Change, _ seen: [SeenRelease]) -> String {
    let names = Set(seen.map(\.key.release)).subtracting([""])
    if let release = change.release, names.contains(release) {
      let name = VisibleText.escape(release, limit: 64)
      return "release \(name) was seen before the change was merged, so its name does not tell"
    }
    return names.isEmpty
      ? "signals of production carry no release; report the deploy, or send the release with the signals"
      : "none of the \(names.count) releases seen in production is known to contain it"
  }

  // MARK: Exposed

  private mutating func readExposure(_ change: Change, _ reports: [Report], _ production: Production) {
    let switches = reports.filter { report in
      (report.kind == .flag || report.kind == .rollout) && (report.percent ?? 100) > 0
        && production.contains(report)
        && (change.flag == nil || report.flag == nil || report.flag == change.flag)
    }
    if let first = switches.map(\.at).min() {
      // A flag that is on before the code is there shows nobody anything.
      let start = deployed.map { max($0, first) } ?? first
      exposed = start
      checks.append(Ship.Check(what: "exposed", passed: false, detail: "since \(start), by a reported flag or rollout"))
    } else if let flag = change.flag {
      let name = VisibleText.escape(flag, limit: 64)
      checks.append(
        Ship.Check(what: "exposed", passed: false, detail: "it stands behind the flag \(name): report when that is on")
      )
    } else if let deployed {
      exposed = deployed
      let isSeen = level >= .deployed
      if isSeen { level = .exposed }
      checks.append(Ship.Check(what: "exposed", passed: isSeen, detail: "with the deploy: no flag is in between"))
    }
  }
}

/// Which environments are production.
struct Production: Sendable {
  private static let usual = ["production", "prod", "prd", "live"]
  private let names: [String]
  /// Whether a signal without an environment counts: where none names any, all are.
  private let takesUnnamed: Bool

  init(stated: String?, seen: [ThreeClocks.SeenRelease]) {
    names = stated.map { [$0.lowercased()] } ?? Production.usual
    takesUnnamed = seen.allSatisfy { $0.key.environment.isEmpty }
  }

  func contains(_ environment: String) -> Bool {
    environment.isEmpty ? takesUnnamed : names.contains(environment.lowercased())
  }

  /// Who reports without naming an environment means production.
  func contains(_ report: ThreeClocks.Report) -> Bool { report.environment.map(contains) ?? true }
}
