import Bytes

/// The fields of a record that is being read: each is taken once, and what is left at the end is refused.
package struct RecordFields {
  private let value: RecordValue
  /// Few enough that looking through them is faster than hashing their names.
  private var unread: [(key: String, value: JSONNode)]

  /// Opens an object.
  init(_ value: RecordValue) throws(RecordError) {
    self.value = value
    unread = value.node.members
    // In order, as they are written, no two can be the same.
    guard zip(unread, unread.dropFirst()).contains(where: { $0.key >= $1.key }) else { return }
    var seen: Set<String> = []
    for (key, node) in unread where !seen.insert(key).inserted { throw value.inner(node, key).error("given once") }
  }

  /// Takes a field that has to be there.
  mutating func value(_ name: String) throws(RecordError) -> RecordValue {
    guard let found = optional(name) else { throw value.inner(value.node, name).error("there") }
    return found
  }

  /// Takes a field that may be left out.
  mutating func optional(_ name: String) -> RecordValue? {
    guard let place = unread.firstIndex(where: { $0.key == name }) else { return nil }
    unread.swapAt(place, unread.count - 1)
    return value.inner(unread.removeLast().value, name)
  }

  /// Refuses what nobody has taken.
  func end() throws(RecordError) {
    guard let name = unread.map(\.key).min() else { return }
    throw value.inner(value.node, VisibleText.escape(name, limit: 64)).error("absent: this version knows no such field")
  }
}
