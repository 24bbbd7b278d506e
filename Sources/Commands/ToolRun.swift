import Bytes
import Loop
import Tools

/// Runs a tool for a person: the same check of arguments and the same answer that an agent gets.
enum ToolRun {
  /// Prints the answer, or what is wrong with the arguments.
  static func run(_ tool: ReckonTool, _ arguments: JSONNode, _ invocation: Invocation) -> ExitCode {
    let problems = tool.schema.problems(in: arguments)
    guard problems.isEmpty else {
      var lines = ["reckon: the arguments of \(tool.name) are not right:"] + problems.map { "- \($0)" }
      lines.append("A call that works: reckon call \(tool.name) '\(JSONValue.object(tool.example).text)'")
      invocation.terminal.note(lines.joined(separator: "\n"))
      return .badInput
    }
    return invocation.attempt(in: tool) {
      let workplace = try invocation.workplace()
      let call = ToolCall(arguments: arguments, workplace: workplace, desk: Desk())
      let answer = try tool.run(call)
      if !tool.looksBack, let asOf = workplace.asOf, let later = try call.newerThan(asOf) {
        invocation.terminal.note(
          "reckon: signals go on to \(later); what is later than --as-of is not taken out of counts."
        )
      }
      let isJSON = invocation.flags.contains(Command.Option.json.name) || call.format == .json
      if isJSON { invocation.terminal.out(answer.json.text) } else { invocation.terminal.show(answer.text) }
      return answer.isNegative ? .negativeAnswer : .done
    }
  }
}
