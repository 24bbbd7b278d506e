import Bytes
import Domain
import Ship
import TestSupport
import Testing

/// What real git says of changes that came in every way they come.
@Suite struct GitInquiryTests {
  private static let bet = RecordID(.bet, of: "a bet")
  private static let other = RecordID(.bet, of: "another")

  private static func hour(_ hour: Int) -> Timestamp {
    Timestamp(nanoseconds: Int64(TestRepository.start + hour * 3_600) * 1_000_000_000)
  }

  /// A branch of two commits beside a main that has moved on; returns its tip.
  private static func branch(_ repository: TestRepository, _ name: String = "feature") throws -> String {
    try repository.git("checkout", "--quiet", "-b", name)
    try repository.commit("First\n\nBet: \(bet)", hour: 1, ["new.txt": "first\n"])
    let tip = try repository.commit("Second", hour: 2, ["new.txt": "first\nsecond\n", "base.txt": "one\nTWO\nthree\n"])
    try repository.git("checkout", "--quiet", "main")
    try repository.commit("Meanwhile", hour: 3, ["other.txt": "y\n"])
    return tip
  }

  @Test func `a commit on main itself landed when it was committed`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let hash = try repository.commit("Fix (#12)\n\nWords.\n\nBet: \(Self.bet)", hour: 1, ["a/b.txt": "x\n"])
      try repository.commit("Later", hour: 2)
      for name in [hash, String(hash.prefix(8))] {
        let facts = try repository.inquire(commit: name)
        #expect(facts.landing == GitFacts.Landing(method: .direct, commit: hash, at: Self.hour(1)))
        #expect(facts.found == .commit)
        #expect(facts.marks == [BetMark(bet: Self.bet, carrier: .trailer, commit: hash)])
        #expect(facts.files == ["a/b.txt"])
        #expect(facts.pullRequest == 12)
        #expect(facts.revert == nil)
        #expect(facts.defaultBranch == GitFacts.DefaultBranch(ref: "refs/heads/main", source: .localName))
        #expect(facts.unanswered.isEmpty)
      }
      // The newest commit, and the very first, which has no parent.
      let newest = try repository.inquire(commit: "main")
      #expect(newest.landing?.at == Self.hour(2))
      #expect(newest.fileCount == 0)
      let first = try repository.inquire(commit: try repository.git("rev-list", "--max-parents=0", "main"))
      #expect(first.landing?.at == Self.hour(0))
      #expect(first.files == ["base.txt", "other.txt"])
    }
  }

  @Test func `a merged branch landed with its merge, whichever of its commits is named`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository, "bet/\(Self.other)-some-words")
      let words = "Merge pull request #7 from owner/bet/\(Self.other)-some-words"
      try repository.git(["merge", "--quiet", "--no-ff", "--message", words, tip], hour: 4)
      let merge = try repository.head()
      try repository.commit("Later", hour: 5)
      let first = try repository.git("rev-parse", "\(tip)^")
      for hash in [tip, first] {
        let facts = try repository.inquire(commit: hash)
        #expect(facts.landing == GitFacts.Landing(method: .merge, commit: merge, at: Self.hour(4)))
        #expect(facts.pullRequest == 7)
        #expect(facts.files == ["base.txt", "new.txt"])
        // The trailer is on a commit of the branch, not on the merge.
        #expect(facts.marks.contains(BetMark(bet: Self.bet, carrier: .trailer, commit: first)))
        #expect(facts.marks.contains(BetMark(bet: Self.other, carrier: .branch, commit: merge)))
      }
      // The merge itself is on main's own line, and says the same.
      let facts = try repository.inquire(commit: merge)
      #expect(facts.landing == GitFacts.Landing(method: .direct, commit: merge, at: Self.hour(4)))
      #expect(facts.marks.contains(BetMark(bet: Self.bet, carrier: .trailer, commit: first)))
      #expect(facts.files == ["base.txt", "new.txt"])
      #expect(facts.pullRequest == 7)
    }
  }

  @Test func `a squashed branch is found by its patch`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git("merge", "--quiet", "--squash", tip)
      // As a hosting service writes it: the trailer in the middle, where git's own parser does not look.
      let squash = try repository.commit(
        "Do it (#31)\n\n* First\n\nBet: \(Self.bet)\n\n* Second\n\nCo-authored-by: A <a@example.invalid>",
        hour: 4
      )
      try repository.commit("Later", hour: 5, ["new.txt": "changed again\n"])
      let facts = try repository.inquire(commit: tip)
      #expect(facts.landing == GitFacts.Landing(method: .squash, commit: squash, at: Self.hour(4)))
      #expect(facts.marks.contains(BetMark(bet: Self.bet, carrier: .line, commit: squash)))
      #expect(facts.pullRequest == 31)
      #expect(facts.files == ["base.txt", "new.txt"])
    }
  }

  @Test func `a rebased branch is found by its commits' patches`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git("checkout", "--quiet", "-b", "copy", tip)
      try repository.git("rebase", "--quiet", "main", hour: 6)
      try repository.git("checkout", "--quiet", "main")
      try repository.git("merge", "--quiet", "--ff-only", "copy")
      let landed = try repository.head()
      let facts = try repository.inquire(commit: tip)
      #expect(facts.landing == GitFacts.Landing(method: .copy, commit: landed, at: Self.hour(6)))
      #expect(facts.copies == GitFacts.Copies(there: 2, all: 2))
      #expect(facts.marks.contains { $0.bet == Self.bet })
      #expect(facts.files == ["base.txt", "new.txt"])
    }
  }

  @Test func `a picked commit is found where a merge brought its copy`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      try repository.git("checkout", "--quiet", "-b", "feature")
      let hash = try repository.commit("Only one\n\nBet: \(Self.bet)", hour: 1, ["new.txt": "x\n"])
      try repository.git("checkout", "--quiet", "-b", "release", "main")
      try repository.git("cherry-pick", hash, hour: 2)
      try repository.git("checkout", "--quiet", "main")
      try repository.commit("Meanwhile", hour: 3, ["other.txt": "y\n"])
      try repository.git(["merge", "--quiet", "--no-ff", "--message", "Merge branch 'release'", "release"], hour: 4)
      let merge = try repository.head()
      let facts = try repository.inquire(commit: hash)
      #expect(facts.landing == GitFacts.Landing(method: .copy, commit: merge, at: Self.hour(4)))
    }
  }

  @Test func `of a branch picked in part it is said how much is there`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git("cherry-pick", "\(tip)^", hour: 4)
      let facts = try repository.inquire(commit: tip)
      #expect(facts.landing == nil)
      #expect(facts.copies == GitFacts.Copies(there: 1, all: 2))
      #expect(facts.marks.contains { $0.bet == Self.bet })
      #expect(facts.files == ["base.txt", "new.txt"])
    }
  }

  @Test func `what was changed while it was merged is not guessed at`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git("merge", "--quiet", "--squash", tip)
      try repository.commit("Do it", hour: 4, ["new.txt": "first\nsecond, but other\n"])
      #expect(try repository.inquire(commit: tip).landing == nil)
    }
  }

  @Test func `an unmerged branch is not on main, and a merge that was not pushed is only here`() throws {
    try Fixture.with { fixture in
      let origin = try TestRepository(fixture, "origin")
      try fixture.git("clone", "--quiet", fixture.path("origin"), fixture.path("clone"))
      let clone = TestRepository(clone: fixture, "clone")
      let tip = try Self.branch(clone)
      let before = try clone.inquire(commit: tip)
      #expect(before.landing == nil && !before.isOnLocalOnly)
      #expect(before.defaultBranch == GitFacts.DefaultBranch(ref: "refs/remotes/origin/main", source: .remoteHead))
      try clone.git(["merge", "--quiet", "--no-ff", "--message", "Merge", tip], hour: 4)
      let merged = try clone.inquire(commit: tip)
      #expect(merged.landing == nil && merged.isOnLocalOnly)
      try clone.git("push", "--quiet", "origin", "HEAD:refs/heads/main-new")
      try origin.git("update-ref", "refs/heads/main", "refs/heads/main-new")
      #expect(try clone.inquire(commit: tip).landing == nil)
      try clone.git("fetch", "--quiet", "origin")
      #expect(try clone.inquire(commit: tip).landing?.at == Self.hour(4))
      // Without the remote's own word the usual name counts.
      try clone.git("remote", "set-head", "origin", "--delete")
      let usual = try clone.inquire(commit: tip)
      #expect(usual.defaultBranch?.source == .remoteName)
      #expect(usual.landing?.method == .merge)
      // A remote head that points nowhere is no word either.
      try clone.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
      #expect(try clone.inquire(commit: tip).defaultBranch?.source == .remoteName)
    }
  }

  @Test func `a shallow clone says so, and lacks what is old`() throws {
    try Fixture.with { fixture in
      let origin = try TestRepository(fixture, "origin")
      let old = try origin.commit("Old", hour: 1, ["a": "x\n"])
      let new = try origin.commit("New", hour: 2, ["b": "y\n"])
      let url = "file://\(fixture.path("origin"))"
      try fixture.git("clone", "--quiet", "--depth", "1", url, fixture.path("clone"))
      let clone = TestRepository(clone: fixture, "clone")
      let lost = try clone.inquire(commit: old)
      #expect(lost.isShallow && lost.isRepository && lost.commit == nil && lost.landing == nil)
      #expect(!lost.isAmbiguous)
      #expect(try clone.inquire(commit: new).landing?.at == Self.hour(2))
    }
  }

  @Test func `a detached head, a linked tree and a bare repository answer the same`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git(["merge", "--quiet", "--no-ff", "--message", "Merge", tip], hour: 4)
      let expected = try repository.inquire(commit: tip)
      #expect(expected.landing?.method == .merge)
      try repository.git("checkout", "--quiet", "--detach", "HEAD^")
      #expect(try repository.inquire(commit: tip) == expected)
      try repository.git("worktree", "add", "--quiet", fixture.path("linked"), "feature")
      #expect(try TestRepository(clone: fixture, "linked").inquire(commit: tip) == expected)
      try fixture.git("clone", "--quiet", "--bare", fixture.path("repo"), fixture.path("bare.git"))
      #expect(try TestRepository(clone: fixture, "bare.git").inquire(commit: tip) == expected)
    }
  }

  @Test func `a repository of another branch name is measured against what is checked out`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      try repository.git("branch", "--move", "trunk")
      let hash = try repository.commit("Fix", hour: 1, ["a": "x\n"])
      let facts = try repository.inquire(commit: hash)
      #expect(facts.defaultBranch == GitFacts.DefaultBranch(ref: "HEAD", source: .head))
      #expect(facts.landing?.method == .direct)
    }
  }

  @Test func `no repository and an empty one are told apart`() throws {
    try Fixture.with { fixture in
      try fixture.makeFolder("plain")
      let nothing = try TestRepository(clone: fixture, "plain").inquire(commit: "main")
      #expect(!nothing.isRepository && nothing.defaultBranch == nil)
      try fixture.repository("empty")
      let empty = try TestRepository(clone: fixture, "empty").inquire(commit: "main")
      #expect(empty.isRepository && empty.defaultBranch == nil && empty.commit == nil)
    }
  }

  @Test func `commits are found by branch, request and bet where no hash is known`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git(
        ["merge", "--quiet", "--no-ff", "--message", "Merge pull request #7 from o/feature", tip],
        hour: 4
      )
      let merge = try repository.head()
      let squash = try repository.commit("Other (#70)\n\nbet: \(Self.other)", hour: 5, ["c": "z\n"])
      var byBranch = ShipReport(.merge)
      byBranch.branch = "feature"
      let branch = try repository.inquire(byBranch)
      #expect(branch.commit?.hash == tip && branch.found == .branch && branch.landing?.commit == merge)
      for (text, hash) in [("7", merge), ("#70", squash), ("https://example.invalid/o/r/pull/70/", squash)] {
        var report = ShipReport(.merge)
        report.pullRequest = text
        let facts = try repository.inquire(report)
        #expect(facts.commit?.hash == hash && facts.found == .pullRequest)
      }
      var byBet = ShipReport(.merge)
      byBet.bets = [Self.other]
      let bet = try repository.inquire(byBet)
      #expect(bet.commit?.hash == squash && bet.found == .bet && bet.landing?.method == .direct)
      // The branch's trailer, whose commit came with the merge.
      byBet.bets = [Self.bet]
      #expect(try repository.inquire(byBet).landing?.commit == merge)
      // A wrong hash with a right request.
      var mixed = ShipReport(.merge)
      mixed.commit = "0123456789abcdef"
      mixed.pullRequest = "#70"
      let facts = try repository.inquire(mixed)
      #expect(facts.commit?.hash == squash && facts.found == .pullRequest)
      // A rollout is no change of its own, and is not looked for by its bet.
      var rollout = ShipReport(.rollout)
      rollout.bets = [Self.other]
      #expect(try repository.inquire(rollout).commit == nil)
    }
  }

  @Test func `names that git would take for something else are not asked`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      for name in [
        "--all", "-h", "HEAD..main", "HEAD^", "HEAD~1", ":/Begin", "HEAD:base.txt", "@{0}", "*", "a b", "@", "",
      ] {
        let facts = try repository.inquire(commit: name)
        #expect(facts.commit == nil, "\(name)")
      }
      // A tree and a file are no commits.
      let tree = try repository.git("rev-parse", "HEAD^{tree}")
      #expect(try repository.inquire(commit: tree).commit == nil)
    }
  }

  @Test func `a short hash of several objects is ambiguous`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      // Four digits have 65,536 values: among 1,500 objects some share them.
      var stream = ""
      for number in 0..<1_500 {
        stream += "commit refs/heads/many\ncommitter T <t@example.invalid> \(number + 1) +0000\ndata 1\nx\n"
      }
      let result = try fixture.run("/usr/bin/env", ["git", "fast-import", "--quiet"], input: stream) {
        $0.folder = fixture.path("repo")
      }
      #expect(result.ending == .exited(0))
      let hashes = try repository.git("rev-list", "many").split(separator: "\n").map { String($0.prefix(4)) }
      let twice = try #require(Dictionary(grouping: hashes, by: { $0 }).filter { $0.value.count > 1 }.keys.min())
      let facts = try repository.inquire(commit: twice)
      #expect(facts.commit == nil && facts.isAmbiguous)
    }
  }

  @Test func `paths, tags and releases that contain the change are listed`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      try repository.git("tag", "v0.9.0")
      let hash = try repository.commit("Fix", hour: 1, ["päth with ünï.txt": "x\n", "tab\tbed": "y\n"])
      let next = try repository.commit("Next", hour: 2, ["z": "z\n"])
      try repository.git("tag", "v1.0.0", hour: 2)
      try repository.git(["tag", "--annotate", "--message", "x", "shop/v1.1.0"], hour: 3)
      let short = String(next.prefix(9))
      let seen = [
        "1.0.0", "shop@1.1.0", "0.9.0", "build-\(short)", next, "g\(short)", "v1.0.0+7", "abcdef1", "", "main",
      ]
      let facts = try repository.inquire(commit: hash, releases: seen)
      #expect(facts.files == ["päth with ünï.txt", "tab\tbed"])
      #expect(facts.tags == ["v1.0.0", "shop/v1.1.0"])
      #expect(
        facts.releases == [
          "1.0.0": .tag("v1.0.0"), "shop@1.1.0": .tag("shop/v1.1.0"), "build-\(short)": .commit(next),
          next: .commit(next), "g\(short)": .commit(next), "v1.0.0+7": .tag("v1.0.0"),
        ]
      )
      // The older commit is not contained in what was built from it.
      let later = try repository.inquire(commit: next, releases: [hash, next])
      #expect(later.releases == [next: .commit(next)])
    }
  }

  // MARK: Reverts

  @Test func `a reverted merge is reverted, until the revert is`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git(["merge", "--quiet", "--no-ff", "--message", "Merge pull request #7 from o/f", tip], hour: 4)
      let merge = try repository.head()
      #expect(try repository.inquire(commit: tip).revert == nil)
      try repository.git("revert", "--no-edit", "--mainline", "1", merge, hour: 5)
      let revert = try repository.head()
      for hash in [tip, merge] {
        #expect(
          try repository.inquire(commit: hash).revert
            == GitFacts.Revert(commit: revert, at: Self.hour(5), isWhole: true)
        )
      }
      // The revert itself is a commit like any other, and says what it reverts.
      let itself = try repository.inquire(commit: revert)
      #expect(itself.commit?.reverts == [merge] && itself.revert == nil)
      try repository.git("revert", "--no-edit", revert, hour: 6)
      #expect(try repository.inquire(commit: tip).revert == nil)
      #expect(try repository.inquire(commit: revert).revert?.at == Self.hour(6))
      try repository.git("revert", "--no-edit", "HEAD", hour: 7)
      #expect(try repository.inquire(commit: tip).revert?.isWhole == true)
    }
  }

  @Test func `one commit of a branch taken back is a revert in part, all of them a whole one`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git(["merge", "--quiet", "--no-ff", "--message", "Merge", tip], hour: 4)
      try repository.git("revert", "--no-edit", tip, hour: 5)
      #expect(try repository.inquire(commit: tip).revert?.isWhole == false)
      try repository.git("revert", "--no-edit", "\(tip)^", hour: 6)
      let revert = try #require(try repository.inquire(commit: tip).revert)
      #expect(revert.isWhole && revert.at == Self.hour(6))
    }
  }

  @Test func `a squashed change is taken back by its commit or by its request`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let tip = try Self.branch(repository)
      try repository.git("merge", "--quiet", "--squash", tip)
      let squash = try repository.commit("Do it (#31)", hour: 4)
      try repository.commit("Revert \"Do it (#31)\" (#32)\n\nReverts owner/name#31", hour: 5, ["new.txt": ""])
      #expect(try repository.inquire(commit: tip).revert?.at == Self.hour(5))
      #expect(try repository.inquire(commit: squash).revert?.at == Self.hour(5))
      try repository.commit("Not ours\n\nReverts owner/name#310", hour: 6)
      #expect(try repository.inquire(commit: tip).revert?.at == Self.hour(5))
    }
  }

  @Test func `prose about a revert is no revert`() throws {
    try Fixture.with { fixture in
      let repository = try TestRepository(fixture)
      let hash = try repository.commit("Fix", hour: 1, ["a": "x\n"])
      try repository.commit("Say more\n\nUnlike before: This reverts commit \(hash).", hour: 2, ["a": "y\n"])
      try repository.commit("Say more\n\nThis reverts commit nothing.", hour: 3, ["a": "z\n"])
      #expect(try repository.inquire(commit: hash).revert == nil)
    }
  }
}
