import Bytes
import MCP

/// Fixtures that remember something from one round to the next, in the state that travels through the client.
enum StatefulTools {
  static let all = [
    confirming("test_input_required_result_request_state", "Asks the user to confirm, and remembers that it did."),
    confirming("test_input_required_result_tampered_state", "Asks the user to confirm, with a state no one can forge."),
    severalQuestions, severalRounds, samplingOnly,
  ]

  private static func confirming(_ name: String, _ description: String) -> Tool {
    .fixture(name, description) { _, context in
      let answer = try context.answer("confirm", to: Form.confirmation)
      guard context.state == "asked", let answer else {
        return Dialogue.ask([("confirm", Form.confirmation)], state: "asked", context)
      }
      return .complete(.text("state-ok: \(Form.summary(of: answer))"))
    }
  }

  private static let severalQuestions = Tool.fixture(
    "test_input_required_result_multiple_inputs",
    "Asks the user, the client's model and the client at once."
  ) { _, context in
    let greeting = Sampling.question("Generate a greeting", maxTokens: 50)
    guard context.state == "asked",
      let name = Form.field("name", of: try context.answer("user_name", to: Form.userName))?.string,
      let words = Sampling.text(of: try context.answer("greeting", to: greeting)),
      let roots = try context.answer("client_roots", to: .roots)
    else {
      let questions = [("user_name", Form.userName), ("greeting", greeting), ("client_roots", Question.roots)]
      return Dialogue.ask(questions, state: "asked", context)
    }
    return .complete(.text("\(words) \(name) works in \(Roots.names(of: roots))"))
  }

  /// The second round's state is the first round's answer: nothing else carries it there.
  private static let severalRounds = Tool.fixture(
    "test_input_required_result_multi_round",
    "Asks for a name, then for a color."
  ) { _, context in
    let first = Form.question("Step 1: What is your name?", [.required("name", .string())])
    let second = Form.question("Step 2: What is your favorite color?", [.required("color", .string())])
    let name =
      Form.field("name", of: try context.answer("step1", to: first))?.string
      ?? context.state.flatMap { $0.hasPrefix(named) ? String($0.dropFirst(named.count)) : nil }
    guard let name, context.state != nil else { return Dialogue.ask([("step1", first)], state: "step 1", context) }
    guard let color = Form.field("color", of: try context.answer("step2", to: second))?.string else {
      return Dialogue.ask([("step2", second)], state: named + name, context)
    }
    return .complete(.text("\(name) likes \(color)."))
  }

  private static let named = "step 2: "

  private static let samplingOnly = Tool.fixture(
    "test_missing_capability",
    "Needs a client that lets servers use its model."
  ) { _, context in
    try context.require(.sampling)
    return .complete(.text("The client declared sampling."))
  }
}
