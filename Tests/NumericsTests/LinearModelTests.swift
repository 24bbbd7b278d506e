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

  /// Sixty days with a step on the 42nd; the steps are those of statsmodels' OLS, and of its GLS with AR(1) errors of .6.
  @Test func `a step in a series, with independent and with leaning errors`() throws {
    let values = [
      50, 51.4322, 50.6256, 52.0746, 52.8148, 51.6158, 51.9275, 50.7245, 50.3605, 50.8514, 51.322, 52.0335, 52.0708,
      52.6978, 50.22, 50.4973, 51.2615, 50.1668, 51.2835, 50.077, 50.4096, 50.1945, 49.9299, 50.8002, 51.0347, 50.71,
      52.7152, 53.6193, 52.9046, 53.3004, 52.7504, 52.4629, 52.8165, 52.5546, 52.3063, 53.5285, 52.3428, 51.0586,
      49.9718, 52.4997, 52.249, 52.7804, 54.7967, 55.8163, 55.4511, 54.1967, 55.656, 56.3411, 56.3841, 54.7918, 53.4521,
      53.537, 52.8372, 53.3973, 54.3345, 54.2122, 53.3976, 53.6065, 54.5288, 55.086,
    ]
    let rows = values.indices.map { [1, Double($0), $0 >= 42 ? 1 : 0] }
    let plain = try #require(LinearModel.fit(rows: rows, values: values))
    #expect(agrees(plain.coefficients[2], 2.2097755405292796, within: 1e-9))
    #expect(agrees(plain.standardError(of: 2), 0.49776974509956656, within: 1e-9))

    let scale = (1 - 0.6 * 0.6).squareRoot()
    func whitened(_ now: Double, _ before: Double) -> Double { (now - 0.6 * before) / scale }
    let leaning = try #require(
      LinearModel.fit(
        rows: [rows[0]] + zip(rows.dropFirst(), rows).map { now, before in zip(now, before).map(whitened) },
        values: [values[0]] + zip(values.dropFirst(), values).map(whitened)
      )
    )
    #expect(agrees(leaning.coefficients[2], 2.049334252162682, within: 1e-9))
    #expect(agrees(leaning.standardError(of: 2), 0.7434102343554875, within: 1e-9))
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
