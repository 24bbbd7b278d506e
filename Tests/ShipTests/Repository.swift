import Domain
import Foundation
import Host
import Ship
import TestSupport

/// A repository of a test, with commits at times of the test's choosing, and questions asked of real git.
struct TestRepository {
  let fixture: Fixture
  let name: String

  /// 2026-01-01T00:00:00Z.
  static let start = 1_767_225_600

  init(_ fixture: Fixture, _ name: String = "repo") throws {
    self.fixture = fixture
    self.name = name
    signal(SIGPIPE, SIG_IGN)
    try fixture.repository(name)
    try commit("Begin", hour: 0, ["base.txt": "one\ntwo\nthree\n", "other.txt": "x\n"])
  }

  /// Looks at a clone that stands already.
  init(clone fixture: Fixture, _ name: String) {
    self.fixture = fixture
    self.name = name
  }

  @discardableResult
  func git(_ arguments: String..., hour: Int = 0) throws -> String {
    try git(arguments, hour: hour)
  }

  @discardableResult
  func git(_ arguments: [String], hour: Int) throws -> String {
    let date = "@\(Self.start + hour * 3_600) +0000"
    let identity = [
      "-c", "user.name=Tester", "-c", "user.email=tester@example.invalid", "-c", "commit.gpgsign=false",
      "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main",
    ]
    let variables = [
      "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_COMMITTER_DATE=\(date)",
      "GIT_AUTHOR_DATE=\(date)",
      "GIT_EDITOR=true",
    ]
    let result = try fixture.run("/usr/bin/env", variables + ["git"] + identity + arguments) {
      $0.folder = fixture.path(name)
    }
    guard result.ending == .exited(0) else {
      throw ProgramFailure("git \(arguments.joined(separator: " ")): \(result.errors)\(result.output)")
    }
    return result.output.trimmingCharacters(in: .newlines)
  }

  /// Commits files, all of what is there; returns the hash.
  @discardableResult
  func commit(_ message: String, hour: Int, _ files: [String: String] = [:]) throws -> String {
    for (path, text) in files { try fixture.write(text, to: "\(name)/\(path)") }
    try git("add", "--all")
    try git(["commit", "--quiet", "--allow-empty", "--message", message], hour: hour)
    return try head()
  }

  func head() throws -> String { try git("rev-parse", "HEAD") }

  /// Inquires with real git.
  func inquire(_ report: ShipReport, releases: [String] = []) throws -> GitFacts {
    let environment = Environment(variables: try fixture.environment(), workingDirectory: nil, executable: "/reckon")
    guard let git = Git(in: fixture.path(name), environment: environment) else { throw ProgramFailure("no git") }
    var inquiry = GitInquiry(report, releases: releases)
    var asked = 0
    while let question = inquiry.question {
      asked += 1
      guard asked < 60 else { throw ProgramFailure("the inquiry does not end") }
      let outcome = git.run(question.arguments, input: question.input)
      inquiry.take(GitReply(exitCode: outcome.exitCode, output: outcome.output))
    }
    return inquiry.facts
  }

  /// Inquires about a commit.
  func inquire(commit: String, releases: [String] = []) throws -> GitFacts {
    var report = ShipReport(.merge)
    report.commit = commit
    return try inquire(report, releases: releases)
  }
}
