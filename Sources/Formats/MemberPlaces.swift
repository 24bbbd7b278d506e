import Bytes

/// Where the scalars of an object lie, by their path: `properties.$groups.company`.
struct MemberPlaces {
  private(set) var places: [String: Int] = [:]

  /// Members looked at, and how deep: what tools send of one event stays far below.
  private static let limit = 256
  private static let depth = 3

  init(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) {
    add(line, bytes, index, under: "", depth: 1)
  }

  private mutating func add(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, under path: String, depth: Int) {
    var inner: [(name: String, place: Int)] = []
    line.forEachMember(of: index) { key, value in
      guard places.count + inner.count < MemberPlaces.limit else { return }
      let name = path + String(copying: bytes, line.source(key))
      if line.isScalar(value) {
        places[name] = value
      } else if depth < MemberPlaces.depth {
        inner.append((name, value))
      }
    }
    // A long object must not push out what stands behind it.
    for (name, place) in inner { add(line, bytes, place, under: name + ".", depth: depth + 1) }
  }

  /// Returns the place of the first path that is there.
  func first(_ paths: [String]) -> Int? {
    for path in paths { if let place = places[path] { return place } }
    return nil
  }

  func hasAny(_ paths: [String]) -> Bool { first(paths) != nil }

  func has(_ path: String) -> Bool { places[path] != nil }
}
