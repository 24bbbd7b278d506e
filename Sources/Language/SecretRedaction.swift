/// Masks credentials and personal identifiers in text, by rules that need no key and no network.
///
/// What is masked: keys of known providers, web tokens, HTTP credentials, passwords in URLs, private key blocks, values
/// beside a secret-like name, addresses of web hooks, e-mail addresses and payment card numbers; names, signs and slashes
/// may be escaped as in a URL. A marker such as `⟦secret:stripe⟧` takes the
/// place of each; in JSON the result is still JSON.
package enum SecretRedaction {
  /// Rounds after which a text is left as it is, so that a hostile one cannot ask for more.
  private static let roundLimit = 16

  /// Returns the text with every secret replaced by a marker; masking the result again changes nothing.
  ///
  /// Time is linear in the length, whatever the text. Clean text comes back uncopied.
  package static func mask(_ text: String) -> String {
    var masked = text
    // A marker can part what stood together, and so bring out another secret beside it.
    for _ in 0..<roundLimit {
      guard let next = maskOnce(masked) else { break }
      masked = next
    }
    return masked
  }

  /// Returns nil where there is nothing to mask.
  private static func maskOnce(_ text: String) -> String? {
    var scan = RedactionScan()
    scan.run(text.utf8.span)
    guard !scan.edits.isEmpty else { return nil }
    let bytes = Array(text.utf8)
    var masked: [UInt8] = []
    masked.reserveCapacity(bytes.count)
    var copied = 0
    for edit in scan.edits {
      masked.append(contentsOf: bytes[copied..<edit.range.lowerBound])
      masked.append(contentsOf: edit.replacement.utf8)
      copied = edit.range.upperBound
    }
    masked.append(contentsOf: bytes[copied...])
    return String(decoding: masked, as: UTF8.self)
  }

  /// Returns a value to be shown under its keys: whole behind a marker where one of them says that it is secret.
  package static func mask(_ text: String, under keys: [String]) -> String {
    keys.contains(where: isSecretName) ? RedactionMarker.secret(.value).text : mask(text)
  }

  /// Reports whether a value under this key is to be masked unseen: `db_password`, `x-api-key`, `accessToken`.
  ///
  /// Counts and descriptions of secrets are not secret: `max_tokens`, `tokenType`, `password_length`, `progressToken`.
  /// Nor is `session.id`, which joins signals to their session.
  package static func isSecretName(_ key: String) -> Bool {
    let bytes = key.utf8.span
    return SecretName(bytes, in: 0..<bytes.count) != nil
  }
}
