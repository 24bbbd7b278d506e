/// The latest change of a level that still holds: since when a series is what it is.
package enum Standing {
  /// Which way a level went.
  package enum Direction: Sendable { case up, down }

  /// Returns the latest lasting change that way which nothing has taken back; changes come in the order they began.
  ///
  /// A change the other way takes back all that it falls short of by half. What is over by itself changes no level.
  package static func change(_ direction: Direction, among changes: [Change]) -> Change? {
    var standing: [Change] = []
    for change in changes {
      switch change.kind {
      case .spike, .dip, .spread: continue
      case .silence where change.end != nil: continue
      case .rise, .climb, .outbreak, .fall, .decline, .silence: break
      }
      if (change.after > change.before) == (direction == .up) {
        standing.append(change)
      } else {
        while let last = standing.last, isTakenBack(last, by: change) { standing.removeLast() }
      }
    }
    return standing.last
  }

  private static func isTakenBack(_ old: Change, by change: Change) -> Bool {
    let middle = (old.before + old.after) / 2
    return old.after > old.before ? change.after < middle : change.after > middle
  }

  /// What was counted in how much exposure before and since a moment.
  package struct Comparison: Equatable, Sendable {
    package let before: Int64
    package let after: Int64
    package let exposures: [Double]
    /// The rate since then over the rate before, with its 95 % interval; nil where nothing was counted.
    package let ratio: Interval?
    /// The digits of the chance that one rate gives two counts so different.
    package let surprise: Double
  }

  /// Compares all whole buckets from a moment on with all before it; nil where either side has none.
  package static func compare(_ buckets: [CountBucket], at second: Int64) -> Comparison? {
    let line = CountLine(buckets)
    guard let place = line.seconds.firstIndex(where: { $0 >= second }), place > 0 else { return nil }
    let sides = (line.sum(0..<place), line.sum(place..<line.count))
    let pair = CountPair(before: sides.0, after: sides.1, dispersion: Scatter.about([place], of: line))
    return Comparison(
      before: Int64(sides.0.count),
      after: Int64(sides.1.count),
      exposures: [sides.0.exposure, sides.1.exposure],
      ratio: pair.ratio,
      surprise: pair.surprise(places: 1)
    )
  }
}
