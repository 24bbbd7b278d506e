import Bytes

/// The requests that run a handler: what they need is checked here, the handler runs on a worker.
extension Session {
  func checkedWork(
    for method: Method,
    _ params: JSONNode?,
    _ client: Client
  ) throws(RPCError) -> Work {
    switch method {
    case .callTool: try toolCall(params, client.revision)
    case .readResource: try resourceRead(params, client.revision)
    case .getPrompt: try promptGet(params, client.revision)
    default: try completion(params, client.revision)
    }
  }

  mutating func ticket(
    for method: Method,
    _ request: IncomingMessage.Request,
    _ client: Client,
    now: Int64
  ) throws(RPCError) -> CallTicket {
    guard calls.hasRoom(for: request.bytes) else { throw .busy }
    let work = try checkedWork(for: method, request.params, client)
    guard client.revision.isStateless else {
      return CallTicket(serial: calls.nextSerial(), client: client, meta: request.meta, work: work)
    }
    return CallTicket(
      serial: calls.nextSerial(),
      client: client,
      meta: request.meta,
      work: try opening(request, before: work, now: now),
      answers: try answers(in: request.params)
    )
  }

  private func answers(in params: JSONNode?) throws(RPCError) -> [String: JSONNode] {
    guard let responses = params?["inputResponses"] else { return [:] }
    guard responses.kind == .object else { throw .invalidParams("inputResponses must be an object") }
    var answers: [String: JSONNode] = [:]
    for (key, answer) in responses.members {
      guard answer.kind == .object else {
        throw .invalidParams("inputResponses.\(Excerpt.of(key)) must be an object")
      }
      answers[key] = answer
    }
    return answers
  }

  /// Puts the opening of a request's sealed state before its work: the seal covers the whole request, and checking it
  /// would hold up every other message.
  private func opening(
    _ request: IncomingMessage.Request,
    before work: Work,
    now: Int64
  ) throws(RPCError) -> Work {
    guard let node = request.params?["requestState"] else { return work }
    guard let sealed = node.string else { throw .invalidParams("requestState must be a string") }
    return Work(
      run: { [seal] context in
        let binding = Session.binding(request.method, request.params)
        context.adopt(state: try seal.open(sealed, for: binding, now: now))
        return try work.run(context)
      },
      late: work.late
    )
  }

  // MARK: Tools

  private func toolCall(_ params: JSONNode?, _ revision: Revision) throws(RPCError) -> Work {
    guard let name = params?["name"]?.string else { throw .invalidParams("tools/call needs the string name") }
    guard let tool = catalog.tools.first(where: { $0.name == name }) else {
      let names = catalog.tools.map(\.name).joined(separator: ", ")
      throw .invalidParams("Unknown tool: \(Excerpt.of(name)). Tools: \(names)")
    }
    let arguments = params?["arguments"]
    guard arguments == nil || arguments?.kind == .object else {
      throw .invalidParams("arguments must be an object")
    }
    return Work(
      run: { context in
        if let failure = tool.failure(of: arguments) { return .complete(failure.object(for: revision)) }
        return switch try tool.run(arguments, context) {
        case .complete(let result): .complete(result.object(for: revision))
        case .inputRequired(let required): .inputRequired(required)
        }
      },
      late: { partial in .success(ToolResult.late(partial).object(for: revision)) }
    )
  }

  // MARK: Resources

  private func resourceRead(_ params: JSONNode?, _ revision: Revision) throws(RPCError) -> Work {
    guard let uri = params?["uri"]?.string else { throw .invalidParams("resources/read needs the string uri") }
    let resource = catalog.resources.first { $0.uri == uri }
    let matches = catalog.templates.compactMap { template in template.template.match(uri).map { (template, $0) } }
    guard resource != nil || !matches.isEmpty else { throw .resourceNotFound(uri, in: revision) }
    return Work.plain { context in
      if let resource { return try Session.object(resource.read(context)) }
      for (template, variables) in matches {
        if let answer = try template.read(variables, uri, context) { return Session.object(answer) }
      }
      throw RPCError.resourceNotFound(uri, in: revision)
    }
  }

  private static func object(_ answer: Answer<[ResourceContents]>) -> Answer<JSONObject> {
    switch answer {
    case .complete(let contents): .complete(["contents": .array(contents.map(\.json))])
    case .inputRequired(let required): .inputRequired(required)
    }
  }

  // MARK: Prompts and completion

  private func promptGet(_ params: JSONNode?, _ revision: Revision) throws(RPCError) -> Work {
    let prompt = try prompt(named: params?["name"])
    let given = try strings(params?["arguments"], "arguments")
    for argument in prompt.arguments where argument.isRequired && given[argument.name] == nil {
      throw .invalidParams("The prompt \(prompt.name) needs the argument \(argument.name)")
    }
    return Work.plain { context in
      switch try prompt.render(given, context) {
      case .complete(let result): .complete(result.object(for: revision))
      case .inputRequired(let required): .inputRequired(required)
      }
    }
  }

  private func prompt(named name: JSONNode?) throws(RPCError) -> Prompt {
    guard let name = name?.string else { throw .invalidParams("A prompt is named by the string name") }
    guard let prompt = catalog.prompts.first(where: { $0.name == name }) else {
      let names = catalog.prompts.map(\.name).joined(separator: ", ")
      throw .invalidParams("Unknown prompt: \(Excerpt.of(name)). Prompts: \(names)")
    }
    return prompt
  }

  private func strings(_ node: JSONNode?, _ name: String) throws(RPCError) -> [String: String] {
    guard let node else { return [:] }
    guard node.kind == .object else { throw .invalidParams("\(name) must be an object of strings") }
    var strings: [String: String] = [:]
    for (key, value) in node.members {
      guard let string = value.string else {
        throw .invalidParams("\(name).\(Excerpt.of(key)) must be a string")
      }
      strings[key] = string
    }
    return strings
  }

  /// The most values a completion may carry, by the specification.
  private static let completionLimit = 100

  private func completion(_ params: JSONNode?, _ revision: Revision) throws(RPCError) -> Work {
    guard let argument = params?["argument"]?["name"]?.string, let typed = params?["argument"]?["value"]?.string else {
      throw .invalidParams("completion/complete needs argument.name and argument.value, both strings")
    }
    let completer = try completer(for: params?["ref"], argument)
    let others = try strings(params?["context"]?["arguments"], "context.arguments")
    return Work.plain { _ in
      let values = completer?(argument, typed, others) ?? []
      return .complete([
        "completion": [
          "values": .array(values.prefix(Session.completionLimit).map(JSONValue.string)),
          "total": .integer(Int64(values.count)), "hasMore": .bool(values.count > Session.completionLimit),
        ]
      ])
    }
  }

  private func completer(for reference: JSONNode?, _ argument: String) throws(RPCError) -> Completer? {
    switch reference?["type"]?.string {
    case "ref/prompt":
      let prompt = try prompt(named: reference?["name"])
      guard let found = prompt.arguments.first(where: { $0.name == argument }) else {
        throw .invalidParams("The prompt \(prompt.name) has no argument \(Excerpt.of(argument))")
      }
      return found.complete
    case "ref/resource":
      guard let uri = reference?["uri"]?.string,
        let template = catalog.templates.first(where: { $0.template.text == uri })
      else { throw .invalidParams("ref.uri is not one of this server's resource templates") }
      guard template.template.variables.contains(argument) else {
        throw .invalidParams("The template \(template.template.text) has no variable \(Excerpt.of(argument))")
      }
      return template.complete
    default: throw .invalidParams("ref.type is ref/prompt or ref/resource")
    }
  }
}

extension Work {
  /// Work other than a tool's: nothing of it is worth having at the deadline.
  static func plain(_ run: @escaping @Sendable (CallContext) throws -> Answer<JSONObject>) -> Work {
    Work(run: run, late: { _ in .failure(RPCError(code: -32603, message: "The request ran out of time; try again")) })
  }
}

extension Tool {
  /// Returns what to tell a caller whose arguments do not fit, or nil when they do.
  fileprivate func failure(of arguments: JSONNode?) -> ToolResult? {
    guard case .schema(let schema) = input else { return nil }
    let problems = schema.problems(in: arguments)
    guard !problems.isEmpty else { return nil }
    var lines = ["The arguments of \(name) are not right:"]
    lines += problems.map { "- \($0)" }
    if let example { lines.append("A call that works: \(name) \(JSONValue.object(example).text)") }
    return .failure(lines.joined(separator: "\n"))
  }
}

extension ToolResult {
  /// What was ready at the deadline, marked as incomplete; an error when nothing was.
  fileprivate static func late(_ partial: ToolResult?) -> ToolResult {
    guard var result = partial else {
      return .failure("The call ran out of time before it had anything to show. Ask for less, or try again.")
    }
    result.content.append(.text("Incomplete: the call ran out of time. This is what was ready by then."))
    return result
  }
}
