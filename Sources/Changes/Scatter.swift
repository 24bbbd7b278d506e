/// How much more counts scatter about their regimes than independent events would, and neighbours together.
enum Scatter {
  private static let trimmed = 0.05
  private static let leastStretches = 20
  private static let mostKin = 0.95

  /// Returns a first guess from neighbours alone, which few changes of level disturb.
  ///
  /// Neighbouring stretches are compared as neighbouring buckets are: what moves slowly scatters little from bucket to
  /// bucket, but from stretch to stretch it does (Allan 1966, https://doi.org/10.1109/PROC.1966.4634).
  static func ofNeighbours(_ line: CountLine) -> Double {
    [1, 2, 4, 8, 16].filter { $0 == 1 || line.count >= $0 * leastStretches }.reduce(1) { greatest, length in
      let stretches = stride(from: 0, through: line.count - length, by: length).map { line.sum($0..<($0 + length)) }
      return max(greatest, ofNeighbours(stretches))
    }
  }

  private static func ofNeighbours(_ stretches: [(count: Double, exposure: Double)]) -> Double {
    var squares: [Double] = []
    for (one, next) in zip(stretches, stretches.dropFirst()) where one.count + next.count > 0 {
      let sum = one.count + next.count
      let exposure = one.exposure + next.exposure
      let expected = sum * one.exposure / exposure
      let variance = expected * next.exposure / exposure
      let distance = one.count - expected
      if variance > 0 { squares.append(distance * distance / variance) }
    }
    let kept = squares.sorted().prefix(squares.count - Int((Double(squares.count) * trimmed).rounded(.up)))
    return kept.reduce(0, +) / Double(max(1, kept.count))
  }

  /// Returns the scatter about regimes times what neighbours that move together repeat: (1 + r) / (1 - r).
  static func about(_ places: [Int], of line: CountLine) -> Double {
    let residuals = residuals(places, of: line)
    guard residuals.count > places.count + 2 else { return 1 }
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    let products = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let kinship = squares > 0 ? products / squares : 0
    // Independent counts show a kinship of up to two of its standard errors by chance.
    let certain = kinship > 2 / Double(residuals.count).squareRoot() ? corrected(kinship, residuals.count, places) : 0
    return max(1, squares / Double(residuals.count - places.count - 1)) * (1 + certain) / (1 - certain)
  }

  /// Adds what residuals about fitted means hide of how alike neighbours are: (1 + 4 r) / m per piece of m.
  ///
  /// Marriott and Pope 1954 (https://doi.org/10.1093/biomet/41.3-4.390).
  static func corrected(_ kinship: Double, _ count: Int, _ places: [Int]) -> Double {
    let length = Double(count) / Double(places.count + 1)
    return min(mostKin, kinship + (1 + 4 * kinship) / max(4, length))
  }

  /// Returns each bucket's distance from its regime, in deviations of independent events.
  static func residuals(_ places: [Int], of line: CountLine) -> [Double] {
    let edges = [0] + places + [line.count]
    return zip(edges, edges.dropFirst()).flatMap { start, end in
      let rate = line.rate(start..<end)
      return (start..<end).map { place in
        let expected = rate * line.exposures[place]
        return expected > 0 ? (line.counts[place] - expected) / expected.squareRoot() : 0
      }
    }
  }
}
