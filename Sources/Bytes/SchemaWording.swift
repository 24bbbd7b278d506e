extension JSONSchema {
  /// Reports whether a value that is not the container the schema asks for satisfies it; always false for containers.
  func accepts(scalar node: JSONNode) -> Bool {
    switch shape {
    case .string(let least, let most):
      guard let text = node.string else { return false }
      guard least != nil || most != nil else { return true }
      let length = text.unicodeScalars.count
      return length >= least ?? 0 && length <= most ?? .max
    case .choice(let choices):
      guard let word = node.string else { return false }
      return choices.contains { ExactText($0) == ExactText(word) }
    case .integer(let minimum, let maximum):
      guard let integer = node.wholeNumber else { return false }
      return integer >= minimum ?? .min && integer <= maximum ?? .max
    case .number(let minimum, let maximum):
      guard let number = node.number, number.isFinite else { return false }
      return number >= minimum ?? -.infinity && number <= maximum ?? .infinity
    case .boolean: return node.bool != nil
    case .array, .object: return false
    }
  }

  /// What the schema asks for, in words that follow "expected".
  package var expectation: String {
    switch shape {
    case .string(let least, let most): "a string\(JSONSchema.bounds(of: "character", least, most))"
    case .choice(let choices): "one of \(SchemaCheck.list(choices))"
    case .integer(let minimum, let maximum):
      "an integer\(JSONSchema.range(minimum.map { String($0) }, maximum.map { String($0) }))"
    case .number(let minimum, let maximum):
      "a number\(JSONSchema.range(minimum.map { JSONNumber.text($0) }, maximum.map { JSONNumber.text($0) }))"
    case .boolean: "true or false"
    case .array(let items, let least, let most):
      "an array\(JSONSchema.bounds(of: "element", least, most)), each \(items.expectation)"
    case .object: "an object"
    }
  }

  private static func bounds(of unit: String, _ least: Int?, _ most: Int?) -> String {
    switch (least, most) {
    case (nil, nil): ""
    case (let least?, nil): " of at least \(count(least, unit))"
    case (nil, let most?): " of at most \(count(most, unit))"
    case (let least?, let most?): " of \(least) to \(count(most, unit))"
    }
  }

  /// Returns a number with its unit in the singular or plural.
  static func count(_ number: Int, _ unit: String) -> String {
    "\(number) \(unit)\(number == 1 ? "" : "s")"
  }

  private static func range(_ minimum: String?, _ maximum: String?) -> String {
    switch (minimum, maximum) {
    case (nil, nil): ""
    case (let minimum?, nil): " of at least \(minimum)"
    case (nil, let maximum?): " of at most \(maximum)"
    case (let minimum?, let maximum?): " from \(minimum) to \(maximum)"
    }
  }
}

/// Guesses what somebody meant who sent a value of the wrong type or outside its limits.
enum SchemaSuggestion {
  /// Returns the JSON text of a value that satisfies the schema and is close to the one found, or nil.
  static func text(for node: JSONNode, _ schema: JSONSchema) -> String? {
    switch schema.shape {
    case .choice(let choices):
      guard let word = node.string ?? scalarText(node) else { return nil }
      return NearMiss.nearest(to: word, among: choices).map { SchemaCheck.list([$0]) }
    case .string:
      guard let text = scalarText(node) else { return nil }
      return accepted(JSONValue.string(text).text, schema)
    case .integer(let minimum, let maximum):
      if let text = node.string { return accepted(text, schema) }
      guard let integer = node.wholeNumber else { return nil }
      return String(min(max(integer, minimum ?? .min), maximum ?? .max))
    case .number(let minimum, let maximum):
      if let text = node.string { return accepted(text, schema) }
      guard let number = node.number, number.isFinite else { return nil }
      return JSONNumber.text(min(max(number, minimum ?? -.infinity), maximum ?? .infinity))
    case .boolean:
      switch (node.string?.lowercased(), node.wholeNumber) {
      case ("true", _), ("yes", _), (_, 1): return "true"
      case ("false", _), ("no", _), (_, 0): return "false"
      default: return nil
      }
    case .array, .object: return container(for: node, schema)
    }
  }

  /// Guesses at a container that was sent as text, or at an array's only element sent without its brackets.
  private static func container(for node: JSONNode, _ schema: JSONSchema) -> String? {
    guard JSONPreview.isWhole(node) else { return nil }
    if let text = node.string, let inside = accepted(text, schema) { return inside }
    if case .array = schema.shape { return accepted("[\(JSONPreview.text(node))]", schema) }
    return nil
  }

  /// Returns a short text if it is JSON that satisfies the schema.
  private static func accepted(_ text: String, _ schema: JSONSchema) -> String? {
    guard text.utf8.count <= JSONPreview.limit,
      // fine because a text that does not parse is simply no suggestion
      let document = try? JSONDocument(text), schema.problems(in: document.root).isEmpty
    else { return nil }
    return JSONPreview.isWhole(document.root) ? JSONPreview.text(document.root) : nil
  }

  private static func scalarText(_ node: JSONNode) -> String? {
    switch node.kind {
    case .integer, .decimal: node.literalPrefix(JSONPreview.limit + 1)
    case .bool: node.bool == true ? "true" : "false"
    case .string, .null, .array, .object: nil
    }
  }
}
