/// The git binary, asked about one working tree: it reads, and touches neither network nor terminal.
package struct Git: Sendable {
  private let program: String
  private let folder: String
  private let environment: [String: String]

  /// Long enough for a search through a large history, short enough for a call that waits.
  package static let timeLimit = Duration.seconds(20)

  /// Finds git on the PATH; nil where there is none.
  package init?(in folder: String, environment: Environment) {
    guard let program = environment.program("git") else { return nil }
    self.program = program
    self.folder = folder
    self.environment = Git.variables(from: environment.variables)
  }

  /// What git may know of the caller's environment.
  ///
  /// Hooks are started with variables such as GIT_DIR that name another repository or index; they do not reach git here.
  /// Where settings are is passed on, because they say which folders of other owners are trusted.
  private static func variables(from inherited: [String: String]) -> [String: String] {
    let passed = [
      "PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
      "GIT_EXEC_PATH",
    ]
    var variables = inherited.filter { passed.contains($0.key) }
    variables["LC_ALL"] = "C"
    variables["GIT_OPTIONAL_LOCKS"] = "0"
    variables["GIT_TERMINAL_PROMPT"] = "0"
    variables["GIT_NO_LAZY_FETCH"] = "1"
    variables["GIT_NO_REPLACE_OBJECTS"] = "1"
    variables["GIT_LITERAL_PATHSPECS"] = "1"
    variables["GIT_PAGER"] = "cat"
    return variables
  }

  /// Settings that would change the form of an answer, start another program or reach for the network.
  private static let settings = [
    "color.ui=false", "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false", "diff.context=3",
    "diff.interHunkContext=0", "diff.mnemonicPrefix=false", "diff.noprefix=false", "diff.renames=false",
    "i18n.logOutputEncoding=UTF-8", "log.decorate=false", "log.follow=false", "log.mailmap=false",
    "log.showRoot=true", "log.showSignature=false", "protocol.allow=never",
  ]

  /// Asks git; see `ProgramRun.run` for when it is ended early.
  package func run(
    _ arguments: [String],
    input: [UInt8] = [],
    outputLimit: Int = 64 << 20,
    within time: Duration = timeLimit,
    isCancelled: () -> Bool = { false }
  ) -> ProgramOutcome {
    let settings = Git.settings.flatMap { ["-c", $0] }
    var run = ProgramRun(
      program,
      ["--no-pager", "-C", folder] + settings + arguments,
      environment: environment
    )
    run.input = input
    run.outputLimit = outputLimit
    run.timeLimit = time
    return run.run(isCancelled: isCancelled)
  }
}
