import Bytes
import Domain

/// The ten parts of a bundle and its head, before anything is left out.
struct BundleParts {
  private let input: BundleInput
  private var bet: Bet { input.bet }
  private var opportunity: Opportunity { input.opportunity }

  init(_ input: BundleInput) {
    self.input = input
  }

  var all: [BundlePart] {
    [head, goal, instrument, why, reproduce, location, limits, prove, release, record, evidence]
  }

  private var head: BundlePart {
    let confidence = bet.confidence
    let basis =
      confidence.scored < 10
      ? "an uncalibrated prior, \(confidence.scored) scored bets of its class"
      : "calibrated on \(confidence.scored) scored bets of its class"
    return BundlePart(
      heading: "# \(bet.id): \(Wording.line(bet.title, bytes: 90))",
      fixed: ["For \(opportunity.id). Confidence \(Wording.percent(confidence.probability)), \(basis)."]
    )
  }

  private var goal: BundlePart {
    let metric = input.plan?.metric ?? bet.metric
    let minimum = input.plan?.minimum ?? bet.minimum
    let promised = input.plan?.promised ?? bet.expected
    let name = Wording.line(metric.name, bytes: 60)
    let direction = Wording.direction(metric)
    var part = BundlePart(heading: "## 1 Goal")
    part.fixed = [
      "\(name): at least \(Wording.percent(minimum)) \(direction); promised \(Wording.percent(promised.low)) to "
        + "\(Wording.percent(promised.high)), likely \(Wording.percent(promised.likely)).",
      "Done when it is merged, deployed and recorded (part 9); a read-out then says whether it worked.",
    ]
    part.fixed.append(
      input.plan.map { "Judged by plan \($0.id), locked \($0.lockedAt)." }
        ?? "No plan is locked: lock one before people meet the change, or the read-out is post hoc."
    )
    let guardrails = input.plan?.guardrails ?? bet.guardrails
    part.optional = guardrails.map { (2, "Must not get worse: \(Wording.line($0.name, bytes: 80)).") }
    part.more = "get_bet \(bet.id) detail=full"
    return part
  }

  private var instrument: BundlePart {
    let words =
      input.isMetricLive
      ? "Nothing: the metric is live."
      : "The metric is not there yet: make it first, and report that. Event, properties and file are not known; a later "
        + "version works them out."
    return BundlePart(heading: "## 2 Instrument first", fixed: [words])
  }

  private var why: BundlePart {
    var part = BundlePart(heading: "## 3 Why")
    for (place, claim) in input.claims.enumerated() {
      let rank = place < 3 ? 0 : 4
      let label = claim.citations.isEmpty ? "judgement, " : ""
      // The words of a quote are somebody else's and stand in a block of their own.
      let text = claim.kind == .quote ? "said, in these words:" : Wording.line(claim.text, bytes: 400)
      let quotes = input.quotes.filter { $0.claim == claim.id }.map(block)
      guard claim.kind != .quote || !quotes.isEmpty else { continue }
      part.optional.append((rank, (["- (\(label)\(claim.id)) \(text)"] + quotes).joined(separator: "\n")))
    }
    if let against = input.contradictions.first {
      let words = against.kind == .quote ? "in these words:" : Wording.line(against.text, bytes: 400)
      let quotes = input.quotes.filter { $0.claim == against.id }.map(block)
      part.optional.append((1, (["- Against it (\(against.id)): \(words)"] + quotes).joined(separator: "\n")))
      for claim in input.contradictions.dropFirst() where claim.kind != .quote {
        part.optional.append((5, "- Also against it (\(claim.id)): \(Wording.line(claim.text, bytes: 400))"))
      }
    } else {
      part.fixed.append("Against it: none found among \(input.searched) looked at.")
    }
    if input.claims.isEmpty { part.fixed.append("No claim has been checked.") }
    part.more = "cite_sources \(bet.id)"
    return part
  }

  private func block(_ quote: BundleInput.Quote) -> String {
    Fence.block(
      origin: quote.kind.rawValue,
      fields: [
        Fence.Field(name: "trust", text: quote.trust.rawValue),
        Fence.Field(name: "evidence", text: "reckon://evidence/\(quote.evidence)"),
        Fence.Field(name: "text", text: quote.words),
      ],
      limit: 600
    )
  }

  private var reproduce: BundlePart {
    BundlePart(
      heading: "## 4 Reproduce",
      fixed: [
        "Not known; a later version finds the smallest failing case. Start from part 10, and write a test that fails "
          + "before your change."
      ]
    )
  }

  private var location: BundlePart {
    var part = BundlePart(heading: "## 5 Where")
    part.fixed = [
      input.suspects.isEmpty
        ? "No change, service or common mark is suspected." : "What its signals point at: suspicions, no proof."
    ]
    // Names from telemetry can be anybody's words.
    let fields = [("service", opportunity.service), ("surface", opportunity.surface)].filter { !$0.1.isEmpty }
      .map { Fence.Field(name: $0.0, text: $0.1) }
    if !fields.isEmpty { part.optional = [(0, Fence.block(origin: "telemetry", fields: fields, limit: 200))] }
    // Names of releases and services are anybody's words too; the shares are ours.
    if !input.suspects.isEmpty {
      var counts: [BundleInput.Suspect.Kind: Int] = [:]
      let suspects = input.suspects.map { suspect in
        counts[suspect.kind, default: 0] += 1
        let name = "\(suspect.kind.rawValue)_\(counts[suspect.kind] ?? 1)"
        return Fence.Field(name: name, text: BundleParts.text(suspect))
      }
      part.optional.append((1, Fence.block(origin: "telemetry", fields: suspects, limit: 200)))
    }
    part.more = "get_opportunity \(opportunity.id) include=suspects"
    return part
  }

  private static func text(_ suspect: BundleInput.Suspect) -> String {
    let share = Wording.percent(suspect.share)
    return switch suspect.kind {
    case .change: "\(share) likely: \(suspect.name)"
    case .common: "\(share) of it has \(suspect.name)"
    case .service: "\(share) of it arose in \(suspect.name)"
    }
  }

  private var limits: BundlePart {
    var part = BundlePart(heading: "## 6 Limits")
    let days = bet.effortDays
    part.fixed = [
      "Appetite: \(Wording.decimal(days.low)) to \(Wording.decimal(days.high)) days. Say so when it takes more."
    ]
    for attempt in input.attempts {
      let end = attempt.verdict.map { "ended \($0.rawValue)" } ?? "not measured yet"
      let revert = attempt.reverted.map { ", reverted \($0)" } ?? ""
      part.optional.append((1, "Tried before: \(attempt.ship) for \(attempt.bet), \(end)\(revert)."))
    }
    if input.attempts.isEmpty { part.fixed.append("Tried before: nothing that was recorded.") }
    if input.inWork.isEmpty {
      part.fixed.append("Nobody else holds a bet.")
    } else {
      let some = input.inWork.prefix(10).map(\.text).joined(separator: ", ")
      let rest = input.inWork.count > 10 ? " and \(input.inWork.count - 10) more" : ""
      part.optional.append((2, "In work elsewhere: \(some)\(rest); which files is not known."))
    }
    part.optional += bet.killCriteria.map { (3, "Give up when: \(Wording.line($0, bytes: 200))") }
    part.optional += bet.alternatives.map { (6, "Set aside: \(Wording.line($0, bytes: 200))") }
    part.more = "get_bet \(bet.id) detail=full"
    return part
  }

  private var prove: BundlePart {
    var part = BundlePart(heading: "## 7 Prove")
    let weeks = input.plan?.measureWeeks ?? bet.measurability.weeks
    part.fixed = [
      "Tests show that it works, production whether it mattered: measure_impact \(bet.id), \(weeks) whole weeks "
        + "after people meet it. Acceptance commands are not known; a later version names them."
    ]
    if !bet.measurability.isEnough {
      let smallest = bet.measurability.smallestDetectable.map { " (\(Wording.percent($0)) is the smallest)" } ?? ""
      part.fixed.append("Traffic is too low to be sure to see it\(smallest).")
    }
    return part
  }

  private var release: BundlePart {
    BundlePart(
      heading: "## 8 Release",
      fixed: [
        "Behind a flag if the product has them; then name it in part 9. Roll back: git revert the merge, and record_ship "
          + "with kind revert."
      ]
    )
  }

  private var record: BundlePart {
    var part = BundlePart(heading: "## 9 Record")
    part.fixed = ["Commit trailer, in the last paragraph: Bet: \(bet.id)"]
    var call = "record_ship {\"bet\":\"\(bet.id)\",\"kind\":\"merge\",\"commit\":\"FULL_HASH\""
    switch input.lease?.state {
    case .held, .waiting: call += ",\"lease\":\"\(input.lease?.id.text ?? "")\""
    case .released, .expired: part.fixed.append("The lease is over: claim_bet again before you go on.")
    case nil: break
    }
    part.fixed.append("After the merge: \(call)}")
    return part
  }

  private var evidence: BundlePart {
    var part = BundlePart(heading: "## 10 Evidence")
    part.fixed = ["reckon://bet/\(bet.id) reckon://opportunity/\(opportunity.id)"]
    if opportunity.exemplars.isEmpty { part.fixed.append("No exemplar is stored.") }
    part.optional = opportunity.exemplars.enumerated().map { place, id in
      (place < 2 ? 2 : 7, "reckon://evidence/\(id)")
    }
    part.more = "get_opportunity \(opportunity.id) include=exemplars"
    return part
  }
}
