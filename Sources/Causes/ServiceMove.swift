import Glibc

/// How a figure of a service moved for the worse when the symptom showed.
struct ServiceMove {
  /// In deviations; the smaller one of the move against the usual and of that against the calm rows.
  let deviations: Double
  /// What it adds in a row, to be compared between services: seconds of latency, or failed requests.
  let amount: Double

  /// Nothing moved.
  static let none = ServiceMove(deviations: 0, amount: 0)

  /// Fewer usual readings say nothing of how much is usual.
  private static let leastUsual = 10
  /// A move that nobody has seen before cannot be weighed against anything: it is taken for one of this many deviations,
  /// which makes it as likely real as not.
  static let unseen = RootCauses.clear
  /// Readings of neighbouring rows are alike, so that the mean of some is hardly steadier than one of them.
  private static let meanOfRows = 0.7
  /// The difference of two such means.
  private static let differenceOfRows = 1.3
  /// A smaller part of the usual is no deviation, however steady the readings are.
  private static let leastPart = 1e-3

  private init(deviations: Double, amount: Double) {
    self.deviations = deviations
    self.amount = amount
  }

  /// Compares the rows with the symptom with the usual and with the calm rows.
  init(_ series: ServiceSeries, requests: [Double?], in window: SymptomWindow) {
    let direction = series.figure.metric.direction
    let loud = ServiceMove.readings(series.now, at: window.loud)
    guard direction != 0, !loud.isEmpty else {
      self = .none
      return
    }
    let level = ServiceMove.mean(loud)
    let calls = ServiceMove.mean(
      window.loud.map { row in ServiceMove.reading(requests, at: row).map { max(0, $0) } ?? 0 }
    )
    let usual = series.usual.compactMap { $0.flatMap { $0.isFinite ? $0 : nil } }
    let calm = ServiceMove.readings(series.now, at: window.calm)
    let isNew = usual.count < ServiceMove.leastUsual
    let error = isNew ? nil : ServiceMove.error(series.figure.metric, usual, rows: Double(loud.count), calls: calls)
    var moves: [Double] = []
    var deviations: [Double] = []
    if let error {
      let shift = direction * (level - ServiceMove.mean(usual))
      moves.append(shift)
      deviations.append(shift / error)
    }
    if !calm.isEmpty {
      let shift = direction * (level - ServiceMove.mean(calm))
      moves.append(shift)
      if let error { deviations.append(shift / (error * ServiceMove.differenceOfRows)) }
    } else if isNew {
      // Nothing to compare with: all of it is new.
      moves.append(series.figure.metric == .availability ? 100 - level : level)
    }
    let shift = max(0, moves.min() ?? 0)
    self.deviations = deviations.min() ?? (shift > 0 ? ServiceMove.unseen : 0)
    let extra = shift * calls * (series.figure.metric == .availability ? 0.01 : 1)
    amount = extra.isFinite ? extra : 0
  }

  /// Returns the standard error of the mean of some rows.
  private static func error(
    _ metric: ServiceFigure.Metric,
    _ usual: [Double],
    rows: Double,
    calls: Double
  ) -> Double {
    let middle = mean(usual)
    let deviation = (usual.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(usual.count)).squareRoot()
    guard metric == .availability else { return max(deviation * meanOfRows, leastPart * abs(middle), 1e-9) }
    // Failures come one by one: where there were none, one more is no wonder.
    let requests = max(1, calls * rows)
    let share = min(1, max(0, 1 - middle / 100))
    return max(deviation / rows.squareRoot(), 100 * ((share + 1 / requests) / requests).squareRoot())
  }

  private static func reading(_ values: [Double?], at row: Int) -> Double? {
    guard values.indices.contains(row), let value = values[row], value.isFinite else { return nil }
    return value
  }

  private static func readings(_ values: [Double?], at rows: [Int]) -> [Double] {
    rows.compactMap { reading(values, at: $0) }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
