import Domain
import Store

/// How many series of metrics are counted under their own names: a sender chooses labels, and must not fill the store.
///
/// Which are the first depends on the order in which they came. Their signals are kept under their own names in any case.
/// Of those counted together nobody says how much their counters grew: a bucket has room for few of them, and growth is
/// told by following each.
enum SeriesCap {
  static let limit = 50_000
  /// Series past the limit that stand for all further ones of a metric; past them one stands for all.
  private static let spare = 5_000

  /// What was counted together, for people.
  static let words = "five-minute counts of metric series past the \(limit)th: counted together, their signals are kept"

  /// Folds new series past the limit; returns how many of their buckets were folded.
  static func apply(to rollUp: inout RollUp, _ reader: StoreReader, limit: Int = limit) throws -> Int {
    let series = rollUp.buckets.keys.filter { $0.text.hasPrefix(SeriesID.metricPrefix) }
    guard !series.isEmpty else { return 0 }
    var known = try reader.seriesCount(prefix: SeriesID.metricPrefix)
    // Far from the limit nothing has to be looked up.
    guard known + series.count > limit else { return 0 }
    var folded = 0
    for one in series.sorted() where try !reader.hasSeries(one) {
      guard known >= limit else {
        known += 1
        continue
      }
      let others = known < limit + spare ? others(of: one) : SeriesID("\(SeriesID.metricPrefix):{other}")
      if one == others { continue }
      guard var buckets = rollUp.buckets.removeValue(forKey: one) else { continue }
      for start in buckets.keys { buckets[start]?.runs = [] }
      folded += buckets.count
      if try rollUp.buckets[others] == nil && !reader.hasSeries(others) { known += 1 }
      rollUp.buckets[others, default: [:]].merge(buckets) { left, right in
        var sum = left
        sum.merge(right)
        return sum
      }
    }
    return folded
  }

  /// Returns the series that stands for all others of the same metric and service.
  private static func others(of series: SeriesID) -> SeriesID {
    SeriesID(series.text.prefix { $0 != "{" } + "{other}")
  }
}
