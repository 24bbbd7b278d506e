import Bytes
import Domain
import Ledger
import Store

/// Whether everything that something else relies on is there: a seal tells a changed row, but not a missing one.
struct PresenceAudit {
  private let records: Records

  init(_ records: Records) {
    self.records = records
  }

  /// Names what is missing.
  func run(_ fault: (String) -> Void) throws {
    try checkLedger(fault)
    try checkSignals(fault)
    try checkGroups(fault)
    try checkThemes(fault)
    try checkCitations(fault)
  }

  private func checkLedger(_ fault: (String) -> Void) throws {
    let counts = try records.reader.ledgerCounts()
    if counts.entries != counts.subjects {
      fault("ledger_subjects has \(counts.subjects) rows for \(counts.entries) ledger entries")
    }
  }

  /// Signals leave only by retention, which says so in the ledger; the sources count what has come.
  private func checkSignals(_ fault: (String) -> Void) throws {
    let sent = try records.reader.sources().reduce(Int64(0)) { $0.adding($1.count) }
    let kept = try records.reader.statistics().signals.signals
    let removed = try RemovedSignals(records.reader).signals
    let all = kept.adding(removed)
    if all != sent {
      fault("signals: \(kept) are stored and \(removed) were removed, and the sources have sent \(sent)")
    }
    guard all > 0 else { return }
    if try count(.active).adding(count(.measured)) != all {
      fault("buckets of \(SeriesID.active): they do not add up to the \(all) signals")
    }
  }

  private func count(_ series: SeriesID) throws -> Int64 {
    try records.reader.buckets(series, in: 0..<Int64.max / 2).reduce(0) { $0.adding($1.count) }
  }

  private func checkGroups(_ fault: (String) -> Void) throws {
    for opportunity in try readable(.opportunity).compactMap(decoded(Opportunity.init)) {
      for group in opportunity.groups where try records.reader.group(group) == nil {
        fault("group \(group) of \(opportunity.id) is gone")
      }
    }
  }

  /// A theme's group has the messages that are kept of it, and no theme is without its group.
  private func checkThemes(_ fault: (String) -> Void) throws {
    guard let state = try ThemeState.load(records.reader), !state.isAdopting else { return }
    let themes = try records.reader.themes()
    for (theme, isPraise, count) in try records.reader.messageCounts(until: state.counted) {
      let group = try themes[theme]?.group(praise: isPraise).flatMap(records.reader.group)
      if group?.count != count {
        fault("theme \(theme): its group has \(group?.count ?? 0) messages, and \(count) are kept")
      }
    }
  }

  /// Every text that is quoted, and every snapshot that a bet or a read-out stands on, is kept or was erased in the open.
  private func checkCitations(_ fault: (String) -> Void) throws {
    var bets: Set<RecordID> = []
    for bet in try readable(.bet).compactMap(decoded(Bet.init)) { bets.formUnion(bet.claims) }
    for claim in try readable(.claim).compactMap(decoded(Claim.init)) {
      for citation in claim.citations {
        switch citation {
        case .slice(let slice): try check(slice.evidence, of: claim.id, fault)
        case .figure(let figure) where bets.contains(claim.id): try check(figure.snapshot, of: claim.id, fault)
        case .figure: break
        }
      }
    }
    for readout in try readable(.readout).compactMap(decoded(Readout.init)) {
      if let snapshot = readout.snapshot { try check(snapshot, of: readout.id, fault) }
    }
  }

  private func check(_ evidence: EvidenceID, of id: RecordID, _ fault: (String) -> Void) throws {
    do {
      if try records.reader.evidence(evidence) == nil { fault("evidence \(evidence.hex.prefix(12)) of \(id) is gone") }
    } catch {
      // A damaged row is named by the walk over all rows.
    }
  }

  /// Reads a record; nil for one that cannot be read, which the check of all bodies names.
  private func decoded<Record>(_ read: @escaping (JSONNode) throws -> Record) -> (JSONNode) -> Record? {
    { node in
      // fine because RecordCheck names what does not read
      try? read(node)
    }
  }

  /// The records of a kind whose bodies can be read; the others are named elsewhere.
  private func readable(_ kind: RecordKind) throws -> [JSONNode] {
    var nodes: [JSONNode] = []
    try records.reader.forEachRecord { stored in
      guard stored.kind == kind, let node = Envelope.record(in: stored.body) else { return }
      nodes.append(node)
    }
    return nodes
  }
}
