import Glibc

/// Counts of successes among a known number of tries.
package enum Binomial {
  /// Returns the probability of at most so many successes.
  package static func cdf(_ successes: Int64, tries: Int64, share: Double) -> Double {
    guard tries >= 0, share >= 0, share <= 1 else { return .nan }
    if successes < 0 { return 0 }
    if successes >= tries { return 1 }
    return IncompleteBeta.value(
      x: 1 - share,
      complement: share,
      Double(tries - successes),
      Double(successes) + 1
    )
  }

  /// Returns the probability of at least so many successes, exact in the far tail too.
  package static func atLeast(_ successes: Int64, tries: Int64, share: Double) -> Double {
    guard tries >= 0, share >= 0, share <= 1 else { return .nan }
    if successes <= 0 { return 1 }
    if successes > tries { return 0 }
    return IncompleteBeta.value(
      x: share,
      complement: 1 - share,
      Double(successes),
      Double(tries - successes) + 1
    )
  }

  /// Returns the probability of exactly so many successes.
  package static func density(_ successes: Int64, tries: Int64, share: Double) -> Double {
    guard tries >= 0, share >= 0, share <= 1 else { return .nan }
    guard successes >= 0, successes <= tries else { return 0 }
    if share == 0 || share == 1 { return successes == (share == 0 ? 0 : tries) ? 1 : 0 }
    let k = Double(successes)
    let rest = Double(tries - successes)
    // x^a (1 - x)^b / B(a, b) with a one above the successes and b one above the failures is this times n + 1.
    return IncompleteBeta.front(share, 1 - share, k + 1, rest + 1) / (share * (1 - share) * (Double(tries) + 1))
  }

  /// Returns the Wilson 1927 score interval of a share; all of it where nothing was tried.
  package static func wilson(_ successes: Int64, tries: Int64, alpha: Double = 0.05) -> (low: Double, high: Double) {
    guard tries > 0, successes >= 0, successes <= tries else { return (0, 1) }
    let n = Double(tries)
    let share = Double(successes) / n
    let z = Normal.quantile(1 - alpha / 2)
    let square = z * z / n
    let centre = (share + square / 2) / (1 + square)
    let half = z / (1 + square) * (share * (1 - share) / n + square / (4 * n)).squareRoot()
    return (successes == 0 ? 0 : max(0, centre - half), successes == tries ? 1 : min(1, centre + half))
  }

  /// Returns Newcombe's 1998 hybrid interval (his method 10) of the second share minus the first.
  package static func newcombe(
    _ first: (successes: Int64, tries: Int64),
    _ second: (successes: Int64, tries: Int64),
    alpha: Double = 0.05
  ) -> (low: Double, difference: Double, high: Double)? {
    guard first.tries > 0, second.tries > 0 else { return nil }
    let one = Double(first.successes) / Double(first.tries)
    let two = Double(second.successes) / Double(second.tries)
    let around = wilson(first.successes, tries: first.tries, alpha: alpha)
    let beyond = wilson(second.successes, tries: second.tries, alpha: alpha)
    let down = hypot(two - beyond.low, around.high - one)
    let up = hypot(beyond.high - two, one - around.low)
    return (two - one - down, two - one, two - one + up)
  }

  /// Returns Clopper and Pearson's 1934 interval of a share, which errs on the wide side.
  package static func exact(_ successes: Int64, tries: Int64, alpha: Double = 0.05) -> (low: Double, high: Double) {
    guard tries > 0, successes >= 0, successes <= tries else { return (0, 1) }
    let k = Double(successes)
    let rest = Double(tries - successes)
    let low = successes == 0 ? 0 : IncompleteBeta.quantile(alpha / 2, k, rest + 1)
    let high = successes == tries ? 1 : 1 - IncompleteBeta.quantile(alpha / 2, rest, k + 1)
    return (low, high)
  }

  /// Returns the two-sided exact probability of a count this unlikely or more, as scipy's `binomtest` defines it.
  package static func twoSided(_ successes: Int64, tries: Int64, share: Double) -> Double {
    guard tries > 0, successes >= 0, successes <= tries, share >= 0, share <= 1 else { return .nan }
    let observed = density(successes, tries: tries, share: share) * (1 + 1e-7)
    let mean = share * Double(tries)
    if Double(successes) == mean { return 1 }
    let isBelow = Double(successes) < mean
    // The density falls away from the mean on the other side: halving finds where it gets as small as the one observed.
    var near = Int64(isBelow ? mean.rounded(.up) : mean.rounded(.down))
    var far = isBelow ? tries + 1 : -1
    if density(near, tries: tries, share: share) <= observed { far = near }
    while abs(far - near) > 1 {
      let middle = near + (far - near) / 2
      if density(middle, tries: tries, share: share) <= observed { far = middle } else { near = middle }
    }
    let tail =
      isBelow
      ? cdf(successes, tries: tries, share: share) + atLeast(far, tries: tries, share: share)
      : cdf(far, tries: tries, share: share) + atLeast(successes, tries: tries, share: share)
    return min(1, tail)
  }
}
