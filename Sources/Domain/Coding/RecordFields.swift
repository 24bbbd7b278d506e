import Bytes

/// The fields of a record that is being read: each is taken once, and what is left at the end is refused.
package struct RecordFields {
  private let value: RecordValue
  private var unread: [String: JSONNode]

  init(_ value: RecordValue) throws(RecordError) {
    guard value.node.kind == .object else { throw value.error("an object") }
    self.value = value
    unread = Dictionary(minimumCapacity: value.node.count)
    for (key, node) in value.node.members where unread.updateValue(node, forKey: key) != nil {
      throw value.inner(node, key).error("given once")
    }
  }

  /// Takes a field that has to be there.
  mutating func value(_ name: String) throws(RecordError) -> RecordValue {
    guard let found = optional(name) else { throw value.inner(value.node, name).error("there") }
    return found
  }

  /// Takes a field that may be left out.
  mutating func optional(_ name: String) -> RecordValue? {
    unread.removeValue(forKey: name).map { value.inner($0, name) }
  }

  /// Refuses what nobody has taken.
  func end() throws(RecordError) {
    guard let name = unread.keys.min() else { return }
    throw value.inner(value.node, VisibleText.escape(name, limit: 64)).error("absent: this version knows no such field")
  }
}
