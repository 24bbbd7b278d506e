extension Fixture {
  /// Runs git in a folder, undisturbed by what the machine's owner has set; returns what it prints.
  ///
  /// A commit is dated now unless a second since the Unix epoch is given.
  @discardableResult
  package func git(_ arguments: String..., in name: String = "", at second: Int? = nil) throws -> String {
    let identity = [
      "-c", "user.name=Tester", "-c", "user.email=tester@example.invalid", "-c", "init.defaultBranch=main",
      "-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false",
    ]
    let result = try run("/usr/bin/env", ["git"] + identity + arguments) { launch in
      launch.folder = path(name)
      launch.environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
      launch.environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
      guard let second else { return }
      launch.environment["GIT_AUTHOR_DATE"] = "\(second) +0000"
      launch.environment["GIT_COMMITTER_DATE"] = "\(second) +0000"
    }
    guard result.ending == .exited(0) else {
      throw ProgramFailure("git \(arguments.joined(separator: " ")): \(result.errors)")
    }
    return result.output
  }

  /// Makes a repository; returns its path.
  ///
  /// It gets a commit where asked for: a linked working tree or a submodule needs one, and most tests do not.
  @discardableResult
  package func repository(_ name: String, hasCommit: Bool = false) throws -> String {
    let path = try makeFolder(name)
    try git("init", "--quiet", "--template=", in: name)
    if hasCommit { try git("commit", "--quiet", "--allow-empty", "--message", "Begin", in: name) }
    return path
  }
}
