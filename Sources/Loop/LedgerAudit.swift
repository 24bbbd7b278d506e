import Bytes
import Domain
import Ledger
import Store

/// Everything that is stored, held against the ledger and against itself.
struct LedgerAudit {
  let report: AuditReport

  /// Entries read at a time.
  private static let page = 1_000

  /// Faults listed: the first names what is wrong, a thousand say no more.
  private static let faultLimit = 100

  init(_ records: Records, _ files: CheckpointFiles, _ checkpoint: () throws -> Void) throws {
    let reader = records.reader
    var faults: [String] = []
    var known = RecordCheck()
    let witnesses = try files.read { faults.append($0) }
    let chain = try LedgerAudit.walk(reader, LedgerChain(checkpoints: witnesses), checkpoint) {
      known.note($0)
    } unreadable: {
      faults.append($0)
    }
    if let fault = chain.fault { faults.append("ledger \(fault)") }
    let count = try LedgerAudit.checkRecords(reader, &known) { faults.append($0) }
    LedgerAudit.checkLinks(reader, &known) { faults.append($0) }
    // Behind a bad entry nothing is known of the records, and every one of them would be called missing.
    if chain.fault == nil { faults += known.missing().map { "record \($0)" } }
    try checkpoint()
    try reader.verifyRows { faults.append("\($0)") }
    try checkpoint()
    try reader.verifySignals { faults.append("\($0)") }
    try checkpoint()
    do {
      try PresenceAudit(records).run { faults.append($0) }
    } catch let error as StoreError {
      // A row that cannot be read ends the counting; the rows' own check has named it.
      if faults.isEmpty { faults.append("\(error)") }
    }
    report = AuditReport(
      check: .ledger,
      id: nil,
      faults: Array(faults.prefix(LedgerAudit.faultLimit)),
      summary: "All clean: \(chain.head.seq) ledger entries, \(count) records, \(witnesses.count) checkpoints, "
        + "every text, row, signal block and citation.",
      notes: ["Chain head \(Hex.encode(chain.head.hash)) at entry \(chain.head.seq)."]
        + (chain.backwards.isEmpty
          ? [] : ["The clock was set back before entries \(chain.backwards.map(String.init).joined(separator: ", "))."])
    )
  }

  /// Walks the chain to its end or its first bad entry.
  static func walk(
    _ reader: StoreReader,
    _ chain: LedgerChain,
    _ checkpoint: () throws -> Void,
    _ body: (LedgerEntry) -> Void,
    unreadable: (String) -> Void = { _ in }
  ) throws -> LedgerChain {
    var chain = chain
    var next: Int64 = 1
    while true {
      try checkpoint()
      let entries: [StoredEntry]
      do {
        entries = try reader.ledger(from: next, limit: page)
      } catch {
        // Somewhere on this page is one that cannot be read; those before it are looked at one by one.
        guard let found = try entry(next, reader, unreadable) else { break }
        entries = found
      }
      for stored in entries {
        if let entry = chain.check(seq: stored.seq, line: stored.line, hash: stored.hash) { body(entry) }
      }
      guard let last = entries.last, chain.fault == nil else { break }
      next = last.seq + 1
    }
    chain.finish()
    return chain
  }

  /// Returns one entry; nil, and names it, where it cannot be read.
  private static func entry(
    _ seq: Int64,
    _ reader: StoreReader,
    _ unreadable: (String) -> Void
  ) throws -> [StoredEntry]? {
    do {
      return try reader.ledger(from: seq, limit: 1)
    } catch {
      unreadable("ledger entry \(seq) cannot be read: \(error)")
      return nil
    }
  }

  /// Holds every record against the last entry about it; returns how many there are.
  private static func checkRecords(
    _ reader: StoreReader,
    _ known: inout RecordCheck,
    _ fault: (String) -> Void
  ) throws -> Int {
    var count = 0
    try reader.forEachRecord { stored in
      count += 1
      if let found = known.check(stored.id.text, body: stored.body) { return fault("record \(found)") }
      if let difference = Envelope.difference(stored) { fault("record \(stored.id): \(difference)") }
    } damaged: { id, what in
      fault("record \(VisibleText.escape(id, limit: 60)): \(what)")
    }
    return count
  }
}

extension LedgerAudit {
  /// Holds the setting that a person makes, and that the ledger has a digest of, against it.
  private static func checkLinks(_ reader: StoreReader, _ known: inout RecordCheck, _ fault: (String) -> Void) {
    do {
      guard let body = try reader.setting(SourceLinks.setting) else { return }
      if let found = known.check(SourceLinks.setting, body: body) { fault("setting \(found)") }
    } catch {
      fault("setting \(SourceLinks.setting) cannot be read: \(error)")
    }
  }
}

extension Envelope {
  /// Returns how a row differs from what its own body says; nil when it does not.
  static func difference(_ stored: StoredRecord) -> String? {
    do {
      let envelope = try JSONDocument(stored.body).root
      if envelope["id"]?.string != stored.id.text { return "its body is that of another record" }
      if envelope["owner"]?.string != stored.owner { return "its row names another owner than its body" }
      if envelope["state"]?.string != stored.state { return "its row names another state than its body" }
      return nil
    } catch {
      return "its body is not JSON: \(error)"
    }
  }
}
