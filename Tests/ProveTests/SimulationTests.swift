import Domain
import Numerics
import Prove
import Testing

/// Small versions of the simulations in Benchmarks/ImpactBench: many enough to catch a broken rule, few enough to wait for.
@Suite struct SimulationTests {
  private static let products = 42

  /// Draws products of several problems, ships for the one whose last week was the worst against the weeks before it,
  /// and looks two weeks later.
  private func answers(effect: Double, seed: UInt64) -> [ImpactAnswer] {
    var random = SeededRandom(seed: seed)
    return (0..<Self.products).map { product in
      let metric = DriftingMetric(
        mean: [8.0, 40, 200][product % 3],
        memory: [0, 0.4, 0.6][product / 3 % 3],
        spread: [0.1, 0.2][product % 2]
      )
      let (days, exposed, lock) = (57, 42, 40)
      var worst: (badness: Double, counts: [Double?]) = (-1, [])
      for _ in 0..<10 {
        let counts = metric.counts(days, &random) { $0 > exposed ? 1 - effect : 1 }
        func sum(_ places: Range<Int>) -> Double { counts[places].compactMap(\.self).reduce(1, +) }
        let badness = sum((lock - 7)..<lock) / sum((lock - 28)..<(lock - 7))
        if badness > worst.badness { worst = (badness, counts) }
      }
      var look = Look(worst.counts, exposed: exposed)
      let lockedAt = look.second(lock)
      let known = Look.days(Array(worst.counts[..<lock]))
      let picked = PlanRules.pickedWindow(known, fewerIsGood: true, lockedAt: lockedAt)
      look.picked = Int(picked.lowerBound / 86_400) - Look.start..<Int(picked.upperBound / 86_400) - Look.start
      return look.answer
    }
  }

  /// The share allowed: a twentieth and two Monte-Carlo standard errors.
  private static let allowed = Int(Double(products) * (0.05 + 2 * (0.05 * 0.95 / Double(products)).squareRoot()))

  @Test func `a change that does nothing for the worst week of ten rarely seems to do something`() {
    let answers = answers(effect: 0, seed: 2)
    let claims = answers.filter { [.moved, .movedMore, .movedLess, .wrongWay].contains($0.verdict) }
    #expect(claims.count <= Self.allowed, "\(claims.count) of \(answers.count)")
    let holds = answers.filter { answer in answer.effect.map { $0.low <= 0 && 0 <= $0.high } ?? false }
    #expect(Double(holds.count) >= 0.93 * Double(answers.count))
  }

  @Test func `a change that halves is seen, and its interval holds the truth`() {
    let answers = answers(effect: 0.5, seed: 3)
    let seen = answers.filter { [.moved, .movedMore, .movedLess].contains($0.verdict) }
    #expect(Double(seen.count) >= 0.55 * Double(answers.count), "\(seen.count) of \(answers.count)")
    #expect(answers.allSatisfy { $0.verdict != .wrongWay && $0.verdict != .noEffect })
    let holds = answers.filter { answer in answer.effect.map { $0.low <= 0.5 && 0.5 <= $0.high } ?? false }
    #expect(Double(holds.count) >= 0.93 * Double(answers.count), "\(holds.count)")
  }
}
