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
    String(whole(text).hex.prefix(12))
  }

  /// Returns a number of 64 bits.
  func number(_ text: String) -> UInt64 { whole(text).head }

  private func whole(_ text: String) -> SHA256Digest {
    var hmac = start
    hmac.update(Array(text.utf8))
    return hmac.finish()
  }
}
