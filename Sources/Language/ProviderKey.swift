/// Finds keys by the prefixes that providers give them so that they can be found.
///
/// Public keys (`pk_live_`, `phc_`) are let be: they are in every page that uses them.
struct ProviderKey {
  /// What has to follow a prefix, besides its length, for prefixes that ordinary names share.
  enum Demand {
    case nothing
    /// At least four digits or capitals, which names such as `sk-fading-circle-animation` lack.
    case mixture
  }

  let prefix: String
  let kind: SecretKind
  let shortestRest: Int
  var demand = Demand.nothing
  /// Whether `-` and `_` belong to the key.
  var hasPunctuation = true
  /// Whether the key may have parts with points between them.
  var hasParts = false

  private static let accessKeyIDs = ["AKIA", "ASIA", "ABIA", "ACCA"]
  /// Bytes after the prefix within which a key must have shown itself; the look ahead of a failed match ends here.
  private static let lookahead = 40

  /// Longer prefixes stand before the shorter ones that begin them.
  static let all: [ProviderKey] = [
    ProviderKey(prefix: "sk-ant-", kind: .anthropic, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "sk-lf-", kind: .value, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "sk-", kind: .openai, shortestRest: 20, demand: .mixture),
    ProviderKey(prefix: "sk_live_", kind: .stripe, shortestRest: 10),
    ProviderKey(prefix: "sk_test_", kind: .stripe, shortestRest: 10),
    ProviderKey(prefix: "rk_live_", kind: .stripe, shortestRest: 10),
    ProviderKey(prefix: "rk_test_", kind: .stripe, shortestRest: 10),
    ProviderKey(prefix: "whsec_", kind: .stripe, shortestRest: 16),
    ProviderKey(prefix: "ghp_", kind: .github, shortestRest: 20, hasPunctuation: false),
    ProviderKey(prefix: "gho_", kind: .github, shortestRest: 20, hasPunctuation: false),
    ProviderKey(prefix: "ghu_", kind: .github, shortestRest: 20, hasPunctuation: false),
    ProviderKey(prefix: "ghs_", kind: .github, shortestRest: 20, hasParts: true),
    ProviderKey(prefix: "ghr_", kind: .github, shortestRest: 20, hasPunctuation: false),
    ProviderKey(prefix: "github_pat_", kind: .github, shortestRest: 20),
    ProviderKey(prefix: "glpat-", kind: .gitlab, shortestRest: 16, hasParts: true),
    ProviderKey(prefix: "gldt-", kind: .gitlab, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "glrt-", kind: .gitlab, shortestRest: 16, demand: .mixture, hasParts: true),
    ProviderKey(prefix: "glcbt-", kind: .gitlab, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "glptt-", kind: .gitlab, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "xoxa-", kind: .slack, shortestRest: 10, demand: .mixture),
    ProviderKey(prefix: "xoxb-", kind: .slack, shortestRest: 10, demand: .mixture),
    ProviderKey(prefix: "xoxp-", kind: .slack, shortestRest: 10, demand: .mixture),
    ProviderKey(prefix: "xoxr-", kind: .slack, shortestRest: 10, demand: .mixture),
    ProviderKey(prefix: "xoxs-", kind: .slack, shortestRest: 10, demand: .mixture),
    ProviderKey(prefix: "xoxe.", kind: .slack, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "xapp-", kind: .slack, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "xai-", kind: .xai, shortestRest: 32, demand: .mixture),
    ProviderKey(prefix: "AIza", kind: .google, shortestRest: 35),
    ProviderKey(prefix: "GOCSPX-", kind: .google, shortestRest: 20),
    ProviderKey(prefix: "ya29.", kind: .google, shortestRest: 20, hasParts: true),
    ProviderKey(prefix: "gsk_", kind: .groq, shortestRest: 32, demand: .mixture, hasPunctuation: false),
    ProviderKey(prefix: "npm_", kind: .npm, shortestRest: 30, hasPunctuation: false),
    ProviderKey(prefix: "pypi-", kind: .pypi, shortestRest: 16, demand: .mixture),
    ProviderKey(prefix: "rubygems_", kind: .rubygems, shortestRest: 32, demand: .mixture),
    ProviderKey(prefix: "hf_", kind: .huggingface, shortestRest: 30, hasPunctuation: false),
    ProviderKey(prefix: "hvs.", kind: .vault, shortestRest: 24, demand: .mixture),
    ProviderKey(prefix: "lin_api_", kind: .linear, shortestRest: 20),
    ProviderKey(prefix: "lsv2_", kind: .langsmith, shortestRest: 24, demand: .mixture),
    ProviderKey(prefix: "pylf_", kind: .logfire, shortestRest: 20, demand: .mixture),
    ProviderKey(prefix: "phx_", kind: .posthog, shortestRest: 20),
    ProviderKey(prefix: "PMAK-", kind: .postman, shortestRest: 24, demand: .mixture),
    ProviderKey(prefix: "shpat_", kind: .shopify, shortestRest: 16),
    ProviderKey(prefix: "shpss_", kind: .shopify, shortestRest: 16),
    ProviderKey(prefix: "shpca_", kind: .shopify, shortestRest: 16),
    ProviderKey(prefix: "shppa_", kind: .shopify, shortestRest: 16),
    ProviderKey(prefix: "dop_v1_", kind: .digitalocean, shortestRest: 32),
    ProviderKey(prefix: "doo_v1_", kind: .digitalocean, shortestRest: 32),
    ProviderKey(prefix: "dor_v1_", kind: .digitalocean, shortestRest: 32),
    ProviderKey(prefix: "dckr_pat_", kind: .docker, shortestRest: 20),
    ProviderKey(prefix: "sntrys_", kind: .sentry, shortestRest: 32),
    ProviderKey(prefix: "sntryu_", kind: .sentry, shortestRest: 32),
    ProviderKey(prefix: "sq0csp-", kind: .square, shortestRest: 20),
    ProviderKey(prefix: "sq0atp-", kind: .square, shortestRest: 20),
  ]
}

extension ProviderKey {
  /// All of them by the first byte of their prefixes, in the same order.
  private static let byFirstByte = (UInt8(0)..<0x80).map { byte in all.filter { $0.prefix.utf8.first == byte } }

  /// What keys begin with, for a look before the words are compared.
  static let beginnings =
    all.map(\.prefix) + accessKeyIDs + ["eyJ", "SG."] + "0123456789abcdef".map { "SK\($0)" }

  /// Returns the edit that masks the key beginning at an offset, where a word begins.
  static func match(_ text: Span<UInt8>, at start: Int, runs: inout RunEnds) -> RedactionEdit? {
    switch text[start] {
    case UInt8(ascii: "e"):
      return JSONWebToken.end(text, from: start, runs: &runs).map { RedactionEdit(start..<$0, .secret(.jwt)) }
    case UInt8(ascii: "S"):
      if let end = endOfTwilio(text, from: start) { return RedactionEdit(start..<end, .secret(.twilio)) }
      return endOfSendGrid(text, from: start).map { RedactionEdit(start..<$0, .secret(.sendgrid)) }
    case UInt8(ascii: "A"):
      if let end = endOfAccessKeyID(text, from: start) { return RedactionEdit(start..<end, .secret(.aws)) }
    default: break
    }
    for key in byFirstByte[Int(text[start] & 0x7f)] where text.hasText(key.prefix, at: start) {
      guard let end = key.end(text, from: start + key.prefix.utf8.count) else { continue }
      return RedactionEdit(start..<end, .secret(key.kind))
    }
    return nil
  }

  /// Returns the end of the key whose prefix ends at an offset.
  func end(_ text: Span<UInt8>, from rest: Int) -> Int? {
    var mixture = 0
    var position = rest
    let limit = min(text.count, rest + Self.lookahead)
    while position < limit, belongs(text[position]) {
      if ByteClass.isDigit(text[position]) || ByteClass.isUpper(text[position]) { mixture += 1 }
      position += 1
    }
    guard position - rest >= shortestRest, demand == .nothing || mixture >= 4 else { return nil }
    position = text.end(from: position, while: belongs)
    while hasParts, position + 1 < text.count, text[position] == UInt8(ascii: "."), belongs(text[position + 1]) {
      position = text.end(from: position + 1, while: belongs)
    }
    return position
  }

  func belongs(_ byte: UInt8) -> Bool {
    hasPunctuation ? ByteClass.isKey(byte) : ByteClass.isAlphanumeric(byte)
  }

  /// Returns the end of an AWS access key id: a prefix of four letters and exactly sixteen more.
  static func endOfAccessKeyID(_ text: Span<UInt8>, from start: Int) -> Int? {
    guard accessKeyIDs.contains(where: { text.hasText($0, at: start) }) else { return nil }
    let end = start + 20
    guard end <= text.count else { return nil }
    for index in start..<end {
      guard ByteClass.isUpper(text[index]) || ByteClass.isDigit(text[index]) else { return nil }
    }
    return end < text.count && ByteClass.isWord(text[end]) ? nil : end
  }

  /// Returns the end of the id of a Twilio API key: `SK` and 32 hexadecimal digits.
  private static func endOfTwilio(_ text: Span<UInt8>, from start: Int) -> Int? {
    text.hasText("SK", at: start) ? endOfHex(text, from: start + 2) : nil
  }

  /// Returns the edit that masks what follows a Twilio account's id, `AC` and 32 digits, and a colon.
  static func matchTwilio(_ text: Span<UInt8>, colon: Int) -> RedactionEdit? {
    let start = colon - 34
    guard text.hasText("AC", at: start), endOfHex(text, from: start + 2) == colon,
      let end = endOfHex(text, from: colon + 1)
    else { return nil }
    return RedactionEdit((colon + 1)..<end, .secret(.twilio))
  }

  /// Returns the end of exactly 32 lower-case hexadecimal digits.
  private static func endOfHex(_ text: Span<UInt8>, from start: Int) -> Int? {
    let end = start + 32
    guard end <= text.count else { return nil }
    for index in start..<end {
      guard ByteClass.isDigit(text[index]) || text[index] &- UInt8(ascii: "a") < 6 else { return nil }
    }
    return end < text.count && ByteClass.isWord(text[end]) ? nil : end
  }

  /// Returns the end of `SG.`, an id, a point and a secret.
  private static func endOfSendGrid(_ text: Span<UInt8>, from start: Int) -> Int? {
    guard text.hasText("SG.", at: start) else { return nil }
    let limit = min(text.count, start + 3 + 64)
    var middle = start + 3
    while middle < limit, ByteClass.isKey(text[middle]) { middle += 1 }
    guard middle - start >= 3 + 16, middle < text.count, text[middle] == UInt8(ascii: ".") else { return nil }
    let end = text.end(from: middle + 1, while: ByteClass.isKey)
    return end - middle > 16 ? end : nil
  }
}
