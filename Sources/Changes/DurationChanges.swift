import Numerics

/// How long what happened in one stretch of time took: counts per bin of `DurationBins`, ascending.
package struct DurationBucket: Sendable {
  package var second: Int64
  package var bins: [(index: Int16, count: Int64)]
  package var isWhole: Bool

  /// Joins what was counted.
  package init(second: Int64, bins: [(index: Int16, count: Int64)], isWhole: Bool = true) {
    self.second = second
    self.bins = bins
    self.isWhole = isWhole
  }
}

/// Finds what became slower or faster: changes of the share that takes longer than the usual middle or slowest ones do.
///
/// The share above a fixed threshold is a binomial count, whatever the shape of the durations, so a change of the slowest
/// hundredth alone is found with its onset, and needs no more than counts.
package enum DurationChanges {
  /// The quantiles of the first half whose thresholds are watched.
  private static let quantiles = [0.5, 0.9, 0.99]

  /// A change of how many take longer than a threshold.
  package struct Slower: Equatable, Sendable {
    /// Which of the usual durations the threshold was: 0.99 for the slowest hundredth.
    package var quantile: Double
    /// The threshold in microseconds.
    package var threshold: Double
    /// The change of the share above it.
    package var change: Change
  }

  /// Returns the changes of every watched share, most surprising first.
  package static func changes(in buckets: [DurationBucket]) -> [Slower] {
    let ordered = buckets.filter(\.isWhole).sorted { $0.second < $1.second }
    let total = merged(ordered.prefix((ordered.count + 1) / 2))
    var found: [Slower] = []
    var watched: Set<Int16> = []
    for quantile in quantiles {
      guard let last = bin(of: quantile, in: total), watched.insert(last).inserted else { continue }
      let counts = ordered.map { bucket in
        CountBucket(
          second: bucket.second,
          count: clipped(bucket.bins.filter { $0.index > last }),
          exposure: Double(clipped(bucket.bins))
        )
      }
      let threshold = DurationBins.bounds(last).high
      found += CountChanges.changes(in: counts).map { Slower(quantile: quantile, threshold: threshold, change: $0) }
    }
    return found.sorted { ($0.change.surprise, $1.change.onset) > ($1.change.surprise, $0.change.onset) }
  }

  /// Returns how surprising it is, in digits, that so many of the second take longer than a quantile of the first.
  ///
  /// For two finished distributions, as before and after a release; 0 where either is empty.
  package static func surprise(
    _ before: [(index: Int16, count: Int64)],
    _ after: [(index: Int16, count: Int64)],
    beyond quantile: Double
  ) -> Double {
    guard let last = bin(of: quantile, in: before) else { return 0 }
    let sides = [before, after].map { bins in
      (count: Double(clipped(bins.filter { $0.index > last })), exposure: Double(clipped(bins)))
    }
    guard sides[1].exposure > 0 else { return 0 }
    return CountPair(before: sides[0], after: sides[1], dispersion: 1).surprise(places: 1)
  }

  /// Returns the bin that holds a quantile; it counts as within, as a threshold must lie between bins.
  private static func bin(of quantile: Double, in bins: [(index: Int16, count: Int64)]) -> Int16? {
    let total = Double(clipped(bins))
    var below = 0.0
    return bins.first { bin in
      below += Double(clipped([bin]))
      return total > 0 && below >= quantile * total
    }?.index
  }

  private static func merged(_ buckets: ArraySlice<DurationBucket>) -> [(index: Int16, count: Int64)] {
    var counts: [Int16: Int64] = [:]
    for bucket in buckets {
      for bin in bucket.bins where bin.count > 0 {
        counts[bin.index] = clipped([(bin.index, counts[bin.index] ?? 0), bin])
      }
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func clipped(_ bins: [(index: Int16, count: Int64)]) -> Int64 {
    let most: Int64 = 1_000_000_000_000
    return bins.reduce(0) { min(most, $0 + min(most, max(0, $1.count))) }
  }
}
