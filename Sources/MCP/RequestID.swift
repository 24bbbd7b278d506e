package import Bytes

/// What ties a reply to its request, or a progress notification to its token: a string or an integer, echoed as it came.
///
/// Text is compared by its bytes: Swift's own comparison holds "é" in one scalar and in two for equal.
package enum RequestID: Sendable, CustomStringConvertible {
  case integer(Int64)
  case string(String)

  /// Bytes of text an id may have: every reply and every record of an open request carries it.
  static let longestText = 1_024

  /// Reads an id; nil for null, fractions, other types, integers past 64 bits, and text that is too long or that cannot
  /// be echoed because it has half of a surrogate pair.
  init?(_ node: JSONNode?) {
    if let integer = node?.integer {
      self = .integer(integer)
    } else if let string = node?.exactString, string.utf8.count <= RequestID.longestText {
      self = .string(string)
    } else {
      return nil
    }
  }

  static let refused = RPCError.invalidRequest(
    "\"id\" must be an integer of at most 64 bits, or a string of at most \(longestText) bytes"
  )

  package var json: JSONValue {
    switch self {
    case .integer(let integer): .integer(integer)
    case .string(let string): .string(string)
    }
  }

  package var description: String { json.text }
}

extension RequestID: Hashable {
  /// Compares ids by type and spelling.
  package static func == (one: RequestID, other: RequestID) -> Bool {
    switch (one, other) {
    case (.integer(let one), .integer(let other)): one == other
    case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
    default: false
    }
  }

  /// Hashes what `==` compares.
  package func hash(into hasher: inout Hasher) {
    switch self {
    case .integer(let integer): hasher.combine(integer)
    case .string(let string): for byte in string.utf8 { hasher.combine(byte) }
    }
  }
}
