import Bytes
import Domain
import Loop

extension ReckonTool {
  /// What a ship did.
  static let measureImpact = ReckonTool(
    name: "measure_impact",
    command: "measure",
    title: "Measure impact",
    summary: "what a ship did, with an honest verdict",
    description:
      "Call this after a ship: did the number move, how much, how sure. Shows the last read-out; look counts a new one. "
      + "NO_EFFECT is not INCONCLUSIVE: repeat it as it stands.",
    arguments: [
      .required("id", .string("S-XXXXXX or B-XXXXXX")),
      .optional("look", .boolean("take and count a new look")),
    ] + readArguments,
    isReadOnly: false,
    isIdempotent: false,
    example: ["id": "S-7K2M9Q"],
    run: { call in
      guard let id = try call.id("id", .ship, .bet) else {
        throw LoopError.needs(argument: "id", why: "it names the ship or bet")
      }
      return try ImpactLook(id: id, isNew: call.flag("look")).run(call.books()).answer(call)
    }
  )
}

extension ImpactLook.Outcome {
  fileprivate func answer(_ call: ToolCall) -> ToolAnswer {
    guard let readout else {
      let text =
        "No look has been taken at \(ship.id) yet. Next: \(Wording.call("measure_impact", ["id": .string(ship.id.text), "look": true]))"
      return ToolAnswer(
        text: text,
        json: ["ship": .string(ship.id.text), "readout": .null],
        summary: text,
        isNegative: true
      )
    }
    let lines = ReadoutText(readout: readout, ship: ship, bet: bet).lines
    return ToolAnswer(
      text: call.budget.pack(lines) { tokens in
        "More: \(Wording.call("measure_impact", ["id": .string(ship.id.text), "max_tokens": .integer(Int64(tokens))]))"
      },
      json: ["readout": readout.json, "ship": ship.json],
      summary: lines[0]
    )
  }
}

/// A read-out in words; what it may say follows from the grade of its design.
struct ReadoutText {
  let readout: Readout
  let ship: Ship
  let bet: Bet

  var lines: [String] {
    var lines = [head, sentence]
    if let baseline = readout.baseline, let observed = readout.observed { lines.append(samples(baseline, observed)) }
    if let share = readout.placeboShare, readout.placebos > 0 {
      lines.append(
        "Pretend ship dates: \(Wording.count(readout.placebos, "date")) tried on the time before; \(Wording.percent(share)) showed as much."
      )
    }
    lines += readout.checks.map {
      "  \($0.passed ? "ok" : "NOT OK"): \($0.what)\($0.detail.isEmpty ? "" : " - \($0.detail)")"
    }
    if readout.isPostHoc { lines.append("post_hoc: the plan was not locked before exposure.") }
    lines.append(readout.advice)
    if let next = readout.next { lines.append("Next look: \(Wording.day(next)).") }
    return lines
  }

  private var head: String {
    "\(readout.verdict.rawValue), grade \(readout.grade.rawValue), \(readout.isFinal ? "final" : "not final"), look \(readout.look) "
      + "(\(readout.id), \(ship.id), as of \(Wording.time(readout.asOf)))."
  }

  private var sentence: String {
    let promise =
      "at least \(Wording.percent(readout.minimum)) was promised, at odds of \(Wording.probability(bet.confidence.probability))"
    guard let effect = readout.effect else { return "\(bet.metric.name): no effect could be computed; \(promise)." }
    let better = bet.metric.fewerIsGood ? "fall" : "rise"
    return "\(bet.metric.name): a \(better) of \(Wording.percent(effect)) after the change; \(promise). \(words)"
  }

  private var words: String {
    switch readout.grade {
    case .randomised: "The change caused it, as far as a randomised comparison can tell."
    case .staged, .controlled: "Very likely due to the change."
    case .interrupted, .beforeAfter: "It moved after the change; that is no proof that the change did it."
    case .none: "This cannot be measured."
    }
  }

  /// A rate per day, or per thousand of what the metric is divided by.
  private func rate(_ sample: Readout.Sample) -> String {
    bet.metric.denominator == nil
      ? "\(Wording.rough(sample.rate)) a day" : "\(Wording.rough(sample.rate * 1_000)) in 1,000 signals"
  }

  private func samples(_ baseline: Readout.Sample, _ observed: Readout.Sample) -> String {
    func text(_ sample: Readout.Sample) -> String {
      "\(rate(sample)) over \(Wording.count(sample.days, "day")) (\(Wording.days(sample.window)), \(Wording.count(sample.count, "case")))"
    }
    return "Before: \(text(baseline)). After: \(text(observed))."
  }
}

extension ReckonTool {
  /// The same tool without the argument that counts a look: what a server that may change nothing offers.
  static let lastReadout = ReckonTool(
    name: measureImpact.name,
    command: measureImpact.command,
    title: measureImpact.title,
    summary: measureImpact.summary,
    description:
      "Call this after a ship: the last read-out of what it did. NO_EFFECT and INCONCLUSIVE are different answers.",
    arguments: measureImpact.arguments.filter { $0.name != "look" },
    isReadOnly: true,
    example: measureImpact.example,
    run: measureImpact.run
  )
}
