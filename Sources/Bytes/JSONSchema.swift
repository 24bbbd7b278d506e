/// The part of JSON Schema that every client of ours understands: what a tool's arguments or a form's answer must be.
///
/// A root object with properties that are strings, integers, numbers, booleans, arrays of those, or one more level of
/// object. Clients rewrite or refuse schemas that use more, so nothing more can be said here.
package struct JSONSchema: Equatable, Sendable {
  package let shape: Shape
  /// What the value is for, in words for the reader of the tool list.
  package let description: String?
  /// What is assumed when the value is left out; it satisfies the schema.
  package let defaultValue: JSONValue?

  /// The type of a value, with the limits of that type.
  ///
  /// Lengths are counted in Unicode code points.
  package enum Shape: Equatable, Sendable {
    case string(minLength: Int?, maxLength: Int?)
    case choice([String])
    case integer(minimum: Int64?, maximum: Int64?)
    case number(minimum: Double?, maximum: Double?)
    case boolean
    indirect case array(items: JSONSchema, minItems: Int?, maxItems: Int?)
    case object([Property])
  }

  /// A member that an object may or must have.
  package struct Property: Equatable, Sendable {
    package let name: String
    package let schema: JSONSchema
    package let isRequired: Bool

    /// Describes a member that must be there.
    package static func required(_ name: String, _ schema: JSONSchema) -> Property {
      Property(name: name, schema: schema, isRequired: true)
    }

    /// Describes a member that may be left out.
    package static func optional(_ name: String, _ schema: JSONSchema) -> Property {
      Property(name: name, schema: schema, isRequired: false)
    }
  }

  init(_ shape: Shape, _ description: String?, default defaultValue: JSONValue? = nil) {
    self.shape = shape
    self.description = description
    self.defaultValue = defaultValue.map { JSONSchema.normalised($0, for: shape) }
  }

  /// Returns a number in the schema's own type, so that 2.0 and 2 make equal schemas.
  static func normalised(_ value: JSONValue, for shape: Shape) -> JSONValue {
    switch (shape, value) {
    case (.integer, .number(let number)): Int64(exactly: number).map { .integer($0) } ?? value
    case (.number, .integer(let integer)): .number(Double(integer))
    case (.array(let items, _, _), .array(let elements)): .array(elements.map { normalised($0, for: items.shape) })
    default: value
    }
  }

  /// Number of objects and arrays around the innermost value.
  var depth: Int {
    switch shape {
    case .array(let items, _, _): 1 + items.depth
    case .object(let properties): 1 + (properties.map(\.schema.depth).max() ?? 0)
    default: 0
    }
  }
}

// MARK: - Building

extension JSONSchema {
  /// Describes an object; its properties keep their order in the emitted schema.
  package static func object(_ properties: [Property], _ description: String? = nil) -> JSONSchema {
    precondition(Set(properties.map(\.name)).count == properties.count, "a property is described twice")
    for property in properties {
      guard case .object(let inner) = property.schema.shape else { continue }
      precondition(!inner.contains { $0.schema.isObject }, "a schema nests one object inside the root and no more")
    }
    return JSONSchema(.object(properties), description)
  }

  /// Describes free text, with its length limits in Unicode code points.
  package static func string(
    _ description: String? = nil,
    minLength: Int? = nil,
    maxLength: Int? = nil,
    default defaultValue: String? = nil
  ) -> JSONSchema {
    let shape = Shape.string(minLength: minLength, maxLength: maxLength)
    return JSONSchema(shape, description, default: defaultValue.map { .string($0) })
  }

  /// Describes text that is one of a few words.
  package static func string(
    _ description: String? = nil,
    oneOf choices: [String],
    default defaultValue: String? = nil
  ) -> JSONSchema {
    precondition(!choices.isEmpty, "a choice needs something to choose from")
    return JSONSchema(.choice(choices), description, default: defaultValue.map { .string($0) })
  }

  /// Describes an integer between two bounds, both included.
  package static func integer(
    _ description: String? = nil,
    in range: ClosedRange<Int>,
    default defaultValue: Int? = nil
  ) -> JSONSchema {
    integer(description, minimum: range.lowerBound, maximum: range.upperBound, default: defaultValue)
  }

  /// Describes an integer with at most one bound, or both given apart; bounds are included.
  package static func integer(
    _ description: String? = nil,
    minimum: Int? = nil,
    maximum: Int? = nil,
    default defaultValue: Int? = nil
  ) -> JSONSchema {
    let shape = Shape.integer(minimum: minimum.map { Int64($0) }, maximum: maximum.map { Int64($0) })
    return JSONSchema(shape, description, default: defaultValue.map { .integer(Int64($0)) })
  }

  /// Describes a number between two bounds, both included.
  package static func number(
    _ description: String? = nil,
    in range: ClosedRange<Double>,
    default defaultValue: Double? = nil
  ) -> JSONSchema {
    number(description, minimum: range.lowerBound, maximum: range.upperBound, default: defaultValue)
  }

  /// Describes a number with at most one bound, or both given apart; bounds are included.
  package static func number(
    _ description: String? = nil,
    minimum: Double? = nil,
    maximum: Double? = nil,
    default defaultValue: Double? = nil
  ) -> JSONSchema {
    let shape = Shape.number(minimum: minimum, maximum: maximum)
    return JSONSchema(shape, description, default: defaultValue.map { .number($0) })
  }

  /// Describes `true` or `false`.
  package static func boolean(_ description: String? = nil, default defaultValue: Bool? = nil) -> JSONSchema {
    JSONSchema(.boolean, description, default: defaultValue.map { .bool($0) })
  }

  /// Describes an array whose elements are scalars of one kind.
  package static func array(
    _ description: String? = nil,
    of items: JSONSchema,
    minItems: Int? = nil,
    maxItems: Int? = nil,
    default defaultValue: [JSONValue]? = nil
  ) -> JSONSchema {
    precondition(items.depth == 0, "an array's elements are scalars")
    let shape = Shape.array(items: items, minItems: minItems, maxItems: maxItems)
    return JSONSchema(shape, description, default: defaultValue.map { .array($0) })
  }

  private var isObject: Bool {
    if case .object = shape { true } else { false }
  }
}

// MARK: - Emitting

extension JSONSchema {
  /// The schema as JSON, keywords in a fixed order and absent ones left out.
  package var json: JSONValue {
    var object = JSONObject()
    object["type"] = .string(typeName)
    object["description"] = description.map { .string($0) }
    switch shape {
    case .string(let minLength, let maxLength):
      object["minLength"] = minLength.map { .integer(Int64($0)) }
      object["maxLength"] = maxLength.map { .integer(Int64($0)) }
    case .choice(let choices): object["enum"] = .array(choices.map { .string($0) })
    case .integer(let minimum, let maximum):
      object["minimum"] = minimum.map { .integer($0) }
      object["maximum"] = maximum.map { .integer($0) }
    case .number(let minimum, let maximum):
      object["minimum"] = minimum.map { .number($0) }
      object["maximum"] = maximum.map { .number($0) }
    case .boolean: break
    case .array(let items, let minItems, let maxItems):
      object["items"] = items.json
      object["minItems"] = minItems.map { .integer(Int64($0)) }
      object["maxItems"] = maxItems.map { .integer(Int64($0)) }
    case .object(let properties):
      var members = JSONObject()
      for property in properties { members[property.name] = property.schema.json }
      object["properties"] = .object(members)
      let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
      object["required"] = required.isEmpty ? nil : .array(required)
    }
    object["default"] = defaultValue
    return .object(object)
  }

  private var typeName: String {
    switch shape {
    case .string, .choice: "string"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "boolean"
    case .array: "array"
    case .object: "object"
    }
  }
}
