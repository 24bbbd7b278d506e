import Bytes

/// A text a person can start a conversation with.
package struct Prompt: Sendable {
  package let name: String
  package var title: String?
  package var description: String
  package var arguments: [PromptArgument]
  package var icons: [Icon] = []
  package var render: @Sendable (_ arguments: [String: String], _ context: CallContext) throws -> Answer<PromptResult>

  package init(
    name: String,
    title: String? = nil,
    description: String,
    arguments: [PromptArgument] = [],
    render: @escaping @Sendable (_ arguments: [String: String], _ context: CallContext) throws -> Answer<PromptResult>
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.arguments = arguments
    self.render = render
  }

  func json(for revision: Revision) -> JSONValue {
    var object: JSONObject = ["name": .string(name), "description": .string(description)]
    if !arguments.isEmpty { object["arguments"] = .array(arguments.map { $0.json(for: revision) }) }
    if revision.hasTitles { object["title"] = title.map(JSONValue.string) }
    if revision.hasIcons { object["icons"] = Icon.json(icons) }
    return .object(object)
  }
}

/// One argument of a prompt; clients pass strings only.
package struct PromptArgument: Sendable {
  package let name: String
  package var title: String?
  package var description: String
  package var isRequired: Bool
  package var complete: Completer?

  package init(
    name: String,
    title: String? = nil,
    description: String,
    isRequired: Bool = false,
    complete: Completer? = nil
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.isRequired = isRequired
    self.complete = complete
  }

  func json(for revision: Revision) -> JSONValue {
    var object: JSONObject = [
      "name": .string(name), "description": .string(description), "required": .bool(isRequired),
    ]
    if revision.hasTitles { object["title"] = title.map(JSONValue.string) }
    return .object(object)
  }
}

/// A rendered prompt.
package struct PromptResult: Sendable {
  /// Who says a message.
  package enum Role: String, Sendable { case user, assistant }

  package var description: String?
  package var messages: [(role: Role, content: Content)]

  package init(description: String? = nil, _ messages: [(role: Role, content: Content)]) {
    self.description = description
    self.messages = messages
  }

  func object(for revision: Revision) -> JSONObject {
    var object = JSONObject()
    object["description"] = description.map(JSONValue.string)
    object["messages"] = .array(
      messages.map { ["role": .string($0.role.rawValue), "content": $0.content.json(for: revision)] }
    )
    return object
  }
}
