/// Finds what follows `Bearer` and `Basic`.
enum HTTPCredential {
  static let schemes = ["bearer", "basic"]
  /// Shortest token without a digit in it; shorter ones are words.
  private static let shortestWordlike = 24

  static func match(_ text: Span<UInt8>, at start: Int) -> RedactionEdit? {
    let isBearer = text.hasText(ignoringCase: "bearer", at: start)
    guard isBearer || text.hasText(ignoringCase: "basic", at: start) else { return nil }
    let gap = start + (isBearer ? 6 : 5)
    let value = text.end(from: gap, while: ByteClass.isBlank)
    guard value > gap, value < text.count else { return nil }
    let end = text.end(from: value, while: ByteClass.isCredential)
    guard end - value >= 8, !RedactionMarker.begins(in: text, at: end) else { return nil }
    if isBearer {
      return isToken(text, value..<end) ? RedactionEdit(value..<end, .secret(.bearer)) : nil
    }
    return isUserAndPassword(text, value..<end) ? RedactionEdit(value..<end, .secret(.basic)) : nil
  }

  private static func isToken(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard !SecretValue.isPublicKey(text, at: range.lowerBound), !text.hasText("://", at: range.lowerBound) else {
      return false
    }
    if range.count >= shortestWordlike { return true }
    for index in range where ByteClass.isDigit(text[index]) { return true }
    return false
  }

  /// Reports whether a text is base 64 of a printable `user:password`: "Basic PostgreSQL" and "Basic HTML/CSS" are not.
  private static func isUserAndPassword(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var hasColon = false
    var bits = 0
    var bitCount = 0
    for index in range {
      guard let value = base64Value(text[index]) else { break }
      bits = (bits << 6 | value) & 0xffff
      bitCount += 6
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> bitCount)
      guard byte >= 0x20, byte != 0x7f else { return false }
      hasColon = hasColon || byte == UInt8(ascii: ":")
    }
    return hasColon
  }

  /// Returns the value of a digit of either alphabet of base 64.
  private static func base64Value(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
