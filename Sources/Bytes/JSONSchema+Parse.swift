/// A keyword or value that the portable part of JSON Schema does not have, and where.
package struct UnsupportedSchema: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where, as a JSON Pointer into the schema.
  package let pointer: String
  /// What is wrong there.
  package let reason: String

  package var description: String {
    "\(pointer.isEmpty ? "the schema" : VisibleText.escape(pointer, limit: 200)): \(reason)"
  }
}

extension JSONSchema {
  /// Reads a schema back from its JSON; anything outside the subset is an error, never ignored.
  package init(json: JSONValue) throws(UnsupportedSchema) {
    let reader = SchemaReader(pointer: "", json: json)
    self = try reader.schema(objectsLeft: 2)
    guard case .object = shape else { throw reader.unsupported("the root must be an object") }
  }

  /// Reads a schema from a parsed text.
  package init(json node: JSONNode) throws(UnsupportedSchema) {
    try self.init(json: node.value)
  }
}

/// One subschema being read, with its place.
private struct SchemaReader {
  let pointer: String
  let json: JSONValue

  func unsupported(_ reason: String) -> UnsupportedSchema {
    UnsupportedSchema(pointer: pointer, reason: reason)
  }

  private func unsupported(_ reason: String, at key: String) -> UnsupportedSchema {
    UnsupportedSchema(pointer: JSONPointer.appending(key, to: pointer), reason: reason)
  }

  private func reader(_ key: String, _ json: JSONValue) -> SchemaReader {
    SchemaReader(pointer: JSONPointer.appending(key, to: pointer), json: json)
  }

  func schema(objectsLeft: Int) throws(UnsupportedSchema) -> JSONSchema {
    guard case .object = json else { throw unsupported("not an object") }
    let read = JSONSchema(try shape(objectsLeft: objectsLeft), try string("description"))
    guard let value = json["default"] else { return read }
    // fine because a value without a JSON text (a number that is no double) does not parse and is refused below
    let document = try? JSONDocument(value.text)
    guard let document, read.problems(in: document.root).isEmpty else {
      throw unsupported("not a value of this schema", at: "default")
    }
    return JSONSchema(read.shape, read.description, default: value)
  }

  private func shape(objectsLeft: Int) throws(UnsupportedSchema) -> JSONSchema.Shape {
    guard case .string(let type) = json["type"] else { throw unsupported("needs one type, as a string") }
    switch type {
    case "string":
      guard json["enum"] == nil else {
        try onlyKeywords(["enum"])
        return .choice(try strings("enum"))
      }
      try onlyKeywords(["minLength", "maxLength"])
      return .string(minLength: try count("minLength"), maxLength: try count("maxLength"))
    case "integer":
      try onlyKeywords(["minimum", "maximum"])
      return .integer(minimum: try integer("minimum"), maximum: try integer("maximum"))
    case "number":
      try onlyKeywords(["minimum", "maximum"])
      return .number(minimum: try number("minimum"), maximum: try number("maximum"))
    case "boolean":
      try onlyKeywords([])
      return .boolean
    case "array":
      try onlyKeywords(["items", "minItems", "maxItems"])
      return .array(items: try items(), minItems: try count("minItems"), maxItems: try count("maxItems"))
    case "object":
      guard objectsLeft > 0 else { throw unsupported("an object nested too deep") }
      try onlyKeywords(["properties", "required"])
      return .object(try properties(objectsLeft: objectsLeft - 1))
    default: throw unsupported("unsupported type", at: "type")
    }
  }

  private func onlyKeywords(_ keywords: Set<String>) throws(UnsupportedSchema) {
    guard case .object(let object) = json else { return }
    for member in object.members where !["type", "description", "default"].contains(member.key) {
      guard keywords.contains(member.key) else { throw unsupported("unsupported keyword", at: member.key) }
    }
  }

  private func items() throws(UnsupportedSchema) -> JSONSchema {
    guard let items = json["items"] else { throw unsupported("an array needs items") }
    let schema = try reader("items", items).schema(objectsLeft: 0)
    guard schema.depth == 0 else { throw unsupported("an array of arrays", at: "items") }
    return schema
  }

  private func properties(objectsLeft: Int) throws(UnsupportedSchema) -> [JSONSchema.Property] {
    var members = JSONObject()
    if let properties = json["properties"] {
      guard case .object(let object) = properties else { throw unsupported("not an object", at: "properties") }
      members = object
    }
    let required = json["required"] == nil ? [] : try strings("required")
    for name in required where members[name] == nil { throw unsupported("names no property", at: "required") }
    let inside = reader("properties", .object(members))
    var properties: [JSONSchema.Property] = []
    for member in members.members {
      let schema = try inside.reader(member.key, member.value).schema(objectsLeft: objectsLeft)
      let isRequired = required.contains(member.key)
      properties.append(JSONSchema.Property(name: member.key, schema: schema, isRequired: isRequired))
    }
    return properties
  }

  private func string(_ key: String) throws(UnsupportedSchema) -> String? {
    guard let value = json[key] else { return nil }
    guard case .string(let text) = value else { throw unsupported("not a string", at: key) }
    return text
  }

  private func strings(_ key: String) throws(UnsupportedSchema) -> [String] {
    guard case .array(let elements) = json[key], !elements.isEmpty else {
      throw unsupported("not an array of strings", at: key)
    }
    var strings: [String] = []
    for element in elements {
      guard case .string(let text) = element, !strings.contains(text) else {
        throw unsupported("not an array of different strings", at: key)
      }
      strings.append(text)
    }
    return strings
  }

  private func count(_ key: String) throws(UnsupportedSchema) -> Int? {
    guard let value = try integer(key) else { return nil }
    guard value >= 0 else { throw unsupported("not a count", at: key) }
    return Int(value)
  }

  private func integer(_ key: String) throws(UnsupportedSchema) -> Int64? {
    guard let value = json[key] else { return nil }
    guard case .integer(let integer) = JSONSchema.normalised(value, for: .integer(minimum: nil, maximum: nil)) else {
      throw unsupported("not an integer", at: key)
    }
    return integer
  }

  private func number(_ key: String) throws(UnsupportedSchema) -> Double? {
    guard let value = json[key] else { return nil }
    guard case .number(let number) = JSONSchema.normalised(value, for: .number(minimum: nil, maximum: nil)),
      number.isFinite
    else { throw unsupported("not a number", at: key) }
    return number
  }
}
