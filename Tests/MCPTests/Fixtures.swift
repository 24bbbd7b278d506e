import Bytes

// Catalogs are built from what the package sees; the sessions they go into are internal.
@testable import MCP

extension Implementation {
  static let plain = Implementation(name: "s", version: "1")
}

extension Tool {
  /// A tool that does what the closure says.
  static func fixture(
    _ name: String = "tool",
    input: ToolInput = .unchecked(["type": "object"]),
    _ run: @escaping @Sendable (JSONNode?, CallContext) throws -> Answer<ToolResult>
  ) -> Tool {
    Tool(
      name: name,
      title: "A tool",
      description: "Does it.",
      input: input,
      hints: ToolHints(readOnly: true),
      run: run
    )
  }

  /// A tool that answers with its argument `text`.
  static let echo = fixture("echo", input: .schema(.object([.required("text", .string("what to say"))]))) {
    arguments,
    _ in .complete(.text(arguments?["text"]?.string ?? ""))
  }
}

extension Catalog {
  /// Something of every kind.
  static let everything: Catalog = {
    var catalog = Catalog(tools: [.echo])
    catalog.resources = [.fixture("demo://one")]
    catalog.templates = [.rows]
    catalog.prompts = [.review]
    catalog.changing = [.tools, .prompts, .resources]
    catalog.announcesUpdates = true
    catalog.writesLog = true
    return catalog
  }()

  init(tools: [Tool]) {
    self.init()
    self.tools = tools
  }
}

extension Resource {
  static func fixture(_ uri: String) -> Resource {
    Resource(uri: uri, name: "one", mimeType: "text/plain") { _ in
      .complete([ResourceContents(uri: uri, mimeType: "text/plain", .text("1"))])
    }
  }
}

extension ResourceTemplate {
  /// Rows by number; only one-digit rows exist.
  static let rows = ResourceTemplate(
    template: .rows,
    name: "rows",
    complete: { _, typed, others in
      (0..<250).map { "\($0)\(others["suffix"] ?? "")" }.filter { $0.hasPrefix(typed) }
    },
    read: { variables, uri, _ in
      guard let id = variables["id"], id.count == 1 else { return nil }
      return .complete([ResourceContents(uri: uri, mimeType: nil, .text("row \(id)"))])
    }
  )
}

extension URITemplate {
  static var rows: URITemplate {
    guard let template = URITemplate("demo://rows/{id}") else { preconditionFailure("the pattern is right") }
    return template
  }
}

extension Prompt {
  static let review = Prompt(
    name: "review",
    description: "Reviews a topic.",
    arguments: [
      PromptArgument(
        name: "topic",
        description: "what",
        isRequired: true,
        complete: { _, typed, others in ["alpha", "beta", others["depth"] ?? "none"].filter { $0.hasPrefix(typed) } }
      ), PromptArgument(name: "depth", description: "how far"),
    ]
  ) { arguments, _ in
    .complete(PromptResult([(.user, .text("Review \(arguments["topic"] ?? "?") \(arguments["depth"] ?? "")"))]))
  }
}
