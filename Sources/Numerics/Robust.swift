/// Middles and spreads that a few wild values do not move.
package enum Robust {
  /// Returns the middle value, or the mean of the two middle ones; nil for none.
  package static func median(_ values: [Double]) -> Double? {
    quantile(0.5, of: values)
  }

  /// Returns the value at a share of the sorted list, between neighbours by straight line; nil for none.
  ///
  /// This is R's type 7, the default of numpy and of spreadsheets.
  package static func quantile(_ q: Double, of values: [Double]) -> Double? {
    guard !values.isEmpty, q >= 0, q <= 1 else { return nil }
    let sorted = values.sorted()
    let place = q * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// Returns the median distance from the median, times 1.4826 so that it estimates a normal deviation.
  package static func deviation(_ values: [Double]) -> Double? {
    guard let middle = median(values) else { return nil }
    return median(values.map { abs($0 - middle) }).map { $0 * 1.482_602_218_505_602 }
  }
}
