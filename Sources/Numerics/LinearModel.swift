/// A least-squares fit of a small dense design, by Householder reflections.
package struct LinearModel: Equatable, Sendable {
  package let coefficients: [Double]
  /// The inverse of X'WX; times `variance` it is the covariance of the coefficients.
  package let inverse: [[Double]]
  /// What the fit leaves of each value, not weighted.
  package let residuals: [Double]
  /// The weighted sum of squared residuals.
  package let residualSquares: Double
  package let degreesOfFreedom: Int

  /// The weighted mean square of the residuals; 0 without a degree of freedom.
  package var variance: Double { degreesOfFreedom > 0 ? residualSquares / Double(degreesOfFreedom) : 0 }

  /// Returns the standard error of a coefficient.
  package func standardError(of index: Int) -> Double { (variance * inverse[index][index]).squareRoot() }

  /// Fits values to rows; nil where shapes differ, a number is not finite, or the columns do not tell each other apart.
  package static func fit(rows: [[Double]], values: [Double], weights: [Double]? = nil) -> LinearModel? {
    guard let columns = rows.first?.count, columns > 0, rows.count >= columns, rows.count == values.count,
      rows.allSatisfy({ $0.count == columns && $0.allSatisfy(\.isFinite) }), values.allSatisfy(\.isFinite),
      weights?.count ?? rows.count == rows.count, weights?.allSatisfy({ $0 >= 0 && $0.isFinite }) ?? true
    else { return nil }
    let roots = weights?.map { $0.squareRoot() } ?? Array(repeating: 1, count: rows.count)
    var work = Triangle(rows: zip(rows, roots).map { row, root in row.map { $0 * root } })
    var right = zip(values, roots).map { $0 * $1 }
    guard work.reduce(&right) else { return nil }
    let coefficients = work.solve(right)
    let residuals = zip(rows, values).map { row, value in value - zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return LinearModel(
      coefficients: coefficients,
      inverse: work.inverseOfSquare(),
      residuals: residuals,
      residualSquares: zip(residuals, roots).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) },
      degreesOfFreedom: rows.count - columns
    )
  }
}

/// A matrix on its way to the upper triangle R of X = QR.
private struct Triangle {
  var rows: [[Double]]
  let columns: Int

  init(rows: [[Double]]) {
    self.rows = rows
    columns = rows[0].count
  }

  /// Reflects the columns one by one, and the right side with them; false where one depends on those before it.
  mutating func reduce(_ right: inout [Double]) -> Bool {
    let scales = (0..<columns).map { column in rows.reduce(0) { $0 + $1[column] * $1[column] }.squareRoot() }
    for column in 0..<columns {
      var square = 0.0
      for row in column..<rows.count { square += rows[row][column] * rows[row][column] }
      let norm = square.squareRoot()
      // A column that others explain to eleven digits says nothing of its own.
      guard norm > 1e-11 * scales[column], norm > 0 else { return false }
      let head = rows[column][column] < 0 ? norm : -norm
      var reflector = (column..<rows.count).map { rows[$0][column] }
      reflector[0] -= head
      let scale = 2 / reflector.reduce(0) { $0 + $1 * $1 }
      for other in column..<columns {
        var product = 0.0
        for (offset, part) in reflector.enumerated() { product += part * rows[column + offset][other] }
        for (offset, part) in reflector.enumerated() { rows[column + offset][other] -= scale * product * part }
      }
      var product = 0.0
      for (offset, part) in reflector.enumerated() { product += part * right[column + offset] }
      for (offset, part) in reflector.enumerated() { right[column + offset] -= scale * product * part }
    }
    return true
  }

  /// Solves R x = the first part of the right side.
  func solve(_ right: [Double]) -> [Double] {
    var solution = Array(repeating: 0.0, count: columns)
    for row in (0..<columns).reversed() {
      var rest = right[row]
      for column in (row + 1)..<max(row + 1, columns) { rest -= rows[row][column] * solution[column] }
      solution[row] = rest / rows[row][row]
    }
    return solution
  }

  /// Returns the inverse of R'R, which is that of X'X.
  func inverseOfSquare() -> [[Double]] {
    let inverse = (0..<columns).map { unit in solve((0..<columns).map { $0 == unit ? 1 : 0 }) }
    return (0..<columns).map { i in
      (0..<columns).map { j in
        (0..<columns).reduce(0.0) { (sum: Double, unit: Int) -> Double in sum + inverse[unit][i] * inverse[unit][j] }
      }
    }
  }
}
