import Bytes
import Domain
import Ship
import Testing

@Suite struct ShipReportTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: Ship.Kind
    let change: @Sendable (inout ShipReport) -> Void
    let error: ReportError?

    var testDescription: String { name }
  }

  private static let text = ReportError.Expectation.text

  @Test(arguments: [
    Refusal(name: "a merge by commit", kind: .merge, change: { $0.commit = "abc" }, error: nil),
    Refusal(name: "a merge by bet", kind: .merge, change: { $0.bets = [RecordID(.bet, of: "b")] }, error: nil),
    Refusal(
      name: "a merge of nothing",
      kind: .merge,
      change: { _ in },
      error: ReportError(field: "commit", expected: .anyOf(["commit", "pr", "branch", "bet"]))
    ),
    Refusal(
      name: "a deploy of nothing",
      kind: .deploy,
      change: { $0.environment = "production" },
      error: ReportError(field: "release", expected: .anyOf(["release", "commit", "bet"]))
    ),
    Refusal(name: "a deploy", kind: .deploy, change: { $0.release = "1.0" }, error: nil),
    Refusal(name: "a flag", kind: .flag, change: { _ in }, error: ReportError(field: "flag", expected: text)),
    Refusal(
      name: "a rollout",
      kind: .rollout,
      change: { _ in },
      error: ReportError(field: "percent", expected: .percent)
    ),
    Refusal(
      name: "too many per cent",
      kind: .rollout,
      change: { $0.percent = 100.1 },
      error: ReportError(field: "percent", expected: .percent)
    ),
    Refusal(
      name: "no number of per cent",
      kind: .rollout,
      change: { $0.percent = .nan },
      error: ReportError(field: "percent", expected: .percent)
    ),
    Refusal(name: "a rollout of all", kind: .rollout, change: { $0.percent = 100 }, error: nil),
    Refusal(name: "a setting", kind: .config, change: { _ in }, error: nil),
    Refusal(
      name: "an option for a commit",
      kind: .merge,
      change: { $0.commit = "--upload-pack=x" },
      error: ReportError(field: "commit", expected: .gitName)
    ),
    Refusal(
      name: "a range for a branch",
      kind: .merge,
      change: { $0.branch = "a..b" },
      error: ReportError(field: "branch", expected: .gitName)
    ),
    Refusal(
      name: "words for a request",
      kind: .merge,
      change: { $0.pullRequest = "the one" },
      error: ReportError(field: "pr", expected: .pullRequest)
    ),
    Refusal(
      name: "an invisible flag",
      kind: .flag,
      change: { $0.flag = "a\u{200b}b" },
      error: ReportError(field: "flag", expected: text)
    ),
    Refusal(
      name: "a long release",
      kind: .deploy,
      change: { $0.release = String(repeating: "x", count: 251) },
      error: ReportError(field: "release", expected: text)
    ),
    Refusal(
      name: "an empty key",
      kind: .config,
      change: { $0.key = "" },
      error: ReportError(field: "key", expected: text)
    ),
  ])
  func `a report that cannot be true is refused by its field`(_ refusal: Refusal) {
    var report = ShipReport(refusal.kind)
    refusal.change(&report)
    if let error = refusal.error {
      #expect(throws: error) { try report.check() }
    } else {
      #expect(throws: Never.self) { try report.check() }
    }
  }

  private static func merge(_ change: (inout ShipReport) -> Void = { _ in }) -> ShipReport {
    var report = ShipReport(.merge)
    report.bets = [RecordID(.bet, of: "b")]
    report.commit = "abc1234"
    change(&report)
    return report
  }

  @Test func `the same change is one ship, however it is told again`() {
    let hash = String(repeating: "ab", count: 20)
    let first = Self.merge().id(commit: hash)
    let again: [(inout ShipReport) -> Void] = [
      { $0.commit = hash }, { $0.pullRequest = "#7" }, { $0.branch = "x" }, { $0.at = Timestamp(nanoseconds: 1) },
      { $0.release = "1.0" }, { $0.commit = nil },
    ]
    for change in again { #expect(Self.merge(change).id(commit: hash) == first) }
    let other: [(inout ShipReport) -> Void] = [
      { $0.kind = .revert }, { $0.bets = [] }, { $0.environment = "staging" }, { $0.flag = "f" }, { $0.key = "k" },
    ]
    var ids: Set<RecordID> = [first]
    for change in other { #expect(ids.insert(Self.merge(change).id(commit: hash)).inserted) }
    #expect(ids.insert(Self.merge().id(commit: nil)).inserted)
  }

  @Test func `a key decides alone`() {
    let one = Self.merge { $0.key = "k" }
    let other = Self.merge {
      $0.key = "k"
      $0.kind = .deploy
      $0.commit = "def"
    }
    #expect(one.id(commit: nil) == other.id(commit: "x"))
    #expect(one.id(commit: nil) != Self.merge { $0.key = "l" }.id(commit: nil))
    // What looks like another's parts is not: the parts are kept apart.
    #expect(Self.merge { $0.key = "merge" }.identity(commit: nil) == #"["key","merge"]"#)
  }

  @Test func `a flag turned on, off and on is three ships, and a retry is none`() {
    func flag(_ percent: Double, _ second: Int64?) -> RecordID {
      var report = ShipReport(.flag)
      report.flag = "f"
      report.percent = percent
      report.at = second.map { Timestamp(nanoseconds: $0 * 1_000_000_000) }
      return report.id(commit: nil)
    }
    #expect(Set([flag(100, 1), flag(0, 2), flag(100, 3)]).count == 3)
    #expect(flag(100, 1) == flag(100, 1))
    #expect(flag(10, nil) == flag(10, nil) && flag(10, nil) != flag(20, nil))
  }

  private static func ship(_ report: ShipReport, commit: String?) -> Ship {
    Ship(
      id: report.id(commit: commit),
      bets: report.bets,
      kind: report.kind,
      commit: commit,
      pullRequest: report.pullRequest,
      branch: report.branch,
      environment: report.environment,
      release: report.release,
      flag: report.flag,
      percent: report.percent,
      merged: nil,
      deployed: nil,
      exposed: nil,
      reverted: nil,
      level: .claimed,
      checks: [],
      plan: nil,
      isPostHoc: false,
      worker: "w",
      recorded: Timestamp(nanoseconds: 0)
    )
  }

  @Test func `a request reported before its merge and a commit reported after it are one ship`() {
    let hash = String(repeating: "ab", count: 20)
    let early = Self.merge {
      $0.commit = nil
      $0.pullRequest = "https://example.invalid/o/r/pull/7"
    }
    let before = Self.ship(early, commit: nil)
    #expect(Self.merge { $0.pullRequest = "#7" }.isSame(as: before, commit: hash))
    #expect(!Self.merge { $0.pullRequest = "#8" }.isSame(as: before, commit: hash))
    #expect(
      !Self.merge {
        $0.pullRequest = "#7"; $0.kind = .revert
      }.isSame(as: before, commit: hash)
    )
    #expect(
      !Self.merge {
        $0.pullRequest = "#7"; $0.bets = [RecordID(.bet, of: "x")]
      }.isSame(as: before, commit: hash)
    )
    #expect(
      !Self.merge {
        $0.pullRequest = "#7"; $0.environment = "eu"
      }.isSame(as: before, commit: hash)
    )
    // Two commits are two ships, whatever else they share.
    let after = Self.ship(Self.merge { $0.pullRequest = "#7" }, commit: hash)
    #expect(!Self.merge { $0.pullRequest = "#7" }.isSame(as: after, commit: String(repeating: "cd", count: 20)))
    #expect(Self.merge { $0.bets = [] }.isSame(as: after, commit: hash))
    let branch = Self.ship(
      Self.merge {
        $0.commit = nil; $0.branch = "f"
      },
      commit: nil
    )
    #expect(Self.merge { $0.branch = "f" }.isSame(as: branch, commit: hash))
    #expect(!Self.merge { $0.branch = "g" }.isSame(as: branch, commit: hash))
  }
}
