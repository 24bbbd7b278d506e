import Bytes
import Domain
import Ledger
import Store

/// The pen of one write transaction: no record changes without its entry in the ledger.
struct Journal {
  let writer: StoreWriter
  let now: Timestamp
  let actor: String
  private var head: LedgerHead

  init(_ writer: StoreWriter, now: Timestamp, actor: String) throws {
    self.writer = writer
    self.now = now
    self.actor = actor
    head = try writer.ledgerHead().map { LedgerHead(seq: $0.seq, hash: $0.hash) } ?? .start
  }

  /// The records as they stand in this transaction.
  var records: Records { Records(writer, now: now) }

  /// The number of the last entry.
  var seq: Int64 { head.seq }

  /// Writes a record with its entry; one that is there already word for word is left alone.
  ///
  /// Returns whether anything was written.
  @discardableResult
  mutating func put(
    _ type: EntryType,
    _ id: RecordID,
    owner: String,
    state: String,
    _ record: some RecordCoded
  ) throws -> Bool {
    let body = try Envelope.bytes(id: id, owner: owner, state: state, record: record.json)
    guard try writer.record(id)?.body != body else { return false }
    let seq = try note(type, about: id.text, digest: LedgerEntry.digest(of: body))
    try writer.put(StoredRecord(id: id, owner: owner, state: state, order: 0, seq: seq, body: body))
    return true
  }

  /// Writes an entry that no record belongs to; returns its number.
  @discardableResult
  mutating func note(_ type: EntryType, about subject: String, digest: String = "") throws -> Int64 {
    let entry = LedgerEntry.next(after: head, at: now, by: actor, type, about: subject, digest: digest)
    try writer.append(StoredEntry(seq: entry.seq, line: entry.line, hash: entry.hash), about: [entry.subject])
    head = entry.head
    return entry.seq
  }

  // MARK: Each kind

  @discardableResult
  mutating func put(_ opportunity: Opportunity) throws -> Bool {
    try put(.opportunity, opportunity.id, owner: "", state: opportunity.state.rawValue, opportunity)
  }

  @discardableResult
  mutating func put(_ claim: Claim) throws -> Bool {
    try put(.claim, claim.id, owner: claim.owner.text, state: "", claim)
  }

  @discardableResult
  mutating func put(_ bet: Bet) throws -> Bool {
    try put(.bet, bet.id, owner: bet.opportunity.text, state: bet.state.rawValue, bet)
  }

  @discardableResult
  mutating func put(_ decision: Decision, owner: String) throws -> Bool {
    try put(.decision, decision.id, owner: owner, state: decision.kind.rawValue, decision)
  }

  @discardableResult
  mutating func put(_ edit: Edit) throws -> Bool {
    try put(.edit, edit.id, owner: edit.opportunity.text, state: edit.operation.rawValue, edit)
  }

  @discardableResult
  mutating func put(_ plan: Plan) throws -> Bool {
    try put(plan.amendments > 0 ? .planAmend : .planLock, plan.id, owner: plan.bet.text, state: "", plan)
  }

  @discardableResult
  mutating func put(_ lease: Lease, _ type: EntryType) throws -> Bool {
    try put(type, lease.id, owner: lease.bet.text, state: lease.state.rawValue, lease)
  }

  @discardableResult
  mutating func put(_ ship: Ship) throws -> Bool {
    try put(.ship, ship.id, owner: "", state: ship.level.rawValue, ship)
  }

  @discardableResult
  mutating func put(_ readout: Readout) throws -> Bool {
    try put(.readout, readout.id, owner: readout.ship.text, state: readout.verdict.rawValue, readout)
  }
}
