import Bytes
import Decide
import Domain
import Store

/// Figures computed again from what is stored.
struct RecomputeAudit {
  let report: AuditReport

  init(_ records: Records, _ books: Books, _ id: RecordID?) throws {
    var tally = Tally()
    for claim in try RecomputeAudit.claims(id, records) { try tally.check(claim, records, books.store.secret) }
    if id == nil {
      for bet in try records.bets() { tally.check(bet) }
      if let choice = try records.choice() { tally.check(choice) }
      // What looks have worked out for the next ones is no answer, and not counted: a store that was rebuilt has none of it.
      tally.faults += try WorkedAudit(records, books.store.secret).faults
    }
    report = AuditReport(
      check: .recompute,
      id: id,
      faults: tally.faults,
      summary:
        "\(tally.same) figures and scores computed again, all the same; \(tally.grown) have grown by signals that came later.",
      notes: tally.notes
    )
  }

  private static func claims(_ id: RecordID?, _ records: Records) throws -> [Claim] {
    guard let id else { return try currentClaims(records) }
    switch id.kind {
    case .claim: return [try records.claim(id)]
    case .opportunity: return try records.opportunity(id).claims.map(records.claim)
    case .bet: return try records.bet(id).claims.map(records.claim)
    case .plan, .ship, .readout, .decision, .group, .lease, .edit:
      guard try records.has(id) else { throw LoopError.unknownID(id) }
      return []
    }
  }

  /// What opportunities and bets say today; what they said before is history, and its figures have moved on.
  private static func currentClaims(_ records: Records) throws -> [Claim] {
    let ids = try records.opportunities().flatMap(\.claims) + records.bets().flatMap(\.claims)
    return try Set(ids).sorted().map(records.claim)
  }

  /// Reports whether a figure is lower because people in it were erased: the list of them was erased with the first, and no
  /// more are missing than the ledger says were erased at all.
  private static func isForgotten(_ figure: Figure, down missing: Double, _ records: Records) throws -> Bool {
    guard let snapshot = try records.reader.evidence(figure.snapshot), snapshot.evidence == nil else { return false }
    return try missing <= Double(records.reader.ledger(about: Erasure.subject).count)
  }

  /// Reports whether the ledger says that a group which a figure is counted from was worked out anew after the claim.
  private static func isRegrouped(_ figure: Figure, since claim: RecordID, _ records: Records) throws -> Bool {
    let said = try records.reader.record(claim)?.seq ?? .max
    return try figure.series.contains { series in
      guard let group = series.groupID else { return false }
      return try records.reader.latestEntry(about: group.text) > said
    }
  }

  private struct Tally {
    var same = 0
    var grown = 0
    var faults: [String] = []
    var notes: [String] = []

    mutating func check(_ claim: Claim, _ records: Records, _ secret: [UInt8]) throws {
      for case .figure(let figure) in claim.citations {
        let rows = try FigureRows(figure.question, figure.series, figure.window, records.reader)
        if rows.snapshot(secret: secret).id == figure.snapshot, rows.value == figure.value {
          same += 1
        } else if rows.value >= figure.value {
          grown += 1
          notes.append(
            "  \(claim.id): \(figure.question.rawValue) was \(Int64(figure.value)), is \(Int64(rows.value)) now"
          )
        } else if try RecomputeAudit.isForgotten(figure, down: figure.value - rows.value, records) {
          notes.append(
            "  \(claim.id): \(figure.question.rawValue) was \(Int64(figure.value)), is \(Int64(rows.value)) without who was forgotten"
          )
        } else if try RecomputeAudit.isRegrouped(figure, since: claim.id, records) {
          notes.append(
            "  \(claim.id): \(figure.question.rawValue) was \(Int64(figure.value)), is \(Int64(rows.value)) since it was grouped anew"
          )
        } else {
          faults.append(
            "\(claim.id): \(figure.question.rawValue) was \(Int64(figure.value)), only \(Int64(rows.value)) are left"
          )
        }
      }
    }

    mutating func check(_ bet: Bet) {
      if Recompute.isSound(bet) {
        same += 1
      } else {
        faults.append("\(bet.id): its odds or score do not follow from its parts")
      }
    }

    /// Scores and shares of draws, to the last digit.
    mutating func check(_ choice: Decision) {
      let wrong = Recompute.faults(in: choice)
      same += choice.considered.count - wrong.count
      faults += wrong.map { "\(choice.id): the score or share of \($0) does not follow from its numbers" }
    }
  }
}
