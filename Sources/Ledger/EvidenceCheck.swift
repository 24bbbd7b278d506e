import Bytes
package import Domain

/// Tells whether a stored text is still the one its id was made of.
package enum EvidenceCheck {
  /// Returns the id of a text: HMAC-SHA-256, with the store's secret, of its kind, a zero byte and the text.
  package static func id(of text: String, _ kind: Evidence.Kind, secret: [UInt8]) -> EvidenceID {
    EvidenceID(hex: HMAC.tag(for: Array("\(kind.rawValue)\u{0}\(text)".utf8), key: secret).hex)
  }

  /// Reports whether a text and its kind give the id under which they are stored.
  package static func isIntact(_ evidence: Evidence, secret: [UInt8]) -> Bool {
    id(of: evidence.text, evidence.kind, secret: secret) == evidence.id
  }
}
