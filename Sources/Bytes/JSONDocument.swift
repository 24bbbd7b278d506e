/// One parsed JSON text: its bytes and its tape, shared by the nodes that look into it.
package final class JSONDocument: Sendable {
  let bytes: [UInt8]
  let words: [UInt64]

  /// Parses a complete text.
  package init(
    _ bytes: [UInt8],
    maximumDepth: Int = JSONTape.defaultMaximumDepth
  ) throws(JSONError) {
    var tape = JSONTape()
    try tape.parse(bytes.span, maximumDepth: maximumDepth)
    self.bytes = bytes
    self.words = tape.words
  }

  /// Parses a complete text.
  package convenience init(_ text: String) throws(JSONError) {
    try self.init(Array(text.utf8))
  }

  /// The outermost value.
  package var root: JSONNode { JSONNode(document: self, index: 0) }
}
