/// Judges what stands beside a secret-like name: the secret, or a word about it.
enum SecretValue {
  /// Bytes looked at to judge a long value; a failed match looks no further.
  private static let sample = 64

  /// Words that are no secret under any name.
  private static let literals: Set<String> = [
    "", "null", "nil", "none", "true", "false", "undefined", "redacted", "filtered", "masked", "hidden", "[redacted]",
    "[filtered]", "[masked]", "[hidden]", "[secret]", "(redacted)", "(filtered)", "(hidden)",
  ]

  /// Words that follow "password:" in messages about passwords.
  private static let remarks: Set<String> = [
    "accepted", "changed", "created", "deleted", "denied", "disabled", "empty", "enabled", "error", "expired", "failed",
    "failure", "forgotten", "incorrect", "invalid", "long", "mismatch", "missing", "no", "not", "ok", "optional",
    "password", "rejected", "removed", "required", "reset", "revoked", "secret", "set", "short", "str", "string",
    "strong", "success", "text", "token", "unchanged", "unknown", "unset", "updated", "valid", "verified", "weak",
    "wrong", "yes",
  ]

  private static let references = ["${", "$(", "{{", "#{", "%(", "%s", "%v", "%@", "<%"]
  private static let publicPrefixes = ["phc_", "pk_live_", "pk_test_", "pk-lf-"]
  private static let pathBeginnings = ["/", "./", "../", "~/"]

  static func isLiteral(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count <= 12 && literals.contains(text.lowercased(range))
  }

  static func isRemark(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count <= 12 && remarks.contains(text.lowercased(range))
  }

  /// Reports whether somebody else has masked the value: `****`, `xxxx`, `••••`.
  static func isPlaceholder(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count <= sample else { return false }
    var position = range.lowerBound
    while position < range.upperBound {
      switch text[position] {
      case UInt8(ascii: "*"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "?"):
        position += 1
      case _ where text.hasText("•", at: position):
        position += "•".utf8.count
      default:
        return false
      }
    }
    return true
  }

  /// Reports whether a value is filled in elsewhere: `${TOKEN}`, `{{ token }}`, `%s`, `$TOKEN`.
  static func isReference(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if beginsReference(text, at: range.lowerBound) { return true }
    guard range.count > 1, range.count <= sample, text[range.lowerBound] == UInt8(ascii: "$") else { return false }
    for index in (range.lowerBound + 1)..<range.upperBound {
      guard ByteClass.isUpper(text[index]) || ByteClass.isDigit(text[index]) || text[index] == UInt8(ascii: "_") else {
        return false
      }
    }
    return !ByteClass.isDigit(text[range.lowerBound + 1])
  }

  static func beginsReference(_ text: Span<UInt8>, at start: Int) -> Bool {
    references.contains { text.hasText($0, at: start) }
  }

  /// Reports whether a value is a key meant to be seen by everybody.
  static func isPublicKey(_ text: Span<UInt8>, at start: Int) -> Bool {
    publicPrefixes.contains { text.hasText($0, at: start) }
  }

  /// Reports whether code stands where a value could: `getToken(`, `os.environ[`.
  static func isCall(_ text: Span<UInt8>, at start: Int) -> Bool {
    let end = text.end(from: start) {
      ByteClass.isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
    }
    return end > start && end < text.count && (text[end] == UInt8(ascii: "(") || text[end] == UInt8(ascii: "["))
  }

  static func isSmallNumber(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count <= 3 && text.end(from: range.lowerBound, while: ByteClass.isDigit) >= range.upperBound
  }

  static func isLetters(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count <= sample && text.end(from: range.lowerBound, while: ByteClass.isLetter) >= range.upperBound
  }

  /// Leaves out the point that ends a sentence after a value.
  static func withoutClosingPunctuation(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound,
      text[end - 1] == UInt8(ascii: ".") || text[end - 1] == UInt8(ascii: "?") || text[end - 1] == UInt8(ascii: ":")
    {
      end -= 1
    }
    return range.lowerBound..<end
  }

  /// Names the provider of the value if its shape tells, and else what the name said.
  static func marker(_ text: Span<UInt8>, _ range: Range<Int>, _ name: SecretName) -> RedactionMarker {
    var runs = RunEnds()
    guard let known = ProviderKey.match(text, at: range.lowerBound, runs: &runs), known.range == range else {
      return .secret(name.kind)
    }
    return known.marker
  }
}

// MARK: - Randomness

extension SecretValue {
  /// Reports whether a value is none that occurs in a sentence, by the kinds of bytes near its beginning.
  static func looksRandom(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count >= 4, !isPath(text, range), !isCall(text, at: range.lowerBound),
      !beginsReference(text, at: range.lowerBound)
    else { return false }
    let counts = ByteCounts(text, range.prefix(sample))
    guard !counts.hasBrackets else { return false }
    if counts.letters == 0, counts.signs == 0, counts.digits > 0 { return counts.points == 0 }
    guard range.count >= 6 else { return false }
    // `v1.2.3` and `10.0.0.1:80` have digits and points and next to no letters.
    if counts.letters <= 1, counts.points > 0 { return false }
    if counts.digits > 0, counts.letters > 0 { return true }
    if counts.signs > 0, counts.letters + counts.digits > 0 { return true }
    // Random letters change case every second time, words joined in camel case every third.
    return counts.letters >= 8 && counts.caseChanges * 5 >= counts.letters * 2
  }

  private static func isPath(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if pathBeginnings.contains(where: { text.hasText($0, at: range.lowerBound) }) { return true }
    for offset in range.prefix(sample) where text.hasText("://", at: offset) { return true }
    return false
  }
}

/// How many bytes of each kind a value has.
private struct ByteCounts {
  var digits = 0
  var letters = 0
  /// Signs that neither words nor names nor numbers are written with.
  var signs = 0
  var points = 0
  var caseChanges = 0
  var hasBrackets = false

  init(_ text: Span<UInt8>, _ range: Range<Int>) {
    for index in range {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        letters += 1
        if index > range.lowerBound, ByteClass.isLetter(text[index - 1]), (text[index - 1] ^ byte) & 0x20 != 0 {
          caseChanges += 1
        }
      case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "/"): points += 1
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): hasBrackets = true
      case UInt8(ascii: "!"), UInt8(ascii: "?"):
        // At the end these belong to the sentence.
        if index + 1 < range.upperBound { signs += 1 }
      case UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "^"),
        UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "~"):
        signs += 1
      default: break
      }
    }
  }
}
