import Bytes
import MCP

/// Fixtures a person can start a conversation with.
enum Prompts {
  static let all = [simple, withArguments, withResource, withImage, asking]

  private static let simple = Prompt(
    name: "test_simple_prompt",
    title: "Simple prompt",
    description: "One message without arguments."
  ) { _, _ in
    .complete(PromptResult([(.user, .text("This is a simple prompt for testing."))]))
  }

  private static let withArguments = Prompt(
    name: "test_prompt_with_arguments",
    title: "Prompt with arguments",
    description: "One message made of two arguments.",
    arguments: [
      PromptArgument(name: "arg1", description: "First argument", isRequired: true, complete: testValues),
      PromptArgument(name: "arg2", description: "Second argument", isRequired: true, complete: testValues),
    ]
  ) { arguments, _ in
    let text = "Prompt with arguments: arg1='\(arguments["arg1"] ?? "")', arg2='\(arguments["arg2"] ?? "")'"
    return .complete(PromptResult([(.user, .text(text))]))
  }

  private static let testValues: Completer = { _, typed, _ in
    ["testValue1", "testValue2", "other"].filter { $0.hasPrefix(typed) }
  }

  private static let withResource = Prompt(
    name: "test_prompt_with_embedded_resource",
    title: "Prompt with a resource",
    description: "A resource, and what to do with it.",
    arguments: [PromptArgument(name: "resourceUri", description: "Address of the resource", isRequired: true)]
  ) { arguments, _ in
    let resource = ResourceContents(
      uri: arguments["resourceUri"] ?? "",
      mimeType: "text/plain",
      .text("Embedded resource content for testing.")
    )
    return .complete(
      PromptResult([
        (.user, Content(.resource(resource))), (.user, .text("Please process the embedded resource above.")),
      ])
    )
  }

  private static let withImage = Prompt(
    name: "test_prompt_with_image",
    title: "Prompt with an image",
    description: "An image, and what to do with it."
  ) { _, _ in
    .complete(
      PromptResult([
        (.user, Content(.image(base64: Media.png, mimeType: "image/png"))),
        (.user, .text("Please analyze the image above.")),
      ])
    )
  }

  private static let asking = Prompt(
    name: "test_input_required_result_prompt",
    title: "Prompt that asks",
    description: "Asks the user for the context it needs."
  ) { _, context in
    let question = Form.question("What context should the prompt use?", [.required("context", .string())])
    let answer = try context.answer("user_context", to: question)
    guard let words = Form.field("context", of: answer)?.string else {
      return .inputRequired(InputRequired(["user_context": question]))
    }
    return .complete(PromptResult([(.user, .text("Use this context: \(words)"))]))
  }
}
