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
      let (source, bound) = least()
      let run = runs[source]
      let start = places[source]
      var end = start &+ 1
      // Keys of a trace stand together in one run in most cases, and are copied together.
      while end < run.count, end &- start < left, run.key(end) < bound { end &+= 1 }
      run.append(start..<end, to: &bytes)
      left &-= end &- start
      if end < run.count {
        places[source] = end
        heads[source] = run.key(end)
      } else {
        runs.remove(at: source)
        places.remove(at: source)
        heads.remove(at: source)
      }
    }
  }

  /// Returns the run with the least head, and the least head of the others.
  private func least() -> (source: Int, bound: KeyRunKey) {
    var source = 0
    var bound = KeyRunKey(high: .max, low: .max)
    for index in heads.indices.dropFirst() {
      if heads[index] < heads[source] {
        bound = heads[source]
        source = index
      } else if heads[index] < bound {
        bound = heads[index]
      }
    }
    return (source, bound)
  }
}
