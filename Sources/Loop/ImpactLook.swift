import Bytes
package import Domain
import Prove
import Store

/// A look at what a ship did: the last one, or a new one that is counted.
package struct ImpactLook: Sendable {
  private let id: RecordID
  private let isNew: Bool

  package init(id: RecordID, isNew: Bool) {
    self.id = id
    self.isNew = isNew
  }

  /// The read-out; nil when no look has been taken.
  package struct Outcome: Sendable {
    package let ship: Ship
    package let bet: Bet
    package let readout: Readout?
  }

  /// Looks.
  package func run(_ books: Books) throws -> Outcome {
    guard isNew else {
      return try books.read { records in
        let ship = try self.ship(records)
        let bet = try bet(of: ship, records)
        return Outcome(ship: ship, bet: bet, readout: try records.readouts(of: ship.id).last)
      }
    }
    return try books.write { journal in
      let ship = try self.ship(journal.records)
      let bet = try bet(of: ship, journal.records)
      let readout = try look(ship, bet, &journal, secret: books.store.secret)
      return Outcome(ship: ship, bet: try journal.records.bet(bet.id), readout: readout)
    }
  }

  private func ship(_ records: Records) throws -> Ship {
    guard id.kind == .bet else { return try records.ship(id) }
    guard try records.has(id) else { throw LoopError.unknownID(id) }
    let ships = try records.ships(of: id).filter { $0.kind != .revert }
    guard let ship = ships.last(where: { $0.exposed != nil }) ?? ships.last else {
      throw LoopError.wrongState(
        id,
        state: "not shipped",
        action: "measure_impact",
        allowed: "a ship; record_ship reports one"
      )
    }
    return ship
  }

  private func bet(of ship: Ship, _ records: Records) throws -> Bet {
    guard let bet = ship.bets.first else {
      throw LoopError.wrongState(
        ship.id,
        state: "of no bet",
        action: "measure_impact",
        allowed: "a ship recorded with its bet"
      )
    }
    return try records.bet(bet)
  }

  private func look(_ ship: Ship, _ bet: Bet, _ journal: inout Journal, secret: [UInt8]) throws -> Readout {
    let records = journal.records
    let plan = try records.plan(of: bet.id)
    let earlier = try records.readouts(of: ship.id)
    // What was settled stays settled, unless the change was taken back since.
    if let settled = earlier.last(where: \.isFinal), ship.reverted == nil || settled.verdict == .revertedEarly {
      return settled
    }
    let asOf = try records.dataThrough() ?? journal.now
    let number = (earlier.last?.look ?? 0) + 1
    let days = try MetricDays(bet.metric, own: bet.metric.series, records)
    let answer = try answer(ship, bet, plan, days.days, number, asOf, records)
    let snapshot = Evidence(
      id: EvidenceDigest(secret: secret).id(of: .snapshot, days.text),
      kind: .snapshot,
      text: days.text,
      origin: "",
      trust: .computed
    )
    func readout(_ number: Int) -> Readout {
      Readout(
        id: RecordID(.readout, of: "\(ship.id) \(number) \(asOf)"),
        ship: ship.id,
        bet: bet.id,
        plan: plan?.id,
        verdict: answer.verdict,
        grade: answer.grade,
        effect: answer.effect,
        minimum: plan?.minimum ?? bet.minimum,
        promisedTop: plan?.promised.high ?? bet.expected.high,
        baseline: answer.baseline,
        observed: answer.observed,
        checks: answer.checks,
        placebos: answer.placebos,
        placeboShare: answer.placeboShare,
        look: number,
        isFinal: answer.isFinal,
        isPostHoc: isPostHoc(ship, plan),
        advice: answer.advice,
        next: answer.next,
        asOf: asOf,
        snapshot: snapshot.id
      )
    }
    // The same found again is the same look, and is not counted twice.
    if let last = earlier.last, readout(last.look) == last { return last }
    try journal.writer.addEvidence([snapshot])
    let readout = readout(number)
    try journal.put(readout)
    try Settlement.settle(bet, ship, readout, &journal)
    return readout
  }

  private func isPostHoc(_ ship: Ship, _ plan: Plan?) -> Bool {
    guard let plan, let exposed = ship.exposed else { return ship.isPostHoc }
    return plan.lockedAt > exposed
  }

  private func answer(
    _ ship: Ship,
    _ bet: Bet,
    _ plan: Plan?,
    _ days: [DayCount],
    _ number: Int,
    _ asOf: Timestamp,
    _ records: Records
  ) throws -> ImpactAnswer {
    guard let exposed = ship.exposed else {
      return ImpactAnswer(
        verdict: .immature,
        advice: "It is not exposed yet: production has shown no release with this commit. Record the deploy, or import "
          + "telemetry that names its release."
      )
    }
    let judged = plan ?? PlanRules.plan(for: bet, history: days, lockedAt: asOf)
    let others = try ShipsInFlight(records).on(bet.metric, except: bet.opportunity).compactMap {
      $0.exposed?.seconds
    }
    return Impact.answer(
      ImpactQuestion(
        days: days,
        exposure: exposed.seconds,
        asOf: asOf.seconds,
        plan: judged,
        isPostHoc: isPostHoc(ship, plan),
        reverted: ship.reverted?.seconds,
        otherShips: others,
        guardrails: try judged.guardrails.map { metric in
          ImpactQuestion.Guardrail(
            name: metric.name,
            days: try MetricDays(metric, own: bet.metric.series, records).days,
            fewerIsGood: metric.fewerIsGood
          )
        },
        look: number
      )
    )
  }
}

/// What a read-out does to its bet and opportunity.
enum Settlement {
  /// Moves both on; only a final read-out settles anything.
  static func settle(_ bet: Bet, _ ship: Ship, _ readout: Readout, _ journal: inout Journal) throws {
    var bet = bet
    var opportunity = try journal.records.opportunity(bet.opportunity)
    if ship.exposed != nil {
      Course.advance(&bet, .measure)
      Course.advance(&opportunity, .expose)
    }
    if readout.isFinal {
      Course.advance(&bet, .settle)
      Course.advance(&opportunity, readout.verdict.outcome == 1 ? .prove : .fail)
    }
    try journal.put(bet)
    try journal.put(opportunity)
  }
}
