/// Finds the mailbox around an `@`.
enum EmailAddress {
  /// Last labels that look like a top-level domain and end the name of a file, a stack frame or a systemd unit.
  private static let fileEndings: Set<String> = [
    "avif", "cjs", "css", "gif", "heic", "html", "ico", "jpeg", "jpg", "js", "json", "jsx", "map", "mjs", "mount",
    "pdf", "php", "png", "service", "slice", "socket", "svelte", "svg", "target", "timer", "ts", "tsx", "vue", "wasm",
    "webp", "yaml", "yml",
  ]

  /// Labels before such an ending that make it the end of a file named after an address: `jane@example.com.json`.
  private static let mailEndings: Set<String> = ["com", "net", "org"]

  /// Returns the range of the address whose `@` (or `%40`) stands at `separator` and that begins at `floor` or later.
  static func match(_ text: Span<UInt8>, separator: Range<Int>, floor: Int) -> Range<Int>? {
    guard let end = endOfDomain(text, from: separator.upperBound) else { return nil }
    var start = separator.lowerBound
    while start > floor, ByteClass.isMailbox(text[start - 1]) { start -= 1 }
    start = startOfMailbox(text, from: start, to: separator.lowerBound)
    guard start < separator.lowerBound else { return nil }
    // `git@host:path` names a repository, for everyone the same.
    if separator.lowerBound - start == 3, text.hasText("git", at: start) { return nil }
    return start..<end
  }

  /// Leaves out what is glued to the mailbox: punctuation, and the rest of an escape such as `\n` or `\u003c`.
  private static func startOfMailbox(_ text: Span<UInt8>, from first: Int, to end: Int) -> Int {
    var start = afterEscapes(text, from: first, to: end)
    if start > 0, start < end, text[start - 1] == UInt8(ascii: "\\") {
      if ByteClass.isEscapeLetter(text[start]) {
        start += 1
      } else if text[start] == UInt8(ascii: "u") {
        start = min(end, start + 5)
      }
    }
    while start < end, !ByteClass.isWord(text[start]) { start += 1 }
    return start
  }

  /// Returns the offset after the last escape of a sign that no mailbox has: `%3Ffrom%3Djane`.
  private static func afterEscapes(_ text: Span<UInt8>, from first: Int, to end: Int) -> Int {
    var start = first
    var position = first
    while position < end {
      guard let escape = PercentEscape(text, at: position), escape.end <= end else {
        position += 1
        continue
      }
      position = escape.end
      if !ByteClass.isMailbox(escape.byte) { start = position }
    }
    return start
  }

  private static func endOfDomain(_ text: Span<UInt8>, from start: Int) -> Int? {
    let limit = text.end(from: start, while: ByteClass.isHostName)
    // Masking may have cut the domain short; what was no address before is none after.
    guard limit > start, !RedactionMarker.begins(in: text, at: limit) else { return nil }
    var end: Int?
    var lastLabel = start..<start
    var labelBefore = start..<start
    var position = start
    var labelCount = 0
    var leadingVersionCount = 0
    while position < limit {
      let labelEnd = text.end(from: position) { $0 != UInt8(ascii: ".") && ByteClass.isHostName($0) }
      guard labelEnd > position else { break }
      if leadingVersionCount == labelCount, isVersionPart(text, position..<labelEnd) { leadingVersionCount += 1 }
      labelCount += 1
      let lettersEnd = min(labelEnd, text.end(from: position, while: ByteClass.isLetter))
      if labelCount > 1, isTopLevel(text, position..<lettersEnd, labelEnd) {
        let isPunycode = text.hasText(ignoringCase: "xn--", at: position)
        labelBefore = lastLabel
        lastLabel = position..<(isPunycode ? labelEnd : lettersEnd)
        end = lastLabel.upperBound
      }
      position = labelEnd + 1
    }
    guard let end, leadingVersionCount < 2 else { return nil }
    guard fileEndings.contains(text.lowercased(lastLabel)) else { return end }
    return mailEndings.contains(text.lowercased(labelBefore)) ? labelBefore.upperBound : nil
  }

  private static func isTopLevel(_ text: Span<UInt8>, _ letters: Range<Int>, _ labelEnd: Int) -> Bool {
    letters.count >= 2 && letters.count <= 24
      && (letters.upperBound == labelEnd || text[letters.upperBound] == UInt8(ascii: "-"))
  }

  /// Reports whether a label is a part of a version: `name@18.3.0-canary.abc` is a package.
  private static func isVersionPart(_ text: Span<UInt8>, _ label: Range<Int>) -> Bool {
    var start = label.lowerBound
    if text[start] | 0x20 == UInt8(ascii: "v"), label.count > 1 { start += 1 }
    return text.end(from: start, while: ByteClass.isDigit) >= label.upperBound
  }
}
