package import Bytes
import Loop

/// One of Reckon's tools: agents reach it over the protocol, people by its short name, and both get the same answer.
package struct ReckonTool: Sendable {
  package let name: String
  /// The command a person types.
  package let command: String
  /// Whether that command is the tool for people; otherwise it is another that does the same.
  package var hasOwnCommand = true
  package let title: String
  /// What a person gets from it, in a line of help.
  package let summary: String
  /// What it is for and when to call it; read by models, so the first sentence says when.
  package let description: String
  package let arguments: [JSONSchema.Property]
  /// Arguments a person gives by position, beside the required ones.
  package var positional: [String] = []
  package let isReadOnly: Bool
  /// Whether calling it twice with the same arguments changes no more than calling it once.
  package var isIdempotent = true
  /// Whether it answers as of a moment of the past from what had happened by then alone.
  package var looksBack = false
  /// Clients that load tools on demand keep this one at hand.
  package var isAlwaysLoaded = false
  /// Arguments that work, shown to a caller whose own did not.
  package var example: JSONObject = [:]
  package let run: @Sendable (ToolCall) throws -> ToolAnswer

  /// The arguments every read tool takes beside its own.
  static let readArguments: [JSONSchema.Property] = [
    .optional(
      "max_tokens",
      .integer("budget", in: TokenBudget.range, default: TokenBudget.standard)
    ), format,
  ]

  /// The argument every tool takes.
  static let format = JSONSchema.Property.optional(
    "format",
    .string("answer", oneOf: AnswerFormat.allCases.map(\.rawValue))
  )

  /// The schema of all arguments.
  package var schema: JSONSchema { .object(arguments) }
}

/// How an answer is to be written.
package enum AnswerFormat: String, CaseIterable, Sendable {
  case text, json
}
