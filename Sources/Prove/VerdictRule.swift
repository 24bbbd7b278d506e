package import Domain

/// Turns an effect into a verdict, by the locked minimum and what was promised.
package enum VerdictRule {
  /// Returns the verdict of an effect in the good direction against the least that counts and the most promised.
  ///
  /// With effect e in [l, u], minimum m and promised top b: `WRONG_WAY` u < 0; `MOVED_LESS` l > 0 and e < m;
  /// `MOVED_MORE` l > 0 and e > b; `MOVED` l > 0 otherwise; `NO_EFFECT` l <= 0 and u < m; `INCONCLUSIVE` otherwise.
  /// An interval wholly on the wrong side also excludes the minimum, so that it is asked for first. What is no number
  /// settles nothing.
  package static func verdict(effect: Interval, minimum: Double, promisedTop: Double) -> Verdict {
    let numbers = [effect.low, effect.likely, effect.high, minimum, promisedTop]
    guard numbers.allSatisfy({ !$0.isNaN }) else { return .inconclusive }
    if effect.high < 0 { return .wrongWay }
    guard effect.low > 0 else { return effect.high < minimum ? .noEffect : .inconclusive }
    if effect.likely < minimum { return .movedLess }
    return effect.likely > promisedTop ? .movedMore : .moved
  }
}

/// How a bet's confidence is scored once its verdict is known.
package enum Scoring {
  /// Returns whether the bet came true; nil for a verdict that says nothing about it, or is not final.
  package static func outcome(of verdict: Verdict, isFinal: Bool) -> Bool? {
    guard isFinal else { return nil }
    switch verdict {
    case .moved, .movedMore: return true
    case .movedLess, .noEffect, .wrongWay, .guardrailBreach, .inconclusive: return false
    case .confounded, .immature, .unmeasurable, .revertedEarly: return nil
    }
  }

  /// Returns the squared distance of a stated probability from what happened: 0 is perfect, 0.25 a coin.
  package static func brier(probability: Double, outcome: Bool) -> Double {
    let distance = probability - (outcome ? 1 : 0)
    return distance * distance
  }
}
