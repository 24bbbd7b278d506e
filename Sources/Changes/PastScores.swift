import Glibc

/// How large a score is among all there were before: the bins are 9 % wide, so memory does not grow with the series.
package struct PastScores: Equatable, Sendable {
  /// Eight bins to a doubling from 2^-112 to 2^144; what is smaller counts as nothing.
  private static let bins = 2048
  private static let lowestExponent = 1023 - 112
  /// Fewer scores than these say nothing of what is usual.
  private static let fewest: Int64 = 20
  /// A score a millionfold beyond all before says no more than this many digits.
  private static let mostBeyond = 6.0

  /// Sums of counts as in Fenwick 1994 (https://doi.org/10.1002/spe.4380240306), so that a rank takes eleven additions.
  private var sums = [Int64](repeating: 0, count: bins + 1)
  package private(set) var counts = [Int64](repeating: 0, count: bins)
  package private(set) var total: Int64 = 0
  package private(set) var greatest = 0.0

  /// Starts without a past.
  package init() {}

  /// Goes on from counted bins and the greatest score.
  package init(counts: [Int64], greatest: Double) {
    for (bin, count) in counts.prefix(Self.bins).enumerated() where count > 0 { add(count, to: bin) }
    self.greatest = greatest
  }

  /// Returns how surprising a score is: the digits of the share of scores before that were no smaller; then counts it.
  package mutating func surprise(of score: Double) -> Double {
    let bin = Self.bin(score)
    defer {
      add(1, to: bin)
      greatest = max(greatest, score)
    }
    guard total >= Self.fewest else { return 0 }
    let digits = log10(Double(total + 1))
    if score > greatest {
      return greatest > 0 ? digits + min(Self.mostBeyond, log10(score / greatest)) : digits
    }
    // What more than half of all scores share is the usual, whatever its rank.
    if counts[bin] * 2 > total { return 0 }
    return max(0, digits - log10(Double(total - sum(below: bin) + 1)))
  }

  private static func bin(_ score: Double) -> Int {
    let scaled = Int(score.bitPattern >> 49) - lowestExponent * 8
    return score > 0 ? min(bins - 1, max(0, scaled)) : 0
  }

  private mutating func add(_ count: Int64, to bin: Int) {
    counts[bin] += count
    total += count
    var place = bin + 1
    while place <= Self.bins {
      sums[place] += count
      place += place & -place
    }
  }

  private func sum(below bin: Int) -> Int64 {
    var place = bin
    var result: Int64 = 0
    while place > 0 {
      result += sums[place]
      place -= place & -place
    }
    return result
  }
}
