/// A small symmetric matrix of sums of products, kept as its lower triangle.
struct SymmetricMatrix {
  let size: Int
  private var values: [Double]

  init(size: Int) {
    self.size = size
    values = Array(repeating: 0, count: size * size)
  }

  subscript(_ row: Int, _ column: Int) -> Double {
    get { values[row * size + column] }
    set { values[row * size + column] = newValue }
  }

  /// Adds the products of a sparse row with itself, times a weight; its columns ascend.
  mutating func add(_ columns: [Int], _ row: [Double], weight: Double) {
    for one in 0..<columns.count {
      let value = weight * row[one]
      let start = columns[one] * size
      for other in 0...one { values[start + columns[other]] += value * row[other] }
    }
  }

  /// Adds the products of a full row with itself.
  mutating func addSquare(_ row: [Double]) {
    for one in 0..<size {
      let value = row[one]
      guard value != 0 else { continue }
      for other in 0...one { values[one * size + other] += value * row[other] }
    }
  }

  /// Returns the lower triangle L with L L' = this; nil where a column depends on those before it.
  ///
  /// The last row may vanish: it belongs to the response, which a design may explain whole.
  func cholesky() -> SymmetricMatrix? {
    var triangle = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in 0...row {
        var sum = self[row, column]
        for k in 0..<column { sum -= triangle[row, k] * triangle[column, k] }
        if column < row {
          triangle[row, column] = sum / triangle[column, column]
        } else if row == size - 1 {
          triangle[row, row] = max(0, sum).squareRoot()
        } else {
          guard sum > 1e-10 * self[row, row], sum > 0, sum.isFinite else { return nil }
          triangle[row, row] = sum.squareRoot()
        }
      }
    }
    return triangle
  }

  /// Returns the least-squares coefficients, if this is the triangle of the products of columns and response.
  func coefficients() -> [Double] {
    let columns = size - 1
    var solution = Array(repeating: 0.0, count: columns)
    for row in (0..<columns).reversed() {
      var rest = self[columns, row]
      for other in (row + 1)..<max(row + 1, columns) { rest -= self[other, row] * solution[other] }
      solution[row] = rest / self[row, row]
    }
    return solution
  }
}
