extension Fixture {
  /// Runs git in a folder, undisturbed by what the machine's owner has set; returns what it prints.
  @discardableResult
  package func git(_ arguments: String..., in name: String = "") throws -> String {
    let identity = [
      "-c", "user.name=Tester", "-c", "user.email=tester@example.invalid", "-c", "init.defaultBranch=main",
      "-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false",
    ]
    let result = try run("/usr/bin/env", ["git"] + identity + arguments) { launch in
      launch.folder = path(name)
      launch.environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
      launch.environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
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
