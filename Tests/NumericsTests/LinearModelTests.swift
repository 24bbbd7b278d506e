import Numerics
import Testing

/// Reference values are those of statsmodels 0.14 on the same numbers.
@Suite struct LinearModelTests {
  private let values = [1.35, 0.83, 4.66, 2.66, 0.86, 4.49, 2.88, 5.65, 2.89]
  private let rows = zip(0..., [0.0, 1, 0, 1, 1, 0, 1, 0, 1]).map { [1, Double($0), $1] }

  @Test func `plain least squares`() throws {
    let model = try #require(LinearModel.fit(rows: rows, values: values))
    let errors = (0..<3).map { model.standardError(of: $0) }
    for (found, expected) in zip(model.coefficients, [2.659329896907216, 0.3937628865979381, -2.3678865979381443]) {
      #expect(agrees(found, expected, within: 1e-12))
    }
    for (found, expected) in zip(errors, [0.681911917135857, 0.13172277859369666, 0.6844516351152861]) {
      #expect(agrees(found, expected, within: 1e-12))
    }
    #expect(model.degreesOfFreedom == 6)
  }

  @Test func `weighted least squares`() throws {
    let weights = [1.0, 2, 1, 3, 1, 1, 2, 1, 4]
    let model = try #require(LinearModel.fit(rows: rows, values: values, weights: weights))
    for (found, expected) in zip(model.coefficients, [2.971290022338053, 0.3046314221891287, -2.150727848101268]) {
      #expect(agrees(found, expected, within: 1e-12))
    }
    #expect(agrees(model.standardError(of: 0), 0.7291560119097852, within: 1e-12))
    #expect(agrees(model.standardError(of: 2), 0.7208008234386283, within: 1e-12))
  }

  @Test func `a perfect line leaves nothing`() throws {
    let rows = (0..<5).map { [1, Double($0)] }
    let model = try #require(LinearModel.fit(rows: rows, values: (0..<5).map { 3 - 2 * Double($0) }))
    #expect(agrees(model.coefficients[0], 3, within: 1e-12))
    #expect(agrees(model.coefficients[1], -2, within: 1e-12))
    #expect(model.residualSquares < 1e-24)
  }

  @Test func `columns that say the same are refused`() {
    #expect(
      LinearModel.fit(rows: (0..<5).map { [1, Double($0), 2 * Double($0) + 1] }, values: [1, 2, 3, 4, 5]) == nil
    )
    #expect(LinearModel.fit(rows: [[0], [0]], values: [1, 2]) == nil)
  }

  @Test func `shapes that do not fit are refused`() {
    #expect(LinearModel.fit(rows: [], values: []) == nil)
    #expect(LinearModel.fit(rows: [[]], values: [1]) == nil)
    #expect(LinearModel.fit(rows: [[1, 2]], values: [1]) == nil)
    #expect(LinearModel.fit(rows: [[1], [1]], values: [1]) == nil)
    #expect(LinearModel.fit(rows: [[1], [1, 2]], values: [1, 2]) == nil)
    #expect(LinearModel.fit(rows: [[1], [.nan]], values: [1, 2]) == nil)
    #expect(LinearModel.fit(rows: [[1], [1]], values: [1, .infinity]) == nil)
    #expect(LinearModel.fit(rows: [[1], [1]], values: [1, 2], weights: [1, -1]) == nil)
    #expect(LinearModel.fit(rows: [[1], [1]], values: [1, 2], weights: [1]) == nil)
  }
}
