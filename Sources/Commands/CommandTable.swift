import Bytes
import Domain
package import Host
import Tools

/// All commands, and the way from typed words to an exit code.
package enum CommandTable {
  /// The commands, in the order help lists them.
  package static let all: [Command] =
    [.importFiles, .watch] + ToolTable.all.filter(\.hasOwnCommand).map(Command.tool)
    + [.serve, .demo, .export, .rebuild, .retention, .links, .forget, .call, .schemas, .doctor]

  /// Runs the command that was typed.
  package static func run(_ words: [String], environment: Environment, terminal: Terminal) -> ExitCode {
    guard let first = words.first else {
      terminal.note(Help.overview(all, width: terminal.width))
      return .usage
    }
    switch first {
    case "--version", "-V", "-v", "version":
      terminal.out("reckon \(Version.current)")
      return .done
    case "--help", "-h", "help": return help(words.dropFirst().first, terminal)
    default:
      return run(command: first, Array(words.dropFirst()), Invocation(environment: environment, terminal: terminal))
    }
  }

  private static func run(command name: String, _ words: [String], _ invocation: Invocation) -> ExitCode {
    guard let command = all.first(where: { $0.name == name }) else { return unknown(name, invocation.terminal) }
    let options = words.prefix { $0 != "--" }
    guard !options.contains("--help"), !options.contains("-h") else { return help(name, invocation.terminal) }
    do throws(UsageError) {
      return command.run(try ArgumentParser(command: command).parse(words, into: invocation))
    } catch {
      invocation.terminal.note(
        "reckon: \(error.message)\nusage: \(Help.usage(command))\nreckon help \(name) tells more."
      )
      return .usage
    }
  }

  private static func help(_ name: String?, _ terminal: Terminal) -> ExitCode {
    guard let name else {
      terminal.out(Help.overview(all, width: terminal.width))
      return .done
    }
    guard let command = all.first(where: { $0.name == name }) else { return unknown(name, terminal) }
    terminal.out(Help.text(command, width: terminal.width))
    return .done
  }

  private static func unknown(_ name: String, _ terminal: Terminal) -> ExitCode {
    let shown = name.isEmpty ? "without a name" : VisibleText.escape(name, limit: 60)
    if name.hasPrefix("-") {
      let advice = NearMiss.nearest(to: name, among: ["--version", "--help"]).map { "did you mean \($0)?" }
      terminal.note("reckon: \(shown) is no command; \(advice ?? "options follow the command they are for")")
    } else if let tool = ToolTable.tool(named: name) {
      terminal.note("reckon: \(name) is a tool: reckon \(tool.command), or reckon call \(name) JSON")
    } else {
      let advice = NearMiss.nearest(to: name, among: all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
      terminal.note("reckon: there is no command \(shown)\(advice)")
    }
    terminal.note("reckon --help lists the commands.")
    return .usage
  }
}
