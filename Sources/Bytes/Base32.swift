/// Crockford's base 32, the text form of ids that people read aloud (https://www.crockford.com/base32.html).
///
/// Bytes are one string of bits, most significant first, cut into groups of five from the start; the last group is
/// filled with zero bits. That is the bit order of RFC 4648 section 6 without its `=` padding. There is no check
/// symbol and no hyphen.
package enum Base32 {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// Encodes bytes as upper-case text, eight characters for five bytes.
  package static func encode(_ bytes: Span<UInt8>) -> String {
    let alphabet = alphabet
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 8 + 4) / 5)
    var buffer: UInt32 = 0
    var bitCount: UInt32 = 0
    for index in bytes.indices {
      buffer = buffer &<< 8 | UInt32(bytes[index])
      bitCount += 8
      while bitCount >= 5 {
        bitCount -= 5
        text.append(alphabet[Int(buffer &>> bitCount & 31)])
      }
    }
    if bitCount > 0 {
      text.append(alphabet[Int(buffer &<< (5 - bitCount) & 31)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Encodes bytes as upper-case text, eight characters for five bytes.
  package static func encode(_ bytes: [UInt8]) -> String {
    encode(bytes.span)
  }

  /// Decodes text of either case, reading I and L as 1 and O as 0.
  ///
  /// - Throws: At the first character outside the alphabet, then for a length that no whole number of bytes has,
  ///   then for filling bits that are not zero; so every value has one canonical text.
  package static func decode(_ text: Span<UInt8>) throws(Base32Error) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count * 5 / 8)
    var buffer: UInt32 = 0
    var bitCount: UInt32 = 0
    for offset in text.indices {
      guard let value = value(of: text[offset]) else { throw .invalidCharacter(offset: offset) }
      buffer = buffer &<< 5 | UInt32(value)
      bitCount += 5
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer &>> bitCount))
      }
    }
    // Five bits or more left over mean that the last character adds nothing to the bytes before it.
    guard bitCount < 5 else { throw .truncated(offset: text.count) }
    guard buffer & (1 &<< bitCount - 1) == 0 else { throw .nonZeroPadding(offset: text.count - 1) }
    return bytes
  }

  /// Decodes text of either case, reading I and L as 1 and O as 0.
  package static func decode(_ text: String) throws(Base32Error) -> [UInt8] {
    try decode(text.utf8.span)
  }

  /// Returns the character that is written for one that was typed; nil for what is none.
  package static func canonical(_ character: UInt8) -> UInt8? {
    value(of: character).map { alphabet[Int($0)] }
  }

  private static func value(of character: UInt8) -> UInt8? {
    // Clearing bit 5 makes letters upper case; digits are taken before, since it would change them.
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return character - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): break
    default: return nil
    }
    let letter = character & ~0x20
    switch letter {
    case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
    case UInt8(ascii: "O"): return 0
    case UInt8(ascii: "U"): return nil
    default: break
    }
    // The alphabet steps over I, L, O and U.
    let skipped: UInt8 =
      switch letter {
      case ...UInt8(ascii: "H"): 0
      case ...UInt8(ascii: "K"): 1
      case ...UInt8(ascii: "N"): 2
      case ...UInt8(ascii: "T"): 3
      default: 4
      }
    return letter - UInt8(ascii: "A") + 10 - skipped
  }
}

/// Why text is not Crockford base 32, and at which byte.
package enum Base32Error: Error, Equatable, CustomStringConvertible {
  /// A byte that is no digit and no letter of the alphabet.
  case invalidCharacter(offset: Int)
  /// The text ends inside a byte.
  case truncated(offset: Int)
  /// The last character sets bits that belong to no byte.
  case nonZeroPadding(offset: Int)

  package var description: String {
    switch self {
    case .invalidCharacter(let offset): "not a base 32 character at offset \(offset)"
    case .truncated(let offset): "base 32 text ends inside a byte at offset \(offset)"
    case .nonZeroPadding(let offset): "base 32 filling bits are not zero at offset \(offset)"
    }
  }
}
