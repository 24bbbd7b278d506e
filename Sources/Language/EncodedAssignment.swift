/// Finds the value beside a secret-like name where both stand escaped in a URL: `token%3Dabc`, `%22token%22%3A%22abc%22`.
enum EncodedAssignment {
  /// Longest word before a credential that is taken for its scheme: `Bearer%20`.
  private static let longestScheme = 16

  /// Returns the edit that masks the value after the escaped `=` or `:` at `start`.
  static func match(
    _ text: Span<UInt8>,
    _ sign: PercentEscape,
    at start: Int,
    floor: Int,
    runs: inout RunEnds
  ) -> RedactionEdit? {
    let quote = PercentEscape(text, before: start, depth: sign.depth, floor: floor).flatMap {
      ByteClass.isQuote($0.byte) && $0.depth == sign.depth ? $0 : nil
    }
    let nameEnd = quote == nil ? start : start - (sign.end - start)
    guard let name = AssignedName(text, before: nameEnd, floor: floor)?.name else { return nil }
    var value = sign.end
    if sign.byte == UInt8(ascii: ":") { value = afterBlanks(text, value) }
    var end: Int
    if let quote, let opening = PercentEscape(text, at: value), opening.byte == quote.byte {
      value = opening.end
      end = endOfQuoted(text, from: value, quote)
    } else {
      if name.kind == .authorization { value = afterScheme(text, value) }
      if let first = PercentEscape(text, at: value), opensMore(first.byte) { return nil }
      end = runs.endOfEncoded(text, from: value, depth: sign.depth)
    }
    guard end > value, !RedactionMarker.begins(in: text, at: end), isSecret(text, value..<end, name),
      quote != nil || sign.byte == UInt8(ascii: "=") || SecretValue.looksRandom(text, value..<end)
    else { return nil }
    return RedactionEdit(value..<end, SecretValue.marker(text, value..<end, name))
  }

  private static func isSecret(_ text: Span<UInt8>, _ range: Range<Int>, _ name: SecretName) -> Bool {
    !SecretValue.isLiteral(text, range) && !SecretValue.isReference(text, range)
      && !SecretValue.isPlaceholder(text, range) && !SecretValue.isPublicKey(text, at: range.lowerBound)
      && range.count >= name.shortestValue && (name.isStrong || !SecretValue.isSmallNumber(text, range))
  }

  private static func opensMore(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(")
  }

  private static func endOfQuoted(_ text: Span<UInt8>, from start: Int, _ quote: PercentEscape) -> Int {
    var position = start
    while position < text.count, !ByteClass.endsValue(text[position]) {
      if RedactionMarker.begins(in: text, at: position) { break }
      guard let escape = PercentEscape(text, at: position) else {
        position += 1
        continue
      }
      if escape.byte == quote.byte, escape.depth <= quote.depth { break }
      position = escape.end
    }
    return position
  }

  /// Returns the offset after blanks, which forms write as `+`.
  private static func afterBlanks(_ text: Span<UInt8>, _ start: Int) -> Int {
    var position = start
    while position < text.count, position - start < 16 {
      if text[position] == UInt8(ascii: "+") {
        position += 1
      } else if let escape = PercentEscape(text, at: position), ByteClass.isBlank(escape.byte) {
        position = escape.end
      } else {
        break
      }
    }
    return position
  }

  private static func afterScheme(_ text: Span<UInt8>, _ start: Int) -> Int {
    let end = text.end(from: start, while: ByteClass.isLetter)
    guard end > start, end - start <= longestScheme else { return start }
    let value = afterBlanks(text, end)
    return value > end ? value : start
  }
}
