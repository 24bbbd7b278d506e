/// How badly a level or a straight line fits any stretch of a series, in constant time per stretch.
struct PieceCosts {
  /// Running sums of one dimension up to each place.
  private struct Sums {
    var value = [0.0]
    var square = [0.0]
    var product = [0.0]
  }

  private let dimensions: [Sums]

  /// Takes dimensions of equal length.
  init(_ values: [[Double]]) {
    dimensions = values.map { line in
      var sums = Sums()
      for (place, value) in line.enumerated() {
        sums.value.append(sums.value[place] + value)
        sums.square.append(sums.square[place] + value * value)
        sums.product.append(sums.product[place] + Double(place) * value)
      }
      return sums
    }
  }

  /// Returns the squares left by the mean and by the best line over `start..<end`.
  func squares(_ start: Int, _ end: Int) -> (level: Double, line: Double) {
    let count = Double(end - start)
    let middle = (Double(start) + Double(end - 1)) / 2
    // The squares of the places about their middle: n (n^2 - 1) / 12.
    let places = count * (count * count - 1) / 12
    var level = 0.0
    var line = 0.0
    for sums in dimensions {
      let sum = sums.value[end] - sums.value[start]
      let squares = max(0, sums.square[end] - sums.square[start] - sum * sum / count)
      let slope = sums.product[end] - sums.product[start] - middle * sum
      level += squares
      line += places > 0 ? max(0, squares - slope * slope / places) : squares
    }
    return (level, line)
  }
}
