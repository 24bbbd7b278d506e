import Bytes
import Domain
import Glibc
import Numerics
import Prove

/// A product whose problems drift by themselves, one of which gets picked because it looks worst.
struct World {
  /// Events of an ordinary problem on an ordinary day.
  let mean: Double
  /// Autocorrelation and spread of the logarithm of the daily rate.
  let memory: Double
  let spread: Double
  let historyWeeks: Int
  let measureWeeks: Int
  /// How many problems the picker chooses from.
  var problems = 20
  /// How it chooses.
  var picking = Picking.risen
  /// What makes a problem look worst.
  enum Picking: String, CaseIterable {
    /// Its last week against the three before; its worst week of the last four; all its last four weeks.
    case risen, worstWeek, total
  }

  /// Whether counts are divided by requests.
  var isDivided = false
  /// The share that the fix takes away: 0 for a change that does nothing.
  var effect = 0.0
  /// The relative growth of everything a day.
  var growth = 0.0

  var name: String {
    "mean \(mean) memory \(memory) sd \(spread) \(historyWeeks)+\(measureWeeks) weeks" + (isDivided ? " divided" : "")
      + (picking != .risen ? " picked by \(picking)" : "") + (growth != 0 ? " growth \(growth)" : "")
  }

  static let start = 20_000
  private static let shipAfterPick = 2

  /// Draws one product and returns the question about its picked problem, with what an oracle would answer.
  func question(_ random: inout SeededRandom) -> (question: ImpactQuestion, oracle: (centre: Double, error: Double)) {
    let lock = 7 * historyWeeks - Self.shipAfterPick
    let days = 7 * historyWeeks + 1 + 7 * measureWeeks
    var season = (0..<7).map { _ in random.lognormal(mean: 0, deviation: 0.15) }
    season[5] *= 0.5
    season[6] *= 0.5
    let first = random.below(7)
    let usual = (0..<days).map { day in
      season[(day + first) % 7] * exp(growth * Double(day)) * (isDivided ? random.uniform(0.9, 1.1) : 1)
    }
    var picked: (badness: Double, expected: [Double], counts: [Double])?
    for _ in 0..<problems {
      var drift = random.normal(mean: 0, deviation: spread)
      var expected: [Double] = []
      for day in 0..<days {
        expected.append(mean * usual[day] * exp(drift))
        drift = memory * drift + (1 - memory * memory).squareRoot() * spread * random.normal()
      }
      let before = expected[..<lock].map { Double(random.poisson(mean: $0)) }
      let badness = self.badness(Array(before.suffix(28)))
      if picked.map({ badness > $0.badness }) ?? true { picked = (badness, expected, before) }
    }
    let exposed = 7 * historyWeeks
    var counts = picked?.counts ?? []
    for day in lock..<days {
      let share = day > exposed ? 1 - effect : 1
      counts.append(Double(random.poisson(mean: (picked?.expected[day] ?? 0) * share)))
    }
    let oracle = self.oracle(counts, usual, exposed: exposed, pickedFrom: lock - 7, pickedTo: lock)
    let known = zip(counts, usual).enumerated().map { place, pair in
      DayCount(
        day: Int32(Self.start + place),
        count: pair.0,
        denominator: isDivided ? (2_000 * pair.1).rounded() : nil
      )
    }
    return (asked(known, lock: lock, exposed: exposed), oracle)
  }

  private func badness(_ days: [Double]) -> Double {
    switch picking {
    case .risen:
      (days.suffix(7).reduce(1, +)) / (days.dropLast(7).reduce(3, +) / 3)
    case .worstWeek:
      (7...max(7, days.count)).map { days.prefix($0).suffix(7).reduce(0, +) }.max() ?? 0
    case .total:
      days.reduce(0, +)
    }
  }

  private func asked(_ days: [DayCount], lock: Int, exposed: Int) -> ImpactQuestion {
    let second = { (day: Int) in Int64(Self.start + day) * 86_400 }
    let lockedAt = second(lock)
    let picked = PlanRules.pickedWindow(Array(days[..<lock]), fewerIsGood: true, lockedAt: lockedAt)
    let bet = RecordID(.bet, of: name)
    let plan = Plan(
      id: RecordID(.plan, of: name),
      bet: bet,
      metric: Metric(name: "errors", series: [], denominator: nil, countsErrors: false, fewerIsGood: true),
      minimum: 0.2,
      promised: Interval(low: 0.2, likely: 0.4, high: 0.6),
      probability: 0.6,
      guardrails: [],
      picked: picked,
      baselineWeeks: PlanRules.baselineWeeks,
      measureWeeks: measureWeeks,
      alpha: 0.05,
      lockedAt: Timestamp(nanoseconds: lockedAt * 1_000_000_000),
      amendments: 0
    )
    return ImpactQuestion(
      days: days,
      exposure: second(exposed) + 36_000,
      asOf: second(days.count),
      plan: plan
    )
  }

  /// Compares the best weighted sums of days for who knows season, drift and the true rates: a yardstick for power.
  ///
  /// The variance of the logarithm of a day is that of a Poisson count plus that of the drift; sums over many days take
  /// the drift's covariances with them.
  private func oracle(
    _ counts: [Double],
    _ usual: [Double],
    exposed: Int,
    pickedFrom: Int,
    pickedTo: Int
  ) -> (centre: Double, error: Double) {
    let before = (max(0, exposed - 63)..<exposed).filter { !(pickedFrom..<pickedTo).contains($0) }
    let after = Array((exposed + 1)..<counts.count)
    func level(_ days: [Int]) -> (sum: Double, expected: Double) {
      (days.reduce(0) { $0 + counts[$1] }, days.reduce(0) { $0 + mean * usual[$1] })
    }
    let (one, other) = (level(before), level(after))
    var weights = Array(repeating: 0.0, count: counts.count)
    for day in before { weights[day] = -mean * usual[day] / one.expected }
    for day in after { weights[day] = mean * usual[day] / other.expected }
    var variance = 1 / max(1, one.expected) + 1 / max(1, other.expected * (1 - effect))
    for i in weights.indices where weights[i] != 0 {
      for j in weights.indices where weights[j] != 0 {
        variance += weights[i] * weights[j] * spread * spread * pow(memory, Double(abs(i - j)))
      }
    }
    return (log(max(other.sum, 0.5) / other.expected) - log(max(one.sum, 0.5) / one.expected), variance.squareRoot())
  }
}
