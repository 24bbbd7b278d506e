/// Finds signed and encrypted JSON web tokens (https://www.rfc-editor.org/rfc/rfc7519).
enum JSONWebToken {
  /// Shortest part that counts; `{"alg":"none"}` alone makes 19 characters.
  private static let shortestPart = 10

  /// Returns the end of the token that begins at an offset, whether or not its signature was cut off.
  static func end(_ text: Span<UInt8>, from start: Int, runs: inout RunEnds) -> Int? {
    guard text.hasText("eyJ", at: start) else { return nil }
    let header = runs.endOfKey(text, from: start)
    guard header - start >= shortestPart, let payload = endOfPart(text, after: header),
      payload - header > shortestPart
    else { return nil }
    var end = payload
    while let next = endOfPart(text, after: end) { end = next }
    return end > payload || text.hasText("eyJ", at: header + 1) ? end : nil
  }

  /// Returns the end of the token that begins at an offset within a word; its second part has to begin like one too.
  static func endOfGlued(_ text: Span<UInt8>, from start: Int, runs: inout RunEnds) -> Int? {
    guard text.hasText("eyJ", at: start) else { return nil }
    let header = runs.endOfKey(text, from: start)
    return text.hasText(".eyJ", at: header) ? end(text, from: start, runs: &runs) : nil
  }

  private static func endOfPart(_ text: Span<UInt8>, after point: Int) -> Int? {
    guard point < text.count, text[point] == UInt8(ascii: ".") else { return nil }
    let end = text.end(from: point + 1, while: ByteClass.isKey)
    return end > point + 1 ? end : nil
  }
}
