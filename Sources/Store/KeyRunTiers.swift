/// Which runs are merged when a new one comes: so that there are never many, and no key is copied often.
enum KeyRunTiers {
  /// Four runs of about the same size become one of the next.
  static let fanout = 4
  /// Runs grow no larger than this by merging, so that no writer waits long for it: 56 MiB.
  static let largest = 4_194_304
  private static let smallest = 4_096

  /// The tier of a run with so many keys.
  static func tier(_ count: Int) -> Int {
    var tier = 0
    var bound = smallest * fanout
    while count >= bound {
      tier += 1
      bound *= fanout
    }
    return tier
  }

  /// Returns the places of those among existing runs that a new one is merged with, none in most cases.
  static func merging(_ counts: [Int], with count: Int) -> [Int] {
    var merged: [Int] = []
    var total = count
    while true {
      let limit = tier(total)
      let peers = counts.indices.filter { !merged.contains($0) && tier(counts[$0]) <= limit }
      let sum = peers.reduce(total) { $0 + counts[$1] }
      guard peers.count >= fanout - 1, sum <= largest else { return merged }
      merged += peers
      total = sum
    }
  }
}
