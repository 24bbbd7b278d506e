import Bytes
import Domain
import Host
import Ledger
import Store
import Watch

/// Forgets a person: their texts, whose their signals were, and every list they stand on.
///
/// A text that came with other people's signals as well, such as an error that many met, is kept: it is masked, and
/// nobody's own words.
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
    /// Folders beside the store with older copies of it, which still hold the person.
    package var copies: [String] = []

    fileprivate func noting(_ copies: [String]) -> Report {
      var report = self
      report.copies = copies
      return report
    }
  }

  /// What the entries of erasures are about: the ledger does not say who it was.
  static let subject = "subject"

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
        return report
      }
    } catch let end as DryRunEnds {
      return end.report
    }
    // What was erased is still in the log until that is emptied.
    if report.isKnown {
      // Counts that lost a person must not be shown again as they were.
      _ = try Turn.run(books)
      try books.store.settle(waiting: true)
      return report.noting(Erasure.copies(of: books.project))
    }
    return report
  }

  func erase(_ journal: inout Journal, secret: [UInt8]) throws -> Report {
    var report = Report(isDryRun: isDryRun, isKnown: false)
    // What waits has nobody's mark taken off it.
    let fresh = FreshSignals(secret: secret, piles: LogPiles())
    while try journal.writer.firstWaitingDue(.parts) != nil {
      _ = try StepParts.settle(&journal, fresh, until: .max, received: journal.now.microseconds)
    }
    while try journal.writer.firstWaitingDue() != nil {
      _ = try FailedRequests.settle(&journal, fresh, until: .max, received: journal.now.microseconds)
    }
    while try journal.writer.firstWaitingDue(.runs) != nil {
      _ = try AgentFaults.settle(&journal, fresh, until: .max, received: journal.now.microseconds)
    }
    for key in keys(secret) {
      let signals = try journal.writer.subjectDays(of: key).reduce(0) { $0 + Int($1.count) }
      let texts = try ownTexts(key, journal.writer)
      _ = try journal.writer.erase(subject: key)
      try journal.writer.eraseMessages(of: key)
      guard signals > 0 || !texts.isEmpty else { continue }
      let snapshots = try journal.writer.evidence(of: .snapshot, containing: FigureRows.hex(key))
      report = Report(isDryRun: isDryRun, isKnown: true, signals: report.signals + signals)
      report.seq = try journal.note(.forget, about: Erasure.subject)
      let gone = Set(texts + snapshots)
      for id in gone.sorted() where try journal.writer.erase(evidence: id, seq: report.seq, reason: "forgotten") {
        report.texts += 1
      }
      report.claims += try Erasure.claims(citing: gone, journal.records)
    }
    return report
  }

  /// Returns the texts that came with signals of this person.
  ///
  /// All that they wrote, and of the others those that came with nobody else's: the same error met by many says nothing
  /// of one of them.
  private func ownTexts(_ key: UInt64, _ writer: StoreWriter) throws -> [EvidenceID] {
    var own: Set<EvidenceID> = []
    var others: Set<EvidenceID> = []
    try writer.scan(SignalFilter(), fields: [.people, .evidence]) { batch in
      for row in batch.rows {
        guard let id = batch.evidenceID(of: row) else { continue }
        if row.subject == key { own.insert(id) } else { others.insert(id) }
      }
      return true
    }
    return try own.sorted().filter { id in
      try !others.contains(id) || writer.evidence(id)?.kind == .message
    }
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

  /// Returns older stores that a rebuild has put aside.
  private static func copies(of project: Project) -> [String] {
    let folder = project.stateFolder
    guard let slash = folder.lastIndex(of: "/") else { return [] }
    let name = String(folder[folder.index(after: slash)...])
    return Files.names(in: String(folder[..<slash])).filter { $0.hasPrefix(name + ".") }
      .map { folder[...slash] + $0 }
  }
}
