import Domain
import Numerics
import Prove

/// The simulations, one function each.
struct Bench {
  let products: Int
  let seed: UInt64
  let showsCells: Bool

  private static let worlds: [World] = {
    var worlds: [World] = []
    for mean in [0.5, 3, 30, 300] {
      for (memory, spread) in [(0.0, 0.0), (0.0, 0.2), (0.4, 0.2), (0.7, 0.2)] {
        for (history, weeks) in [(4, 1), (4, 2), (9, 2)] {
          worlds.append(
            World(mean: mean, memory: memory, spread: spread, historyWeeks: history, measureWeeks: weeks)
          )
        }
      }
    }
    worlds.append(
      World(mean: 60, memory: 0.6, spread: 0.12, historyWeeks: 8, measureWeeks: 2, isDivided: true)
    )
    worlds.append(World(mean: 60, memory: 0.4, spread: 0.2, historyWeeks: 2, measureWeeks: 2))
    worlds.append(World(mean: 60, memory: 0.4, spread: 0.2, historyWeeks: 1, measureWeeks: 2))
    worlds.append(World(mean: 60, memory: 0.4, spread: 0.1, historyWeeks: 5, measureWeeks: 2, growth: -0.02))
    for picking in [World.Picking.worstWeek, .total] {
      for (mean, memory, history) in [(30.0, 0.4, 4), (300, 0.4, 9), (300, 0.7, 9), (300, 0.7, 4)] {
        worlds.append(
          World(mean: mean, memory: memory, spread: 0.2, historyWeeks: history, measureWeeks: 2, picking: picking)
        )
      }
    }
    return worlds
  }()

  /// Changes that do nothing, and changes that take away 30, 60 and 90 %, of the problem that looked worst of twenty.
  func effects() {
    for effect in [0, 0.3, 0.6, 0.9] {
      print("effect \(effect)")
      var all = Tally()
      for (place, cell) in Self.worlds.enumerated() {
        var world = cell
        world.effect = effect
        var random = SeededRandom(seed: seed &* 1_000 &+ UInt64(place))
        var tally = Tally()
        for _ in 0..<products {
          let (question, oracle) = world.question(&random)
          tally.add(Impact.answer(question), effect: effect, oracle: oracle)
        }
        all.add(tally)
        if showsCells { print(" ", tally.line, world.name) }
      }
      print(" ", all.line, "all")
    }
  }

  /// How often an effect is seen that is just large enough to be seen with 80 % probability.
  func smallestEffects() {
    print("power at the smallest detectable effect, promised 0.8")
    for (mean, memory, history) in [(3.0, 0.0, 8), (30, 0.0, 8), (30, 0.4, 8), (300, 0.4, 8), (300, 0.7, 4)] {
      var world = World(mean: mean, memory: memory, spread: 0.15, historyWeeks: history, measureWeeks: 2, problems: 1)
      var random = SeededRandom(seed: seed)
      let smallest = (0..<products).compactMap { _ in
        let days = world.question(&random).question.days
        return SmallestEffect.detectable(history: Array(days[..<(7 * history)]), weeks: 2)
      }
      guard let effect = Robust.median(smallest) else { continue }
      world.effect = min(0.99, effect)
      var seen = 0
      for _ in 0..<products {
        switch Impact.answer(world.question(&random).question).verdict {
        case .moved, .movedMore, .movedLess: seen += 1
        default: break
        }
      }
      print("  effect \(padded(effect)) seen \(padded(Double(seen) / Double(products)))", world.name)
    }
  }

  /// How often a guardrail that nothing touches is said to be broken within four weeks of daily looks, and one that
  /// rises by half.
  func guardrails() {
    print("guardrails broken within 28 days: untouched, worse by a half")
    for (mean, memory) in [(3.0, 0.0), (30, 0.4), (300, 0.4), (300, 0.7)] {
      var shares: [Double] = []
      for effect in [0, -0.5] {
        var world = World(mean: mean, memory: memory, spread: 0.15, historyWeeks: 8, measureWeeks: 4, problems: 1)
        world.effect = effect
        var random = SeededRandom(seed: seed)
        var broken = 0
        for _ in 0..<products {
          let question = world.question(&random).question
          let answer = Impact.answer(
            ImpactQuestion(
              days: question.days,
              exposure: question.exposure,
              asOf: question.asOf,
              plan: question.plan,
              guardrails: [ImpactQuestion.Guardrail(name: "errors", days: question.days, fewerIsGood: true)]
            )
          )
          if answer.verdict == .guardrailBreach { broken += 1 }
        }
        shares.append(Double(broken) / Double(products))
      }
      print("  \(padded(shares[0])) \(padded(shares[1]))", "mean \(mean) memory \(memory) sd 0.15")
    }
  }
}
