import Glibc

/// How well rises of a rate explain how often something came, stretch of time by stretch of time.
///
/// Counts are Poisson around the rate times the chances, or as much wider as they are seen to be. All likelihoods are
/// logarithms against a rate that never changed, less half the logarithm of the counts for the one rate more (Schwarz 1978).
struct RateSteps {
  private let counts: [ProblemTrace.Count]
  private let total: (bad: Double, chances: Double)
  /// How much wider than Poisson the counts spread around the best single rise; at least 1.
  private let spread: Double
  /// The likelihood of one lasting rise at the start of each stretch.
  let rises: [Double]

  /// Stretches looked at; older ones are left out.
  static let limit = 4_096

  init(_ counts: [ProblemTrace.Count]) {
    self.counts = Array(counts.filter { $0.chances > 0 && !$0.time.isEmpty }.suffix(RateSteps.limit))
    total = self.counts.reduce((0, 0)) { ($0.0 + $1.bad, $0.1 + $1.chances) }
    var before = (bad: 0.0, chances: 0.0)
    var raw: [Double] = []
    for count in self.counts {
      let after = (bad: total.bad - before.bad, chances: total.chances - before.chances)
      raw.append(RateSteps.gain(before, after))
      before = (before.bad + count.bad, before.chances + count.chances)
    }
    let best = raw.indices.max { raw[$0] < raw[$1] } ?? 0
    spread = RateSteps.spread(self.counts, risingAt: best)
    let penalty = RateSteps.penalty(total.bad)
    let spread = spread
    rises = raw.map { $0 / spread - penalty }
  }

  /// The starts of the stretches.
  var starts: [Int64] { counts.map(\.time.lowerBound) }

  /// A rise while something was live.
  struct Live {
    let likelihood: Double
    /// The rates while it was not live and while it was; NaN where that never was.
    let rates: (off: Double, on: Double)
    /// The chances and the counts of the stretches before it was first live.
    let before: (bad: Double, chances: Double)
    /// Whether it was live all the time, so that no rate tells anything of it.
    var isThroughout = false
  }

  /// Returns how well a rate that is higher while a change is live explains the counts.
  ///
  /// Counts of a stretch in which it came or went are parted by the rates, over and over (Dempster, Laird and Rubin 1977).
  func live(_ change: Change) -> Live {
    let shares = counts.map { change.liveShare(of: $0.time) }
    var on = (bad: 0.0, chances: 0.0)
    var off = on
    var before = on
    for (count, share) in zip(counts, shares) {
      on = (on.bad + count.bad * share, on.chances + count.chances * share)
      off = (off.bad + count.bad * (1 - share), off.chances + count.chances * (1 - share))
      guard count.time.upperBound <= change.start else { continue }
      before = (before.bad + count.bad, before.chances + count.chances)
    }
    guard off.chances > 0 else {
      return Live(likelihood: RateSteps.throughout, rates: (.nan, .nan), before: before, isThroughout: true)
    }
    let penalty = RateSteps.penalty(total.bad)
    guard on.chances > 0, total.bad > 0 else {
      return Live(likelihood: -penalty, rates: (.nan, .nan), before: before)
    }
    for _ in 0..<RateSteps.partings { part(&on.bad, &off.bad, shares, (off.chances, on.chances)) }
    let rates = (off: off.bad / off.chances, on: on.bad / on.chances)
    guard rates.on > rates.off else { return Live(likelihood: -penalty, rates: rates, before: before) }
    var gain = 0.0
    let usual = total.bad / total.chances
    for (count, share) in zip(counts, shares) {
      let rate = rates.on * share + rates.off * (1 - share)
      // One count in a stretch that the model rules out does not rule the model out: clocks differ a little.
      if count.bad > 0 { gain += count.bad * log(max(rate, usual * 1e-6) / usual) }
      gain -= count.chances * (rate - usual)
    }
    return Live(likelihood: gain / spread - penalty, rates: rates, before: before)
  }

  private static let partings = 10
  /// What was live all the time cannot be told by its rate from the many things that were: it is one in five of them.
  private static let throughout = log(0.2)

  private func part(_ on: inout Double, _ off: inout Double, _ shares: [Double], _ chances: (off: Double, on: Double)) {
    let rates = (off: off / chances.off, on: on / chances.on)
    on = 0
    off = 0
    for (count, share) in zip(counts, shares) where count.bad > 0 {
      let high = rates.on * share
      let low = rates.off * (1 - share)
      let part = high + low > 0 ? high / (high + low) : share
      on += count.bad * part
      off += count.bad * (1 - part)
    }
  }

  private static func penalty(_ bad: Double) -> Double { 0.5 * log(max(1, bad)) }

  /// Returns the gain in likelihood of two rates over one; 0 where the second is not the higher one.
  private static func gain(
    _ before: (bad: Double, chances: Double),
    _ after: (bad: Double, chances: Double)
  ) -> Double {
    guard before.chances > 0, after.chances > 0, after.bad > 0,
      after.bad * before.chances > before.bad * after.chances
    else { return 0 }
    let usual = (before.bad + after.bad) / (before.chances + after.chances)
    let low = before.bad > 0 ? before.bad * log(before.bad / before.chances / usual) : 0
    return low + after.bad * log(after.bad / after.chances / usual)
  }

  private static func spread(_ counts: [ProblemTrace.Count], risingAt place: Int) -> Double {
    guard counts.count > 3 else { return 1 }
    var sum = 0.0
    for part in [counts[..<place], counts[place...]] {
      let bad = part.reduce(0) { $0 + $1.bad }
      let chances = part.reduce(0) { $0 + $1.chances }
      guard bad > 0, chances > 0 else { continue }
      for count in part {
        let expected = bad / chances * count.chances
        sum += (count.bad - expected) * (count.bad - expected) / expected
      }
    }
    return max(1, sum / Double(counts.count - 2))
  }
}
