import Foundation
import Host
import TestSupport
import Testing

@Suite struct GitTests {
  private static func git(
    _ fixture: Fixture,
    in folder: String,
    _ variables: [String: String] = [:]
  ) throws -> Git {
    signal(SIGPIPE, SIG_IGN)
    let all = try fixture.environment().merging(variables) { $1 }
    let environment = Environment(variables: all, workingDirectory: nil, executable: "/reckon")
    return try #require(Git(in: fixture.path(folder), environment: environment))
  }

  private static func text(_ outcome: ProgramOutcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

  @Test func `git answers about the folder it was made for`() throws {
    try Fixture.with { fixture in
      try fixture.repository("repo", hasCommit: true)
      let git = try Self.git(fixture, in: "repo")
      let outcome = git.run(["log", "-1", "--format=%s"])
      #expect(Self.text(outcome) == "Begin\n")
      #expect(outcome.exitCode == 0)
      #expect(git.run(["rev-parse", "--verify", "--quiet", "nothing"]).exitCode == 1)
      #expect(git.run(["hash-object", "--stdin"], input: Array("x".utf8)).exitCode == 0)
    }
  }

  @Test func `variables of a hook and settings of the owner do not reach it`() throws {
    try Fixture.with { fixture in
      try fixture.repository("repo", hasCommit: true)
      try fixture.repository("other")
      try fixture.write("[core]\n\tpager = false\n[color]\n\tui = always\n", to: "home/.gitconfig")
      try fixture.git(
        "config",
        "core.fsmonitor",
        fixture.script("monitor", "touch '\(fixture.path("ran"))'"),
        in: "repo"
      )
      let variables = [
        "GIT_DIR": fixture.path("other/.git"), "GIT_WORK_TREE": fixture.path("other"), "GIT_EXTERNAL_DIFF": "false",
        "GIT_INDEX_FILE": "/nowhere", "GIT_PAGER": "false", "GIT_TRACE": "1",
      ]
      let git = try Self.git(fixture, in: "repo", variables)
      let outcome = git.run(["log", "-1", "--format=%C(red)%s"])
      #expect(Self.text(outcome) == "Begin\n")
      #expect(outcome.errors.isEmpty)
      try fixture.write("changed", to: "repo/file")
      #expect(Self.text(git.run(["status", "--porcelain"])) == "?? file\n")
      #expect(!fixture.listing().contains("ran"))
    }
  }

  @Test func `it leaves the repository as it is`() throws {
    try Fixture.with { fixture in
      try fixture.repository("repo", hasCommit: true)
      try fixture.write("text", to: "repo/file")
      try fixture.git("add", "file", in: "repo")
      let index = try #require(FileManager.default.contents(atPath: fixture.path("repo/.git/index")))
      let before = fixture.listing("repo")
      // A status would write the index anew if it were let.
      try fixture.write("text", to: "repo/file")
      let git = try Self.git(fixture, in: "repo")
      #expect(git.run(["status", "--porcelain"]).exitCode == 0)
      #expect(FileManager.default.contents(atPath: fixture.path("repo/.git/index")) == index)
      #expect(fixture.listing("repo") == before)
    }
  }

  @Test func `it reaches for no network and asks no terminal`() throws {
    try Fixture.with { fixture in
      try fixture.repository("repo", hasCommit: true)
      let git = try Self.git(fixture, in: "repo")
      let outcome = git.run(["ls-remote", fixture.path("repo")])
      #expect(outcome.exitCode == 128)
      #expect(String(decoding: outcome.errors, as: UTF8.self).contains("not allowed"))
    }
  }

  @Test func `a slow or talkative git is ended`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("bin")
      _ = try fixture.makeFolder("bin")
      _ = try fixture.script("bin/git", "echo much; exec sleep 60")
      let git = try Self.git(fixture, in: "", ["PATH": path + ":/usr/bin:/bin"])
      #expect(git.run([], outputLimit: 3).ending == .tooMuchOutput)
      #expect(git.run([], within: .milliseconds(200)).ending == .outOfTime)
      #expect(git.run([], isCancelled: { true }).ending == .cancelled)
    }
  }

  @Test func `where there is no git there is none`() throws {
    let environment = Environment(variables: ["PATH": "/nowhere"], workingDirectory: nil, executable: "/reckon")
    #expect(Git(in: "/", environment: environment) == nil)
  }
}
