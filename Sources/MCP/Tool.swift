package import Bytes

/// A tool: its definition, and the function behind it.
package struct Tool: Sendable {
  package let name: String
  package var title: String
  package var description: String
  package var input: ToolInput
  package var output: JSONValue?
  package var hints: ToolHints
  package var icons: [Icon] = []
  package var meta = JSONObject()
  /// Arguments that work, shown to a caller whose own did not.
  package var example: JSONObject?
  package var run: @Sendable (_ arguments: JSONNode?, _ context: CallContext) throws -> Answer<ToolResult>

  package init(
    name: String,
    title: String,
    description: String,
    input: ToolInput = .schema(.object([])),
    output: JSONValue? = nil,
    hints: ToolHints,
    run: @escaping @Sendable (_ arguments: JSONNode?, _ context: CallContext) throws -> Answer<ToolResult>
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.input = input
    self.output = output
    self.hints = hints
    self.run = run
  }

  func json(for revision: Revision) -> JSONValue {
    var object: JSONObject = [
      "name": .string(name), "description": .string(description), "inputSchema": input.json,
    ]
    if revision.hasToolAnnotations { object["annotations"] = hints.json(title: title) }
    if revision.hasTitles {
      object["title"] = .string(title)
      if let output, revision.isStateless || output["type"] == "object" { object["outputSchema"] = output }
      if !meta.isEmpty { object["_meta"] = .object(meta) }
    }
    if revision.hasIcons { object["icons"] = Icon.json(icons) }
    return .object(object)
  }
}

/// What a tool takes.
package enum ToolInput: Sendable {
  /// A schema of the portable subset; arguments are checked against it before the tool runs.
  case schema(JSONSchema)
  /// A schema published as it stands; the tool checks its own arguments.
  case unchecked(JSONValue)

  var json: JSONValue {
    switch self {
    case .schema(let schema): schema.json
    case .unchecked(let json): json
    }
  }
}

/// What clients may assume about a tool; all four are always said, because each default asks the user for more prompts.
package struct ToolHints: Sendable {
  package let readOnly: Bool
  package let destructive: Bool
  package let idempotent: Bool
  package let openWorld: Bool

  package init(readOnly: Bool, destructive: Bool = false, idempotent: Bool = false, openWorld: Bool = false) {
    self.readOnly = readOnly
    self.destructive = destructive
    self.idempotent = idempotent
    self.openWorld = openWorld
  }

  func json(title: String) -> JSONValue {
    [
      "title": .string(title), "readOnlyHint": .bool(readOnly), "destructiveHint": .bool(destructive),
      "idempotentHint": .bool(idempotent), "openWorldHint": .bool(openWorld),
    ]
  }
}

/// A tool's answer.
package struct ToolResult: Sendable {
  package var content: [Content]
  package var structured: JSONValue?
  package var isError: Bool
  package var meta = JSONObject()

  package init(_ content: [Content], structured: JSONValue? = nil, isError: Bool = false) {
    self.content = content
    self.structured = structured
    self.isError = isError
  }

  /// An answer of one text.
  package static func text(_ text: String) -> ToolResult { ToolResult([.text(text)]) }

  /// A failure the model can read and act on.
  package static func failure(_ text: String) -> ToolResult { ToolResult([.text(text)], isError: true) }

  func object(for revision: Revision) -> JSONObject {
    var object: JSONObject = ["content": .array(content.map { $0.json(for: revision) })]
    if let structured, revision.hasTitles, revision.isStateless || structured.isObject {
      object["structuredContent"] = structured
    }
    if isError { object["isError"] = true }
    if !meta.isEmpty { object["_meta"] = .object(meta) }
    return object
  }
}

extension JSONValue {
  /// True for an object: the only structured content revisions before 2026-07-28 allow.
  fileprivate var isObject: Bool {
    if case .object = self { true } else { false }
  }
}
