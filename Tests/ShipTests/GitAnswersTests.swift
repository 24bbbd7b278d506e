import Bytes
import Domain
import Ship
import TestSupport
import Testing

/// What answers mean, without git.
@Suite struct GitAnswersTests {

  struct Marked: Sendable, CustomTestStringConvertible {
    let message: String
    var trailers = ""
    var branch: String?
    let bets: [String]

    var testDescription: String { "\(message.debugDescription) \(trailers) \(branch ?? "")" }
  }

  @Test(arguments: [
    Marked(message: "Fix\n\nBet: B-7K2M9Q\n", trailers: "B-7K2M9Q", bets: ["trailer B-7K2M9Q"]),
    Marked(message: "Fix", trailers: "B-7K2M9Q,B-ABCDEF", bets: ["trailer B-7K2M9Q", "trailer B-ABCDEF"]),
    Marked(message: "Fix\n\nBet: B-7K2M9Q\n\nSigned-off-by: A", bets: ["line B-7K2M9Q"]),
    Marked(message: "Fix\r\n\r\nbet:\tb-7k2m9q  \r\nmore", bets: ["line B-7K2M9Q"]),
    Marked(message: "Bet: B-7K2M9Q, B-ABCDEF", bets: ["line B-7K2M9Q", "line B-ABCDEF"]),
    Marked(message: "Bet: B-7K2M9Q is what this is for", bets: []), Marked(message: " Bet: B-7K2M9Q", bets: []),
    Marked(message: "My Bet: B-7K2M9Q", bets: []), Marked(message: "Bet: O-7K2M9Q", bets: []),
    Marked(message: "Bet: B-12", bets: []), Marked(message: "Bet:", bets: []), Marked(message: "", bets: []),
    Marked(message: "Fix", branch: "bet/B-7K2M9Q-some-words", bets: ["branch B-7K2M9Q"]),
    Marked(message: "Fix", branch: "ann/bet/b-7k2m9q", bets: ["branch B-7K2M9Q"]),
    Marked(message: "Fix", branch: "bet/B-12", bets: []), Marked(message: "Fix", branch: "alphabet/B-7K2M9Q", bets: []),
    Marked(message: "Fix", branch: "bet/B-7K2U9Q", bets: []), Marked(message: "Fix", branch: "bet/", bets: []),
  ])
  func `bets are read from trailers, lines and branches, and from nothing else`(_ marked: Marked) {
    var report = ScriptedGit.report
    report.branch = marked.branch
    let facts = ScriptedGit(message: marked.message, trailers: marked.trailers).run(report)
    #expect(facts.marks.map { "\($0.carrier) \($0.bet)" } == marked.bets)
  }

  @Test(
    arguments: [
      ("Merge pull request #12 from o/b", 12), ("Fix it (#12)", 12), ("Fix (#1) again (#12)\n\nSee #9", 12),
      ("Merge branch 'b' into 'main'\n\nSee merge request group/name!12", 12), ("Fix #12", nil),
      ("Fix (#12) more", nil),
      ("Fix (12)", nil), ("Fix (#)", nil), ("Fix (#x12)", nil), ("Merge pull request #", nil), ("", nil),
      ("Fix (#99999999999999999999)", nil), ("(#0)", nil),
    ] as [(String, Int?)]
  )
  func `the request a commit came from is read from its message`(_ message: String, _ number: Int?) {
    #expect(ScriptedGit(message: message).run(ScriptedGit.report).pullRequest == number)
  }

  @Test(
    arguments: [
      ("12", 12), ("#12", 12), ("!12", 12), ("o/r#12", 12), ("https://example.invalid/o/r/pull/12", 12),
      ("https://example.invalid/o/r/-/merge_requests/12/", 12), ("twelve", nil), ("", nil), ("a12", nil), ("-12", nil),
      ("0", nil), ("1234567890", nil),
    ] as [(String, Int?)]
  )
  func `numbers of requests are read as people write them`(_ text: String, _ number: Int?) {
    #expect(PullRequest.number(in: text) == number)
  }

  @Test(arguments: [
    ("v1.2.3", "1.2.3", true), ("1.2.3", "v1.2.3", true), ("1.2.3", "shop@1.2.3", true),
    ("shop@1.2.3", "1.2.3+77", true),
    ("shop/v1.2.3", "shop@1.2.3", true), ("1.2.3", "1.2.3-rc.1", false), ("1.2", "1.2.3", false), ("v1", "w1", false),
    ("version", "ersion", false), ("1.2.3", "+1.2.3", false),
  ])
  func `a tag and a release are the same version however they are dressed`(
    _ tag: String,
    _ release: String,
    _ same: Bool
  ) {
    var git = ScriptedGit(message: "Fix")
    git.answer(.tags, tag + "\n")
    let facts = git.run(ScriptedGit.report, releases: [release])
    #expect(facts.releases == (same ? [release: .tag(tag)] : [:]))
  }

  @Test func `what git does not answer is noted and not taken for no`() {
    for subject in [GitQuestion.Subject.repository, .details, .ancestry, .line, .tags, .reverts, .landingFiles] {
      var git = ScriptedGit(message: "Fix")
      git.answer(subject, "", exitCode: nil)
      #expect(git.run(ScriptedGit.report).unanswered == [subject])
    }
    var git = ScriptedGit(message: "Fix")
    git.answer(.ancestry, "", exitCode: nil)
    let facts = git.run(ScriptedGit.report)
    #expect(facts.landing == nil)
    let checks = ShipVerification.verify(ScriptedGit.report, facts).checks
    #expect(
      checks.last == Ship.Check(what: "git answered", passed: false, detail: "not in time or in bounds: ancestry")
    )
  }

  @Test func `whatever git might answer, the inquiry ends`() {
    var random = SplitMix64(seed: 77)
    let pieces = [
      ScriptedGit.hash, String(repeating: "b2", count: 20), "\0", "\n", " ", "refs/heads/main",
      "refs/remotes/origin/HEAD",
      "refs/remotes/origin/x", "1767225600", "-", "+", "Bet: B-7K2M9Q", "This reverts commit ", "true",
      "Merge pull request #1",
      "\u{fffd}", "99999999999999999999", "^", "HEAD",
    ]
    for _ in 0..<2_000 {
      var report = ScriptedGit.report
      report.branch = "feature"
      report.pullRequest = "#1"
      report.bets = [RecordID(.bet, of: "x")]
      var inquiry = GitInquiry(report, releases: ["a1a1a1a1", "1.0"])
      var asked = 0
      while let question = inquiry.question {
        asked += 1
        guard asked < 100 else { break }
        #expect(!question.arguments.contains { $0.contains("\0") && !$0.hasPrefix("--") })
        let text = (0..<Int(random.next() % 12)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
        let code: Int? = [0, 0, 0, 1, 128, nil][Int(random.next() % 6)]
        inquiry.take(GitReply(exitCode: code, output: Array(text.utf8)))
      }
      #expect(asked < 100)
      _ = ShipVerification.verify(report, inquiry.facts)
    }
  }
}
