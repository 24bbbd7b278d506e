/// The two base 64 forms of RFC 4648 (https://www.rfc-editor.org/rfc/rfc4648), each with one text per value.
package enum Base64: Sendable {
  /// The alphabet of section 4 with `+` and `/`, always padded with `=`.
  case standard
  /// The alphabet of section 5 with `-` and `_`, never padded.
  case urlSafe

  private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafeAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Encodes bytes, four characters for three bytes.
  package func encode(_ bytes: Span<UInt8>) -> String {
    let alphabet = self == .standard ? Self.standardAlphabet : Self.urlSafeAlphabet
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var buffer: UInt32 = 0
    var bitCount: UInt32 = 0
    for index in bytes.indices {
      buffer = buffer &<< 8 | UInt32(bytes[index])
      bitCount += 8
      while bitCount >= 6 {
        bitCount -= 6
        text.append(alphabet[Int(buffer &>> bitCount & 63)])
      }
    }
    if bitCount > 0 {
      text.append(alphabet[Int(buffer &<< (6 - bitCount) & 63)])
    }
    while self == .standard, !text.count.isMultiple(of: 4) {
      text.append(UInt8(ascii: "="))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Encodes bytes, four characters for three bytes.
  package func encode(_ bytes: [UInt8]) -> String {
    encode(bytes.span)
  }

  /// Decodes text of exactly this form: no line breaks, no other alphabet, padding as the form says.
  ///
  /// - Throws: At the first character outside the alphabet, then for a length that no whole number of bytes has, then
  ///   for wrong padding, then for filling bits that are not zero.
  package func decode(_ text: Span<UInt8>) throws(Base64Error) -> [UInt8] {
    let padding = self == .standard ? Self.paddingCount(of: text) : 0
    let end = text.count - padding
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end * 3 / 4)
    var buffer: UInt32 = 0
    var bitCount: UInt32 = 0
    for offset in 0..<end {
      guard let value = value(of: text[offset]) else { throw .invalidCharacter(offset: offset) }
      buffer = buffer &<< 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer &>> bitCount))
      }
    }
    // Six bits left over mean that the last character adds nothing to the bytes before it.
    guard bitCount < 6 else { throw .truncated(offset: end) }
    guard self == .urlSafe || text.count.isMultiple(of: 4) else { throw .wrongPadding(offset: end) }
    guard buffer & (1 &<< bitCount - 1) == 0 else { throw .nonZeroPadding(offset: end - 1) }
    return bytes
  }

  /// Decodes text of exactly this form.
  package func decode(_ text: String) throws(Base64Error) -> [UInt8] {
    try decode(text.utf8.span)
  }

  private static func paddingCount(of text: Span<UInt8>) -> Int {
    var count = 0
    // At most two: a third `=` stays in the body, where it is an invalid character.
    while count < 2, count < text.count, text[text.count - 1 - count] == UInt8(ascii: "=") {
      count += 1
    }
    return count
  }

  private func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case self == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-"): 62
    case self == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_"): 63
    default: nil
    }
  }
}

/// Why text is not base 64 of the asked form, and at which byte.
package enum Base64Error: Error, Equatable, CustomStringConvertible {
  /// A byte outside the alphabet, or `=` anywhere but where padding goes.
  case invalidCharacter(offset: Int)
  /// The text ends inside a byte.
  case truncated(offset: Int)
  /// Padding is missing, or does not complete a group of four characters.
  case wrongPadding(offset: Int)
  /// The last character sets bits that belong to no byte.
  case nonZeroPadding(offset: Int)

  package var description: String {
    switch self {
    case .invalidCharacter(let offset): "not a base 64 character at offset \(offset)"
    case .truncated(let offset): "base 64 text ends inside a byte at offset \(offset)"
    case .wrongPadding(let offset): "base 64 padding is missing or wrong at offset \(offset)"
    case .nonZeroPadding(let offset): "base 64 filling bits are not zero at offset \(offset)"
    }
  }
}
