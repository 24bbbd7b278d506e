import Bytes

/// Finds in a JSON object what `AgentField` has a name for, by the paths of its members.
struct StepMembers {
  private var path: [UInt8] = []
  private var membersLeft = 4_096
  /// Fewer than a record keeps: the reader adds some of its own.
  private var attributesLeft = Attribute.limit - 8

  /// What stands before the names of attributes that lie apart.
  private static let attributes = Array("attributes.".utf8)
  /// How deep such objects are looked into.
  private static let depth = 5
  /// No name that is looked for has a longer part.
  private static let nameLimit = 64

  /// Adds an attribute for each member whose path says something of a step.
  static func add(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) {
    var members = StepMembers()
    members.add(line, bytes, index, depth: 1, into: &batch)
  }

  private mutating func add(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    depth: Int,
    into batch: inout RecordBatch
  ) {
    let length = path.count
    line.forEachMember(of: index) { key, value in
      guard membersLeft > 0, attributesLeft > 0, key.length <= StepMembers.nameLimit else { return }
      membersLeft -= 1
      for place in line.source(key) { path.append(bytes[place]) }
      let start = path.starts(with: StepMembers.attributes) ? StepMembers.attributes.count : 0
      if AgentField.spelling(path.span.extracting(start..<path.count)) != nil {
        attributesLeft -= 1
        let content = StepMembers.value(line, bytes, value, into: &batch)
        batch.attributes.append(
          Attribute(name: .other, key: batch.add(path.span.extracting(start..<path.count)), value: content)
        )
      }
      if depth < StepMembers.depth { addInside(line, bytes, value, depth: depth, into: &batch) }
      path.removeLast(path.count - length)
    }
  }

  /// Looks into an object, or into the first of a list.
  private mutating func addInside(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ value: Int,
    depth: Int,
    into batch: inout RecordBatch
  ) {
    if line.isObject(value) {
      path.append(UInt8(ascii: "."))
      add(line, bytes, value, depth: depth + 1, into: &batch)
    } else if line.isArray(value), line.word(value).length > 0, line.isObject(value + 1) {
      path += Array(".0.".utf8)
      add(line, bytes, value + 1, depth: depth + 1, into: &batch)
    }
  }

  private static func value(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> AttributeValue {
    line.plainValue(index, bytes, into: &batch) ?? .json(line.raw(index, into: &batch))
  }
}
