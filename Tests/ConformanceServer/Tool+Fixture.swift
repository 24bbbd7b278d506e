import Bytes
import MCP

extension Tool {
  /// Describes a tool that reads nothing and changes nothing, under a title made from its name.
  static func fixture(
    _ name: String,
    _ description: String,
    input: JSONSchema = .object([]),
    run: @escaping @Sendable (_ arguments: JSONNode?, _ context: CallContext) throws -> Answer<ToolResult>
  ) -> Tool {
    Tool(
      name: name,
      title: title(from: name),
      description: description,
      input: .schema(input),
      hints: ToolHints(readOnly: true, idempotent: true),
      run: run
    )
  }

  /// Describes a tool that always answers the same.
  static func constant(_ name: String, _ description: String, _ result: ToolResult) -> Tool {
    fixture(name, description) { _, _ in .complete(result) }
  }

  private static func title(from name: String) -> String {
    let words = name.split(separator: "_").drop { $0 == "test" }.joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
