/// What values a series has had, sorted and thinned, so that memory stays bounded however many come.
package struct ValueMemory: Equatable, Sendable {
  /// How many values are kept at most; four times as many made no difference in measurements.
  private static let capacity = 1024

  /// The kept values, ascending, each farther than `resolution` from the next.
  package private(set) var values: [Double] = []
  /// The distance below which two values count as the same one; it grows only where memory is full.
  package private(set) var resolution = 0.0

  /// Starts without any value.
  package init() {}

  /// Goes on from kept values and their resolution.
  package init(values: [Double], resolution: Double) {
    self.values = values.sorted()
    self.resolution = max(0, resolution)
    thin()
  }

  /// Returns how far a value lies from the nearest one there was, and remembers it; nil for the first.
  package mutating func meet(_ value: Double) -> Double? {
    let place = firstPlace(notBelow: value)
    var nearest = Double.infinity
    if place < values.count { nearest = values[place] - value }
    if place > 0 { nearest = min(nearest, value - values[place - 1]) }
    guard nearest > resolution else { return nearest }
    values.insert(value, at: place)
    thin()
    return nearest.isFinite ? nearest : nil
  }

  private func firstPlace(notBelow value: Double) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Drops values that are nearest to others.
  ///
  /// Wild values stay: what is dense is thinned, whatever the range.
  private mutating func thin() {
    while values.count > Self.capacity {
      let gaps = zip(values.dropFirst(), values).map { $0 - $1 }.sorted()
      resolution = max(resolution * 2, gaps[gaps.count / 2])
      var kept: [Double] = [values[0]]
      for value in values.dropFirst() where value - kept[kept.count - 1] > resolution { kept.append(value) }
      values = kept
    }
  }
}
