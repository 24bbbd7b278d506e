import Bytes
package import Domain
import Ledger
import Store

/// What an audit looks at.
package enum AuditCheck: String, CaseIterable, Sendable {
  case history, ledger, recompute, calibration, mind
}

/// What an audit found.
package struct AuditReport: Sendable {
  package let check: AuditCheck
  package let id: RecordID?
  /// What is wrong, each naming the thing; empty when all is well.
  package let faults: [String]
  /// One line that says what was looked at.
  package let summary: String
  package let notes: [String]
}

/// A check of Reckon by itself.
package struct Audit: Sendable {
  private let check: AuditCheck
  private let id: RecordID?

  package init(check: AuditCheck, id: RecordID?) {
    self.check = check
    self.id = id
  }

  /// Looks; `checkpoint` is asked between the parts.
  package func run(_ books: Books, checkpoint: () throws -> Void) throws -> AuditReport {
    try books.read { records in
      switch check {
      case .ledger: try LedgerAudit(records, CheckpointFiles(books.project), checkpoint).report
      case .recompute: try RecomputeAudit(records, books, id).report
      case .history: try HistoryAudit(records, id).report
      case .calibration: try CalibrationAudit(records).report
      case .mind: try MindAudit(records).report
      }
    }
  }
}

/// What happened to one thing, or the latest of everything.
struct HistoryAudit {
  let report: AuditReport

  /// Entries shown of everything; those of one thing are all shown, as far as the answer's budget goes.
  private static let latest: Int64 = 40

  init(_ records: Records, _ id: RecordID?) throws {
    let entries: [StoredEntry]
    if let id {
      guard try records.has(id) else { throw LoopError.unknownID(id) }
      entries = try records.reader.ledger(about: id.text)
    } else {
      let head = try records.reader.ledgerHead()?.seq ?? 0
      entries = try records.reader.ledger(from: max(1, head - HistoryAudit.latest + 1), limit: Int(HistoryAudit.latest))
    }
    let lines = entries.map(HistoryAudit.line)
    let decisions = try id.map { try records.decisions(about: $0) } ?? []
    report = AuditReport(
      check: .history,
      id: id,
      faults: [],
      summary: "\(lines.count) ledger entries\(id.map { " about \($0)" } ?? ", the latest").",
      notes: lines + decisions.map { "  \($0.id) \($0.kind.rawValue): \(VisibleText.escape($0.reason, limit: 300))" }
    )
  }

  private static func line(_ entry: StoredEntry) -> String {
    do {
      let line = try JSONDocument(entry.line).root
      func text(_ key: String) -> String { VisibleText.escape(line[key]?.string ?? "?", limit: 80) }
      // A lease's id is a key to its bet.
      let subject = text("type").hasPrefix("lease") ? "of a bet" : text("subject")
      return "  \(entry.seq) \(text("at")) \(text("type")) \(subject) by \(text("actor"))"
    } catch {
      return "  \(entry.seq) cannot be read: \(error)"
    }
  }
}

/// How often odds came true.
struct CalibrationAudit {
  let report: AuditReport

  init(_ records: Records) throws {
    let scores = try CalibrationScores(records)
    report = AuditReport(
      check: .calibration,
      id: nil,
      faults: [],
      summary: scores.summary,
      notes: scores.lines
    )
  }
}

/// The odds that were given and what became of them.
package struct CalibrationScores: Sendable {
  /// One final verdict that scores a bet.
  package struct Score: Equatable, Sendable {
    package let bet: RecordID
    package let probability: Double
    package let verdict: Verdict
    /// Nil for a verdict that scores nothing.
    package let outcome: Double?
  }

  package let scores: [Score]

  init(_ records: Records) throws {
    var scores: [Score] = []
    var scored: Set<RecordID> = []
    for ship in try records.ships() where !ship.bets.isEmpty {
      // The first final verdict scores the bet; what several ships of it show is not several bets.
      guard let last = try records.readouts(of: ship.id).first(where: \.isFinal), !last.isPostHoc,
        scored.insert(last.bet).inserted
      else { continue }
      let bet = try records.bet(last.bet)
      scores.append(
        Score(
          bet: bet.id,
          probability: bet.confidence.probability,
          verdict: last.verdict,
          outcome: last.verdict.outcome
        )
      )
    }
    self.scores = scores
  }

  package var scored: [(probability: Double, outcome: Double)] {
    scores.compactMap { score in score.outcome.map { (score.probability, $0) } }
  }

  /// The mean squared distance between odds and outcomes; nil without any.
  package var brier: Double? {
    guard !scored.isEmpty else { return nil }
    return scored.reduce(0) { $0 + ($1.probability - $1.outcome) * ($1.probability - $1.outcome) }
      / Double(scored.count)
  }

  var summary: String {
    guard let brier else { return "No bet has been scored yet: every probability is an uncalibrated prior." }
    let small = scored.count < 10 ? " Under 10, so it says little." : ""
    return
      "\(scored.count) scored bets, \(scores.count - scored.count) void; Brier score \(CalibrationScores.three(brier)).\(small)"
  }

  /// Misses first.
  var lines: [String] {
    scores.sorted { ($0.outcome ?? 2, $0.bet) < ($1.outcome ?? 2, $1.bet) }.map { score in
      let outcome = score.outcome.map { $0 == 1 ? "came true" : "missed" } ?? "void"
      return "  \(score.bet): odds \(CalibrationScores.three(score.probability)), \(score.verdict.rawValue), \(outcome)"
    }
  }

  private static func three(_ value: Double) -> String {
    let thousandths = Int((value * 1_000).rounded())
    let text = String(thousandths % 1_000)
    return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - text.count))\(text)"
  }
}

extension Verdict {
  /// 1 where the bet came true, 0 where it did not, nil where the verdict scores nothing.
  package var outcome: Double? {
    switch self {
    case .moved, .movedMore: 1
    case .movedLess, .noEffect, .wrongWay, .guardrailBreach, .inconclusive: 0
    case .confounded, .immature, .unmeasurable, .revertedEarly: nil
    }
  }
}

/// What would change the present choice.
struct MindAudit {
  let report: AuditReport

  init(_ records: Records) throws {
    guard let choice = try records.choice() else {
      report = AuditReport(check: .mind, id: nil, faults: [], summary: "Nothing has been weighed yet.", notes: [])
      return
    }
    let lines = choice.considered.map { option in
      "  \(option.opportunity) (\(option.outcome.rawValue), score \(option.score)): \(option.revisit)"
    }
    report = AuditReport(
      check: .mind,
      id: nil,
      faults: [],
      summary: "\(choice.id) \(choice.kind.rawValue) changes its mind when one of these happens:",
      notes: lines + choice.missing.map { "  \($0.what): \($0.have) of \($0.need)" }
    )
  }
}
