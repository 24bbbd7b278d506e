import Bytes
import Glibc

/// A path as the system has it: bytes that need not be UTF-8.
package struct FilePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let bytes: [UInt8]

  /// The longest path the system takes.
  package static let limit = 4_096

  /// What standard input is called.
  package static let standardInput = FilePath(known: "stdin")

  private init(known text: StaticString) {
    bytes = Array(text.description.utf8)
  }

  /// Takes the bytes of a path; nil where there are none, too many, or a zero byte, at which the system would stop.
  package init?(bytes: [UInt8]) {
    guard !bytes.isEmpty, bytes.count < FilePath.limit, !bytes.contains(0) else { return nil }
    self.bytes = bytes
  }

  /// Takes a path as text.
  package init?(_ text: String) {
    self.init(bytes: Array(text.utf8))
  }

  /// The path as text; nil where it is not UTF-8.
  package var text: String? { String(validating: bytes, as: UTF8.self) }

  /// The path for people: what is not UTF-8 or not visible is escaped.
  package var description: String { VisibleText.escape(String(decoding: bytes, as: UTF8.self), limit: FilePath.limit) }

  /// Orders by bytes, so that the order is the same under every locale.
  package static func < (left: FilePath, right: FilePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// Returns the path of something in this folder; nil where that is too long.
  func appending(_ name: [UInt8]) -> FilePath? {
    FilePath(bytes: bytes.last == UInt8(ascii: "/") ? bytes + name : bytes + [UInt8(ascii: "/")] + name)
  }

  /// The last part, and the folder it is in.
  var parts: (folder: [UInt8], name: [UInt8]) {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return ([UInt8(ascii: ".")], bytes) }
    return (slash == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
  }

  /// Whether the name says what no first byte does: that brotli has packed it.
  var isNamedBrotli: Bool { Array(bytes.suffix(3)) == Array(".br".utf8) }

  /// Calls the body with the path as the system takes it.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    // The zero byte ends it within the buffer, which outlives the call.
    return unsafe characters.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return unsafe body("") }
      return unsafe body(start)
    }
  }
}
