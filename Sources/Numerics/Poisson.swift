/// Counts of events in a known exposure.
package enum Poisson {
  /// Returns the probability of at most so many events.
  package static func cdf(_ count: Int64, mean: Double) -> Double {
    guard mean >= 0 else { return .nan }
    return count < 0 ? 0 : IncompleteGamma.upper(Double(count) + 1, mean)
  }

  /// Returns Garwood's 1936 exact interval of the mean behind a count.
  package static func interval(_ count: Int64, alpha: Double = 0.05) -> (low: Double, high: Double) {
    let k = Double(max(0, count))
    let low = k == 0 ? 0 : IncompleteGamma.quantile(alpha / 2, shape: k)
    return (low, IncompleteGamma.quantile(1 - alpha / 2, shape: k + 1))
  }

  /// Returns the exact two-sided probability that two counts have one rate: binomial, given their sum.
  ///
  /// 1 where nothing was counted; NaN where an exposure is not above 0.
  package static func sameRate(
    _ first: (count: Int64, exposure: Double),
    _ second: (count: Int64, exposure: Double)
  ) -> Double {
    guard let (tries, share) = condition(first, second) else { return .nan }
    return tries == 0 ? 1 : Binomial.twoSided(second.count, tries: tries, share: share)
  }

  /// Returns the exact interval of the second rate over the first, given the sum of the counts.
  ///
  /// The high end is infinite where the first count is 0; nil where an exposure is not above 0 or nothing was counted.
  package static func rateRatio(
    _ first: (count: Int64, exposure: Double),
    _ second: (count: Int64, exposure: Double),
    alpha: Double = 0.05
  ) -> (low: Double, high: Double)? {
    guard let (tries, _) = condition(first, second), tries > 0 else { return nil }
    let share = Binomial.exact(second.count, tries: tries, alpha: alpha)
    func ratio(_ share: Double) -> Double {
      share >= 1 ? .infinity : share / (1 - share) * first.exposure / second.exposure
    }
    return (ratio(share.low), ratio(share.high))
  }

  /// Returns the sum of two counts and the share of it that the second exposure would get.
  private static func condition(
    _ first: (count: Int64, exposure: Double),
    _ second: (count: Int64, exposure: Double)
  ) -> (tries: Int64, share: Double)? {
    let exposure = first.exposure + second.exposure
    let (tries, overflow) = first.count.addingReportingOverflow(second.count)
    guard first.exposure > 0, second.exposure > 0, exposure.isFinite, first.count >= 0, second.count >= 0, !overflow
    else { return nil }
    return (tries, second.exposure / exposure)
  }
}
