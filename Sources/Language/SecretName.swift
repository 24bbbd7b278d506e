/// A name whose value is secret, read from its last words: `DB_PASSWORD`, `stripeApiKey`, `x-auth-token`.
struct SecretName {
  let kind: SecretKind
  /// Whether any value counts, however plain: people choose passwords, machines choose tokens.
  let isStrong: Bool
  /// Bytes of the shortest value that counts.
  let shortestValue: Int

  /// Most words after the secret one that say nothing about it.
  private static let mostQualifiers = 2

  /// Reads the words in a range of ASCII; nil where the name is not that of a secret.
  init?(_ text: Span<UInt8>, in range: Range<Int>) {
    guard Self.mayEnd(text, range) else { return nil }
    var words = NameWords(range)
    guard var last = words.next(text) else { return nil }
    // A shell keeps the working directory under this name.
    if range.count == 3, text.hasText("PWD", at: range.lowerBound) { return nil }
    for _ in 0..<Self.mostQualifiers {
      guard Self.qualifiers.contains(last), let earlier = words.next(text) else { break }
      last = earlier
    }
    let kind: SecretKind
    if let single = Self.singles[last] {
      kind = single
      if last == "token", let before = words.next(text), Self.harmlessTokens.contains(before) { return nil }
    } else if Self.needsCompany.contains(last), let before = words.next(text),
      let pair = Self.pairs["\(before) \(last)"]
    {
      kind = pair
    } else if last == "auth", range.count <= 5 {
      kind = .authorization
    } else if last == "sig", range.count == 3 {
      kind = .value
    } else if let glued = Self.gluedEndings.first(where: { last.hasSuffix($0.ending) }) {
      kind = glued.kind
    } else {
      return nil
    }
    self.kind = kind
    isStrong = kind == .password || kind == .card
    // What signs a URL of Azure; signals of the kernel have such a name too.
    shortestValue = range.count == 3 && last == "sig" ? 20 : 0
  }
}

// MARK: - A look before the words are compared

extension SecretName {
  private static let endings = Trigrams(
    endings: Array(singles.keys) + Array(needsCompany) + Array(qualifiers) + gluedEndings.map(\.ending) + [
      "auth", "sig",
    ]
  )

  /// Reports whether the last letters of a name are those of any word below; most names are no further looked at.
  private static func mayEnd(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var end = range.upperBound
    while end > range.lowerBound, !ByteClass.isLetter(text[end - 1]) { end -= 1 }
    return end - range.lowerBound >= 3 && endings.contains(text[end - 3], text[end - 2], text[end - 1])
  }
}

// MARK: - Words

extension SecretName {
  private static let singles: [String: SecretKind] = [
    "password": .password, "passwd": .password, "passphrase": .password, "passcode": .password, "pwd": .password,
    "secret": .value, "token": .token, "jwt": .token, "bearer": .token, "otp": .token, "csrf": .token, "xsrf": .token,
    "csrftoken": .token, "xsrftoken": .token, "authtoken": .token,
    "apikey": .key, "authorization": .authorization, "cookie": .cookie, "cookies": .cookie,
    "credential": .value, "credentials": .value, "phpsessid": .cookie, "jsessionid": .cookie,
    "ssn": .value, "iban": .value, "cvv": .card, "cvc": .card,
  ]

  /// Last words that are secret only after certain others.
  private static let needsCompany: Set<String> = ["key", "pass", "sid", "number", "signature", "code"]

  private static let pairs: [String: SecretKind] = {
    var pairs: [String: SecretKind] = [
      "connect sid": .cookie, "card number": .card, "amz signature": .value, "goog signature": .value,
      "security code": .card,
    ]
    let keyOwners = [
      "access", "account", "admin", "api", "app", "application", "auth", "consumer", "deploy", "encryption", "master",
      "private", "secret", "service", "session", "shared", "signing", "storage", "subscription", "webhook",
    ]
    for owner in keyOwners { pairs["\(owner) key"] = .key }
    let passOwners = [
      "admin", "auth", "db", "ftp", "mail", "mysql", "pg", "postgres", "proxy", "redis", "smtp", "user",
    ]
    for owner in passOwners { pairs["\(owner) pass"] = .password }
    return pairs
  }()

  /// Words before "token" that make it a place in a list, a unit of text or a handle.
  private static let harmlessTokens: Set<String> = [
    "bos", "cached", "cancel", "cancellation", "cls", "completion", "continuation", "cursor", "each", "end", "eos",
    "expected", "first", "idempotency", "input", "last", "mask", "max", "min", "next", "output", "pad", "page", "per",
    "progress", "prompt", "reasoning", "sep", "special", "start", "stop", "sync", "total", "unexpected", "unk",
  ]

  /// Words after the secret one that leave it a secret.
  private static let qualifiers: Set<String> = [
    "backup", "base", "confirm", "confirmation", "current", "der", "dev", "development", "digest", "encoded",
    "encrypted", "hash", "live", "new", "old", "pem", "plain", "plaintext", "primary", "prod", "production", "raw",
    "repeat", "secondary", "staging", "value",
  ]

  /// Endings of words written without a sign between them.
  private static let gluedEndings: [(ending: String, kind: SecretKind)] = [
    ("password", .password), ("passwd", .password), ("secret", .value), ("apikey", .key), ("secretkey", .key),
    ("privatekey", .key), ("accesskey", .key), ("accesstoken", .token), ("refreshtoken", .token),
    ("sessiontoken", .token), ("authtoken", .token),
  ]
}

/// Takes a name apart into lower-case words, the last first: at signs, and where lower case turns to upper.
private struct NameWords {
  private let start: Int
  private let nameEnd: Int
  private var end: Int

  init(_ range: Range<Int>) {
    start = range.lowerBound
    end = range.upperBound
    nameEnd = range.upperBound
  }

  /// Returns the next word without the digits at its end; a word of digits alone is passed over.
  mutating func next(_ text: Span<UInt8>) -> String? {
    while true {
      while end > start, !ByteClass.isAlphanumeric(text[end - 1]) { end -= 1 }
      guard end > start else { return nil }
      let wordEnd = end
      end -= 1
      while end > start, ByteClass.isAlphanumeric(text[end - 1]), !isWordStart(text, end) { end -= 1 }
      var lettersEnd = wordEnd
      while lettersEnd > end, ByteClass.isDigit(text[lettersEnd - 1]) { lettersEnd -= 1 }
      if lettersEnd > end { return text.lowercased(end..<lettersEnd) }
    }
  }

  /// Reports whether a capital begins a word: `apiKey`, and the last one of `APIKey`.
  private func isWordStart(_ text: Span<UInt8>, _ index: Int) -> Bool {
    guard ByteClass.isUpper(text[index]) else { return false }
    if !ByteClass.isUpper(text[index - 1]) { return true }
    return index + 1 < nameEnd && ByteClass.isLower(text[index + 1])
  }
}
