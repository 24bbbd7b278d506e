import Bytes
import MCP

/// Forms put to the user, and what came back.
enum Form {
  static let userName = question("What is your name?", [.required("name", .string())])
  static let confirmation = question("Please confirm", [.required("ok", .boolean())])

  static func question(_ message: String, _ properties: [JSONSchema.Property]) -> Question {
    .form(message: message, schema: JSONSchema.object(properties).json)
  }

  /// Returns a field of an accepted form; nil for a form declined, or one that leaves the field out.
  static func field(_ name: String, of answer: JSONNode?) -> JSONNode? {
    guard answer?["action"]?.string == "accept" else { return nil }
    return answer?["content"]?[name]
  }

  /// Returns how the user answered, and with what.
  static func summary(of answer: JSONNode) -> String {
    let content = answer["content"].map { ", content=\($0.value.text)" } ?? ""
    return "action=\(answer["action"]?.string ?? "")\(content)"
  }

  /// True when the user gave no answer on purpose; asking once more would be rude.
  static func isRefused(_ answer: JSONNode) -> Bool {
    answer["action"].map { $0.string != "accept" } ?? false
  }
}
