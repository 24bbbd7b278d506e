/// Finds private keys in PEM and OpenPGP armour (https://www.rfc-editor.org/rfc/rfc7468).
enum PrivateKeyBlock {
  /// Longest block whose end is looked for; a key of 16,384 bits has 13 kB.
  private static let longest = 65_536
  /// Shortest run of base 64 that counts as a line of a key and not as a word.
  private static let shortestLine = 16

  private static let headers = ["Proc-Type:", "DEK-Info:", "Version:", "Comment:"]

  /// Returns the edit that masks a whole block, from the first hyphen to the last.
  ///
  /// A block that was cut off is masked as far as it looks like one.
  static func match(_ text: Span<UInt8>, at start: Int) -> RedactionEdit? {
    guard text.hasText("-----BEGIN ", at: start), let body = bodyStart(text, from: start + 11),
      hasKeyLine(text, from: body)
    else { return nil }
    let end = footerEnd(text, from: body) ?? linesEnd(text, from: body)
    return RedactionEdit(start..<end, .secret(.privateKey))
  }

  /// Returns the offset after the hyphens of `-----BEGIN … PRIVATE KEY …-----`.
  private static func bodyStart(_ text: Span<UInt8>, from start: Int) -> Int? {
    let labelEnd = text.end(from: start) { ByteClass.isUpper($0) || ByteClass.isDigit($0) || $0 == UInt8(ascii: " ") }
    guard labelEnd - start <= 64, text.hasText("-----", at: labelEnd) else { return nil }
    var isPrivate = false
    for offset in start..<labelEnd where text.hasText("PRIVATE KEY", at: offset) { isPrivate = true }
    return isPrivate ? labelEnd + 5 : nil
  }

  /// Reports whether a key follows: prose that names the header is let be.
  private static func hasKeyLine(_ text: Span<UInt8>, from body: Int) -> Bool {
    let line = gapEnd(text, from: body)
    return hasHeader(text, at: line) || text.end(from: line, while: isBase64) - line >= shortestLine
  }

  private static func hasHeader(_ text: Span<UInt8>, at line: Int) -> Bool {
    headers.contains { text.hasText($0, at: line) }
  }

  private static func footerEnd(_ text: Span<UInt8>, from body: Int) -> Int? {
    var position = body
    let limit = min(text.count, body + longest)
    while position < limit, text[position] != UInt8(ascii: "\"") {
      if text[position] == UInt8(ascii: "-") {
        // Stopping at the next header keeps hostile text without footers linear.
        if text.hasText("-----BEGIN", at: position) { return nil }
        if text.hasText("-----END", at: position) {
          let labelEnd = text.end(from: position + 8) {
            ByteClass.isUpper($0) || ByteClass.isDigit($0) || $0 == UInt8(ascii: " ")
          }
          return text.hasText("-----", at: labelEnd) ? labelEnd + 5 : labelEnd
        }
      }
      position += 1
    }
    return nil
  }

  /// Returns the end of the headers and lines of base 64 at the beginning of a block.
  private static func linesEnd(_ text: Span<UInt8>, from body: Int) -> Int {
    var end = body
    while true {
      let line = gapEnd(text, from: end)
      if hasHeader(text, at: line) {
        end = text.end(from: line) { $0 >= 0x20 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"") }
        continue
      }
      let lineEnd = text.end(from: line, while: isBase64)
      guard lineEnd - line >= shortestLine else { return end }
      end = lineEnd
    }
  }

  /// Returns the end of white space and of line breaks written as `\n`.
  private static func gapEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position < text.count {
      switch text[position] {
      case 0x09, 0x0a, 0x0d, 0x20:
        position += 1
      case UInt8(ascii: "\\"):
        let letter = text.end(from: position) { $0 == UInt8(ascii: "\\") }
        guard letter < text.count, text[letter] == UInt8(ascii: "n") || text[letter] == UInt8(ascii: "r") else {
          return position
        }
        position = letter + 1
      default:
        return position
      }
    }
    return position
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): true
    default: ByteClass.isAlphanumeric(byte)
    }
  }
}
