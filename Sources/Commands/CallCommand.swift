import Bytes
import Glibc
import Loop
import Tools

extension Command {
  /// Any tool, with the arguments an agent would send.
  static let call = Command(
    name: "call",
    summary: "call a tool with JSON arguments, as an agent would",
    operands: [
      Operand(name: "TOOL", isRequired: true, help: ToolTable.all.map(\.name).joined(separator: ", ")),
      Operand(name: "JSON", isRequired: false, help: "the arguments, an object; - reads them from stdin"),
    ],
    options: [.json, .root, .asOf],
    example: "reckon call get_status '{\"max_tokens\":600}'",
    run: { invocation in
      let name = invocation.operands[0]
      guard let tool = ToolTable.tool(named: name) else {
        let names = ToolTable.all.map(\.name)
        let advice = NearMiss.nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? "."
        invocation.terminal.note(
          "reckon: there is no tool \(VisibleText.escape(name, limit: 60))\(advice) Tools: \(names.joined(separator: ", "))"
        )
        return .usage
      }
      let text = invocation.operands.count > 1 ? invocation.operands[1] : "{}"
      do throws(JSONError) {
        let bytes = text == "-" ? StandardInput.read() : Array(text.utf8)
        return ToolRun.run(tool, try JSONDocument(bytes).root, invocation)
      } catch {
        invocation.terminal.note(
          "reckon: the arguments are not JSON: \(error); names and texts stand in double quotes\nexample: reckon call \(name) '{}'"
        )
        return .badInput
      }
    }
  )
}

/// What is piped into a command.
enum StandardInput {
  /// Reads to the end.
  static func read() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while let count = Descriptor.read(0, into: &buffer) { bytes += buffer[..<count] }
    return bytes
  }
}
