import Bytes

/// The kinds of things that have an id people and agents pass back.
package enum RecordKind: String, CaseIterable, Sendable {
  case opportunity, bet, plan, ship, readout, decision, claim, group, lease

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
    let parts = typed.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, typed.utf8.count <= 54,
      let kind = RecordKind.allCases.first(where: { $0.letter == parts[0].uppercased() }),
      parts[1].utf8.count >= RecordID.usualLength
    else { return nil }
    var characters = ""
    for character in parts[1].uppercased() {
      switch character {
      case "I", "L": characters.append("1")
      case "O": characters.append("0")
      case "0"..."9", "A"..."H", "J", "K", "M", "N", "P"..."T", "V"..."Z": characters.append(character)
      default: return nil
      }
    }
    self.kind = kind
    text = "\(kind.letter)-\(characters)"
  }

  /// Orders by text.
  package static func < (left: RecordID, right: RecordID) -> Bool { left.text < right.text }
}
