import Bytes
import MCP

/// Fixtures that answer without asking: one for each kind of content, and for what a call may say while it runs.
enum PlainTools {
  static let all = content + talking + [jsonSchema]

  // MARK: Content

  private static let content: [Tool] = [
    .constant("test_simple_text", "Answers one text.", .text("This is a simple text response for testing.")),
    .constant("test_image_content", "Answers one image.", ToolResult([image])),
    .constant(
      "test_audio_content",
      "Answers one sound.",
      ToolResult([Content(.audio(base64: Media.wav, mimeType: "audio/wav"))])
    ),
    .constant("test_embedded_resource", "Answers one embedded resource.", ToolResult([embedded])),
    .constant(
      "test_multiple_content_types",
      "Answers a text, an image and an embedded resource.",
      ToolResult([.text("Multiple content types test:"), image, mixed])
    ),
    .constant(
      "test_error_handling",
      "Fails, in a result the model can read.",
      .failure("This tool intentionally returns an error for testing")
    ),
  ]

  private static let image = Content(.image(base64: Media.png, mimeType: "image/png"))

  private static let embedded = Content(
    .resource(
      ResourceContents(
        uri: "test://embedded-resource",
        mimeType: "text/plain",
        .text("This is an embedded resource content.")
      )
    )
  )

  private static let mixed = Content(
    .resource(
      ResourceContents(
        uri: "test://mixed-content-resource",
        mimeType: "application/json",
        .text(#"{"test":"data","value":123}"#)
      )
    )
  )

  // MARK: Progress and log

  private static let talking: [Tool] = [
    .fixture("test_tool_with_progress", "Reports progress at 0, 50 and 100.") { _, context in
      for done in [0.0, 50, 100] {
        context.progress(done, of: 100)
        try context.sleep(for: step)
      }
      return .complete(.text("Progress reported"))
    },
    .fixture("test_tool_with_logging", "Logs its start, its middle and its end.") { _, context in
      for words in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        context.log(.info, .string(words))
        try context.sleep(for: step)
      }
      return .complete(.text("Logged three messages"))
    },
    .fixture("test_logging_tool", "Logs three messages at once, to a client that wants them.") { _, context in
      for number in 1...3 { context.log(.info, "Message \(number)", logger: "test_logging_tool") }
      return .complete(.text("Logged to whoever asked for it"))
    },
  ]

  private static let step = Duration.milliseconds(50)

  // MARK: A schema past the portable subset

  private static let jsonSchema = Tool(
    name: "json_schema_2020_12_tool",
    title: "JSON Schema 2020-12",
    description: "Tool with JSON Schema 2020-12 features",
    input: .unchecked(contactSchema),
    hints: ToolHints(readOnly: true, idempotent: true)
  ) { arguments, _ in
    .complete(.text("Called with \(arguments?.value.text ?? "nothing")"))
  }

  private static let contactSchema: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": [
      "address": [
        "$anchor": "addressDef", "type": "object",
        "properties": ["street": ["type": "string"], "city": ["type": "string"]],
      ]
    ],
    "properties": [
      "name": ["type": "string"],
      "address": ["$ref": "#/$defs/address"],
      "contactMethod": ["type": "string", "enum": ["phone", "email"]],
      "phone": ["type": "string"],
      "email": ["type": "string"],
    ],
    "allOf": [["anyOf": [["required": ["phone"]], ["required": ["email"]]]]],
    "if": ["properties": ["contactMethod": ["const": "phone"]], "required": ["contactMethod"]],
    "then": ["required": ["phone"]],
    "else": ["required": ["email"]],
    "additionalProperties": false,
  ]
}
