import Domain
import Glibc
import Numerics

/// The observations of a distribution by the bins in which all durations are counted.
///
/// Bins are of microseconds; of a metric they are of millionths of its unit, which is the same where that is the second.
enum MetricBins {
  private static let scale = 1e6

  /// Returns the bins of a distribution, in their order; none where its buckets are not known.
  ///
  /// All of a bucket counts at its middle. So a value is off by at most half the width of the sender's bucket, and by the
  /// 9 % that a bin is wide: with exponential buckets of scale 3 or finer by no more than a bin. What is below zero falls
  /// into the first bin.
  static func bins(of distribution: Distribution) -> [DurationBin] {
    var counts: [Int16: Int64] = [:]
    func add(_ count: UInt64, at value: Double) {
      guard count > 0, !value.isNaN else { return }
      counts[index(of: value), default: 0] = counts[index(of: value), default: 0].adding(Int64(clamping: count))
    }
    switch distribution.buckets {
    case .none, .quantiles: break
    case .explicit(let bounds, let buckets):
      for (place, count) in buckets.enumerated() {
        add(count, at: middle(ofBucket: place, bounds, distribution))
      }
    case .exponential(let exponential):
      add(exponential.zeroCount, at: 0)
      for count in exponential.negative.counts { add(count, at: 0) }
      for (place, count) in exponential.positive.counts.enumerated() {
        let power = Double(exponential.positive.offset) + Double(place) + 0.5
        add(count, at: within(distribution, exp2(power * exp2(-Double(exponential.scale)))))
      }
    }
    return counts.sorted { $0.key < $1.key }.map { DurationBin(index: $0.key, count: $0.value) }
  }

  /// Returns the middle of a bucket; an open end is where the smallest or largest value lies, or else the bound itself.
  private static func middle(ofBucket place: Int, _ bounds: [Double], _ distribution: Distribution) -> Double {
    guard let first = bounds.first, let last = bounds.last else {
      return distribution.sum / Double(max(1, distribution.count))
    }
    let low = place > 0 ? bounds[place - 1] : distribution.minimum.isNaN ? min(0, first) : distribution.minimum
    let high = place < bounds.count ? bounds[place] : distribution.maximum.isNaN ? last : distribution.maximum
    // An infinite bound has no middle.
    guard low.isFinite, high.isFinite else { return low.isFinite ? low : high.isFinite ? high : .nan }
    return within(distribution, low + (high - low) / 2)
  }

  private static func within(_ distribution: Distribution, _ value: Double) -> Double {
    let low = distribution.minimum.isNaN ? value : max(value, distribution.minimum)
    return distribution.maximum.isNaN ? low : min(low, distribution.maximum)
  }

  private static func index(of value: Double) -> Int16 {
    let scaled = value * scale
    return scaled < 9e18 ? DurationBins.index(microseconds: Int64(max(0, scaled))) : DurationBins.last
  }
}
