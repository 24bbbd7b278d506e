/// Keys that other letters stand before, as in `xsk_live_…`: somebody has joined texts, and the key is none the less one.
///
/// Names end like some prefixes (`task-`, `risk_live_`), so that more is asked of a key than where a word begins.
extension ProviderKey {
  /// Bytes of the shortest word that holds one: a letter, a prefix and a key.
  static let shortestGlued = 19

  /// A key whose prefix has a sign in it, by which it is looked for.
  private struct Signed {
    let key: ProviderKey
    /// Bytes of the prefix before its first sign.
    let head: Int
  }

  private static let underscored = signed("_")
  private static let hyphenated = signed("-")
  /// The first sign of each prefix, with the two bytes before it.
  static let firstSigns = (underscored + hyphenated).map { String($0.key.prefix.prefix($0.head + 1).suffix(3)) }

  private static func signed(_ sign: Character) -> [Signed] {
    all.compactMap { key in
      key.prefix.firstIndex(of: sign).map { Signed(key: key, head: key.prefix[..<$0].utf8.count) }
    }
  }

  /// Finds one within a word.
  static func matchGlued(
    _ text: Span<UInt8>,
    in word: Range<Int>,
    signs: Trigrams,
    runs: inout RunEnds
  ) -> RedactionEdit? {
    // Capitals and `_` lack this bit; without any of them there is no key.
    var common: UInt8 = 0x20
    for index in word { common &= text[index] }
    guard common == 0 else { return nil }
    for position in (word.lowerBound + 3)..<(word.upperBound - 3) {
      switch text[position] {
      case UInt8(ascii: "_"):
        guard signs.contains(text[position - 2], text[position - 1], text[position]) else { continue }
        if let edit = match(text, sign: position, of: underscored, floor: word.lowerBound) { return edit }
      case UInt8(ascii: "I"):
        // The third letter of all but one kind, which begins like a word of capitals.
        guard text[position + 1] == UInt8(ascii: "A"), !isCapital(text[position - 3]),
          let end = endOfAccessKeyID(text, from: position - 2)
        else { continue }
        return RedactionEdit((position - 2)..<end, .secret(.aws))
      case UInt8(ascii: "J"):
        guard text[position - 1] == UInt8(ascii: "y"),
          let end = JSONWebToken.endOfGlued(text, from: position - 2, runs: &runs)
        else { continue }
        return RedactionEdit((position - 2)..<end, .secret(.jwt))
      default: break
      }
    }
    return nil
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    ByteClass.isUpper(byte) || ByteClass.isDigit(byte)
  }

  /// Finds one whose first hyphen is at an offset.
  static func matchGlued(_ text: Span<UInt8>, hyphen: Int, floor: Int) -> RedactionEdit? {
    match(text, sign: hyphen, of: hyphenated, floor: floor)
  }

  private static func match(_ text: Span<UInt8>, sign: Int, of keys: [Signed], floor: Int) -> RedactionEdit? {
    for signed in keys {
      let start = sign - signed.head
      guard start > floor, text.hasText(signed.key.prefix, at: start) else { continue }
      let rest = start + signed.key.prefix.utf8.count
      // The beginning tells: a failed match must not walk to the end, for the next one would do so again.
      guard signed.key.isTelling(text, from: rest), let end = signed.key.end(text, from: rest) else { continue }
      return RedactionEdit(start..<end, .secret(signed.key.kind))
    }
    return nil
  }

  /// Reports whether what follows a prefix is no name: it has digits and both cases, or follows a prefix like no word's end.
  private func isTelling(_ text: Span<UInt8>, from rest: Int) -> Bool {
    // `task-` and its like end as the shortest prefix does: only the words that the provider puts behind it tell.
    if prefix == "sk-", !Self.openAIWords.contains(where: { text.hasText($0, at: rest) }) { return false }
    var (digits, upper, lower) = (0, 0, 0)
    var start = rest
    let limit = min(text.count, rest + 64)
    while start < limit, ByteClass.isLower(text[start]) { start += 1 }
    // A word before a hyphen is no part of what was drawn at random.
    if start == limit || text[start] != UInt8(ascii: "-") { start = rest }
    for index in start..<limit {
      guard belongs(text[index]) else { break }
      if ByteClass.isDigit(text[index]) { digits += 1 }
      if ByteClass.isUpper(text[index]) { upper += 1 }
      if ByteClass.isLower(text[index]) { lower += 1 }
    }
    if digits > 0, upper > 1, lower > 1 { return true }
    return isUnlikeWords && digits + upper >= 4
  }

  private static let openAIWords = ["proj-", "svcacct-", "admin-"]

  private var isUnlikeWords: Bool {
    prefix.utf8.count >= 6 && !prefix.hasPrefix("sk") && !prefix.hasPrefix("rk")
  }
}
