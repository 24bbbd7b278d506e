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

  init(_ records: Records, _ books: Books, _ checkpoint: () throws -> Void) throws {
    let reader = records.reader
    var faults: [String] = []
    var known = RecordCheck()
    let files = CheckpointFiles(books.project)
    let witnesses = try files.read { faults.append($0) }
    var chain = LedgerChain(checkpoints: witnesses)
    var count = 0
    // A row that cannot be read at all ends what reads rows in order; which row it is, the rows' own check tells.
    var damage: StoreError?
    do {
      chain = try LedgerAudit.walk(reader, chain, checkpoint) { known.note($0) }
      if let fault = chain.fault { faults.append("ledger \(fault)") }
      count = try LedgerAudit.checkRecords(reader, &known) { faults.append($0) }
      // Behind a bad entry nothing is known of the records, and every one of them would be called missing.
      if chain.fault == nil { faults += known.missing().map { "record \($0)" } }
    } catch let error as StoreError {
      damage = error
    }
    try checkpoint()
    try reader.verifyRows { faults.append("\($0)") }
    try checkpoint()
    try reader.verifySignals { faults.append("\($0)") }
    if let damage, faults.isEmpty { faults.append("\(damage)") }
    report = AuditReport(
      check: .ledger,
      id: nil,
      faults: Array(faults.prefix(LedgerAudit.faultLimit)),
      summary: "All clean: \(chain.head.seq) ledger entries, \(count) records, \(witnesses.count) checkpoints, "
        + "every kept text, row and signal block.",
      notes: ["Chain head \(Hex.encode(chain.head.hash)) at entry \(chain.head.seq)."]
        + (chain.backwards.isEmpty ? [] : ["The clock was set back before entries \(chain.backwards.map(String.init).joined(separator: ", "))."])
    )
  }

  /// Walks the chain to its end or its first bad entry.
  static func walk(
    _ reader: StoreReader, _ chain: LedgerChain, _ checkpoint: () throws -> Void, _ body: (LedgerEntry) -> Void
  ) throws -> LedgerChain {
    var chain = chain
    var next: Int64 = 1
    while true {
      try checkpoint()
      let entries = try reader.ledger(from: next, limit: page)
      for stored in entries {
        if let entry = chain.check(seq: stored.seq, line: stored.line, hash: stored.hash) { body(entry) }
      }
      guard let last = entries.last, chain.fault == nil else { break }
      next = last.seq + 1
    }
    chain.finish()
    return chain
  }

  /// Holds every record against the last entry about it; returns how many there are.
  private static func checkRecords(
    _ reader: StoreReader, _ known: inout RecordCheck, _ fault: (String) -> Void
  ) throws -> Int {
    var count = 0
    try reader.forEachRecord { stored in
      count += 1
      if let found = known.check(stored.id.text, body: stored.body) { return fault("record \(found)") }
      if let difference = Envelope.difference(stored) { fault("record \(stored.id): \(difference)") }
    }
    return count
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
