import Bytes

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

  /// Reports whether a text is base 64 of `user:password`: "Basic PostgreSQL" is not.
  private static func isUserAndPassword(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    // fine because a text that does not decode is no credential
    guard let bytes = try? Base64.standard.decode(text.extracting(range)) else { return false }
    return bytes.contains(UInt8(ascii: ":")) && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
  }
}
