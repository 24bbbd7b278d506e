import Bytes
import Formats

/// What the attributes of a record say of an agent's step: for each field the first of its names that is there.
struct AgentFields {
  /// By raw value; there are fewer fields than this.
  private var values = InlineArray<40, AttributeValue>(repeating: .none)
  private var ranks = InlineArray<40, UInt8>(repeating: .max)

  init(_ range: Range<Int32>, in records: borrowing RecordBatch) {
    let bytes = records.bytes.span
    for index in Int(range.lowerBound)..<Int(range.upperBound) {
      let attribute = records.attributes[index]
      guard attribute.value != .none, let spelling = AgentField.spelling(bytes.extracting(attribute.key.range)) else {
        continue
      }
      put(attribute.value, spelling)
    }
    addDetails(.usageDetails, "usage_details", in: records)
    addDetails(.costDetails, "cost_details", in: records)
  }

  private mutating func put(_ value: AttributeValue, _ spelling: AgentField.Spelling) {
    let place = Int(spelling.field.rawValue)
    guard spelling.rank < ranks[place] else { return }
    ranks[place] = spelling.rank
    values[place] = value
  }

  /// Adds the numbers in a JSON text that one attribute holds.
  private mutating func addDetails(_ field: AgentField, _ name: String, in records: RecordBatch) {
    guard let text = bytes(field, in: records) else { return }
    // fine because a text that is no JSON says nothing here
    guard let root = try? JSONDocument(text, maximumDepth: 8).root else { return }
    addMembers(of: root, under: name, depth: 1)
  }

  private mutating func addMembers(of node: JSONNode, under path: String, depth: Int) {
    guard depth <= 2 else { return }
    node.forEachMember { key, value in
      let name = "\(path).\(key)"
      if value.kind == .object { addMembers(of: value, under: name, depth: depth + 1) }
      guard let spelling = AgentField.spelling(name.utf8Span.span) else { return }
      if let count = value.integer {
        put(.integer(count), spelling)
      } else if let number = value.number {
        put(.number(number), spelling)
      }
    }
  }

  /// Returns a text that is a member of a JSON object; nothing where there is none.
  static func member(_ name: String, of text: [UInt8]?) -> String {
    // fine because a text that is no JSON says nothing here
    guard let text, let root = try? JSONDocument(text, maximumDepth: 16).root, root.kind == .object else { return "" }
    return root[name]?.string ?? ""
  }

  // MARK: Values

  func value(_ field: AgentField) -> AttributeValue { values[Int(field.rawValue)] }

  func has(_ field: AgentField) -> Bool { ranks[Int(field.rawValue)] < .max }

  /// Which of its names a field was found under.
  func spelling(_ field: AgentField) -> String? {
    let rank = Int(ranks[Int(field.rawValue)])
    return rank < field.spellings.count ? field.spellings[rank] : nil
  }

  /// Returns the bytes of a text, a list or a map.
  func bytes(_ field: AgentField, in records: RecordBatch) -> [UInt8]? {
    switch value(field) {
    case .text(let text), .json(let text): text.isEmpty ? nil : Array(records.bytes[text.range])
    case .none, .bool, .integer, .number: nil
    }
  }

  /// Returns a text for comparing it with words, upper case as lower; empty for a long one.
  func word(_ field: AgentField, in records: RecordBatch) -> String {
    switch value(field) {
    case .text(let text): text.count <= 64 ? records.string(text).lowercased() : ""
    case .bool(let bool): bool ? "true" : "false"
    case .none, .integer, .number, .json: ""
    }
  }

  /// Returns a number, also one in quotes; nil for one that is not finite.
  func number(_ field: AgentField, in records: RecordBatch) -> Double? {
    let number: Double? =
      switch value(field) {
      case .integer(let count): Double(count)
      case .number(let number): number
      case .text(let text): text.count <= 40 ? JSONNumber.decimal(records.string(text)) : nil
      case .none, .bool, .json: nil
      }
    return number?.isFinite == true ? number : nil
  }

  /// Returns a count, also one in quotes.
  func count(_ field: AgentField, in records: RecordBatch) -> Int64? {
    number(field, in: records).flatMap { $0 >= 0 && $0 <= 9e15 ? Int64($0) : nil }
  }
}
