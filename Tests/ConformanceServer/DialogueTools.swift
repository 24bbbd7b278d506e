import Bytes
import MCP

/// Fixtures that ask one thing: the user, the client's model, or the client itself.
enum DialogueTools {
  static let all = legacy + stateless + [capabilityTool, streamingTool, visit]

  // MARK: Named by the legacy scenarios

  private static let legacy: [Tool] = [
    Dialogue.tool(
      "test_sampling",
      "Has the client's model complete a prompt.",
      input: .object([.required("prompt", .string("What to ask the model"))]),
      key: "sample",
      asks: { Sampling.question($0?["prompt"]?.string ?? "", maxTokens: 100) },
      reply: { Sampling.text(of: $0).map { "LLM response: \($0)" } }
    ),
    Dialogue.tool(
      "test_elicitation",
      "Asks the user for a name and an address.",
      input: .object([.required("message", .string("What to tell the user"))]),
      key: "form",
      asks: { Form.question($0?["message"]?.string ?? "", accountFields) },
      reply: { "User response: \(Form.summary(of: $0))" }
    ),
    Dialogue.tool(
      "test_elicitation_sep1034_defaults",
      "Asks the user with a default in every field.",
      key: "form",
      asks: { _ in Form.question("Please review and update the form fields with defaults", defaultFields) },
      reply: { "Elicitation completed: \(Form.summary(of: $0))" }
    ),
    Dialogue.tool(
      "test_elicitation_sep1330_enums",
      "Asks the user to choose, with every spelling of a choice.",
      key: "form",
      asks: { _ in .form(message: "Please select options from the enum fields", schema: choices) },
      reply: { "Elicitation completed: \(Form.summary(of: $0))" }
    ),
  ]

  private static let accountFields: [JSONSchema.Property] = [
    .required("username", .string("User's response")),
    .required("email", .string("User's email address")),
  ]

  private static let defaultFields: [JSONSchema.Property] = [
    .optional("name", .string(default: "John Doe")),
    .optional("age", .integer(default: 30)),
    .optional("score", .number(default: 95.5)),
    .optional("status", .string(oneOf: ["active", "inactive", "pending"], default: "active")),
    .optional("verified", .boolean(default: true)),
  ]

  /// The five ways to write a choice; only the first is of the portable subset.
  private static let choices: JSONValue = [
    "type": "object",
    "properties": [
      "untitledSingle": ["type": "string", "enum": ["option1", "option2", "option3"]],
      "titledSingle": [
        "type": "string",
        "oneOf": [
          ["const": "value1", "title": "First Option"], ["const": "value2", "title": "Second Option"],
          ["const": "value3", "title": "Third Option"],
        ],
      ],
      "legacyEnum": [
        "type": "string", "enum": ["opt1", "opt2", "opt3"],
        "enumNames": ["Option One", "Option Two", "Option Three"],
      ],
      "untitledMulti": ["type": "array", "items": ["type": "string", "enum": ["option1", "option2", "option3"]]],
      "titledMulti": [
        "type": "array",
        "items": [
          "anyOf": [
            ["const": "value1", "title": "First Choice"], ["const": "value2", "title": "Second Choice"],
            ["const": "value3", "title": "Third Choice"],
          ]
        ],
      ],
    ],
    "required": [],
  ]

  // MARK: Named by the stateless scenarios

  private static let stateless: [Tool] = [
    Dialogue.tool(
      "test_input_required_result_elicitation",
      "Asks the user for a name.",
      key: "user_name",
      asks: { _ in Form.userName },
      reply: { Form.field("name", of: $0)?.string.map { "Hello, \($0)!" } }
    ),
    Dialogue.tool(
      "test_input_required_result_sampling",
      "Asks the client's model a question of geography.",
      key: "capital_question",
      asks: { _ in Sampling.question("What is the capital of France?", maxTokens: 100) },
      reply: { Sampling.text(of: $0) }
    ),
    Dialogue.tool(
      "test_input_required_result_list_roots",
      "Asks the client which folders it works in.",
      key: "client_roots",
      asks: { _ in .roots },
      reply: { "Roots: \(Roots.names(of: $0))" }
    ),
  ]

  // MARK: Minding what a client can do

  private static let capabilityTool = Tool.fixture(
    "test_input_required_result_capabilities",
    "Asks only what the client has declared it can answer."
  ) { _, context in
    let possible = [
      ("confirm", Form.confirmation),
      ("sample", Sampling.question("Say hello", maxTokens: 50)),
      ("client_roots", .roots),
    ].filter { context.client.canAnswer($0.1) }
    let open = try possible.filter { try context.answer($0.0, to: $0.1) == nil }
    guard open.isEmpty else { return Dialogue.ask(possible, context) }
    return .complete(.text("Answered: \(possible.map(\.0).joined(separator: ", "))"))
  }

  private static let streamingTool = Tool.fixture(
    "test_streaming_elicitation",
    "Reports progress, then asks the user for a name."
  ) { _, context in
    let question = Form.userName
    guard let answer = try context.answer("user_name", to: question) else {
      context.progress(50, of: 100, "about to ask")
      return Dialogue.ask([("user_name", question)], context)
    }
    return .complete(.text("User response: \(Form.summary(of: answer))"))
  }

  private static let visit = Dialogue.tool(
    "visit",
    "Asks the user to visit a page.",
    key: "page",
    asks: { _ in .page(message: "Please sign in", url: "https://example.com/sign-in", id: "visit-1") },
    reply: { "User response: \(Form.summary(of: $0))" }
  )
}

/// The folders a client works in.
enum Roots {
  static func names(of answer: JSONNode?) -> String {
    (answer?["roots"]?.elements ?? []).compactMap { $0["uri"]?.string }.joined(separator: ", ")
  }
}
