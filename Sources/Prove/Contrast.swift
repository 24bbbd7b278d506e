import Glibc
import Numerics

/// What is known of the logarithm of the rate after over the rate before.
struct Contrast: Equatable {
  /// The best guess; minus infinity where nothing was counted afterwards.
  let logRatio: Double
  let standardError: Double
  private let shape: Shape

  private enum Shape: Equatable {
    /// Normal distributions, one per kind of noise that the days allow, weighted by how well it explains them.
    case mixture([Component])
    case exact(before: Tally, after: Tally)
  }

  /// A count divided by its dispersion, and what it was counted against.
  private struct Tally: Equatable {
    let count: Double
    let exposure: Double
  }

  struct Component: Equatable {
    var weight: Double
    let centre: Double
    let scale: Double
  }

  /// Joins the answers under several kinds of noise; weights need not sum to one.
  init(mixture components: [Component]) {
    let total = components.reduce(0) { $0 + $1.weight }
    // What holds less than a thousandth cannot move a quantile that anybody reads.
    var kept = components.filter { $0.weight > total * 1e-3 }
    let keptTotal = kept.reduce(0) { $0 + $1.weight }
    for index in kept.indices { kept[index].weight /= keptTotal }
    let mean = kept.reduce(0) { $0 + $1.weight * $1.centre }
    let variance = kept.reduce(0) {
      $0 + $1.weight * ($1.scale * $1.scale + ($1.centre - mean) * ($1.centre - mean))
    }
    logRatio = mean
    standardError = variance.squareRoot()
    shape = .mixture(kept)
  }

  /// Compares two counts exactly, given their sum; a dispersion above 1 makes each event count for less.
  init(before: (count: Double, exposure: Double), after: (count: Double, exposure: Double), dispersion: Double) {
    let half = before.count > 0 ? 0 : 0.5
    logRatio = log((after.count + half) / after.exposure) - log((before.count + half) / before.exposure)
    standardError = (dispersion * (1 / (before.count + 0.5) + 1 / (after.count + 0.5))).squareRoot()
    shape = .exact(
      before: Tally(count: before.count / dispersion, exposure: before.exposure),
      after: Tally(count: after.count / dispersion, exposure: after.exposure)
    )
  }

  /// Returns how many standard errors the guess is from no change, as a normal deviate would be.
  var deviate: Double {
    guard standardError > 0 else { return 0 }
    switch shape {
    case .mixture:
      return logRatio / standardError
    case .exact(let before, let after):
      let smooth = log((after.count + 0.5) / after.exposure) - log((before.count + 0.5) / before.exposure)
      return smooth / standardError
    }
  }

  /// Returns the interval that holds the truth with probability 1 - alpha; ends may be infinite.
  func interval(alpha: Double) -> (low: Double, high: Double) {
    switch shape {
    case .mixture(let components):
      return (
        Contrast.quantile(alpha / 2, components), Contrast.quantile(1 - alpha / 2, components)
      )
    case .exact(let before, let after):
      // Clopper and Pearson's interval of the share of events that came after, and from it that of the ratio.
      let low = after.count > 0 ? IncompleteBeta.quantile(alpha / 2, after.count, before.count + 1) : 0
      let rest = before.count > 0 ? IncompleteBeta.quantile(alpha / 2, before.count, after.count + 1) : 0
      let scale = log(before.exposure) - log(after.exposure)
      return (log(low) - log1p(-low) + scale, log1p(-rest) - log(rest) + scale)
    }
  }

  /// Finds a quantile of the mixture by false position (the Illinois rule), between bounds that surely hold it.
  private static func quantile(_ p: Double, _ components: [Component]) -> Double {
    let reach = Normal.quantile(p)
    let ends = components.map { $0.centre + reach * $0.scale }
    guard var low = ends.min(), var high = ends.max() else { return .nan }
    func excess(_ x: Double) -> Double {
      components.reduce(-p) {
        $0 + $1.weight * Normal.cdf((x - $1.centre) / $1.scale)
      }
    }
    var below = excess(low)
    var above = excess(high)
    guard below < 0, above > 0 else { return below >= 0 ? low : high }
    var wasBelow: Bool?
    for _ in 0..<60 where high - low > 1e-11 * max(abs(low), abs(high), 1e-3) {
      let guess = low + (high - low) * below / (below - above)
      let x = guess > low && guess < high ? guess : low + (high - low) / 2
      let value = excess(x)
      if value == 0 { return x }
      if value < 0 {
        low = x
        below = value
        if wasBelow == true { above /= 2 }
      } else {
        high = x
        above = value
        if wasBelow == false { below /= 2 }
      }
      wasBelow = value < 0
    }
    return low + (high - low) / 2
  }
}
