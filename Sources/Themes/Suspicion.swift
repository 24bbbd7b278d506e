import Bytes

/// Knows text that talks to a machine instead of to the people of the product.
///
/// Such text is kept and counted like any other, but it never makes a title, a label or a quote, and nothing is learnt
/// from its words. The list is short on purpose: what protects is that titles are made of checked words only.
package enum Suspicion {
  /// Words that orders to a model are made of; none is missed in a label.
  static let words: Set<String> = [
    "admin", "administrator", "assistant", "bash", "curl", "decode", "disregard", "eval", "exec", "execute",
    "exfiltrate",
    "ignore", "ignoriere", "instruction", "instructions", "jailbreak", "override", "previous", "priority", "prompt",
    "rank", "sudo", "system", "wget",
  ]

  private static let phrases = [
    "ignore all", "ignore previous", "ignore the above", "ignore your", "ignore rules", "disregard all",
    "disregard previous", "previous instructions", "your instructions", "alle bisherigen", "alle vorherigen",
    "ignora las", "ignorez les", "you are now", "maintenance mode", "new instructions", "system prompt", "ai engineer",
    "assistant:", "\nsystem:", "<system", "</customer", "</message", "</user", "<!--", "<|", "[inst]",
    "priority override", "rank this", "mark this ticket", "set severity", "recommended fix", "## resolution",
    "curl -s http", "curl -fssl", "| sh", "| bash", "${{", "![", "rm -rf", "push to main", "without review",
    "pr description", "print the environment", "do not mention", "decode and follow", "delete the tests",
  ].map { Array($0.utf8) }

  /// Returns the text before the first thing that looks like an order to a machine, and whether there was one.
  package static func clean(_ text: String) -> (text: Substring, isSuspect: Bool) {
    let bytes = Array(text.utf8)
    var lowered = bytes
    for index in lowered.indices where ASCII.isUpper(lowered[index]) { lowered[index] |= 0x20 }
    var cut = bytes.count
    let run = lowered[...]
    for phrase in phrases {
      if let place = firstPlace(of: phrase, in: run, before: cut) { cut = place }
    }
    if let place = firstHidden(bytes, before: cut) { cut = place }
    if let place = firstBlob(bytes, before: cut) { cut = place }
    guard cut < bytes.count else { return (text[...], false) }
    let place = text.utf8.index(text.startIndex, offsetBy: cut)
    return (sentences(text[..<(place.samePosition(in: text) ?? text.startIndex)]), true)
  }

  /// Reports whether a name that passed its character check still spells an order: two words of the list or more.
  package static func isIn(name: String) -> Bool {
    IdentifierWords.split(name).filter(words.contains).count > 1
  }

  /// Keeps whole sentences only: what leads up to an order belongs to it.
  private static func sentences(_ text: Substring) -> Substring {
    let end = text.lastIndex { $0 == "." || $0 == "!" || $0 == "?" || $0 == "\n" }
    return end.map { text[...$0] } ?? text[text.startIndex..<text.startIndex]
  }

  private static func firstPlace(of phrase: [UInt8], in run: ByteText, before limit: Int) -> Int? {
    var place = 0
    let end = min(limit, run.count - phrase.count + 1)
    while place < end {
      guard let next = run[place..<end].firstIndex(of: phrase[0]) else { return nil }
      if run[next..<(next + phrase.count)].elementsEqual(phrase) { return next }
      place = next + 1
    }
    return nil
  }

  /// Finds zero-width characters (U+200B to U+200F, U+2060 to U+2064, U+FEFF) and tag characters (U+E0000 on).
  private static func firstHidden(_ bytes: [UInt8], before limit: Int) -> Int? {
    var index = 0
    while index + 2 < limit {
      if bytes[index] == 0xe2, bytes[index + 1] == 0x80, (0x8b...0x8f).contains(bytes[index + 2]) { return index }
      if bytes[index] == 0xe2, bytes[index + 1] == 0x81, (0xa0...0xa4).contains(bytes[index + 2]) { return index }
      if bytes[index] == 0xef, bytes[index + 1] == 0xbb, bytes[index + 2] == 0xbf { return index }
      if bytes[index] == 0xf3, bytes[index + 1] == 0xa0 { return index }
      index += 1
    }
    return nil
  }

  /// Finds forty characters of base 64 or more in one piece.
  private static func firstBlob(_ bytes: [UInt8], before limit: Int) -> Int? {
    var start = 0
    for index in 0...limit {
      let isPart = index < limit && (ASCII.isAlphanumeric(bytes[index]) || bytes[index] == UInt8(ascii: "+"))
      if isPart { continue }
      if index - start >= 40 { return start }
      start = index + 1
    }
    return nil
  }
}
