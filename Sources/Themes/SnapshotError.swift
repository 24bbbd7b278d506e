package import Bytes

/// Why a snapshot cannot be resumed from.
package enum SnapshotError: Error, Equatable, CustomStringConvertible {
  case notJSON(JSONError)
  case unknownVersion
  case damaged(member: String)

  package var description: String {
    switch self {
    case .notJSON(let error): "not JSON: \(error)"
    case .unknownVersion: "written by another version"
    case .damaged(let member): "member \(member) is damaged"
    }
  }
}
