/// The headers of a message, in their order; names are told apart without regard to case.
package struct HTTPHeaders: Equatable, Sendable {
  package private(set) var all: [(name: String, value: String)] = []

  package init() {}

  /// Starts with some.
  package init(_ all: [(name: String, value: String)]) {
    self.all = all
  }

  /// Adds one behind the others.
  package mutating func add(_ name: String, _ value: String) {
    all.append((name, value))
  }

  /// Returns the first value under a name.
  package subscript(_ name: String) -> String? {
    all.first { HTTPHeaders.isSame($0.name, name) }?.value
  }

  /// Returns every value under a name.
  package func values(_ name: String) -> [String] {
    all.filter { HTTPHeaders.isSame($0.name, name) }.map(\.value)
  }

  /// Reports whether a list such as that of `Connection` has a word.
  package func list(_ name: String, has word: String) -> Bool {
    values(name).contains { value in
      Array(value.utf8).split(separator: UInt8(ascii: ",")).contains { entry in
        HTTPHeaders.isSame(String(decoding: HTTPText.trimmed(entry), as: UTF8.self), word)
      }
    }
  }

  /// Compares two names or words as HTTP does: letters of either case are the same.
  static func isSame(_ one: String, _ other: String) -> Bool {
    one.utf8.count == other.utf8.count
      && zip(one.utf8, other.utf8).allSatisfy { HTTPText.lower($0) == HTTPText.lower($1) }
  }

  /// Compares names and values as they were written, in their order.
  package static func == (one: HTTPHeaders, other: HTTPHeaders) -> Bool {
    one.all.elementsEqual(other.all) { $0 == $1 }
  }
}

/// The bytes of which heads are made.
enum HTTPText {
  static func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let first = text.first, isBlank(first) { text.removeFirst() }
    while let last = text.last, isBlank(last) { text.removeLast() }
    return text
  }

  /// RFC 9110, 5.6.2: what a method or the name of a header may be made of.
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: token.contains(byte)
    }
  }

  private static let token = Set("!#$%&'*+-.^_`|~".utf8)
}
