extension JSONScanner {
  /// Reads a string from its opening quote; short plain text, the common case, ends within the first loop.
  @inline(always)
  mutating func string(_ bytes: Span<UInt8>, into words: inout OutputSpan<UInt64>) throws(JSONError) {
    position &+= 1
    let start = position
    position = JSONScanner.skipPlain(bytes, from: position)
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      try append(.string, from: start, into: &words)
    } else {
      let end = try JSONScanner.restOfString(bytes, from: position)
      position = end.position
      try append(end.hasEscape ? .escapedString : .string, from: start, into: &words)
    }
    position &+= 1
  }

  /// Returns the place of the first byte that is not a plain printable ASCII character of a string.
  ///
  /// Within the last eight bytes of the text it may stop too early, where the caller looks byte by byte.
  @inline(always)
  private static func skipPlain(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position &+ 8 <= bytes.count {
      let chunk = unsafe UInt64(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      )
      let special = specialBytes(chunk)
      guard special == 0 else { return position &+ special.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    return position
  }

  /// Marks, in the top bit of each byte, a quote, a backslash, a control character or a byte that is not ASCII.
  ///
  /// Bytes above the first mark may be marked wrongly (a borrow travels upwards); only the lowest mark is used.
  @inline(always)
  static func specialBytes(_ chunk: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = chunk ^ (ones &* 0x22)
    let backslash = chunk ^ (ones &* 0x5c)
    return ((quote &- ones) | (backslash &- ones) | (chunk &- (ones &* 0x20)) | chunk) & (ones &* 0x80)
  }

  /// Reads on to the closing quote through escapes and bytes that are not ASCII.
  ///
  /// Not inlined, and without access to the scanner, so that the common path keeps its registers.
  @inline(never)
  private static func restOfString(
    _ bytes: Span<UInt8>,
    from start: Int
  ) throws(JSONError) -> (position: Int, hasEscape: Bool) {
    var position = start
    var hasEscape = false
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""): return (position, hasEscape)
      case UInt8(ascii: "\\"):
        hasEscape = true
        position = try skipEscape(bytes, at: position)
        position = skipPlain(bytes, from: position)
      case 0x80...: position = try skipScalar(bytes, at: position)
      case 0..<0x20: throw JSONError(.controlCharacter, at: position)
      default: position = skipPlain(bytes, from: position &+ 1)
      }
    }
    throw JSONError(.unexpectedEnd, at: position)
  }

  /// Returns the place after the escape at `position`.
  @inline(always)
  private static func skipEscape(_ bytes: Span<UInt8>, at position: Int) throws(JSONError) -> Int {
    guard position &+ 1 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
    switch bytes[position &+ 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return position &+ 2
    case UInt8(ascii: "u"):
      guard position &+ 5 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
      for digit in (position &+ 2)..<(position &+ 6) where Hex.value(ofDigit: bytes[digit]) == nil {
        throw JSONError(.invalidEscape, at: position)
      }
      return position &+ 6
    default: throw JSONError(.invalidEscape, at: position)
    }
  }

  /// Returns the place after the scalar of two to four bytes at `position`, by RFC 3629: no overlong form, no half of a
  /// surrogate pair, nothing past U+10FFFF.
  ///
  /// The masks lie over the bytes as one little-endian number: first byte lowest.
  @inline(always)
  private static func skipScalar(_ bytes: Span<UInt8>, at position: Int) throws(JSONError) -> Int {
    let scalar = fourBytes(bytes, at: position)
    if scalar & 0x00c0_c0f0 == 0x0080_80e0, scalar & 0x200f != 0, scalar & 0x200f != 0x200d { return position &+ 3 }
    if scalar & 0xc0e0 == 0x80c0, scalar & 0x1e != 0 { return position &+ 2 }
    if scalar & 0xc0c0_c0f8 == 0x8080_80f0, scalar & 0x3007 != 0, scalar & 0x04 == 0 || scalar & 0x3003 == 0 {
      return position &+ 4
    }
    throw JSONError(.invalidUTF8, at: position)
  }

  /// Returns four bytes as a little-endian number, with zeros for what lies behind the end.
  @inline(always)
  private static func fourBytes(_ bytes: Span<UInt8>, at position: Int) -> UInt32 {
    if position &+ 4 <= bytes.count {
      return unsafe UInt32(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
      )
    }
    var number: UInt32 = 0
    for index in stride(from: bytes.count &- 1, through: position, by: -1) {
      number = number << 8 | UInt32(bytes[index])
    }
    return number
  }
}
