extension JSONSchema {
  /// Returns everything that is wrong with a value; nothing at all counts as an empty object.
  package func problems(in node: JSONNode?) -> [SchemaProblem] {
    var check = SchemaCheck()
    if let node {
      check.value(node, self, at: "")
    } else if case .object(let properties) = shape {
      check.missing(properties, present: [], at: "")
    }
    return check.result
  }
}

/// One walk through a value along its schema, collecting problems.
struct SchemaCheck {
  private var problems: [SchemaProblem] = []
  private var unreported = 0

  /// The problems up to the limit, and one entry for the rest.
  var result: [SchemaProblem] {
    unreported == 0 ? problems : problems + [.more(unreported)]
  }

  /// Checks one value.
  mutating func value(_ node: JSONNode, _ schema: JSONSchema, at pointer: String) {
    switch (schema.shape, node.kind) {
    case (.object(let properties), .object):
      object(node, properties, at: pointer)
    case (.array(let items, let least, let most), .array):
      if node.count < least ?? 0 || node.count > most ?? .max {
        report(pointer, JSONSchema.count(node.count, "element"), schema.expectation)
      }
      var index = 0
      node.forEachElement { element in
        value(element, items, at: "\(pointer)/\(index)")
        index += 1
      }
    default:
      guard !schema.accepts(scalar: node) else { return }
      report(pointer, JSONPreview.text(node), schema.expectation, SchemaSuggestion.text(for: node, schema))
    }
  }

  private mutating func object(_ node: JSONNode, _ properties: [JSONSchema.Property], at pointer: String) {
    var present: Set<String> = []
    var repeated: Set<String> = []
    node.forEachMember { key, member in
      guard let property = properties.first(where: { ExactText($0.name) == ExactText(key) }) else {
        return unknown(key, properties, at: pointer)
      }
      let place = JSONPointer.appending(key, to: pointer)
      if !present.insert(key).inserted {
        if repeated.insert(key).inserted { report(place, "the same key twice", "one value") }
      }
      if member.isNull, !property.isRequired {
        report(place, "null", "\(property.schema.expectation), or the property left out")
      } else {
        value(member, property.schema, at: place)
      }
    }
    missing(properties, present: present, at: pointer)
  }

  /// Reports required properties that are not there.
  mutating func missing(_ properties: [JSONSchema.Property], present: Set<String>, at pointer: String) {
    for property in properties where property.isRequired && !present.contains(property.name) {
      let expected = "\(property.schema.expectation) (required)"
      report(JSONPointer.appending(property.name, to: pointer), "nothing", expected)
    }
  }

  private mutating func unknown(_ key: String, _ properties: [JSONSchema.Property], at pointer: String) {
    let names = properties.map(\.name)
    report(
      // Only the names are foreign to us, so only here can a pointer become long.
      JSONPointer.appending(key.utf8.count <= 128 ? key : String(key.unicodeScalars.prefix(128)) + "…", to: pointer),
      "an unknown property",
      names.isEmpty ? "no properties" : "only \(SchemaCheck.list(names))",
      NearMiss.nearest(to: key, among: names).map { SchemaCheck.list([$0]) }
    )
  }

  /// Adds a problem; past the limit its parts are not even worked out, or a hostile value could take minutes.
  private mutating func report(
    _ pointer: @autoclosure () -> String,
    _ found: @autoclosure () -> String,
    _ expected: @autoclosure () -> String,
    _ suggestion: @autoclosure () -> String? = nil
  ) {
    guard problems.count < SchemaProblem.limit else {
      unreported += 1
      return
    }
    let problem = SchemaProblem(pointer: pointer(), found: found(), expected: expected(), suggestion: suggestion())
    problems.append(problem)
  }

  /// Returns words in quotes with commas between them, shown like foreign text: a schema may come from elsewhere.
  static func list(_ words: [String]) -> String {
    words.map { VisibleText.escape(JSONValue.string($0).text, limit: JSONPreview.limit) }.joined(separator: ", ")
  }
}
