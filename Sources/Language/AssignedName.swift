/// The secret-like name to the left of an `=` or `:`.
struct AssignedName {
  let name: SecretName
  /// How many backslashes escape the quotes around the name; nil where there are none.
  let quoteEscapes: Int?
  /// Whether blanks stand between the name and the sign.
  let isSpaced: Bool
  /// Whether the name is the end of a path, as in `/etc/passwd: not found`.
  let isPath: Bool

  /// Longest name read.
  private static let longest = 64

  init?(_ text: Span<UInt8>, before separator: Int, floor: Int) {
    var end = separator
    while end > floor, separator - end < 4, ByteClass.isBlank(text[end - 1]) { end -= 1 }
    isSpaced = end < separator
    // `headers["authorization"] =`, `user[password]=` and, in a form, `user%5Bpassword%5D=`.
    if end > floor, text[end - 1] == UInt8(ascii: "]") { end -= 1 }
    if end > floor, text[end - 1] | 0x20 == UInt8(ascii: "d") {
      for bracket in ["%5d", "%255d"] where end - bracket.utf8.count >= floor {
        if text.hasText(ignoringCase: bracket, at: end - bracket.utf8.count) { end -= bracket.utf8.count }
      }
    }
    guard end > floor else { return nil }
    if ByteClass.isQuote(text[end - 1]) {
      end -= 1
      let quote = end
      while end > floor, quote - end < 7, text[end - 1] == UInt8(ascii: "\\") { end -= 1 }
      quoteEscapes = quote - end
    } else {
      quoteEscapes = nil
    }
    var start = end
    while start > floor, end - start < Self.longest, ByteClass.isName(text[start - 1]) { start -= 1 }
    start = Self.withoutEscape(text, start, end, floor: floor)
    if end - start == 3, text.hasText(ignoringCase: "key", at: start) {
      start = Self.withWordBefore(text, start, floor: floor)
    }
    guard start < end, let name = SecretName(text, in: start..<end) else { return nil }
    self.name = name
    isPath = start > floor && text[start - 1] == UInt8(ascii: "/")
  }

  /// Leaves out the rest of `\n`, `\u0026` `%5B` or `%2526` before a name.
  private static func withoutEscape(_ text: Span<UInt8>, _ start: Int, _ end: Int, floor: Int) -> Int {
    guard start > floor, start < end else { return start }
    switch (text[start - 1], text[start]) {
    case (UInt8(ascii: "\\"), UInt8(ascii: "n")), (UInt8(ascii: "\\"), UInt8(ascii: "r")),
      (UInt8(ascii: "\\"), UInt8(ascii: "t")):
      return start + 1
    case (UInt8(ascii: "\\"), UInt8(ascii: "u")):
      return min(end, start + 5)
    case (UInt8(ascii: "%"), _):
      return min(end, PercentEscape(text, at: start - 1)?.end ?? start + 2)
    default:
      return start
    }
  }

  /// Takes in the word before "key", because people write "api key: …".
  private static func withWordBefore(_ text: Span<UInt8>, _ start: Int, floor: Int) -> Int {
    guard start > floor, text[start - 1] == UInt8(ascii: " ") else { return start }
    var before = start - 1
    while before > floor, start - before < longest, ByteClass.isAlphanumeric(text[before - 1]) { before -= 1 }
    return before
  }
}
