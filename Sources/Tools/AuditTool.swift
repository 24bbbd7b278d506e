import Bytes
import Domain
import Loop

extension ReckonTool {
  /// Whether everything still is what it was.
  static let audit = ReckonTool(
    name: "audit",
    command: "audit",
    title: "Audit",
    summary: "check that nothing was altered, compute figures again, tell a history",
    description:
      "Call this to check Reckon itself: ledger verifies all that is stored; recompute counts figures again; "
      + "history of an id; calibration of past odds; mind: what would change the pick.",
    arguments: [
      .optional("id", .string("any id; else everything")),
      .optional("check", .string("which check", oneOf: AuditCheck.allCases.map(\.rawValue))),
    ] + readArguments,
    isReadOnly: true,
    run: { call in
      let id = try call.id("id", .opportunity, .bet, .plan, .ship, .readout, .decision, .claim, .lease, .edit)
      let check = call.text("check").flatMap(AuditCheck.init(rawValue:)) ?? (id == nil ? .ledger : .history)
      let report = try Audit(check: check, id: id).run(call.books(), checkpoint: call.checkpoint)
      return report.answer(call)
    }
  )
}

extension AuditReport {
  fileprivate func answer(_ call: ToolCall) -> ToolAnswer {
    let head = faults.isEmpty ? summary : "\(Wording.count(faults.count, "fault")) found; the first: \(faults[0])."
    let lines = [head] + faults.map { "  fault: \($0)" } + notes
    var arguments: JSONObject = ["check": .string(check.rawValue)]
    arguments["id"] = id.map { .string($0.text) }
    return ToolAnswer(
      text: call.budget.pack(lines) { tokens in
        var more = arguments
        more["max_tokens"] = .integer(Int64(tokens))
        return "More: \(Wording.call("audit", more))"
      },
      json: [
        "check": .string(check.rawValue), "clean": .bool(faults.isEmpty),
        "faults": .array(faults.map { .string($0) }), "summary": .string(summary),
        "notes": .array(notes.map { .string($0) }),
      ],
      summary: head,
      isNegative: !faults.isEmpty
    )
  }
}
