private import Bytes

/// The store's key, for digests of foreign text that nobody else can test a guess of.
package struct DigestKey: Sendable {
  private let start: HMAC

  /// Takes the store's secret.
  package init(_ secret: [UInt8]) {
    start = HMAC(key: secret)
  }

  /// Returns twelve hexadecimal digits.
  func digest(_ text: String) -> String {
    var hmac = start
    hmac.update(Array(text.utf8))
    return String(hmac.finish().hex.prefix(12))
  }
}
