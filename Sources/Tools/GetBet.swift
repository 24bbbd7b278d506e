import Bytes
import Domain
import Loop

extension ReckonTool {
  /// The pick, or why there is none.
  static let getBet = ReckonTool(
    name: "get_bet",
    command: "bet",
    title: "Bet",
    summary: "the one fix to make now, with its odds, or why there is none",
    description:
      "Call this before choosing what to work on: the one fix that matters now, with reasons, odds, what to defer and "
      + "kill; or what is missing. detail bundle: the work order for a coding agent.",
    arguments: [
      .optional("id", .string("B-XXXXXX; else the current pick")),
      .optional("detail", .string("how much", oneOf: BetDetail.allCases.map(\.rawValue), default: "card")),
      .optional("if_none_match", .string("etag at hand")),
    ] + readArguments,
    positional: ["id"],
    isReadOnly: true,
    looksBack: true,
    isAlwaysLoaded: true,
    run: { call in
      let id = try call.id("id", .bet)
      let detail = call.text("detail").flatMap(BetDetail.init(rawValue:)) ?? .card
      let books = try call.books()
      return try books.read { records in
        let past = try books.pastLook(records)
        let pick = id == nil ? try CurrentPick(records, isFull: detail == .full, past) : nil
        if let pick, pick.bet == nil { return AbstentionAnswer(call: call, pick: pick).answer }
        guard let view = try pick?.bet ?? id.map({ try BetView($0, records, past) }) else {
          throw LoopError.needs(argument: "id", why: "it names the bet")
        }
        guard detail == .bundle else { return BetAnswer(call: call, view: view, choice: pick).answer(detail == .full) }
        let order = try WorkOrder(
          view,
          budget: call.integer("max_tokens") ?? WorkOrder.standardBudget,
          records,
          secret: books.secret,
          files: books.files(ofCommits:)
        )
        return order.answer(call, view.bet)
      }
    }
  )
}

/// How much of a bet is wanted.
enum BetDetail: String, CaseIterable {
  case card, full, bundle
}

/// A bet in words.
struct BetAnswer {
  let call: ToolCall
  let view: BetView
  let choice: CurrentPick?

  private var bet: Bet { view.bet }

  func answer(_ isFull: Bool) -> ToolAnswer {
    // A card is read before anything is known to matter, so it stays small whatever is asked for.
    answer(
      isFull ? card + full : card,
      within: isFull ? call.budget : TokenBudget(tokens: min(BetAnswer.cardTokens, call.budget.tokens))
    )
  }

  private static let cardTokens = 400

  private func answer(_ paragraphs: [String], within budget: TokenBudget) -> ToolAnswer {
    ToolAnswer(
      text: budget.pack(paragraphs) { tokens in
        "More: \(Wording.call("get_bet", ["id": .string(bet.id.text), "detail": "full", "max_tokens": .integer(Int64(tokens))]))"
      },
      json: json,
      summary: "\(bet.id): \(bet.title)"
    )
  }

  // MARK: Card

  private var card: [String] {
    var lines = [
      "\(choice == nil ? "Bet" : "Pick") \(bet.id) (\(bet.state.rawValue)) for \(bet.opportunity): \(bet.title)"
    ]
    if let decision = view.decision { lines.append("Why: \(decision.reason)") }
    lines += [promise, sources, next]
    if let choice, let decision = choice.decision { lines += Considered(decision, choice.titles).card }
    return lines
  }

  private var sources: String {
    let claims = view.claims.prefix(2).map { "\($0.id) \($0.text)" }
    let against = view.contradictions.first.map { " Against: \($0.id) \($0.text)" } ?? ""
    return "Sources: " + claims.joined(separator: " ") + against
  }

  private var promise: String {
    let direction = bet.metric.fewerIsGood ? "falls" : "rises"
    return
      "Bet: \(bet.metric.name) \(direction) by \(Wording.percent(bet.expected)), at least \(Wording.percent(bet.minimum)). "
      + measurability
  }

  private var measurability: String {
    let seen = bet.measurability
    guard let smallest = seen.smallestDetectable else {
      return "There is too little history to say what could be seen."
    }
    let weeks = Wording.count(seen.weeks, "week")
    return seen.isEnough
      ? "Effects from \(Wording.percent(smallest)) on show within \(weeks)."
      : "Only effects above \(Wording.percent(smallest)) would show within \(weeks): it may not be provable."
  }

  private var odds: String {
    let prior =
      bet.confidence.scored < 10
      ? "uncalibrated prior, \(Wording.count(bet.confidence.scored, "scored bet"))"
      : "from \(Wording.count(bet.confidence.scored, "scored bet"))"
    return
      "Odds: \(Wording.probability(bet.confidence.probability)) (\(prior)). It comes first in \(Wording.percent(bet.winShare)) of 2,000 draws; "
      + "effort \(Wording.range(bet.effortDays)) days."
  }

  private var next: String {
    if view.isPast { return "As of a moment of the past: to act on it, ask without --as-of." }
    if let lease = view.lease {
      return "Held by \(Wording.foreign(lease.worker, limit: 60)) until \(Wording.time(lease.expires))."
    }
    if let ship = view.ships.last { return "Next: \(Wording.call("measure_impact", ["id": .string(ship.id.text)]))" }
    guard bet.state == .ready else { return "It is \(bet.state.rawValue)." }
    return "Next: \(Wording.call("claim_bet", ["op": "acquire", "id": .string(bet.id.text)]))"
  }

  // MARK: Full

  private var full: [String] {
    var lines = [odds, "Hypothesis: \(bet.hypothesis)"]
    lines.append(
      "Odds in parts, multiplied, at most \(Wording.probability(bet.confidence.cap)) on evidence rung \(bet.confidence.rung):"
    )
    lines += bet.confidence.parts.map { "  \($0.name) \(Wording.decimal($0.factor, places: 3)): \($0.why)" }
    lines.append(
      "Score \(Wording.decimal(bet.score, places: 3)) = odds x effect x \(Wording.range(bet.valuePerWeek)) people a week / effort."
    )
    lines.append("Alternatives: \(bet.alternatives.joined(separator: "; ")).")
    lines.append("Guardrails: \(bet.guardrails.isEmpty ? "none" : bet.guardrails.map(\.name).joined(separator: "; ")).")
    lines.append("Stop when: \(bet.killCriteria.joined(separator: "; ")).")
    lines.append(plan)
    if let decision = view.decision, let choice { lines += Considered(decision, choice.titles).full }
    return lines
  }

  private var plan: String {
    guard let plan = view.plan else {
      return
        "Plan: not locked yet; claim_bet locks it, or decide {\"op\":\"lock\",\"id\":\"\(bet.id)\",\"reason\":\"…\"}"
    }
    return
      "Plan \(plan.id), locked \(Wording.time(plan.lockedAt)): \(plan.metric.name), at least \(Wording.percent(plan.minimum)), "
      + "\(Wording.count(plan.baselineWeeks, "week")) before against \(plan.measureWeeks) after"
      + (plan.amendments > 0 ? ", amended \(Wording.count(plan.amendments, "time"))" : "") + "."
  }

  private var json: JSONValue {
    [
      "bet": bet.json, "opportunity": view.opportunity.json, "claims": .array(view.claims.map(\.json)),
      "contradictions": .array(view.contradictions.map(\.json)), "plan": view.plan?.json ?? .null,
      "lease": view.lease.map { ["worker": .string($0.worker), "expires": .string($0.expires.description)] } ?? .null,
      "ships": .array(view.ships.map { .string($0.id.text) }), "decision": view.decision?.json ?? .null,
    ]
  }
}

extension WorkOrder {
  fileprivate func answer(_ call: ToolCall, _ bet: Bet) -> ToolAnswer {
    if call.text("if_none_match") == etag {
      return ToolAnswer(
        text: "Unchanged: \(etag)",
        json: ["etag": .string(etag), "unchanged": true],
        summary: "Unchanged: \(etag)"
      )
    }
    return ToolAnswer(
      text: text,
      json: ["etag": .string(etag), "bet": .string(bet.id.text), "text": .string(text)],
      summary: "Bundle of \(bet.id)"
    )
  }
}

/// What was weighed beside the pick.
struct Considered {
  private let decision: Decision
  private let titles: [RecordID: String]

  init(_ decision: Decision, _ titles: [RecordID: String]) {
    self.decision = decision
    self.titles = titles
  }

  /// A line each for what is deferred and what is to be killed.
  var card: [String] {
    [line("Deferred", [.deferred, .background, .insufficient]), line("Kill", [.kill])].compactMap { $0 }
  }

  private func line(_ head: String, _ outcomes: [Decision.Option.Outcome]) -> String? {
    let options = decision.considered.filter { outcomes.contains($0.outcome) }
    guard !options.isEmpty else { return nil }
    let shown = options.prefix(CurrentPick.cardLimit).map {
      "\($0.opportunity) \(titles[$0.opportunity] ?? "") (\($0.revisit))"
    }
    let rest =
      options.count > CurrentPick.cardLimit ? "; \(options.count - CurrentPick.cardLimit) more in detail full" : ""
    return "\(head): \(shown.joined(separator: "; "))\(rest)."
  }

  /// Everything that was weighed, with its numbers.
  var full: [String] {
    ["Weighed, \(Wording.count(decision.considered.count, "opportunity", "opportunities")):"]
      + decision.considered.map { option in
        "  \(option.opportunity) \(option.outcome.rawValue), score \(Wording.decimal(option.score, places: 3)), "
          + "first in \(Wording.percent(option.winShare)) of draws: \(titles[option.opportunity] ?? "") - \(option.why) "
          + "Again when: \(option.revisit)."
      }
  }
}

/// No pick, in words: a normal answer.
struct AbstentionAnswer {
  let call: ToolCall
  let pick: CurrentPick

  var answer: ToolAnswer {
    guard let decision = pick.decision else {
      let text = "ABSTAIN: nothing has been weighed yet. Next, in a shell: reckon import PATH"
      return ToolAnswer(text: text, json: ["verdict": "ABSTAIN", "decision": .null], summary: text, isNegative: true)
    }
    let word = decision.kind.rawValue.uppercased()
    var lines = ["\(word) (\(decision.id)): \(decision.reason)"]
    lines += decision.missing.map { missing in
      "Missing: \(missing.what): \(Wording.rough(missing.have)) of \(Wording.rough(missing.need))"
        + (missing.expected.map { ", expected \(Wording.day($0)) at the present rate" }
          ?? ", no date at the present rate") + "."
    }
    let considered = Considered(decision, pick.titles)
    lines += call.text("detail") == "full" ? considered.full : considered.card
    if let through = pick.dataThrough {
      lines.append("Data through \(Wording.time(through)). Next: list_opportunities {}")
    }
    return ToolAnswer(
      text: call.budget.pack(lines) { tokens in
        "More: \(Wording.call("get_bet", ["detail": "full", "max_tokens": .integer(Int64(tokens))]))"
      },
      json: ["verdict": .string(word), "decision": decision.json],
      summary: "\(word): \(decision.reason)",
      isNegative: true
    )
  }
}
