import Glibc

/// The rate before against the rate after, as a step in a Poisson regression on weekdays and a slow trend.
///
/// Days vary by more than Poisson counts do, and lean on the day before: the logarithm of the rate drifts as AR(1) around
/// the regression. How much, and how long it remembers, a few weeks tell badly, so that the answer is averaged over both
/// by their restricted likelihood instead of trusting the best guess.
enum StepRegression {
  /// How the drift of a metric may be: the variance of the logarithm of its daily rate, and the share of a day's drift
  /// that is left the day after.
  struct Noise: Equatable {
    let variance: Double
    let memory: Double
  }

  /// How a slow trend of the rate is treated.
  enum Trend {
    /// Left out; held near zero by what is usual; free, at the price of a wide answer.
    case none, held, free

    /// What is known of the slope beforehand: the inverse of the variance of the logarithm's change in a week.
    ///
    /// Rates usually drift by a tenth in a week or less. Few weeks cannot tell a trend from a step: left wholly free it
    /// would double the interval, left out it would be taken for the effect.
    var precision: Double {
      switch self {
      case .none, .free: 0
      case .held: 1 / (0.1 * 0.1)
      }
    }
  }

  struct Answer: Equatable {
    let contrast: Contrast
    /// The few likeliest kinds of noise, for the same question about other days of this metric.
    let noise: [Noise]
  }

  private static let memories = [0, 0.25, 0.5, 0.7, 0.9]
  /// Steadiness stands for every variance too small to try: three more steps down, whatever the memory.
  private static let steadyWeight = 15.0
  private static let kept = 4

  /// Compares the days after with the days before; nil where the regression has no finite answer.
  ///
  /// `noise` is what to average over, where that is known already.
  static func answer(
    before: [DaySeries.Known],
    after: [DaySeries.Known],
    trend: Trend,
    noise known: [Noise]? = nil
  ) -> Answer? {
    guard var rows = StepRows(before: before, after: after, withTrend: trend != .none),
      let dispersion = rows.settle(holding: trend.precision)
    else { return nil }
    var filter = DriftFilter(rows, precision: trend.precision)
    var trials: [(noise: Noise, fit: DriftFilter.Fit)] = []
    for noise in known ?? grid(around: max(1, dispersion) / rows.meanExpected) {
      if let fit = filter.fit(noise) { trials.append((noise, fit)) }
    }
    trials.sort { $0.fit.likelihood > $1.fit.likelihood }
    guard let best = trials.first?.fit.likelihood else { return nil }
    let contrast = Contrast(
      mixture: trials.map {
        Contrast.Component(
          weight: exp($0.fit.likelihood - best) * ($0.noise.variance == 0 ? steadyWeight : 1),
          centre: $0.fit.step,
          scale: $0.fit.error
        )
      }
    )
    guard contrast.logRatio.isFinite, contrast.standardError.isFinite else { return nil }
    return Answer(contrast: contrast, noise: trials.prefix(kept).map(\.noise))
  }

  /// Returns the kinds of noise to try: variances by doublings around a first guess, and none.
  private static func grid(around variance: Double) -> [Noise] {
    let variances = (-4...3).map { variance * exp2(Double($0)) }
    return [Noise(variance: 0, memory: 0)]
      + memories.flatMap { memory in variances.map { Noise(variance: $0, memory: memory) } }
  }
}

/// Whitens the rows of the regression for one kind of noise after another, and solves for the step.
///
/// The drift is a state that each day shows with the error of its count: a Kalman filter of one state, run over all
/// columns at once, leaves innovations that do not depend on each other, whatever days are missing in between.
private struct DriftFilter {
  struct Fit {
    let step: Double
    let error: Double
    /// The logarithm of the restricted likelihood, up to a constant of the rows.
    let likelihood: Double
  }

  private let size: Int
  private let trendColumn: Int?
  private let precision: Double
  /// The rows one after the other, with their gaps and the variances of their counts.
  private let design: [Double]
  private let gaps: [Int]
  private let variances: [Double]
  /// The state's mean per column, and one row of innovations: kept, so that a fit makes no new arrays.
  private var mean: [Double]
  private var innovation: [Double]

  init(_ rows: StepRows, precision: Double) {
    size = rows.columns + 1
    trendColumn = rows.trendColumn
    self.precision = precision
    design = (0..<rows.count).flatMap { row in (0...rows.columns).map { rows.value(row, $0) } }
    gaps = rows.gap
    variances = rows.expected.map { 1 / $0 }
    mean = Array(repeating: 0, count: size)
    innovation = mean
  }

  mutating func fit(_ noise: StepRegression.Noise) -> Fit? {
    var total = SymmetricMatrix(size: size)
    if let trendColumn { total[trendColumn, trendColumn] = precision }
    for column in 0..<size { mean[column] = 0 }
    var spread = noise.variance
    var logVariance = 0.0
    for (row, countVariance) in variances.enumerated() {
      let left = noise.memory > 0 ? pow(noise.memory, Double(min(gaps[row], 64))) : 0
      if row > 0 { spread = left * left * spread + noise.variance * (1 - left * left) }
      let variance = spread + countVariance
      let scale = 1 / variance.squareRoot()
      let gain = spread / variance
      for column in 0..<size {
        let carried = left * mean[column]
        let new = design[row * size + column] - carried
        mean[column] = carried + gain * new
        innovation[column] = new * scale
      }
      total.addSquare(innovation)
      spread *= 1 - gain
      logVariance += log(variance)
    }
    guard let triangle = total.cholesky() else { return nil }
    let last = size - 1
    let error = 1 / triangle[last - 1, last - 1]
    var logDeterminant = 0.0
    for column in 0..<last { logDeterminant += 2 * log(triangle[column, column]) }
    let squares = triangle[last, last] * triangle[last, last]
    return Fit(
      step: triangle[last, last - 1] * error,
      error: error,
      likelihood: -0.5 * (logVariance + logDeterminant + squares)
    )
  }
}
