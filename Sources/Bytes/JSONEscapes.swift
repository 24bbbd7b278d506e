/// Decodes the escapes of a string that the tape has already checked.
package enum JSONEscapes {
  /// Returns the text a checked string literal stands for; half of a surrogate pair becomes U+FFFD.
  static func decode(_ literal: Span<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(literal.count)
    append(literal, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the UTF-8 of what a checked string literal stands for; half of a surrogate pair becomes U+FFFD.
  package static func append(_ literal: Span<UInt8>, to text: inout [UInt8]) {
    var position = 0
    while position < literal.count {
      // A stack trace is long runs between line feeds: each run is copied at once.
      var end = position
      while end < literal.count, literal[end] != UInt8(ascii: "\\") { end &+= 1 }
      if end > position {
        text.append(copying: literal.extracting(position..<end))
        position = end
      } else {
        position = appendEscape(literal, at: position, to: &text)
      }
    }
  }

  /// Appends what the escape at `position` stands for; returns the position after it.
  private static func appendEscape(_ literal: Span<UInt8>, at position: Int, to text: inout [UInt8]) -> Int {
    switch literal[position + 1] {
    case UInt8(ascii: "u"): return appendUnicode(literal, at: position, to: &text)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case let byte: text.append(byte)
    }
    return position + 2
  }

  /// Appends the scalar of the `\uXXXX` (or the pair of them) at `position`; returns the position after it.
  private static func appendUnicode(_ literal: Span<UInt8>, at position: Int, to text: inout [UInt8]) -> Int {
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
  static func hasLoneSurrogate(_ literal: Span<UInt8>) -> Bool {
    var position = 0
    while position < literal.count {
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
  private static func codeUnit(_ literal: Span<UInt8>, at position: Int) -> UInt16? {
    guard position + 6 <= literal.count, literal[position] == UInt8(ascii: "\\"),
      literal[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for index in (position + 2)..<(position + 6) {
      unit = unit << 4 | UInt16(Hex.value(ofDigit: literal[index]) ?? 0)
    }
    return unit
  }
}
