import Domain

/// Says in short plain words what would settle a look, and when.
enum Advice {
  static let revertedEarly =
    "It was taken back before one whole week; ship it again, or a better one, and lock a new plan."

  static let nothingCounted = "Nothing was counted before or after; there is nothing to compare."

  static func breach(_ check: Ship.Check, isReverted: Bool) -> String {
    let what = check.what.dropFirst("guardrail ".count)
    return "\(what): \(check.detail). " + (isReverted ? "It has been taken back." : "Roll back.")
  }

  static func noBaseline(_ baseline: Baseline, before: Int) -> String {
    if baseline.isEnough { return "Nothing was counted before the exposure; there is no rate to compare with." }
    let flag = "Expose half of the people behind a flag: the other half is then the comparison."
    if let shift = baseline.shift {
      return "The metric reached its level on \(Calendar.text(shift)), less than a week before the exposure. \(flag)"
    }
    let have = baseline.days.count
    return "A baseline needs 7 days before the exposure; \(have == 0 ? "none is" : "\(have) are") known. \(flag)"
  }

  static func silent(_ days: Int) -> String {
    "Of the days after the exposure \(days == 0 ? "none is" : "only \(days) are") known: the source was silent."
      + " Mend it and import what is missing."
  }

  static func immature(_ frame: Frame, known: Int, next: Int) -> String {
    if frame.weeks > 0 {
      return
        "Only \(Words.days(known)) after the exposure are known, and a reading needs 7. Look on \(Calendar.text(next))."
    }
    return "Not one whole week after the exposure is known. The first honest read is on \(Calendar.text(next))."
  }

  static func confounded(_ days: [Int]) -> String {
    "\(Words.ships(days)) touched the same metric and cannot be told apart."
      + " Turn one of them off for a week, or put it behind a flag."
  }

  /// The advice of a look with an effect; `wait` is how many weeks after the exposure would settle it.
  static func reading(_ verdict: Verdict, _ reading: Reading, wait: Int?) -> String {
    let frame = reading.frame
    guard frame.isComplete else {
      let word = verdict == .inconclusive ? "It cannot be told yet." : "Not final."
      return "\(word) \(frame.weeks) of \(Words.weeks(frame.wantedWeeks)) read;"
        + " the final read is on \(Calendar.text(frame.finalLook))."
    }
    let minimum = Words.percent(reading.question.plan.minimum)
    switch verdict {
    case .moved: return "Settled: it moved as promised."
    case .movedMore: return "Settled: it moved more than promised."
    case .movedLess: return "Settled: it moved, by less than the \(minimum) that counts."
    case .noEffect: return "Settled: an effect of \(minimum) or more is ruled out. Take it back or try another way."
    case .wrongWay: return "Settled: it went the wrong way. Take it back."
    case .inconclusive:
      let flag = "To tell sooner, expose half of the people behind a flag."
      guard let wait else { return "More weeks would hardly tell \(minimum) from nothing at this traffic. \(flag)" }
      let day = Calendar.text(frame.firstAfter + 7 * wait)
      return "About \(Words.weeks(wait)) after the exposure would tell \(minimum) from nothing: \(day). \(flag)"
    case .guardrailBreach, .confounded, .immature, .unmeasurable, .revertedEarly: return ""
    }
  }
}
