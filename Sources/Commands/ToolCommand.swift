import Bytes
import Tools

extension Command {
  /// Returns the command of a tool under its short name: what it needs by position, the rest as options.
  static func tool(_ tool: ReckonTool) -> Command {
    let positional = tool.arguments.filter { $0.isRequired || tool.positional.contains($0.name) }
    // People say --json, so that all commands have one word for it.
    let named = tool.arguments.filter { !positional.contains($0) && $0.name != "format" }
    return Command(
      name: tool.command,
      summary: tool.summary,
      details: tool.description,
      operands: positional.map {
        Operand(name: $0.name.uppercased(), isRequired: $0.isRequired, help: help($0))
      },
      options: named.map { Option(name: optionName($0), value: valueName($0), help: help($0)) }
        + [.json, .root, .asOf],
      example: example(tool, positional),
      run: { invocation in
        var arguments = JSONObject()
        for (property, text) in zip(positional, invocation.operands) {
          arguments[property.name] = value(text, property)
        }
        for property in named {
          if let text = invocation.values[optionName(property)] { arguments[property.name] = value(text, property) }
          if invocation.flags.contains(optionName(property)) { arguments[property.name] = true }
        }
        do throws(JSONError) {
          return ToolRun.run(tool, try JSONDocument(JSONValue.object(arguments).text).root, invocation)
        } catch {
          invocation.terminal.note("reckon: the arguments cannot be written as JSON: \(error)")
          return .badInput
        }
      }
    )
  }

  /// Returns the tool's example as a person types it.
  private static func example(_ tool: ReckonTool, _ positional: [JSONSchema.Property]) -> String {
    var words = ["reckon", tool.command]
    for property in positional { tool.example[property.name].map { words.append(shellWord($0)) } }
    for member in tool.example.members where !positional.contains(where: { $0.name == member.key }) {
      words += ["--" + member.key.map { $0 == "_" ? "-" : String($0) }.joined(), shellWord(member.value)]
    }
    return words.joined(separator: " ")
  }

  private static func shellWord(_ value: JSONValue) -> String {
    guard case .string(let text) = value else { return value.text }
    return text.contains(" ") ? "'\(text)'" : text
  }

  /// Returns what a property is for, what it may be, and what it is when left out.
  private static func help(_ property: JSONSchema.Property) -> String {
    let value = property.schema.defaultValue.map { ", \($0.text) if left out" } ?? ""
    return "\(property.schema.description ?? property.name): \(property.schema.expectation)\(value)"
  }

  private static func optionName(_ property: JSONSchema.Property) -> String {
    "--" + property.name.map { $0 == "_" ? "-" : String($0) }.joined()
  }

  /// Choices longer than this stand in the help beside the option alone: a name has to fit a narrow terminal.
  private static let choicesLimit = 24

  private static func valueName(_ property: JSONSchema.Property) -> String? {
    switch property.schema.shape {
    case .boolean: nil
    case .integer, .number: "N"
    case .choice(let choices):
      choices.joined(separator: "|").count <= choicesLimit ? choices.joined(separator: "|") : "WORD"
    default: "TEXT"
    }
  }

  /// Returns the JSON of a typed word: a number where the schema wants one and the word is one, else the word itself.
  private static func value(_ text: String, _ property: JSONSchema.Property) -> JSONValue {
    switch property.schema.shape {
    case .array:
      .array(text.split(separator: ",").map { .string(String($0)) })
    case .integer, .number:
      // JSON has no word for "nan" or "inf": the answer to those quotes what was typed.
      Int64(text).map { .integer($0) } ?? Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
    default: .string(text)
    }
  }
}
