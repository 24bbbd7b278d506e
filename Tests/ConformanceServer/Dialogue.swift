import Bytes
import MCP

/// The turns of a conversation with the client.
enum Dialogue {
  /// Asks; a legacy client that cannot answer gets a result that says so, as its revision has no error for it.
  static func ask(
    _ questions: [(key: String, question: Question)],
    state: String? = nil,
    _ context: CallContext
  ) -> Answer<ToolResult> {
    let missing = questions.first { !context.client.canAnswer($0.question) }
    if let missing, !context.client.revision.isStateless {
      return .complete(.failure("This needs the client capability \(missing.question.capability.rawValue)."))
    }
    return .inputRequired(InputRequired(questions, state: state))
  }

  /// Describes a tool that asks one question and answers from what it hears; when `reply` finds nothing, it asks again.
  static func tool(
    _ name: String,
    _ description: String,
    input: JSONSchema = .object([]),
    key: String,
    asks question: @escaping @Sendable (_ arguments: JSONNode?) -> Question,
    reply: @escaping @Sendable (_ answer: JSONNode) -> String?
  ) -> Tool {
    .fixture(name, description, input: input) { arguments, context in
      let question = question(arguments)
      guard let answer = try context.answer(key, to: question) else {
        return ask([(key, question)], context)
      }
      guard !Form.isRefused(answer) else { return .complete(.text("The user refused: \(Form.summary(of: answer))")) }
      return reply(answer).map { .complete(.text($0)) } ?? ask([(key, question)], context)
    }
  }
}
