import Glibc

/// Finds where the rate of counts changes: seeded binary segmentation with the likelihood of Poisson counts.
///
/// Intervals of all lengths are laid over the line; each names the place that splits it best, and places are taken from
/// the best down. Kovács, Li, Bühlmann and Munk 2020 (https://arxiv.org/abs/2002.06633). Time grows as n log n.
struct CountCuts {
  /// What a split must gain, in logarithms of the number of buckets.
  private static let price = 3.0
  /// A range is looked at in about so many places first.
  private static let fine = 128
  private static let decay = 0.5.squareRoot()

  let line: CountLine
  /// How much more counts scatter than independent events would.
  let dispersion: Double

  private struct Split {
    var place: Int
    var gain: Double
    var range: Range<Int>
  }

  /// Returns the first bucket of each new regime, ascending.
  func places() -> [Int] {
    let enough = Self.price * log(Double(max(2, line.count)))
    let splits = intervals().compactMap { best(in: $0) }.filter { $0.gain > enough }
      .sorted { ($0.gain, $1.place) > ($1.gain, $0.place) }
    var places: [Int] = []
    for split in splits where !places.contains(where: { split.range.lowerBound < $0 && $0 < split.range.upperBound }) {
      places.append(split.place)
    }
    return pruned(places.sorted(), enough: enough)
  }

  /// Intervals of halving lengths, each level overlapping by half.
  private func intervals() -> [Range<Int>] {
    var result: [Range<Int>] = []
    var length = Double(line.count)
    while length >= 2 {
      let count = max(1, 2 * Int((Double(line.count) / length).rounded(.up)) - 1)
      let step = count > 1 ? (Double(line.count) - length) / Double(count - 1) : 0
      for place in 0..<count {
        let start = Int(Double(place) * step)
        result.append(start..<min(line.count, Int((Double(place) * step + length).rounded(.up))))
      }
      length *= Self.decay
    }
    return result
  }

  /// Returns the best split of a range: of a long one first among evenly laid places, then about the best of them.
  private func best(in range: Range<Int>) -> Split? {
    guard range.count >= 2 else { return nil }
    let step = max(1, range.count / Self.fine)
    var best = Split(place: range.lowerBound, gain: 0, range: range)
    attempt(range, by: step, within: range, &best)
    if step > 1 {
      let near = max(range.lowerBound, best.place - step)..<min(range.upperBound, best.place + step)
      attempt(range, by: 1, within: near, &best)
    }
    best.gain *= 2 / dispersion
    return best.gain > 0 ? best : nil
  }

  private func attempt(_ range: Range<Int>, by step: Int, within near: Range<Int>, _ best: inout Split) {
    let whole = likelihood(range)
    for place in stride(from: near.lowerBound + 1, to: near.upperBound, by: step) {
      let gain = likelihood(range.lowerBound..<place) + likelihood(place..<range.upperBound) - whole
      if gain > best.gain { (best.place, best.gain) = (place, gain) }
    }
  }

  private func likelihood(_ range: Range<Int>) -> Double {
    let (count, exposure) = line.sum(range)
    return count > 0 ? count * log(count / exposure) : 0
  }

  /// Moves each cut to the best place between its neighbours and drops, worst first, what no longer pays.
  private func pruned(_ places: [Int], enough: Double) -> [Int] {
    var places = places
    while !places.isEmpty {
      var worst = (index: 0, gain: Double.infinity)
      for index in places.indices {
        let low = index > 0 ? places[index - 1] : 0
        let high = index + 1 < places.count ? places[index + 1] : line.count
        let split = best(in: low..<high)
        if let split { places[index] = split.place }
        if split?.gain ?? 0 < worst.gain { worst = (index, split?.gain ?? 0) }
      }
      if worst.gain > enough { break }
      places.remove(at: worst.index)
    }
    return places
  }
}
