/// Finds the value of an option with a secret-like name in a command line: `--token abc123`.
///
/// `--token=abc123` is an assignment like others.
enum SecretOption {
  private static let longestName = 64

  static func match(_ text: Span<UInt8>, at start: Int, floor: Int) -> RedactionEdit? {
    guard start + 3 < text.count, text[start + 1] == UInt8(ascii: "-"), ByteClass.isLetter(text[start + 2]),
      start == floor || text[start - 1] != UInt8(ascii: "-")
    else { return nil }
    var gap = start + 2
    while gap < text.count, gap - start <= longestName, ByteClass.isKey(text[gap]) { gap += 1 }
    guard gap < text.count, text[gap] == UInt8(ascii: " "),
      let name = SecretName(text, in: (start + 2)..<gap)
    else { return nil }
    var value = gap + 1
    if value < text.count, ByteClass.isQuote(text[value]) { value += 1 }
    var runs = RunEnds()
    let range = value..<runs.endOfValue(text, from: value)
    guard !RedactionMarker.begins(in: text, at: range.upperBound), SecretValue.looksRandom(text, range),
      !SecretValue.isPublicKey(text, at: value)
    else { return nil }
    return RedactionEdit(range, SecretValue.marker(text, range, name))
  }
}
