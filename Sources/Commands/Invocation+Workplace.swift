import Bytes
import Host
import Loop
import Tools

extension Invocation {
  /// Returns where the command works and as of when; throws for a folder that is none and a time that is none.
  func workplace() throws -> Workplace {
    let workplace = Workplace(environment: environment, rootOption: values[Command.Option.root.name])
    if let missing = workplace.missingRoot { throw LoopError.noProject(missingRoot: missing) }
    guard let typed = values[Command.Option.asOf.name] else { return workplace }
    guard let instant = TypedInstant.parse(typed, now: workplace.now) else {
      throw LoopError.badValue(
        argument: Command.Option.asOf.name,
        typed: typed,
        expected: "a time such as 2026-11-20T08:00:00Z, 2026-11-20 or 7d"
      )
    }
    return Workplace(environment: environment, rootOption: values[Command.Option.root.name], asOf: instant)
  }

  /// Runs the work of a command; the only place where a failure becomes an exit code.
  func attempt(in tool: ReckonTool? = nil, _ work: () throws -> ExitCode) -> ExitCode {
    do {
      return try work()
    } catch {
      let problem = Problem(error, in: tool)
      terminal.note("reckon: \(problem.text)")
      return switch problem.kind {
      case .badInput: .badInput
      case .negative: .negativeAnswer
      case .environment: .environment
      case .internalFailure: .internalFailure
      }
    }
  }
}
