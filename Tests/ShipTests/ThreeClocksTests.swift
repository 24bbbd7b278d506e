import Bytes
import Domain
import Ship
import TestSupport
import Testing

@Suite struct ThreeClocksTests {
  private static func at(_ hour: Int64) -> Timestamp {
    Timestamp(nanoseconds: 1_767_225_600_000_000_000 + hour * 3_600_000_000_000)
  }

  private static func seen(_ release: String, _ hour: Int64, in environment: String = "production")
    -> ThreeClocks.SeenRelease
  {
    ThreeClocks.SeenRelease(
      key: RollUp.ReleaseKey(service: "shop", environment: environment, release: release),
      first: at(hour).nanoseconds / 1_000
    )
  }

  private static func report(
    _ kind: Ship.Kind,
    _ hour: Int64,
    in environment: String? = nil,
    with change: (release: String?, flag: String?, percent: Double?) = (nil, nil, nil),
    isMarker: Bool = false
  ) -> ThreeClocks.Report {
    ThreeClocks.Report(
      kind: kind,
      at: at(hour),
      environment: environment,
      release: change.release,
      flag: change.flag,
      percent: change.percent,
      isMarker: isMarker
    )
  }

  /// A change that was merged at hour 10.
  private static func change(
    _ releases: [String: GitFacts.Containment] = [:],
    with change: (inout ThreeClocks.Change) -> Void = { _ in }
  ) -> ThreeClocks.Change {
    var known = ThreeClocks.Change(
      merged: at(10),
      level: .onDefaultBranch,
      environment: nil,
      release: nil,
      flag: nil,
      releases: releases
    )
    change(&known)
    return known
  }

  private static func read(
    _ change: ThreeClocks.Change,
    _ seen: [ThreeClocks.SeenRelease] = [],
    _ reports: [ThreeClocks.Report] = []
  ) -> ThreeClocks {
    ThreeClocks.read(change, seen: seen, reports: reports)
  }

  @Test func `the first production signal with a release that contains it starts both clocks`() {
    let change = Self.change(["1.1": .tag("v1.1"), "1.2": .tag("v1.2")])
    let clocks = Self.read(
      change,
      [Self.seen("1.2", 30), Self.seen("1.1", 20), Self.seen("1.0", 5), Self.seen("1.1", 12, in: "staging")]
    )
    #expect(clocks.deployed == Self.at(20) && clocks.exposed == Self.at(20))
    #expect(clocks.level == .exposed)
    #expect(clocks.checks.map(\.passed) == [true, true])
    #expect(clocks.checks[0].detail == "since \(Self.at(20)): release 1.1 is tag v1.1, which contains it")
  }

  @Test func `a release built from a commit counts even before the merge, a name does not`() {
    let hash = String(repeating: "ab", count: 20)
    #expect(Self.read(Self.change(["abababa": .commit(hash)]), [Self.seen("abababa", 2)]).deployed == Self.at(2))
    #expect(Self.read(Self.change(["1.1": .tag("1.1")]), [Self.seen("1.1", 2)]).deployed == nil)
    let stated = Self.change { $0.release = "latest" }
    let clocks = Self.read(stated, [Self.seen("latest", 2)])
    #expect(clocks.deployed == nil && clocks.level == .onDefaultBranch)
    #expect(
      clocks.checks[0].detail == "release latest was seen before the change was merged, so its name does not tell"
    )
    #expect(Self.read(stated, [Self.seen("latest", 11)]).deployed == Self.at(11))
    // Two clocks may differ by five minutes.
    let close = ThreeClocks.SeenRelease(
      key: RollUp.ReleaseKey(service: "", environment: "production", release: "latest"),
      first: (Self.at(10).nanoseconds - 299_000_000_000) / 1_000
    )
    #expect(Self.read(stated, [close]).deployed != nil)
  }

  @Test func `environments are told apart, and where none is named all count`() {
    let change = Self.change(["1": .tag("1")])
    for name in ["prod", "PRODUCTION", "live", "prd", ""] {
      #expect(Self.read(change, [Self.seen("1", 20, in: name)]).deployed == Self.at(20), "\(name)")
    }
    #expect(Self.read(change, [Self.seen("1", 20, in: ""), Self.seen("0", 5)]).deployed == nil)
    #expect(Self.read(change, [Self.seen("1", 20, in: "qa")]).deployed == nil)
    let stated = Self.change(["1": .tag("1")]) { $0.environment = "EU-West" }
    #expect(Self.read(stated, [Self.seen("1", 20), Self.seen("1", 25, in: "eu-west")]).deployed == Self.at(25))
  }

  @Test func `a marker verifies, a report sets the clock and verifies nothing`() {
    let marker = Self.read(Self.change(), [], [Self.report(.deploy, 22, isMarker: true), Self.report(.deploy, 21)])
    #expect(marker.deployed == Self.at(22) && marker.level == .exposed)
    let said = Self.read(Self.change(), [], [Self.report(.deploy, 21)])
    #expect(said.deployed == Self.at(21) && said.exposed == Self.at(21))
    #expect(said.level == .onDefaultBranch)
    #expect(said.checks.map(\.passed) == [false, false])
    #expect(said.checks[0].detail == "since \(Self.at(21)) as reported; no signal shows it")
    // A deploy elsewhere, or of another release, is none of ours.
    let staging = Self.report(.deploy, 21, in: "staging")
    let other = Self.report(.deploy, 21, with: ("0.9", nil, nil), isMarker: true)
    #expect(Self.read(Self.change(), [], [staging, other]).deployed == nil)
    let ours = Self.report(.deploy, 23, with: ("1.1", nil, nil), isMarker: true)
    #expect(Self.read(Self.change(["1.1": .tag("1.1")]), [], [ours]).deployed == Self.at(23))
    // Signals that come before the marker are the better witness, and those that come after it the worse.
    #expect(Self.read(Self.change(["1.1": .tag("1.1")]), [Self.seen("1.1", 24)], [ours]).deployed == Self.at(23))
    #expect(Self.read(Self.change(["1.1": .tag("1.1")]), [Self.seen("1.1", 22)], [ours]).deployed == Self.at(22))
  }

  @Test func `a change behind a flag meets people when the flag is on, not before the code is there`() {
    let change = Self.change(["1": .tag("1")]) { $0.flag = "new" }
    let seen = [Self.seen("1", 20)]
    let dark = Self.read(change, seen)
    #expect(dark.deployed == Self.at(20) && dark.exposed == nil && dark.level == .deployed)
    #expect(dark.checks[1].detail == "it stands behind the flag new: report when that is on")
    func exposed(_ reports: [ThreeClocks.Report]) -> Timestamp? { Self.read(change, seen, reports).exposed }
    #expect(exposed([Self.report(.flag, 30, with: (nil, "new", nil))]) == Self.at(30))
    #expect(exposed([Self.report(.flag, 15, with: (nil, "new", nil))]) == Self.at(20))
    #expect(
      exposed([Self.report(.rollout, 40, with: (nil, nil, 5)), Self.report(.rollout, 50, with: (nil, nil, 50))])
        == Self.at(40)
    )
    #expect(exposed([Self.report(.rollout, 30, with: (nil, "new", 0))]) == nil)
    #expect(exposed([Self.report(.flag, 30, with: (nil, "another", nil))]) == nil)
    #expect(exposed([Self.report(.flag, 30, in: "staging", with: (nil, "new", nil))]) == nil)
    #expect(Self.read(change, [], [Self.report(.flag, 30, with: (nil, "new", nil))]).exposed == Self.at(30))
  }

  @Test func `without any sign the clocks stand, and it is said what would start them`() {
    let silent = Self.read(Self.change(), [Self.seen("", 20)])
    #expect(silent.deployed == nil && silent.exposed == nil && silent.checks.count == 1)
    #expect(silent.checks[0].detail.contains("carry no release"))
    let others = Self.read(Self.change(), [Self.seen("1", 20), Self.seen("2", 20)])
    #expect(others.checks[0].detail == "none of the 2 releases seen in production is known to contain it")
  }

  @Test func `times at the ends of all times do no harm`() {
    for merged in [Int64.min, .min + 1, 0, .max] {
      let change = Self.change(["1": .tag("1")]) {
        $0.merged = Timestamp(nanoseconds: merged)
        $0.release = "2"
      }
      for first in [Int64.min, -1, 0, .max] {
        let seen = ["1", "2"].map {
          ThreeClocks.SeenRelease(key: RollUp.ReleaseKey(service: "", environment: "", release: $0), first: first)
        }
        _ = Self.read(change, seen)
      }
    }
  }

  @Test func `the order in which things are told does not matter`() {
    var random = SplitMix64(seed: 8)
    let change = Self.change(["1": .tag("1"), "2": .tag("2")]) { $0.flag = "f" }
    var seen = [Self.seen("1", 20), Self.seen("2", 18), Self.seen("1", 18), Self.seen("3", 11, in: "")]
    var reports = [
      Self.report(.deploy, 19), Self.report(.flag, 25, with: (nil, "f", nil)),
      Self.report(.rollout, 24, with: (nil, nil, 1)),
      Self.report(.deploy, 18, isMarker: true),
    ]
    let first = Self.read(change, seen, reports)
    for _ in 0..<30 {
      seen.shuffle(using: &random)
      reports.shuffle(using: &random)
      #expect(Self.read(change, seen, reports) == first)
    }
  }
}
