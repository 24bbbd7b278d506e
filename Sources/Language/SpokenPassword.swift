/// Finds the password in "my password is hunter2", as people write to a help desk.
enum SpokenPassword {
  static let words = ["password", "passwd", "passcode", "passphrase", "pwd"]
  private static let verbs = [" is: ", " is ", " was "]

  static func match(_ text: Span<UInt8>, at start: Int) -> RedactionEdit? {
    guard let word = words.first(where: { text.hasText(ignoringCase: $0, at: start) }) else { return nil }
    let gap = start + word.utf8.count
    guard let verb = verbs.first(where: { text.hasText(ignoringCase: $0, at: gap) }) else { return nil }
    var value = gap + verb.utf8.count
    if value < text.count, ByteClass.isQuote(text[value]) { value += 1 }
    var runs = RunEnds()
    let end = runs.endOfValue(text, from: value)
    guard !RedactionMarker.begins(in: text, at: end) else { return nil }
    let range = SecretValue.withoutClosingPunctuation(text, value..<end)
    return SecretValue.looksRandom(text, range) ? RedactionEdit(range, .secret(.password)) : nil
  }
}
