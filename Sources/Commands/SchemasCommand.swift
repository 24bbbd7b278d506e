import Bytes
import Domain
import Tools

extension Command {
  /// The schemas of what goes in and comes out.
  static let schemas = Command(
    name: "schemas",
    summary: "print the JSON Schemas of the tools' arguments",
    details:
      "All tools' in one object, or one tool's. The files under schemas/ in the repository are made by this command.",
    operands: [Operand(name: "TOOL", isRequired: false, help: "only this tool's")],
    example: "reckon schemas get_bet",
    run: { invocation in
      if let name = invocation.operands.first {
        guard let tool = ToolTable.tool(named: name) else {
          let advice =
            NearMiss.nearest(to: name, among: ToolTable.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
          invocation.terminal.note("reckon: there is no tool \(VisibleText.escape(name, limit: 60))\(advice)")
          return .usage
        }
        invocation.terminal.out(ToolSchemas.document(tool).text)
        return .done
      }
      var all: JSONObject = [:]
      for tool in ToolTable.all { all[tool.name] = ToolSchemas.document(tool) }
      invocation.terminal.out(JSONValue.object(all).text)
      return .done
    }
  )
}
