package import Bytes

/// What ties a reply to its request, or a progress notification to its token: a string or an integer, echoed as it came.
package enum RequestID: Hashable, Sendable, CustomStringConvertible {
  case integer(Int64)
  case string(String)

  /// Reads an id; nil for null, fractions, other types, and integers past 64 bits.
  init?(_ node: JSONNode?) {
    if let integer = node?.integer {
      self = .integer(integer)
    } else if let string = node?.string {
      self = .string(string)
    } else {
      return nil
    }
  }

  package var json: JSONValue {
    switch self {
    case .integer(let integer): .integer(integer)
    case .string(let string): .string(string)
    }
  }

  package var description: String { json.text }
}
