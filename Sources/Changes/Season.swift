import Glibc

/// The hours of the day or of the week in which more or less is counted, learned from a line where they are there.
enum Season {
  private static let day: Int64 = 86_400
  private static let hour: Int64 = 3600
  /// Fewer periods than these show no repetition.
  private static let fewest = (days: 3, weeks: 2)
  /// How many counts as usual a slot is taken to have had besides its own, so that one lucky count is no season.
  private static let shrinkage = 2.0
  /// A season foretells at least this share of the periods it was not learned from, and gains so much in all.
  private static let proof = (share: 0.67, gain: 5.0)

  /// Returns one factor per bucket, about 1 on average; all 1 where there is no season.
  static func factors(of line: CountLine) -> [Double] {
    let flat = [Double](repeating: 1, count: line.count)
    guard line.count >= 8, let width = zip(line.seconds.dropFirst(), line.seconds).map({ $0 &- $1 }).min(), width > 0
    else { return flat }
    let slot = max(width, hour)
    let candidates = [
      Periods(line, length: day, slot: slot, fewest: fewest.days),
      Periods(line, length: 7 * day, slot: slot, fewest: fewest.weeks),
    ]
    let gains = candidates.map { $0?.gain ?? 0 }
    guard let best = gains.indices.max(by: { gains[$0] < gains[$1] }), gains[best] > proof.gain,
      let periods = candidates[best]
    else { return flat }
    return periods.factors
  }

  /// A line folded by a period.
  private struct Periods {
    /// Per bucket: its period, counted from the first, and its slot within it.
    let places: [(period: Int, slot: Int)]
    let slots: Int
    /// Per period, per slot: counts, and what they would be in a flat period of that total.
    var counted: [[Double]] = []
    var expected: [[Double]] = []
    /// Per slot: the periods that have it, by how much more than flat they have there, and what all of them have.
    var cells: [[Int]] = []
    var totals: [(Double, Double)] = []

    init?(_ line: CountLine, length: Int64, slot: Int64, fewest: Int) {
      guard slot * 2 <= length, let first = line.seconds.first, let last = line.seconds.last else { return nil }
      slots = Int((length + slot - 1) / slot)
      let start = first - ((first % length) + length) % length
      guard (last - start) / length < Int64(CountLine.longest) else { return nil }
      places = line.seconds.map { (Int(($0 - start) / length), Int(($0 - start) % length / slot)) }
      let periods = (places.last?.period ?? 0) + 1
      var exposed = [[Double]](repeating: [Double](repeating: 0, count: slots), count: periods)
      counted = exposed
      for (bucket, place) in places.enumerated() {
        counted[place.period][place.slot] += line.counts[bucket]
        exposed[place.period][place.slot] += line.exposures[bucket]
      }
      var full = 0
      expected = zip(counted, exposed).map { counts, exposures in
        let (count, exposure) = (counts.reduce(0, +), exposures.reduce(0, +))
        if exposures.count(where: { $0 > 0 }) * 4 >= slots * 3 { full += 1 }
        return exposures.map { exposure > 0 ? $0 * count / exposure : 0 }
      }
      guard full >= fewest else { return nil }
      let (counted, expected) = (counted, expected)
      cells = (0..<slots).map { slot in
        counted.indices.filter { expected[$0][slot] > 0 }
          .sorted { counted[$0][slot] * expected[$1][slot] < counted[$1][slot] * expected[$0][slot] }
      }
      totals = cells.enumerated().map { slot, periods in
        periods.reduce((0, 0)) { ($0.0 + counted[$1][slot], $0.1 + expected[$1][slot]) }
      }
    }

    /// The factor of every slot, learned from all periods but one: the mean without the greatest and least.
    func profile(without left: Int? = nil) -> [Double] {
      cells.indices.map { slot in
        let others = cells[slot].count - (left.map { expected[$0][slot] > 0 ? 1 : 0 } ?? 0)
        var sums = totals[slot]
        func leaveOut(_ period: Int) { sums = (sums.0 - counted[period][slot], sums.1 - expected[period][slot]) }
        if let left { leaveOut(left) }
        if others >= 4 {
          if let least = cells[slot].first(where: { $0 != left }) { leaveOut(least) }
          if let greatest = cells[slot].last(where: { $0 != left }) { leaveOut(greatest) }
        }
        return (max(0, sums.0) + shrinkage) / (max(0, sums.1) + shrinkage)
      }
    }

    /// How much likelier the season makes the periods it was not learned from; 0 unless most of them.
    var gain: Double {
      var total = 0.0
      var better = 0
      var asked = 0
      for period in counted.indices where counted[period].contains(where: { $0 > 0 }) {
        let learned = profile(without: period)
        let flat = expected[period].reduce(0, +)
        let shaped = zip(expected[period], learned).reduce(0) { $0 + $1.0 * $1.1 }
        guard shaped > 0 else { continue }
        let gain = zip(counted[period], learned).reduce(0) { $0 + $1.0 * log($1.1 * flat / shaped) }
        total += gain
        asked += 1
        if gain > 0 { better += 1 }
      }
      return asked >= 2 && Double(better) >= proof.share * Double(asked) ? total : 0
    }

    var factors: [Double] {
      let learned = profile()
      return places.map { learned[$0.slot] }
    }
  }
}
