package import Bytes
package import Domain
import Ledger
package import Store

/// The stored records as the nouns they are.
///
/// A record's body is an envelope that repeats everything its row says, so that its digest in the ledger covers the row.
package struct Records {
  package let reader: StoreReader
  /// The moment of the call; nothing that happens after it is known.
  package let now: Timestamp
  /// What is known of earlier calls; nil within a transaction, which may still be undone.
  private let memo: Memo?

  package init(_ reader: StoreReader, now: Timestamp) {
    self.init(reader, now: now, memo: nil)
  }

  init(_ reader: StoreReader, now: Timestamp, memo: Memo?) {
    self.reader = reader
    self.now = now
    self.memo = memo
  }

  // MARK: One

  /// Returns the opportunity of an id.
  package func opportunity(_ id: RecordID) throws -> Opportunity { try Opportunity(node(id)) }

  /// Returns the bet of an id.
  package func bet(_ id: RecordID) throws -> Bet { try Bet(node(id)) }

  /// Returns the plan of an id.
  package func plan(_ id: RecordID) throws -> Plan { try Plan(node(id)) }

  /// Returns the ship of an id.
  package func ship(_ id: RecordID) throws -> Ship { try Ship(node(id)) }

  /// Returns the read-out of an id.
  package func readout(_ id: RecordID) throws -> Readout { try Readout(node(id)) }

  /// Returns the decision of an id.
  package func decision(_ id: RecordID) throws -> Decision { try Decision(node(id)) }

  /// Returns the edit of an id.
  package func edit(_ id: RecordID) throws -> Edit { try Edit(node(id)) }

  /// Returns the claim of an id.
  package func claim(_ id: RecordID) throws -> Claim { try Claim(node(id)) }

  /// Returns the lease of an id.
  package func lease(_ id: RecordID) throws -> Lease { try Lease(node(id)) }

  /// Reports whether there is a record of an id.
  package func has(_ id: RecordID) throws -> Bool { try reader.record(id) != nil }

  // MARK: Many

  /// Returns the opportunities in a state, or all.
  package func opportunities(in state: Opportunity.State? = nil) throws -> [Opportunity] {
    if state == nil, let memo { return try memo.opportunities(reader) }
    return try nodes(.opportunity, state: state?.rawValue).map { try Opportunity($0) }
  }

  /// Returns all claims.
  package func claims() throws -> [Claim] { try nodes(.claim).map { try Claim($0) } }

  /// Returns all bets.
  package func bets() throws -> [Bet] { try nodes(.bet).map { try Bet($0) } }

  /// Returns all ships, the earliest recorded first.
  package func ships() throws -> [Ship] {
    try nodes(.ship).map { try Ship($0) }.sorted { ($0.recorded, $0.id) < ($1.recorded, $1.id) }
  }

  /// Returns the ships that are changes: a deploy or flag of a bet whose merge is known only sets that one's clocks.
  package func changes() throws -> [Ship] {
    let ships = try ships()
    let merged = Set(ships.filter { $0.kind == .merge }.flatMap(\.bets))
    return ships.filter { ship in
      switch ship.kind {
      case .merge: true
      case .revert: false
      case .deploy, .rollout, .flag, .config: merged.isDisjoint(with: ship.bets)
      }
    }
  }

  /// Returns the ships of a bet, the earliest recorded first.
  package func ships(of bet: RecordID) throws -> [Ship] { try ships().filter { $0.bets.contains(bet) } }

  /// Returns the read-outs of a ship, the first look first.
  package func readouts(of ship: RecordID) throws -> [Readout] {
    try nodes(.readout, owner: ship.text).map { try Readout($0) }.sorted { $0.look < $1.look }
  }

  /// Returns the locked plan of a bet with the most amendments; nil before the lock.
  package func plan(of bet: RecordID) throws -> Plan? {
    try nodes(.plan, owner: bet.text).map { try Plan($0) }.max { $0.amendments < $1.amendments }
  }

  /// Returns the leases of a bet, the first one first.
  package func leases(of bet: RecordID) throws -> [Lease] {
    try nodes(.lease, owner: bet.text).map { try Lease($0) }.sorted { $0.fencing < $1.fencing }
  }

  /// Returns all leases that have not been released.
  package func openLeases() throws -> [Lease] {
    try [Lease.State.held, .waiting].flatMap { try nodes(.lease, state: $0.rawValue) }.map { try Lease($0) }
  }

  /// Returns the decisions about a bet or opportunity, the first one first.
  ///
  /// First by the ledger: clocks can be set back, and the last word is the last word all the same.
  package func decisions(about id: RecordID) throws -> [Decision] {
    try reader.records(.decision, state: nil, owner: id.text).sorted { $0.seq < $1.seq }
      .map { try Decision(Records.node(in: $0)) }
  }

  /// Returns all edits of opportunities, the first one first by the ledger.
  package func edits() throws -> [Edit] {
    try reader.records(.edit).sorted { $0.seq < $1.seq }.map { try Edit(Records.node(in: $0)) }
  }

  /// Returns the latest choice among all opportunities; nil before the first.
  package func choice() throws -> Decision? {
    if let memo { return try memo.choice(reader) }
    return try reader.latest(.decision, owner: Records.portfolio).map { try Decision(Records.node(in: $0)) }
  }

  /// The owner of choices among all opportunities.
  package static let portfolio = "portfolio"

  /// Returns when the ledger's last entry was written; nil before the first.
  func lastEntryTime() throws -> Timestamp? {
    guard let head = try reader.ledgerHead(), let stored = try reader.ledger(from: head.seq, limit: 1).first else {
      return nil
    }
    return LedgerEntry(line: stored.line)?.at
  }

  // MARK: Envelopes

  private func node(_ id: RecordID) throws -> JSONNode {
    guard let stored = try reader.record(id) else { throw LoopError.unknownID(id) }
    return try Records.node(in: stored)
  }

  private func nodes(_ kind: RecordKind, state: String? = nil, owner: String? = nil) throws -> [JSONNode] {
    try reader.records(kind, state: state, owner: owner).map(Records.node)
  }

  static func node(in stored: StoredRecord) throws -> JSONNode {
    guard let record = Envelope.record(in: stored.body) else {
      throw LoopError.corrupt(what: "\(stored.id)", detail: "its body is no record")
    }
    return record
  }
}

/// What is kept of a record, and digested into the ledger.
enum Envelope {
  /// Returns what is in it; nil where it is none.
  static func record(in body: [UInt8]) -> JSONNode? {
    // fine because a body that is not JSON holds no record
    try? JSONDocument(body).root["record"]
  }

  /// Returns the canonical bytes.
  static func bytes(id: RecordID, owner: String, state: String, record: JSONValue) throws -> [UInt8] {
    try CanonicalJSON.bytes(
      of: ["id": .string(id.text), "owner": .string(owner), "state": .string(state), "record": record]
    )
  }
}
