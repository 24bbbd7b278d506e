import Glibc

/// How far single buckets of a line are wont to stand out of their regimes.
///
/// Real counts have longer tails than formulas: what lies beyond a twentieth of all ratios is taken to fall off as a power,
/// its exponent learned from them: Hill 1975 (https://doi.org/10.1214/aos/1176343247).
struct Tail {
  private static let share = 0.05
  private static let fewest = 10

  /// The logarithms of how many times its regime's rate each bucket has, and the greatest of them, descending.
  private let ratios: [Double]
  private let greatest: [Double]

  /// Takes each bucket's ratio to what its regime lets expect.
  init(ratios: [Double]) {
    self.ratios = ratios
    let count = max(Self.fewest, Int(Double(ratios.count) * Self.share))
    greatest = Array(ratios.sorted(by: >).prefix(2 * count + 2))
  }

  /// Returns the digits of the chance that one bucket stands out as much as some that follow each other do on average.
  func digits(of range: Range<Int>) -> Double {
    let own = ratios[range].reduce(0, +) / Double(range.count)
    // What is asked about does not tell how usual it is.
    var others = greatest
    for ratio in ratios[range] { if let place = others.firstIndex(of: ratio) { others.remove(at: place) } }
    let count = max(Self.fewest, Int(Double(ratios.count) * Self.share))
    guard others.count > count else { return 0 }
    let edge = others[count]
    guard own > edge else { return 0 }
    let excess = others.prefix(count).reduce(0) { $0 + $1 - edge } / Double(count)
    let usual = Double(count) / Double(ratios.count)
    return -log10(usual) + (own - edge) / max(excess, 1e-6) * log10(M_E)
  }
}
