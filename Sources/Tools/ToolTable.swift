/// The tools, in the order they are listed.
package enum ToolTable {
  package static let all: [ReckonTool] = [.getStatus]

  /// Returns the tool of a name.
  package static func tool(named name: String) -> ReckonTool? {
    all.first { $0.name == name }
  }
}
