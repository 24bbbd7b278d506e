/// A value inside a parsed JSON text.
///
/// Accessors return nil when the value is of another type.
package struct JSONNode: Sendable {
  let document: JSONDocument
  let index: Int

  /// The JSON types, with integers told from other numbers by their spelling.
  package enum Kind: Sendable {
    case null, bool, integer, decimal, string, array, object
  }

  var word: JSONWord { JSONWord(bits: document.words[index]) }

  package var kind: Kind {
    switch word.kind {
    case .null: .null
    case .true, .false: .bool
    case .integer: .integer
    case .decimal: .decimal
    case .string, .escapedString: .string
    case .array: .array
    case .object: .object
    }
  }

  package var isNull: Bool { word.kind == .null }

  package var bool: Bool? {
    switch word.kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// The value of an integer that fits 64 bits; `2.0` is not spelled as an integer and gives nil.
  package var integer: Int64? {
    word.kind == .integer ? withSource(JSONNumber.integer) : nil
  }

  /// The value of an integer however it is spelled (`2`, `2.0`, `2e0`), if it is exact: JSON Schema's meaning of integer.
  package var wholeNumber: Int64? {
    if kind == .integer { return integer }
    // Past 2⁵³ a decimal spelling may have been rounded to an integer that nobody wrote.
    guard kind == .decimal, let number, number.magnitude <= 9_007_199_254_740_992 else { return nil }
    return Int64(exactly: number)
  }

  /// The value of any number, rounded to the nearest double.
  package var number: Double? {
    guard word.kind == .integer || word.kind == .decimal else { return nil }
    return withSource(JSONNumber.double)
  }

  /// The decoded text of a string; half of a surrogate pair becomes U+FFFD.
  package var string: String? {
    switch word.kind {
    case .string: literal
    case .escapedString: withSource(JSONEscapes.decode)
    default: nil
    }
  }

  /// The decoded text of a string, or nil where it has half of a surrogate pair.
  package var exactString: String? {
    guard word.kind == .escapedString else { return string }
    return withSource(JSONEscapes.hasLoneSurrogate) ? nil : string
  }

  /// Where a scalar's spelling begins in the text, for a string past its opening quote; 0 for containers.
  var offset: Int { sourceRange.lowerBound }

  /// The text of a scalar as it was spelled: a number's digits, a string's content with its escapes.
  package var literal: String {
    // The tape has checked the UTF-8 of the whole text.
    withSource { String(copying: unsafe UTF8Span(unchecked: $0)) }
  }

  /// Returns the beginning of a scalar's spelling, at most so many bytes of it.
  func literalPrefix(_ limit: Int) -> String {
    let range = sourceRange
    return String(
      decoding: document.bytes[range.lowerBound..<min(range.upperBound, range.lowerBound + limit)],
      as: UTF8.self
    )
  }

  /// Number of children of an array or object, 0 for scalars.
  package var count: Int {
    kind == .array || kind == .object ? word.length : 0
  }

  /// The elements of an array, in order; nothing for other values.
  package var elements: [JSONNode] {
    guard kind == .array else { return [] }
    var elements: [JSONNode] = []
    elements.reserveCapacity(count)
    forEachElement { elements.append($0) }
    return elements
  }

  /// Calls the body with each element of an array, in order, without collecting them first.
  package func forEachElement(_ body: (JSONNode) throws -> Void) rethrows {
    guard kind == .array else { return }
    var child = index + 1
    while child < word.payload {
      try body(JSONNode(document: document, index: child))
      child = document.indexAfter(child)
    }
  }

  /// Calls the body with each member of an object, in order and with repeated keys, without collecting them first.
  package func forEachMember(_ body: (_ key: String, _ value: JSONNode) throws -> Void) rethrows {
    guard kind == .object else { return }
    var child = index + 1
    while child < word.payload {
      let key = JSONNode(document: document, index: child).string ?? ""
      try body(key, JSONNode(document: document, index: child + 1))
      child = document.indexAfter(child + 1)
    }
  }

  /// The keys and values of an object as nodes, so that a key's spelling can be looked at.
  var memberNodes: [(key: JSONNode, value: JSONNode)] {
    guard kind == .object else { return [] }
    var members: [(key: JSONNode, value: JSONNode)] = []
    members.reserveCapacity(count)
    var child = index + 1
    while child < word.payload {
      let value = JSONNode(document: document, index: child + 1)
      members.append((JSONNode(document: document, index: child), value))
      child = document.indexAfter(child + 1)
    }
    return members
  }

  /// The members of an object, in order and with repeated keys; nothing for other values.
  package var members: [(key: String, value: JSONNode)] {
    guard kind == .object else { return [] }
    var members: [(key: String, value: JSONNode)] = []
    members.reserveCapacity(count)
    forEachMember { members.append(($0, $1)) }
    return members
  }

  /// The value of an object's member; the last one where a key is repeated.
  package subscript(_ key: String) -> JSONNode? {
    guard kind == .object else { return nil }
    let key = key.utf8Span.span
    var found: JSONNode?
    var child = index + 1
    while child < word.payload {
      let name = JSONNode(document: document, index: child)
      if name.hasText(key) { found = JSONNode(document: document, index: child + 1) }
      child = document.indexAfter(child + 1)
    }
    return found
  }

  /// Reports whether a string stands for exactly these bytes of UTF-8.
  private func hasText(_ text: Span<UInt8>) -> Bool {
    guard word.kind == .string else {
      return string.map { $0.utf8Span.span.isEqual(to: text) } ?? false
    }
    return word.length == text.count && withSource { $0.isEqual(to: text) }
  }

  /// Calls the body with the bytes of a scalar's spelling.
  private func withSource<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    let bytes = document.bytes
    return body(bytes.span.extracting(sourceRange))
  }

  private var sourceRange: Range<Int> {
    switch word.kind {
    case .array, .object: 0..<0
    default: word.payload..<(word.payload + word.length)
    }
  }
}

extension JSONDocument {
  /// Returns the index of the word after the value at `index`.
  func indexAfter(_ index: Int) -> Int {
    let word = JSONWord(bits: words[index])
    switch word.kind {
    case .array, .object: return word.payload
    default: return index + 1
    }
  }
}
