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

  /// Reports whether a text can be base 64 of `user:password`: "Basic training" and "Basic PostgreSQL" are words.
  private static func isUserAndPassword(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count.isMultiple(of: 4) else { return false }
    var hasCapitalInside = false
    for index in range {
      let byte = text[index]
      if ByteClass.isDigit(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "+") { return true }
      if index > range.lowerBound, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { hasCapitalInside = true }
    }
    return hasCapitalInside
  }
}
