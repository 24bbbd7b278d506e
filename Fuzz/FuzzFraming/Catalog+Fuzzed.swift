import Bytes

// Handlers are what the package writes; the catalog goes into a session, which is internal.
@testable import MCP

extension Catalog {
  /// Something of every kind, and a handler for everything a handler can do.
  static let fuzzed: Catalog = {
    var catalog = Catalog()
    catalog.tools = [.echo, .ask, .talk, .fail]
    catalog.resources = [
      Resource(uri: "a://one", name: "one") { _ in
        .complete([ResourceContents(uri: "a://one", mimeType: nil, .text("1"))])
      }
    ]
    catalog.templates =
      URITemplate("a://{x}-{y}/z").map { template in
        [
          ResourceTemplate(
            template: template,
            name: "t",
            complete: { argument, typed, others in [argument, typed] + others.values.sorted() },
            read: { variables, uri, _ in
              guard variables["x"] != "0" else { return nil }
              return .complete([ResourceContents(uri: uri, mimeType: nil, .text(variables["y"] ?? ""))])
            }
          )
        ]
      } ?? []
    catalog.prompts = [
      Prompt(name: "p", description: "", arguments: [PromptArgument(name: "a", description: "", isRequired: true)]) {
        arguments,
        _ in .complete(PromptResult([(.user, .text(arguments["a"] ?? ""))]))
      }
    ]
    catalog.changing = Set(CatalogList.allCases)
    catalog.announcesUpdates = true
    catalog.writesLog = true
    return catalog
  }()
}

extension Tool {
  private static func fuzzed(
    _ name: String,
    _ input: JSONSchema = .object([]),
    _ run: @escaping @Sendable (JSONNode?, CallContext) throws -> Answer<ToolResult>
  ) -> Tool {
    Tool(
      name: name,
      title: name,
      description: "",
      input: .schema(input),
      hints: ToolHints(readOnly: true),
      run: run
    )
  }

  /// Says what it is told, as text and as structure.
  fileprivate static let echo = fuzzed("echo", .object([.required("text", .string("what"))])) { arguments, _ in
    .complete(ToolResult([.text(arguments?["text"]?.string ?? "")], structured: arguments?.value))
  }

  /// Asks for two things in each of two rounds.
  fileprivate static let ask = fuzzed("ask") { _, context in
    let form = Question.form(message: "m", schema: ["type": "object"])
    let answers = [try context.answer("form", to: form), try context.answer("roots", to: .roots)]
    guard context.state != "2" || answers.contains(where: { $0 == nil }) else {
      return .complete(.text(answers.compactMap { $0?.value.text }.joined()))
    }
    return .inputRequired(InputRequired(["form": form, "roots": .roots], state: context.state == nil ? "1" : "2"))
  }

  /// Talks while it runs, and changes what there is.
  fileprivate static let talk = fuzzed("talk") { _, context in
    context.progress(1, of: 1, "half")
    context.progress(2, of: 2)
    context.log(.alert, ["level": "alert"], logger: "l")
    context.change(.tools) { catalog in catalog.tools.reverse() }
    context.resourceUpdated("a://one")
    context.publish(partial: .text("part"))
    return .inputRequired(InputRequired([:] as KeyValuePairs, state: context.state.map { $0 + "x" } ?? ""))
  }

  /// Ends in every way but well.
  fileprivate static let fail = fuzzed("fail", .object([.required("how", .integer())])) { arguments, context in
    switch arguments?["how"]?.integer {
    case 0: throw CallInterruption.cancelled
    case 1: throw CallInterruption.deadline
    case 2: throw RPCError.internalFailure
    case 3: try context.require(.sampling)
    default: break
    }
    return .complete(.text(String(repeating: "x", count: 40 << 10)))
  }
}
