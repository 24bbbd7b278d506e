/// The one spelling of a JSON value that everybody hashes and signs: RFC 8785, the JSON Canonicalization Scheme.
///
/// Members are sorted by the UTF-16 code units of their keys, numbers are IEEE doubles in ECMAScript's layout, and
/// strings escape only what they must. Numbers past 2⁵³ lose digits here, as they do for every reader of the scheme;
/// text that is not I-JSON (RFC 7493: repeated keys, half surrogate pairs, numbers past a double) has no such spelling.
package enum CanonicalJSON {
  /// Returns the canonical bytes of a parsed value; errors carry offsets into the text it was parsed from.
  package static func bytes(of node: JSONNode) throws(JSONError) -> [UInt8] {
    var writer = JSONWriter()
    try write(node, to: &writer)
    return writer.bytes
  }

  /// Returns the canonical bytes of a built value; only a number that is not finite is an error.
  ///
  /// The error's offset counts the bytes written so far.
  package static func bytes(of value: JSONValue) throws(JSONError) -> [UInt8] {
    var writer = JSONWriter()
    try write(value, to: &writer)
    return writer.bytes
  }

  /// Reports whether a key sorts before another: the order of their UTF-16 code units, read off their UTF-8.
  static func precedes(_ one: String, _ other: String) -> Bool {
    one.utf8.lexicographicallyPrecedes(other.utf8) { rank($0) < rank($1) }
  }

  /// Moves the lead bytes of U+E000–U+FFFF behind those of the supplementary planes, the only place where the two
  /// orders differ: in UTF-16 the latter begin with a surrogate, which is below U+E000.
  private static func rank(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0xee, 0xef: byte + 0x10
    case 0xf0...0xf4: byte - 2
    default: byte
    }
  }

  private static func write(_ node: JSONNode, to writer: inout JSONWriter) throws(JSONError) {
    switch node.kind {
    case .null: writer.raw("null")
    case .bool: writer.raw(node.bool == true ? "true" : "false")
    case .integer, .decimal: try number(node.number ?? .nan, at: node.offset, to: &writer)
    case .string: writer.string(try string(node))
    case .array:
      writer.raw("[")
      var index = 0
      for element in node.elements {
        if index > 0 { writer.raw(",") }
        try write(element, to: &writer)
        index += 1
      }
      writer.raw("]")
    case .object:
      writer.raw("{")
      var previous: String?
      for member in try sortedMembers(of: node) {
        if let previous, previous.utf8.elementsEqual(member.key.utf8) {
          throw JSONError(.duplicateKey(member.key), at: member.offset)
        }
        if previous != nil { writer.raw(",") }
        writer.string(member.key)
        writer.raw(":")
        try write(member.value, to: &writer)
        previous = member.key
      }
      writer.raw("}")
    }
  }

  /// A member on its way to being sorted, with its key's place in the text for errors.
  private struct Member {
    let key: String
    let offset: Int
    let value: JSONNode
  }

  private static func sortedMembers(of node: JSONNode) throws(JSONError) -> [Member] {
    var members: [Member] = []
    members.reserveCapacity(node.count)
    for (key, value) in node.memberNodes {
      members.append(Member(key: try string(key), offset: key.offset, value: value))
    }
    // Equal keys stay in the order of the text (the sort is stable only by this), so that the error names the second.
    members.sort { precedes($0.key, $1.key) || (!precedes($1.key, $0.key) && $0.offset < $1.offset) }
    return members
  }

  private static func string(_ node: JSONNode) throws(JSONError) -> String {
    guard let text = node.exactString else { throw JSONError(.loneSurrogate, at: node.offset) }
    return text
  }

  private static func number(_ number: Double, at offset: Int, to writer: inout JSONWriter) throws(JSONError) {
    guard number.isFinite else { throw JSONError(.numberOutOfRange, at: offset) }
    writer.number(number)
  }

  private static func write(_ value: JSONValue, to writer: inout JSONWriter) throws(JSONError) {
    switch value {
    case .null: writer.raw("null")
    case .bool(let flag): writer.raw(flag ? "true" : "false")
    case .integer(let integer): try number(Double(integer), at: writer.bytes.count, to: &writer)
    case .number(let double): try number(double, at: writer.bytes.count, to: &writer)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.raw("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { writer.raw(",") }
        try write(element, to: &writer)
      }
      writer.raw("]")
    case .object(let object):
      writer.raw("{")
      let members = object.members.sorted { precedes($0.key, $1.key) }
      for (index, member) in members.enumerated() {
        if index > 0 { writer.raw(",") }
        writer.string(member.key)
        writer.raw(":")
        try write(member.value, to: &writer)
      }
      writer.raw("}")
    }
  }
}
