/// Decodes the escapes of a string that the tape has already checked.
enum JSONEscapes {
  /// Returns the text a checked string literal stands for; half of a surrogate pair becomes U+FFFD.
  static func decode(_ literal: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(literal.count)
    var position = literal.startIndex
    while position < literal.endIndex {
      guard literal[position] == UInt8(ascii: "\\") else {
        text.append(literal[position])
        position += 1
        continue
      }
      switch literal[position + 1] {
      case UInt8(ascii: "u"):
        position = appendUnicode(literal, at: position, to: &text)
        continue
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0c)
      case UInt8(ascii: "n"): text.append(0x0a)
      case UInt8(ascii: "r"): text.append(0x0d)
      case UInt8(ascii: "t"): text.append(0x09)
      case let byte: text.append(byte)
      }
      position += 2
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the scalar of the `\uXXXX` (or the pair of them) at `position`; returns the position after it.
  private static func appendUnicode(_ literal: ArraySlice<UInt8>, at position: Int, to text: inout [UInt8]) -> Int {
    let first = codeUnit(literal, at: position) ?? 0xfffd
    var scalar = UInt32(first)
    var next = position + 6
    if UTF16.isLeadSurrogate(first), let second = codeUnit(literal, at: next), UTF16.isTrailSurrogate(second) {
      scalar = 0x10000 + ((UInt32(first) - 0xd800) << 10) + (UInt32(second) - 0xdc00)
      next += 6
    }
    text.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{fffd}").utf8)
    return next
  }

  /// Reports whether a checked literal escapes half of a surrogate pair without its other half.
  static func hasLoneSurrogate(_ literal: ArraySlice<UInt8>) -> Bool {
    var position = literal.startIndex
    while position < literal.endIndex {
      guard literal[position] == UInt8(ascii: "\\") else {
        position += 1
        continue
      }
      guard let unit = codeUnit(literal, at: position) else {
        position += 2
        continue
      }
      position += 6
      if UTF16.isTrailSurrogate(unit) { return true }
      guard UTF16.isLeadSurrogate(unit) else { continue }
      guard let second = codeUnit(literal, at: position), UTF16.isTrailSurrogate(second) else { return true }
      position += 6
    }
    return false
  }

  /// Returns the code unit of the `\uXXXX` at `position`, or nil where there is none.
  static func codeUnit(_ literal: ArraySlice<UInt8>, at position: Int) -> UInt16? {
    guard position + 6 <= literal.endIndex, literal[position] == UInt8(ascii: "\\"),
      literal[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for digit in literal[(position + 2)..<(position + 6)] {
      unit = unit << 4 | UInt16(Hex.value(ofDigit: digit) ?? 0)
    }
    return unit
  }
}
