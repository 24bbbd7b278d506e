import Bytes
import Domain
import Loop

extension ReckonTool {
  /// A person's word on a bet or opportunity.
  static let decide = ReckonTool(
    name: "decide",
    command: "decide",
    title: "Decide",
    summary: "pick, defer, kill, reopen, override, or lock and amend a plan",
    description:
      "Call this when a person decides against or beside Reckon, or changes a plan. It is obeyed "
      + "and scored apart.",
    arguments: [
      .required("op", .string("what is decided", oneOf: Ruling.Operation.allCases.map(\.rawValue))),
      .required("id", .string("B-XXXXXX or O-XXXXXX")),
      .required("reason", .string("why, in a sentence")),
      .optional("revisit", .string("when to look again")),
      .optional("plan", .string("for amend: JSON of minimum, weeks or both: {\"minimum\":0.2}")),
      format,
    ],
    isReadOnly: false,
    example: ["op": "defer", "id": "O-7K2M9Q", "reason": "The new checkout first."],
    run: { call in
      guard let id = try call.id("id", .bet, .opportunity) else {
        throw LoopError.needs(argument: "id", why: "it names what is decided on")
      }
      var ruling = Ruling(call.text("op").flatMap(Ruling.Operation.init(rawValue:)) ?? .pick, id)
      ruling.reason = call.text("reason") ?? ""
      ruling.revisit = call.text("revisit")
      ruling.plan = call.text("plan")
      return try ruling.run(call.books()).answer
    }
  )
}

extension Ruling.Outcome {
  fileprivate var answer: ToolAnswer {
    let head = "\(decision.id): \(decision.kind.rawValue) \(subject), ledger entry \(seq)."
    var lines = [head, "Reason: \(Wording.foreign(decision.reason, limit: 400))"]
    if let plan {
      lines.append(
        "Plan \(plan.id): \(plan.metric.name), at least \(Wording.percent(plan.minimum)), \(Wording.count(plan.measureWeeks, "week")) after exposure."
      )
    }
    if isLate { lines.append("The change is exposed already: read-outs of this plan are labelled post_hoc.") }
    if let revisit = decision.revisit { lines.append("Again when: \(Wording.foreign(revisit, limit: 200))") }
    lines.append("Next: get_bet {}")
    return ToolAnswer(
      text: lines.joined(separator: "\n"),
      json: ["decision": decision.json, "seq": .integer(seq), "plan": plan.map { $0.json } ?? .null],
      summary: head
    )
  }
}
