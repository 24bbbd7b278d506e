import Bytes

/// The ids of evidence: HMAC-SHA-256(secret, kind, 0, text).
package struct EvidenceDigest: Sendable {
  private let keyed: HMAC

  /// Takes the store's secret.
  package init(secret: [UInt8]) {
    keyed = HMAC(key: secret)
  }

  /// Returns the id of a text.
  package func id(of kind: Evidence.Kind, _ text: String) -> EvidenceID {
    var hmac = keyed
    hmac.update(Array(kind.rawValue.utf8) + [0])
    hmac.update(text.utf8.span)
    return EvidenceID(hmac.finish())
  }
}
