import Bytes
import Domain
import Ship

/// Git as a list of prepared answers; what is not prepared is answered with "no".
struct ScriptedGit {
  var answers: [GitQuestion.Subject: GitReply] = [:]

  static let hash = String(repeating: "a1", count: 20)

  /// A repository with one commit on main, whose message and trailers are given.
  init(message: String, trailers: String = "", parents: String = "") {
    answer(.repository, "false\n")
    answer(.branches, "refs/heads/main\0\n")
    answer(.commit, Self.hash + "\n")
    answer(.details, "\(Self.hash)\0\(parents)\0\(1_767_225_600)\0\(trailers)\0\(message)\0")
    answer(.ancestry, "")
    answer(.line, "")
  }

  mutating func answer(_ subject: GitQuestion.Subject, _ text: String, exitCode: Int? = 0) {
    answers[subject] = GitReply(exitCode: exitCode, output: Array(text.utf8))
  }

  func run(_ report: ShipReport, releases: [String] = []) -> GitFacts {
    var inquiry = GitInquiry(report, releases: releases)
    while let question = inquiry.question {
      inquiry.take(answers[question.subject] ?? GitReply(exitCode: 1, output: []))
    }
    return inquiry.facts
  }

  static var report: ShipReport {
    var report = ShipReport(.merge)
    report.commit = hash
    return report
  }
}
