package import Bytes

/// A text kept as proof, secrets masked: what quotes are cut from.
package struct Evidence: Equatable, Sendable {
  package let id: EvidenceID
  package let kind: Kind
  /// Masked, and exactly what quotes are compared with, byte for byte.
  package let text: String
  /// Where the sender keeps the original: an address, or a file and line; empty where nobody said.
  package let origin: String
  /// How far the writer of the text is to be trusted.
  package let trust: Trust
  /// The source's own id of the record that brought it; empty where it has none, or it is not kept.
  package let nativeID: String

  /// What a text was.
  package enum Kind: String, CaseIterable, Sendable {
    case message, error, log, attributes, snapshot
  }

  /// Who can write a text, most trusted first.
  package enum Trust: String, CaseIterable, Sendable {
    case computed, repository, firstParty = "first_party", thirdParty = "third_party"
    case attackerWritable = "attacker_writable"
  }

  package init(id: EvidenceID, kind: Kind, text: String, origin: String, trust: Trust, nativeID: String = "") {
    self.id = id
    self.kind = kind
    self.text = text
    self.origin = origin
    self.trust = trust
    self.nativeID = nativeID
  }
}

/// A keyed digest of a text: nobody without the store's key can test a guess of what was erased.
package struct EvidenceID: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let digest: SHA256Digest

  package static let byteCount = SHA256Digest.byteCount
  /// The id of no text.
  package static let none = EvidenceID(.zero)

  package init(_ digest: SHA256Digest) {
    self.digest = digest
  }

  /// Takes its bytes; nil unless there are 32.
  package init?(bytes: Span<UInt8>) {
    guard let digest = SHA256Digest(bytes: bytes) else { return nil }
    self.init(digest)
  }

  /// Takes 64 lower-case hexadecimal digits; nil for anything else.
  package init?(hex: String) {
    guard let digest = SHA256Digest(hex: hex) else { return nil }
    self.init(digest)
  }

  package var bytes: [UInt8] { digest.bytes }

  /// Sixty-four lower-case hexadecimal digits.
  package var hex: String { digest.hex }

  package var description: String { hex }

  /// Orders by digits.
  package static func < (left: EvidenceID, right: EvidenceID) -> Bool { left.digest < right.digest }
}
