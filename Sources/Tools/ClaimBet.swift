import Bytes
import Domain
import Loop

extension ReckonTool {
  /// Takes, keeps and gives back a bet.
  static let claimBet = ReckonTool(
    name: "claim_bet",
    command: "claim",
    title: "Claim bet",
    summary: "take a bet for yourself, renew it, wait for a person, or give it back",
    description:
      "Call this before you start on a bet: an exclusive, expiring lease, which locks the plan it is judged by. "
      + "Pass the lease on to the other ops and record_ship. "
      + "Losing names the holder and the next free bet.",
    arguments: [
      .required("op", .string("what to do", oneOf: LeaseRequest.Operation.allCases.map(\.rawValue))),
      .optional("id", .string("B-XXXXXX; else the current pick")),
      .optional("lease", .string("L-XXXXXX")),
      .optional("worker", .string("who, if several")),
      .optional("minutes", .integer("how long", in: 5...480, default: 60)),
      .optional("reason", .string("why")),
      format,
    ],
    positional: ["id"],
    isReadOnly: false,
    example: ["op": "acquire", "id": "B-7K2M9Q"],
    run: { call in
      var request = LeaseRequest(call.text("op").flatMap(LeaseRequest.Operation.init(rawValue:)) ?? .acquire)
      request.bet = try call.id("id", .bet)
      request.lease = try call.id("lease", .lease)
      request.worker = call.text("worker") ?? call.actor
      request.minutes = call.integer("minutes") ?? 60
      request.reason = call.text("reason") ?? ""
      return try request.run(call.books()).answer
    }
  )
}

extension LeaseRequest.Outcome {
  fileprivate var answer: ToolAnswer {
    let text = ([head] + details).joined(separator: "\n")
    return ToolAnswer(
      text: text,
      json: [
        "lease": lease.json, "bet": .string(lease.bet.text), "plan": plan.map { $0.json } ?? .null,
        "conflicts": .array(conflicts.map { .string($0.text) }),
      ],
      summary: head
    )
  }

  private var head: String {
    let who = Wording.foreign(lease.worker, limit: 60)
    switch lease.state {
    case .held:
      return
        "\(lease.id): \(lease.bet) is \(who)'s until \(Wording.time(lease.expires)) (fencing number \(lease.fencing))."
    case .waiting: return "\(lease.id): \(lease.bet) stays \(who)'s while it waits for a person; renew it to go on."
    case .released: return "\(lease.id) is given back; \(lease.bet) is free."
    case .expired: return "\(lease.id) has expired; \(lease.bet) is free."
    }
  }

  private var details: [String] {
    guard lease.state == .held else { return [] }
    var lines: [String] = []
    if let plan {
      lines.append(
        "Plan \(plan.id), locked \(Wording.time(plan.lockedAt)): \(plan.metric.name), at least \(Wording.percent(plan.minimum)), read after \(Wording.count(plan.measureWeeks, "week"))."
      )
    }
    for ship in conflicts {
      lines.append(
        "In flight on the same metric: \(ship). Expect CONFOUNDED unless one of the two is behind a flag or a week apart."
      )
    }
    lines.append("Work order: \(Wording.call("get_bet", ["id": .string(lease.bet.text), "detail": "bundle"]))")
    lines.append(
      "When it has landed: \(Wording.call("record_ship", ["bet": .string(lease.bet.text), "kind": "merge", "commit": "SHA", "lease": .string(lease.id.text)]))"
    )
    return lines
  }
}
