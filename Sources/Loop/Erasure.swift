import Bytes
import Domain
import Ledger
import Store
import Watch

/// Forgets a person: their texts, whose their signals were, and every list they stand on.
///
/// Texts of errors are kept: they are masked, shared by everybody who met the error, and nobody's own words.
package struct Erasure: Sendable {
  private let subject: String
  private let isDryRun: Bool

  package init(subject: String, isDryRun: Bool) {
    self.subject = subject
    self.isDryRun = isDryRun
  }

  /// What was erased.
  package struct Report: Equatable, Sendable {
    package let isDryRun: Bool
    package let isKnown: Bool
    package var texts = 0
    package var signals = 0
    /// Claims with a source that is gone now.
    package var claims = 0
    /// The entry of the ledger that says so; 0 where nothing was changed.
    package var seq: Int64 = 0
  }

  /// Undoes a dry run.
  private struct DryRunEnds: Error {
    let report: Report
  }

  /// Erases, all of it or nothing.
  package func run(_ books: Books) throws -> Report {
    let report: Report
    do {
      report = try books.write { journal in
        let report = try erase(&journal, secret: books.store.secret)
        if isDryRun { throw DryRunEnds(report: report) }
        // Counts that lost a person must not be shown again as they were.
        if report.isKnown { _ = try Turn.run(&journal, secret: books.store.secret) }
        return report
      }
    } catch let end as DryRunEnds {
      return end.report
    }
    // What was erased is still in the log until that is emptied.
    if report.isKnown { try books.store.settle() }
    return report
  }

  private func erase(_ journal: inout Journal, secret: [UInt8]) throws -> Report {
    var report = Report(isDryRun: isDryRun, isKnown: false)
    for key in keys(secret) {
      let signals = try journal.writer.subjectDays(of: key).reduce(0) { $0 + Int($1.count) }
      let texts = try journal.writer.erase(subject: key)
      guard signals > 0 || !texts.isEmpty else { continue }
      let snapshots = try journal.writer.evidence(of: .snapshot, containing: FigureRows.hex(key))
      let messages = try texts.filter { try journal.writer.evidence($0)?.kind == .message }
      report = Report(isDryRun: isDryRun, isKnown: true, signals: report.signals + signals)
      report.seq = try journal.note(.forget, about: "subject")
      let gone = Set(messages + snapshots)
      for id in gone.sorted() where try journal.writer.erase(evidence: id, seq: report.seq, reason: "forgotten") {
        report.texts += 1
      }
      report.claims += try Erasure.claims(citing: gone, journal.records)
    }
    return report
  }

  /// The keys a person may have: the one that was typed, or that of the id that was typed.
  private func keys(_ secret: [UInt8]) -> [UInt64] {
    let ofID = Identities(secret: secret).hash(.subject, of: subject)
    let isKey = subject.utf8.count == 16 && subject.utf8.allSatisfy { Hex.value(ofDigit: $0) != nil }
    guard isKey, let typed = UInt64(subject, radix: 16) else { return [ofID] }
    return [typed, ofID]
  }

  private static func claims(citing gone: Set<EvidenceID>, _ records: Records) throws -> Int {
    guard !gone.isEmpty else { return 0 }
    return try records.claims().count { claim in
      claim.citations.contains { citation in
        switch citation {
        case .slice(let slice): gone.contains(slice.evidence)
        case .figure(let figure): gone.contains(figure.snapshot)
        }
      }
    }
  }
}
