import Bytes
import Host

/// The `gh` program: it knows the user's key for GitHub, and where their GitHub is.
struct GitHubProgram: Sendable {
  private let program: String
  private let environment: [String: String]

  /// Finds the program on PATH; nil where there is none.
  init?(_ environment: Environment) {
    guard let program = environment.program("gh") else { return nil }
    self.program = program
    // It asks nobody anything, and says only what was asked for.
    self.environment = environment.variables.merging([
      "GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "GH_PAGER": "cat", "NO_COLOR": "1",
    ]) { $1 }
  }

  private static let timeLimit = Duration.seconds(60)
  /// How it says that it has no key: https://cli.github.com/manual/gh_help_exit-codes.
  private static let noKey = 4

  /// Asks for a path of the API; `isCancelled` is asked every few milliseconds.
  func get(_ path: String, isCancelled: () -> Bool) throws(PullFailure) -> Curl.Reply {
    var run = ProgramRun(program, ["api", "--include", path], environment: environment)
    run.outputLimit = PullLimits.reply
    run.timeLimit = GitHubProgram.timeLimit
    let outcome = run.run(isCancelled: isCancelled)
    // Of an answer that is none it writes the head too, and ends with 1.
    if let reply = Curl.Reply(outcome.output), case .exited = outcome.ending { return reply }
    switch outcome.ending {
    case .exited(GitHubProgram.noKey): throw PullFailure("gh is not logged in: gh auth login")
    case .exited(let code): throw PullFailure("gh ended with \(code)")
    case .tooMuchOutput: throw PullFailure.tooLong
    case .outOfTime, .cancelled: throw PullFailure("no reply in time")
    case .killed, .notStarted: throw PullFailure("gh cannot be started")
    }
  }
}
