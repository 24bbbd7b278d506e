package import Bytes

/// The tools' arguments as standalone JSON Schema documents.
package enum ToolSchemas {
  /// Returns one tool's document.
  package static func document(_ tool: ReckonTool) -> JSONValue {
    var object: JSONObject = [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(tool.name),
      "description": .string(tool.description),
    ]
    for member in tool.schema.json.object?.members ?? [] where object[member.key] == nil {
      object[member.key] = member.value
    }
    return .object(object)
  }
}
