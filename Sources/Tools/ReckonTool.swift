package import Bytes
package import Loop

/// One of Reckon's tools: agents reach it over the protocol, people by its short name, and both get the same answer.
package struct ReckonTool: Sendable {
  package let name: String
  /// The command a person types.
  package let command: String
  package let title: String
  /// What a person gets from it, in a line of help.
  package let summary: String
  /// What it is for and when to call it; read by models, so the first sentence says when.
  package let description: String
  package let arguments: [JSONSchema.Property]
  package let isReadOnly: Bool
  /// Clients that load tools on demand keep this one at hand.
  package let isAlwaysLoaded: Bool
  package let run: @Sendable (ToolCall) -> ToolAnswer

  /// The arguments every read tool takes beside its own.
  static let readArguments: [JSONSchema.Property] = [
    .optional(
      "max_tokens",
      .integer("most tokens of answer (bytes / 3.5)", in: TokenBudget.range, default: TokenBudget.standard)
    ),
    .optional(
      "format",
      .string(
        "text for reading, json for structured content",
        oneOf: AnswerFormat.allCases.map(\.rawValue),
        default: "text"
      )
    ),
  ]

  /// The schema of all arguments.
  package var schema: JSONSchema { .object(arguments) }
}

/// How an answer is to be written.
package enum AnswerFormat: String, CaseIterable, Sendable {
  case text, json
}

/// Arguments that fit the tool's schema, and where the call comes from.
package struct ToolCall: Sendable {
  package let arguments: JSONNode?
  package let workplace: Workplace

  package init(arguments: JSONNode?, workplace: Workplace) {
    self.arguments = arguments
    self.workplace = workplace
  }

  /// The tokens the answer may take.
  var budget: TokenBudget {
    TokenBudget(tokens: arguments?["max_tokens"]?.number.map { Int($0) } ?? TokenBudget.standard)
  }

  /// The format asked for.
  package var format: AnswerFormat {
    arguments?["format"]?.string.flatMap(AnswerFormat.init(rawValue:)) ?? .text
  }
}

/// What a tool answers: the same facts for reading and for programs.
package struct ToolAnswer: Equatable, Sendable {
  package let text: String
  package let json: JSONValue
  /// One line that stands beside the JSON where text is expected.
  package let summary: String
}
