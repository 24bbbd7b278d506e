/// Walks through several runs at once, in the order of their keys.
struct KeyRunMerge {
  private var runs: [KeyRun]
  private var places: [Int]
  private var heads: [KeyRunKey]

  /// Begins at the least key of all.
  init(_ runs: [KeyRun]) {
    self.runs = runs.filter { $0.count > 0 }
    places = self.runs.map { _ in 0 }
    heads = self.runs.map { $0.key(0) }
  }

  /// Appends the next keys with their blocks, at most so many; none at the end.
  mutating func appendNext(_ limit: Int, to bytes: inout [UInt8]) {
    var left = limit
    while left > 0, !heads.isEmpty {
      var source = 0
      for index in heads.indices.dropFirst() where heads[index] < heads[source] { source = index }
      let place = places[source]
      runs[source].append(place..<place &+ 1, to: &bytes)
      left &-= 1
      if place &+ 1 < runs[source].count {
        places[source] = place &+ 1
        heads[source] = runs[source].key(place &+ 1)
      } else {
        runs.remove(at: source)
        places.remove(at: source)
        heads.remove(at: source)
      }
    }
  }
}
