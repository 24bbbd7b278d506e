package import Domain
import Bytes
import Numerics

/// The arithmetic of a choice, used to make it and to check it: the same numbers to the last digit.
package enum Recompute {
  /// The draws of a choice, where the policy says nothing else.
  package static let usualDraws = 2_000
  /// How far a probability may be off either way, as a share of it: priors are guesses.
  static let probabilitySpread = 0.4

  /// Multiplies the parts of a confidence and cuts the product at the cap of its rung.
  package static func probability(_ parts: [Confidence.Part], cap: Double) -> Double {
    Rounding.nine(min(cap, parts.reduce(1) { $0 * $1.factor }))
  }

  /// Returns what is won each week for each day of work, at the likely values.
  package static func score(
    probability: Double,
    effect: Interval,
    valuePerWeek: Interval,
    effortDays: Interval
  ) -> Double {
    guard effortDays.likely > 0 else { return 0 }
    return Rounding.nine(probability * effect.likely * valuePerWeek.likely / effortDays.likely)
  }

  /// Returns the score of a weighed option from its own numbers.
  package static func score(_ option: Decision.Option) -> Double {
    score(
      probability: option.probability,
      effect: option.effect,
      valuePerWeek: option.valuePerWeek,
      effortDays: option.effortDays
    )
  }

  /// Returns for each option the share of seeded draws in which it comes first.
  ///
  /// Each option draws from a sequence of its own, begun by the digest of the inputs and its id, so that options that
  /// never win can be left out without changing the others: what a decision keeps is enough to check it.
  package static func winShares(
    _ options: [Decision.Option],
    inputs: String,
    draws: Int = usualDraws
  ) -> [RecordID: Double] {
    let sorted = options.sorted { $0.opportunity < $1.opportunity }
    var sequences = sorted.map { SeededRandom(seed: seed(inputs, $0.opportunity)) }
    var wins = [Int](repeating: 0, count: sorted.count)
    for _ in 0..<max(0, draws) {
      var best: (index: Int, value: Double)?
      for index in sorted.indices {
        let value = draw(sorted[index], &sequences[index])
        if value > best?.value ?? 0 { best = (index, value) }
      }
      if let best { wins[best.index] += 1 }
    }
    return sorted.indices.reduce(into: [:]) { shares, index in
      shares[sorted[index].opportunity] = Rounding.nine(Double(wins[index]) / Double(max(1, draws)))
    }
  }

  /// Returns the options of a decision whose score or share of draws does not follow from its own numbers.
  package static func faults(in decision: Decision, draws: Int = usualDraws) -> [RecordID] {
    let shares = winShares(decision.considered.filter { $0.winShare > 0 }, inputs: decision.inputs, draws: draws)
    return decision.considered.filter { option in
      score(option) != option.score || shares[option.opportunity] ?? 0 != option.winShare
    }.map(\.opportunity)
  }

  /// Reports whether a bet's probability and score follow from its own parts.
  package static func isSound(_ bet: Bet) -> Bool {
    let probability = probability(bet.confidence.parts, cap: bet.confidence.cap)
    let score = score(
      probability: probability,
      effect: bet.expected,
      valuePerWeek: bet.valuePerWeek,
      effortDays: bet.effortDays
    )
    return probability == bet.confidence.probability && score == bet.score
  }

  private static func seed(_ inputs: String, _ id: RecordID) -> UInt64 {
    SHA256.hash(Array("\(inputs) \(id)".utf8)).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// One possible score: every number drawn from its interval.
  private static func draw(_ option: Decision.Option, _ random: inout SeededRandom) -> Double {
    let spread = Interval(
      low: option.probability * (1 - probabilitySpread),
      likely: option.probability,
      high: min(1, option.probability * (1 + probabilitySpread))
    )
    let probability = triangular(spread, random.uniform())
    let effect = triangular(option.effect, random.uniform())
    let value = triangular(option.valuePerWeek, random.uniform())
    let effort = triangular(option.effortDays, random.uniform())
    return effort > 0 ? probability * effect * value / effort : 0
  }

  /// The quantile of a triangular distribution over an interval with its peak at the likely value.
  static func triangular(_ interval: Interval, _ share: Double) -> Double {
    let width = interval.high - interval.low
    guard width > 0 else { return interval.likely }
    let left = interval.likely - interval.low
    let right = interval.high - interval.likely
    return share * width < left
      ? interval.low + (share * width * left).squareRoot()
      : interval.high - ((1 - share) * width * right).squareRoot()
  }
}
