import Bytes

/// The kinds of things that have an id people and agents pass back.
package enum RecordKind: String, CaseIterable, Sendable {
  case opportunity, bet, plan, ship, readout, decision, claim, group, lease, edit

  /// The letter its ids begin with.
  package var letter: String {
    switch self {
    case .opportunity: "O"
    case .bet: "B"
    case .plan: "P"
    case .ship: "S"
    case .readout: "R"
    case .decision: "D"
    case .claim: "C"
    case .group: "G"
    case .lease: "L"
    case .edit: "E"
    }
  }
}

/// A letter and Crockford base 32 of a content hash, such as `B-7K2M9Q`.
package struct RecordID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let kind: RecordKind
  package let text: String

  package var description: String { text }

  /// The usual number of characters after the dash; a collision makes it longer.
  package static let usualLength = 6

  /// Derives the id of what these words tell apart from everything else of its kind.
  package init(_ kind: RecordKind, of identity: String, length: Int = usualLength) {
    self.kind = kind
    let digest = SHA256.hash(Array("\(kind.rawValue)\u{0}\(identity)".utf8))
    text = "\(kind.letter)-\(Base32.encode(digest.bytes).prefix(length))"
  }

  /// Reads an id as it was typed, in either case; nil for what is none.
  package init?(_ typed: String) {
    var bytes = Array(typed.utf8)
    guard (2 + RecordID.usualLength...54).contains(bytes.count), bytes[1] == UInt8(ascii: "-") else { return nil }
    bytes[0] &= ~0x20
    guard let kind = RecordKind.allCases.first(where: { $0.letter.utf8.first == bytes[0] }) else { return nil }
    for place in bytes.indices.dropFirst(2) {
      guard let character = Base32.canonical(bytes[place]) else { return nil }
      bytes[place] = character
    }
    self.kind = kind
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Orders by text.
  package static func < (left: RecordID, right: RecordID) -> Bool { left.text < right.text }
}
