/// Finds the value beside a secret-like name: `name=value`, `name: value`, `"name":"value"`.
///
/// Where the writing is a machine's (JSON, a query, an environment) any value counts. After `name: ` without quotes a
/// sentence may follow instead, and only a value that no sentence contains counts; of passwords, also a word alone.
enum SecretAssignment {
  /// Most blanks passed over between a name and its value.
  private static let mostBlanks = 16

  /// Returns the edit that masks the value after the `=` or `:` at `separator`.
  static func match(_ text: Span<UInt8>, separator: Int, floor: Int, runs: inout RunEnds) -> RedactionEdit? {
    guard let name = AssignedName(text, before: separator, floor: floor) else { return nil }
    var value = separator + 1
    while value < text.count, value < separator + 3,
      text[value] == UInt8(ascii: "=") || text[value] == UInt8(ascii: ">")
    {
      value += 1
    }
    // `token::Kind` is a path of a programming language.
    if value < text.count, text[value] == UInt8(ascii: ":") { return nil }
    let blanks = value
    while value < text.count, value < blanks + mostBlanks, ByteClass.isBlank(text[value]) { value += 1 }
    guard value < text.count, !RedactionMarker.begins(in: text, at: value),
      !SecretValue.isPublicKey(text, at: value)
    else { return nil }
    let isSpaced = value > blanks || name.isSpaced
    let isSpoken = name.quoteEscapes == nil && (text[separator] == UInt8(ascii: ":") || isSpaced)

    // Python writes letters before its quotes; what an f stands before is filled in elsewhere.
    if value + 1 < text.count, ByteClass.isQuote(text[value + 1]) {
      switch text[value] | 0x20 {
      case UInt8(ascii: "f"): return nil
      case UInt8(ascii: "b"), UInt8(ascii: "r"), UInt8(ascii: "u"): value += 1
      default: break
      }
    }
    if let quoted = QuotedValue(text, at: value) {
      // Other quotes than the name's end the text in which the name stood.
      guard quoted.escapes == name.quoteEscapes ?? quoted.escapes else { return nil }
      return matchQuoted(text, quoted, name.name, isSpoken: isSpoken)
    }
    if isSpoken, name.name.kind == .authorization {
      return matchAuthorization(text, at: value, name.name, &runs)
    }
    if text[separator] == UInt8(ascii: ":"), name.name.kind == .cookie, let end = endOfCookies(text, from: value) {
      return RedactionEdit(value..<end, .secret(.cookie))
    }
    return matchBare(text, at: value, name, isSpoken: isSpoken, floor: floor, &runs)
  }

  private static func matchQuoted(
    _ text: Span<UInt8>,
    _ quoted: QuotedValue,
    _ name: SecretName,
    isSpoken: Bool
  ) -> RedactionEdit? {
    let range = quoted.range
    guard !quoted.holdsMarker, !range.isEmpty, range.count >= name.shortestValue, !SecretValue.isLiteral(text, range),
      !SecretValue.isReference(text, range), !SecretValue.isPlaceholder(text, range),
      !SecretValue.isPublicKey(text, at: range.lowerBound)
    else { return nil }
    if isSpoken {
      if name.isStrong {
        if SecretValue.isRemark(text, range) { return nil }
      } else if quoted.holdsBlank || (range.count < 8 && !SecretValue.looksRandom(text, range)) {
        return nil
      }
    } else if !name.isStrong, SecretValue.isSmallNumber(text, range) {
      return nil
    }
    return RedactionEdit(range, SecretValue.marker(text, range, name))
  }

  private static func matchBare(
    _ text: Span<UInt8>,
    at value: Int,
    _ name: AssignedName,
    isSpoken: Bool,
    floor: Int,
    _ runs: inout RunEnds
  ) -> RedactionEdit? {
    // All that can be told from the beginning is told before the end is looked for: see `RedactionScan` on time.
    switch text[value] {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): return nil
    default: break
    }
    guard !SecretValue.beginsReference(text, at: value), !SecretValue.isCall(text, at: value) else { return nil }
    let end = runs.endOfValue(text, from: value)
    guard end > value, !RedactionMarker.begins(in: text, at: end) else { return nil }
    let whole = value..<end
    let range = isSpoken ? SecretValue.withoutClosingPunctuation(text, whole) : whole
    guard !range.isEmpty, !SecretValue.isLiteral(text, range), !SecretValue.isReference(text, range),
      !SecretValue.isPlaceholder(text, range), range.count >= name.name.shortestValue,
      name.name.isStrong || !SecretValue.isSmallNumber(text, range)
    else { return nil }
    if isSpoken, !SecretValue.looksRandom(text, range) {
      guard name.name.isStrong, !name.isPath, !SecretValue.isRemark(text, range), isAlone(text, after: end),
        range.count >= 4, SecretValue.isLetters(text, range)
      else { return nil }
    }
    let quotes = name.quoteEscapes != nil ? quoteEscapes(text, ofBareValue: range, floor: floor) : nil
    return RedactionEdit(range, SecretValue.marker(text, range, name.name), quoteEscapes: quotes)
  }

  /// Reports whether no further word follows on the line.
  private static func isAlone(_ text: Span<UInt8>, after end: Int) -> Bool {
    let next = text.end(from: end, while: ByteClass.isBlank)
    return next >= text.count || ByteClass.endsValue(text[next])
  }
}

// MARK: - Headers

extension SecretAssignment {
  /// Schemes whose credentials are one token, and those whose credentials are the rest of the line.
  private static let tokenSchemes: Set<String> = ["apikey", "basic", "bearer", "bot", "key", "token"]
  private static let lineSchemes: Set<String> = [
    "aws4-hmac-sha256", "digest", "hawk", "hmac", "negotiate", "ntlm", "oauth", "sharedkey", "signature",
  ]

  private static func matchAuthorization(
    _ text: Span<UInt8>,
    at start: Int,
    _ name: SecretName,
    _ runs: inout RunEnds
  ) -> RedactionEdit? {
    let schemeEnd = text.end(from: start) { ByteClass.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    let scheme = schemeEnd - start <= 16 ? text.lowercased(start..<schemeEnd) : ""
    let isLine = lineSchemes.contains(scheme)
    var value = start
    if isLine || tokenSchemes.contains(scheme), schemeEnd < text.count, text[schemeEnd] == UInt8(ascii: " ") {
      value = schemeEnd + 1
    }
    guard value < text.count, !SecretValue.isPublicKey(text, at: value) else { return nil }
    let token = value..<runs.endOfValue(text, from: value)
    guard !RedactionMarker.begins(in: text, at: token.upperBound), token.count >= 4,
      SecretValue.looksRandom(text, token) || token.count >= 24 || (isLine && value > start && holdsPair(text, token))
    else { return nil }
    if isLine, value > start { return RedactionEdit(value..<endOfLine(text, from: value), .secret(name.kind)) }
    let credential = HTTPCredential.match(text, at: start)
    if let credential, credential.range == token { return credential }
    return RedactionEdit(token, SecretValue.marker(text, token, name))
  }

  private static func holdsPair(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.contains { text[$0] == UInt8(ascii: "=") }
  }

  /// Returns the end of the line of cookies at an offset, if one begins there: `name=value; name=value`.
  private static func endOfCookies(_ text: Span<UInt8>, from start: Int) -> Int? {
    let end = text.end(from: start) { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ":") && !ByteClass.endsValue($0) }
    guard end > start, end < text.count, text[end] == UInt8(ascii: "=") else { return nil }
    return endOfLine(text, from: end)
  }

  private static func endOfLine(_ text: Span<UInt8>, from start: Int) -> Int {
    text.end(from: start) {
      ($0 >= 0x20 || $0 == UInt8(ascii: "\t")) && !ByteClass.isQuote($0) && $0 != UInt8(ascii: "\\")
    }
  }
}

// MARK: - JSON

extension SecretAssignment {
  /// Returns how many backslashes escape the quotes that a bare JSON value needs once it is a marker; nil for none.
  ///
  /// The value is one of JSON if a name in double quotes stands before it, and what may follow a number after it.
  static func quoteEscapes(_ text: Span<UInt8>, ofBareValue value: Range<Int>, floor: Int) -> Int? {
    var position = value.lowerBound
    while position > floor, value.lowerBound - position <= mostBlanks, ByteClass.isBlank(text[position - 1]) {
      position -= 1
    }
    guard position - 2 >= floor, text[position - 1] == UInt8(ascii: ":"), text[position - 2] == UInt8(ascii: "\""),
      QuotedValue.closes(text, before: value.upperBound)
    else { return nil }
    position -= 2
    let quote = position
    while position > floor, quote - position < 7, text[position - 1] == UInt8(ascii: "\\") { position -= 1 }
    // A quote that opens a text, as in `[":4242"]`, has no name before it.
    guard position == floor || !opensText(after: text[position - 1]) else { return nil }
    return quote - position
  }

  private static func opensText(after byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"), 0...0x20: true
    default: false
    }
  }
}
