import Bytes
import Domain
package import Loop
package import MCP

/// The tools as a server offers them.
package enum ServerCatalog {
  /// Who this server is.
  package static let implementation = Implementation(
    name: "reckon",
    version: Version.current,
    title: "Reckon",
    description: "Finds the one fix that matters and proves whether it worked"
  )

  /// What a model reads of this server before it has seen a tool: the first sentences alone say when to use it.
  package static let instructions = """
    Call get_status before choosing what to work on in this product, and after a change has shipped: \
    it says what Reckon knows today and which call comes next. \
    Version \(Version.current) watches nothing yet: it names the project and no more, so expect no pick, number or \
    verdict from it. Repeat what Reckon says as it stands. An answer may be that too little is known: then do not fill \
    the gap with a guess.
    """

  /// Returns the catalog for a server started in a workplace.
  package static func catalog(_ workplace: Workplace) -> Catalog {
    var catalog = Catalog()
    catalog.tools = ToolTable.all.map { $0.offered(in: workplace) }
    return catalog
  }
}

extension ReckonTool {
  fileprivate func offered(in workplace: Workplace) -> Tool {
    var tool = Tool(
      name: name,
      title: title,
      description: description,
      input: .schema(schema),
      hints: ToolHints(readOnly: isReadOnly, idempotent: isReadOnly)
    ) { arguments, context in
      switch try ClientFolders.workplace(for: context, within: workplace) {
      case .inputRequired(let required): return .inputRequired(required)
      case .complete(let workplace):
        let call = ToolCall(arguments: arguments, workplace: workplace)
        // Revisions without structured content carry the JSON as the text.
        let isPlain = context.client.revision < .june2025
        return .complete(run(call).result(as: call.format, isPlain: isPlain))
      }
    }
    if isAlwaysLoaded { tool.meta["anthropic/alwaysLoad"] = true }
    tool.example = [:]
    return tool
  }
}

extension ToolAnswer {
  /// One payload in the format asked for: several clients drop the text where structured content stands beside it.
  fileprivate func result(as format: AnswerFormat, isPlain: Bool) -> ToolResult {
    switch format {
    case .text: .text(text)
    case .json where isPlain: .text(json.text)
    case .json: ToolResult([.text(summary)], structured: json)
    }
  }
}
