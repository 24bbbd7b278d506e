import Glibc

/// Cuts a finished series of one or more dimensions into levels and straight lines.
///
/// The cheapest cut is exact: PELT of Killick, Fearnhead and Eckley 2012 (https://arxiv.org/abs/1101.1438) with squared
/// error over series of unit variance. Points that resemble their neighbours tell less than their number says, so what a
/// cut must earn grows with how alike neighbours are about the pieces of a first cut.
package enum Segmenter {
  /// Fewer points than these are no regime.
  private static let shortest = 5
  /// What a further piece and what a slope must earn, in logarithms of the length: three and two numbers more to tell.
  private static let price = (piece: 3.0, slope: 2.0)
  private static let dearest = 10.0
  /// Longer series are averaged over neighbours first: the time of an exact cut grows with the square of the length.
  private static let longest = 1024

  /// Returns the places at which a new regime begins, ascending; dimensions are cut to the shortest one.
  ///
  /// What is no number is taken for the number before it.
  package static func changePoints(_ dimensions: [[Double]]) -> [Int] {
    let length = dimensions.map(\.count).min() ?? 0
    guard length >= 2 * shortest else { return [] }
    let width = (length + longest - 1) / longest
    let full = dimensions.map { unit($0.prefix(length)) }
    let series = full.map { blocks(of: width, in: $0) }
    let costs = PieceCosts(series)
    let count = series[0].count
    let first = cut(costs, count: count, dimensions: series.count, dearness: 1)
    let kinship = min(0.999, max(0, kinship(series, cuts: first)))
    let dearness = min(dearest, ((1 + kinship) / (1 - kinship)).squareRoot())
    let cuts = dearness == 1 ? first : cut(costs, count: count, dimensions: series.count, dearness: dearness)
    return width == 1 ? cuts : refined(cuts.map { $0 * width }, within: width, of: full, length: length)
  }

  /// Finds the cheapest cut by what the cheapest cuts of all beginnings cost.
  private static func cut(_ costs: PieceCosts, count: Int, dimensions: Int, dearness: Double) -> [Int] {
    let unit = log(Double(count)) * Double(dimensions) * dearness
    let (piece, slope) = (price.piece * unit, price.slope * unit)
    var best = [Double](repeating: .infinity, count: count + 1)
    var previous = [Int](repeating: 0, count: count + 1)
    best[0] = -piece
    // A start that can never win again is dropped once the place that beat it may itself begin a piece.
    var starts: [(place: Int, until: Int)] = []
    for end in shortest...count {
      starts.append((end - shortest, .max))
      var kept = 0
      var totals: [Double] = []
      totals.reserveCapacity(starts.count)
      for start in starts where start.until > end {
        let (level, line) = costs.squares(start.place, end)
        let total = best[start.place] + min(level, line + slope)
        if total + piece < best[end] { (best[end], previous[end]) = (total + piece, start.place) }
        starts[kept] = start
        totals.append(total)
        kept += 1
      }
      starts.removeSubrange(kept...)
      for place in starts.indices where totals[place] - slope > best[end] {
        starts[place].until = min(starts[place].until, end + shortest)
      }
    }
    return Array(sequence(first: previous[count]) { $0 > 0 ? previous[$0] : nil }.prefix { $0 > 0 }).reversed()
  }
}

// MARK: - Before and after the cut

extension Segmenter {
  /// Scales to a mean of 0 and a variance of 1; a series that never moves becomes zeros.
  private static func unit(_ values: ArraySlice<Double>) -> [Double] {
    var last = values.first { $0.isFinite } ?? 0
    var line = values.map { value in
      if value.isFinite { last = value }
      return last
    }
    // Halved to the largest there is, so that no square overflows.
    let largest = line.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return line }
    line = line.map { $0 / largest }
    let mean = line.reduce(0, +) / Double(line.count)
    line = line.map { $0 - mean }
    let deviation = (line.reduce(0) { $0 + $1 * $1 } / Double(line.count)).squareRoot()
    return deviation > 1e-12 ? line.map { $0 / deviation } : line.map { _ in 0 }
  }

  private static func blocks(of width: Int, in values: [Double]) -> [Double] {
    guard width > 1 else { return values }
    return stride(from: 0, to: values.count, by: width).map { start in
      let block = values[start..<min(values.count, start + width)]
      return block.reduce(0, +) / Double(block.count)
    }
  }

  /// Returns how alike neighbours are about the lines of their pieces: the autocorrelation at one step.
  static func kinship(_ series: [[Double]], cuts: [Int]) -> Double {
    var products = 0.0
    var squares = 0.0
    for values in series {
      var before: Double?
      let edges = [0] + cuts + [values.count]
      for (start, end) in zip(edges, edges.dropFirst()) {
        for residual in residuals(values[start..<end]) {
          if let before { products += before * residual }
          squares += residual * residual
          before = residual
        }
      }
    }
    return squares > 0 ? products / squares : 0
  }

  private static func residuals(_ values: ArraySlice<Double>) -> [Double] {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let middle = (count - 1) / 2
    let spread = count * (count * count - 1) / 12
    let slope = values.enumerated().reduce(0) { $0 + (Double($1.offset) - middle) * $1.element } / max(spread, 1)
    return values.enumerated().map { $0.element - mean - slope * (Double($0.offset) - middle) }
  }

  /// Moves cuts between blocks to the points where the lines on both sides fit best.
  private static func refined(_ cuts: [Int], within width: Int, of series: [[Double]], length: Int) -> [Int] {
    let costs = PieceCosts(series)
    var result = cuts
    for place in cuts.indices {
      let low = place > 0 ? result[place - 1] : 0
      let high = place + 1 < cuts.count ? cuts[place + 1] : length
      let candidates = max(low + 1, cuts[place] - width)...min(high - 1, cuts[place] + width)
      let scored = candidates.map { ($0, costs.squares(low, $0).line + costs.squares($0, high).line) }
      if let best = scored.min(by: { $0.1 < $1.1 }) { result[place] = best.0 }
    }
    return result
  }
}
