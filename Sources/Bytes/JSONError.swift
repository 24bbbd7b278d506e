/// A reason why bytes are not acceptable JSON, and where.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong at the offset.
  package enum Reason: Equatable, Sendable {
    case unexpectedEnd
    case unexpectedByte(UInt8)
    case invalidNumber
    case invalidEscape
    case controlCharacter
    case invalidUTF8
    case trailingBytes
    case tooDeep(limit: Int)
    case tooLarge(limit: Int)
    case duplicateKey(String)
    case loneSurrogate
    case numberOutOfRange
  }

  package let reason: Reason
  /// Offset in bytes from the start of the input.
  package let offset: Int

  package init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  package var description: String {
    "\(sentence) at byte \(offset)"
  }

  private var sentence: String {
    switch reason {
    case .unexpectedEnd where offset == 0: "the text is empty"
    case .unexpectedEnd: "the text ends too early"
    case .unexpectedByte(let byte) where (0x21...0x7e).contains(byte):
      "unexpected character '\(Unicode.Scalar(byte))'"
    case .unexpectedByte(let byte): "unexpected byte 0x\(Hex.encode([byte]))"
    case .invalidNumber: "a number is malformed"
    case .invalidEscape: "a string has an invalid escape"
    case .controlCharacter: "a string has a raw control character"
    case .invalidUTF8: "a string is not valid UTF-8"
    case .trailingBytes: "text follows the value"
    case .tooDeep(let limit): "nesting is deeper than \(limit)"
    case .tooLarge(let limit): "the text is longer than \(limit) bytes"
    case .duplicateKey(let key): "the key \(key.debugDescription) appears twice"
    case .loneSurrogate: "a string has half of a surrogate pair"
    case .numberOutOfRange: "a number does not fit a double"
    }
  }
}
