import Domain
import Prove
import Testing

@Suite struct VerdictRuleTests {
  /// Every order in which the ends and the middle of an interval can stand to nothing, the minimum and the promise.
  @Test func `every interval gets the verdict of the written rule`() {
    let minimum = 0.2
    let top = 0.6
    let places = [-0.5, -0.1, 0, 0.1, 0.2, 0.4, 0.6, 0.9]
    var seen: Set<Verdict> = []
    for low in places {
      for likely in places where likely >= low {
        for high in places where high >= likely {
          let verdict = VerdictRule.verdict(
            effect: Interval(low: low, likely: likely, high: high),
            minimum: minimum,
            promisedTop: top
          )
          // The rule as it is written, each verdict by its own condition.
          let isMoved = low > 0 && likely >= minimum && likely <= top
          let isMore = low > 0 && likely > top
          let isLess = low > 0 && likely < minimum
          let isWrong = high < 0
          let isNone = !isWrong && low <= 0 && high < minimum
          #expect([isMoved, isMore, isLess, isWrong, isNone].filter(\.self).count <= 1)
          let expected: Verdict =
            isMoved
            ? .moved
            : isMore
              ? .movedMore
              : isLess
                ? .movedLess
                : isWrong
                  ? .wrongWay
                  : isNone
                    ? .noEffect
                    : .inconclusive
          #expect(verdict == expected, "\(low) \(likely) \(high)")
          seen.insert(verdict)
        }
      }
    }
    #expect(seen == [.moved, .movedMore, .movedLess, .wrongWay, .noEffect, .inconclusive])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let effect: (Double, Double, Double)
    let verdict: Verdict
  }

  @Test(arguments: [
    Case(testDescription: "as promised", effect: (0.3, 0.5, 0.6), verdict: .moved),
    Case(testDescription: "just the minimum", effect: (0.01, 0.2, 0.4), verdict: .moved),
    Case(testDescription: "just the promise", effect: (0.01, 0.6, 0.9), verdict: .moved),
    Case(testDescription: "beyond the promise", effect: (0.5, 0.7, 0.9), verdict: .movedMore),
    Case(testDescription: "real but too little", effect: (0.05, 0.1, 0.3), verdict: .movedLess),
    Case(testDescription: "the minimum is ruled out", effect: (-0.1, 0.02, 0.19), verdict: .noEffect),
    Case(testDescription: "the minimum is not quite ruled out", effect: (-0.1, 0.02, 0.2), verdict: .inconclusive),
    Case(testDescription: "from nothing to the minimum", effect: (0, 0.3, 0.6), verdict: .inconclusive),
    Case(testDescription: "worse", effect: (-0.9, -0.5, -0.01), verdict: .wrongWay),
    Case(testDescription: "at most nothing", effect: (-0.9, -0.5, 0), verdict: .noEffect),
    Case(testDescription: "anything", effect: (-5, 0.1, 0.9), verdict: .inconclusive),
    Case(testDescription: "no number", effect: (.nan, 0.1, 0.9), verdict: .inconclusive),
  ])
  func `known effects`(known: Case) {
    let effect = Interval(low: known.effect.0, likely: known.effect.1, high: known.effect.2)
    #expect(VerdictRule.verdict(effect: effect, minimum: 0.2, promisedTop: 0.6) == known.verdict)
  }

  @Test(arguments: Verdict.allCases)
  func `confidence is scored by the final verdict alone`(verdict: Verdict) {
    let expected: Bool? =
      switch verdict {
      case .moved, .movedMore: true
      case .movedLess, .noEffect, .wrongWay, .guardrailBreach, .inconclusive: false
      case .confounded, .immature, .unmeasurable, .revertedEarly: nil
      }
    #expect(Scoring.outcome(of: verdict, isFinal: true) == expected)
    #expect(Scoring.outcome(of: verdict, isFinal: false) == nil)
  }

  /// Brier 1950; the mean of these eight is .2178125 by definition.
  @Test func `the Brier score`() {
    let bets = zip([0.9, 0.8, 0.7, 0.6, 0.55, 0.3, 0.2, 0.1], [true, true, false, true, false, false, true, false])
    let sum = bets.reduce(0) { $0 + Scoring.brier(probability: $1.0, outcome: $1.1) }
    #expect(abs(sum / 8 - 0.2178125) < 1e-12)
  }
}
