import Bytes
import Domain
import Ship
import TestSupport
import Testing

@Suite struct ShipVerificationTests {
  private static let bet = RecordID(.bet, of: "b")
  private static let hash = ScriptedGit.hash
  private static let time = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

  private static func text(_ verification: ShipVerification) -> String {
    ([verification.level.rawValue] + verification.checks.map { "\($0.passed ? "+" : "-") \($0.what): \($0.detail)" })
      .joined(separator: "\n")
  }

  private static func verify(_ git: ScriptedGit, _ change: (inout ShipReport) -> Void = { _ in }) -> ShipVerification {
    var report = ScriptedGit.report
    report.bets = [bet]
    change(&report)
    return ShipVerification.verify(report, git.run(report))
  }

  @Test func `a change on main that names its bet has every check`() {
    var git = ScriptedGit(message: "Fix (#12)\n\nBet: \(Self.bet)", trailers: "\(Self.bet)")
    git.answer(.landingFiles, "a\0b\0c\0d\0e\0f\0\u{1b}g\0")
    git.answer(.tags, "v1\nv2\n")
    let verification = Self.verify(git) { $0.pullRequest = "12" }
    #expect(
      Self.text(verification) == """
        on_default_branch
        + commit: a1a1a1a1a1 is there
        + default branch: on main since 2026-01-01T00:00:00Z
        + bet: \(Self.bet) is named by a trailer of a1a1a1a1a1
        + pull request: the merge names #12
        + files: 7: \\u{1b}g, a, b, c, d and 2 more
        + not reverted: no revert
        + tag: in v1 and 1 later
        """
    )
    #expect(verification.merged == Self.time && verification.reverted == nil)
    #expect(verification.commit == Self.hash && verification.bets == [Self.bet])
  }

  @Test func `a change that is not on main says why`() {
    var git = ScriptedGit(message: "Fix\n\nBet: B-7K2M9Q")
    git.answer(.ancestry, "", exitCode: 1)
    git.answer(.base, String(repeating: "b", count: 40) + "\n")
    git.answer(.branchFiles, "x\0")
    git.answer(.copies, "- 1\n+ 2\n+ 3\n")
    #expect(
      Self.text(Self.verify(git)) == """
        commit_known
        + commit: a1a1a1a1a1 is there
        - default branch: not on main: 1 of its 3 commits are there
        - bet: no commit and no branch names \(Self.bet); named instead: B-7K2M9Q
        + files: 1: x
        """
    )
    git.answer(.copies, "")
    #expect(
      Self.text(Self.verify(git)).contains("not on main: not merged, changed while it was merged, or not fetched yet")
    )
    git.answer(.branches, "refs/remotes/origin/main\0\n")
    git.answer(.localAncestry, "")
    #expect(
      Self.text(Self.verify(git)).contains(
        "not on origin/main, only on the local branch of that name: it has not been pushed"
      )
    )
    git.answer(.copies, "- 1\n- 2\n")
    let copied = Self.verify(git)
    #expect(
      Self.text(copied).contains(
        "+ default branch: on origin/main, since when is not known, applied again commit by commit"
      )
    )
    #expect(copied.level == .onDefaultBranch && copied.merged == nil)
  }

  @Test func `an unknown commit stays a claim, with what to do`() {
    var git = ScriptedGit(message: "")
    git.answer(.commit, "", exitCode: 1)
    let fetch = "there is no commit abc1234 in this clone: fetch it, or report the one that was merged"
    #expect(Self.text(Self.verify(git) { $0.commit = "abc1234" }) == "claimed\n- commit: \(fetch)")
    git.answer(.ambiguity, "1\n2\n")
    let ambiguous = Self.text(Self.verify(git) { $0.commit = "abc1234" })
    #expect(ambiguous.contains("more than one object begins with abc1234: give more digits"))
    git.answer(.ambiguity, "")
    git.answer(.repository, "true\n")
    #expect(Self.text(Self.verify(git) { $0.commit = "abc1234" }).contains("which is shallow: git fetch --unshallow"))
    #expect(Self.text(Self.verify(git) { $0.commit = nil }).contains("no commit was found by what the report names"))
    let nameless = Self.verify(git) {
      $0.commit = nil
      $0.bets = []
    }
    #expect(Self.text(nameless).contains("the report names no commit"))
  }

  @Test func `a commit found by another name than the wrong hash is said to be that`() {
    var git = ScriptedGit(message: "Fix (#12)")
    git.answer(.commit, "", exitCode: 1)
    git.answer(.request, "\(Self.hash)\0Fix (#12)\0")
    let verification = Self.verify(git) {
      $0.commit = "abc1234"
      $0.pullRequest = "12"
    }
    #expect(verification.level == .onDefaultBranch)
    #expect(
      verification.checks[0].detail
        == "there is no commit abc1234 in this clone: fetch it, or report the one that was merged; "
        + "taken instead: a1a1a1a1a1, whose message names the pull request"
    )
    #expect(!verification.checks[0].passed)
  }

  @Test func `without a repository nothing is verified, and that is said`() {
    var git = ScriptedGit(message: "")
    git.answer(.repository, "", exitCode: 128)
    #expect(
      Self.text(Self.verify(git))
        == "claimed\n- repository: there is no git repository here: nothing of the report is verified"
    )
    git.answer(.repository, "false\n")
    git.answer(.branches, "")
    #expect(Self.text(Self.verify(git)).contains("the repository has no commits"))
    let unasked = ShipVerification.verify(ScriptedGit.report, nil)
    #expect(unasked.checks[0].detail.hasPrefix("git could not be asked"))
    // The branch still says whose it is.
    var branch = ShipReport(.merge)
    branch.branch = "bet/\(Self.bet)-words"
    #expect(ShipVerification.verify(branch, nil).bets == [Self.bet])
  }

  @Test func `a revert is told, and a whole one ends the exposure`() {
    var git = ScriptedGit(message: "Fix")
    let revert = String(repeating: "c", count: 40)
    git.answer(.reverts, "\(revert)\0\(1_767_232_800)\0Revert\n\nThis reverts commit \(Self.hash).\0")
    let verification = Self.verify(git)
    #expect(Self.text(verification).contains("- not reverted: reverted by cccccccccc at 2026-01-01T02:00:00Z"))
    #expect(verification.reverted == Timestamp(nanoseconds: 1_767_232_800_000_000_000))
    #expect(verification.level == .onDefaultBranch)
  }
}
