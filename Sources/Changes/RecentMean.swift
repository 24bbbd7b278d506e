/// The mean of the last values of a series.
package struct RecentMean: Equatable, Sendable {
  /// Two hours of five-minute points, a day of hourly ones; 12 and 48 did little worse.
  private static let length = 24

  /// The last values, oldest first.
  package private(set) var values: [Double] = []

  /// Goes on from the last values, oldest first, or starts without.
  package init(values: [Double] = []) { self.values = Array(values.suffix(Self.length)) }

  /// Returns the mean of the last values with a new one.
  package mutating func meet(_ value: Double) -> Double {
    if values.count == Self.length { values.removeFirst() }
    values.append(value)
    // Summed anew: a running sum would keep the rounding of a value once met for ever.
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }
}
