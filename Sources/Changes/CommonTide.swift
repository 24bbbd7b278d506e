import Numerics

/// What all series of a product do at once, as on holidays, so that it can be their exposure and alarm nobody.
package enum CommonTide {
  /// Series with fewer counts per bucket than this say nothing of a single bucket.
  private static let fewest = 5.0
  private static let enoughSeries = 3

  /// Returns per bucket how much of the usual there was: 0.6 where most series had six tenths; 1 where too few tell.
  ///
  /// The median of each series' ratio to its own median, as in DESeq (https://doi.org/10.1186/gb-2010-11-10-r106): a
  /// change of fewer than half of the series moves it little. Every series has one count per bucket.
  package static func exposures(of series: [[Int64]]) -> [Double] {
    let length = series.map(\.count).min() ?? 0
    let ratios: [[Double]] = series.compactMap { counts in
      let values = counts.prefix(length).map(Double.init)
      guard let middle = Robust.median(values), middle >= fewest else { return nil }
      return values.map { $0 / middle }
    }
    guard ratios.count >= enoughSeries else { return [Double](repeating: 1, count: length) }
    return (0..<length).map { bucket in max(0.01, Robust.median(ratios.map { $0[bucket] }) ?? 1) }
  }
}
