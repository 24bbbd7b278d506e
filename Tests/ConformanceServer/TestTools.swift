import Bytes
import Glibc
import MCP

/// Tools for tests of the library itself: its limits, its clock, and its ways to stop a call.
enum TestTools {
  static let all = [echo, structured, links, big, spin, stubborn, ponder]

  // MARK: Content

  private static let echo: Tool = {
    var tool = Tool.fixture(
      "echo",
      "Returns its text.",
      input: .object([.required("text", .string("What to return"))])
    ) { arguments, _ in
      .complete(.text(arguments?["text"]?.string ?? ""))
    }
    tool.icons = [Icon(source: Media.pngURI, mimeType: "image/png", sizes: ["1x1"])]
    tool.example = ["text": "hello"]
    return tool
  }()

  private static let structured: Tool = {
    let reading: JSONValue = ["celsius": 21.5, "conditions": "clear", "samples": [21, 22]]
    var tool = Tool.fixture("structured", "Returns data that fits a schema.") { _, _ in
      .complete(ToolResult([.text(reading.text)], structured: reading))
    }
    tool.output =
      JSONSchema.object([
        .required("celsius", .number("Temperature")),
        .required("conditions", .string("What the sky is like")),
        .optional("samples", .array("Single readings", of: .integer())),
      ]).json
    return tool
  }()

  private static let links = Tool.constant(
    "links",
    "Returns links to resources, with hints about who they are for.",
    ToolResult([
      Content(
        .link(
          ResourceLink(
            uri: "test://static-text",
            name: "static-text",
            title: "A text that never changes",
            mimeType: "text/plain",
            size: 48
          )
        ),
        annotations: Annotations(audience: [.user], priority: 0.9)
      ),
      Content(
        .link(ResourceLink(uri: "test://static-binary", name: "static-binary", mimeType: "image/png")),
        annotations: Annotations(audience: [.assistant], priority: 0.1, lastModified: "2026-01-02T03:04:05Z")
      ),
    ])
  )

  private static let big = Tool.fixture(
    "big",
    "Returns a text of a given length.",
    input: .object([.required("bytes", .integer("Length of the text", in: 0...(256 << 20)))])
  ) { arguments, _ in
    let count = Int(arguments?["bytes"]?.wholeNumber ?? 0)
    return .complete(.text(String(decoding: [UInt8](repeating: UInt8(ascii: "x"), count: count), as: UTF8.self)))
  }

  // MARK: Time

  private static let spin = timed("spin", "Computes for so long, looking up now and then.") { end, context in
    while ContinuousClock.now < end { try context.checkpoint() }
  }

  private static let stubborn = timed("stubborn", "Sleeps for so long, whatever happens meanwhile.") { end, _ in
    while ContinuousClock.now < end { usleep(1_000) }
  }

  private static func timed(
    _ name: String,
    _ description: String,
    _ body: @escaping @Sendable (_ end: ContinuousClock.Instant, _ context: CallContext) throws -> Void
  ) -> Tool {
    let input = JSONSchema.object([.required("milliseconds", .integer("How long", in: 0...600_000))])
    return .fixture(name, description, input: input) { arguments, context in
      let milliseconds = arguments?["milliseconds"]?.wholeNumber ?? 0
      try body(.now + .milliseconds(milliseconds), context)
      return .complete(.text("\(name) took \(milliseconds) ms"))
    }
  }

  /// Shows that the time a person takes to answer is not counted against the call.
  private static let ponder = Tool.fixture(
    "ponder",
    "Asks the user to confirm, then works for so long.",
    input: .object([.required("milliseconds", .integer("How long", in: 0...600_000))])
  ) { arguments, context in
    guard try context.answer("confirm", to: Form.confirmation) != nil else {
      return Dialogue.ask([("confirm", Form.confirmation)], context)
    }
    try context.sleep(for: .milliseconds(arguments?["milliseconds"]?.wholeNumber ?? 0))
    return .complete(.text("Done"))
  }

  /// Works in small steps, and says on stderr when it was made to stop.
  static let slow = Tool.fixture(
    "slow",
    "Takes so many seconds, in steps of 20 ms.",
    input: .object([.required("seconds", .number("How long", in: 0...600))])
  ) { arguments, context in
    let steps = Int((arguments?["seconds"]?.number ?? 0) * 50)
    do {
      for step in 0..<steps {
        try context.sleep(for: .milliseconds(20))
        context.progress(Double(step + 1), of: Double(steps), "step \(step + 1)")
        context.publish(partial: .text("\(step + 1) of \(steps) steps"))
      }
    } catch {
      Console.write("slow: \(error) noticed at \(Console.nanosecondsSince1970()) ns\n", to: 2)
      throw error
    }
    return .complete(.text("\(steps) of \(steps) steps"))
  }
}
