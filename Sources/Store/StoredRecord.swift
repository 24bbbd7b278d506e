package import Domain

/// An opportunity, bet, plan, ship, read-out, decision, claim or lease as the store keeps it.
package struct StoredRecord: Equatable, Sendable {
  package let id: RecordID
  /// Whose it is, such as the bet of a plan; empty where it stands for itself.
  package let owner: String
  package let state: String
  /// What its kind is ordered by, such as a score.
  package let order: Double
  /// The ledger entry that made it what it is.
  package let seq: Int64
  /// Canonical JSON.
  package let body: [UInt8]

  package init(id: RecordID, owner: String, state: String, order: Double, seq: Int64, body: [UInt8]) {
    self.id = id
    self.owner = owner
    self.state = state
    self.order = order
    self.seq = seq
    self.body = body
  }

  package var kind: RecordKind { id.kind }
}

extension StoreReader {
  /// Returns a record.
  package func record(_ id: RecordID) throws(StoreError) -> StoredRecord? {
    var rows = try rows(.records, " WHERE id = ?")
    try rows.statement.bind(1, id.text)
    return try rows.next() ? try record(&rows) : nil
  }

  /// Returns the records of a kind, ordered by id; those in a state or of an owner where one is given.
  package func records(
    _ kind: RecordKind,
    state: String? = nil,
    owner: String? = nil
  ) throws(StoreError) -> [StoredRecord] {
    var condition = " WHERE kind = ?1"
    if state != nil { condition += " AND state = ?2" }
    if owner != nil { condition += " AND owner = ?3" }
    var rows = try rows(.records, condition + " ORDER BY id")
    try rows.statement.bind(1, kind.rawValue)
    if let state { try rows.statement.bind(2, state) }
    if let owner { try rows.statement.bind(3, owner) }
    var found: [StoredRecord] = []
    while try rows.next() { found.append(try record(&rows)) }
    return found
  }

  /// Returns the records of a kind that were written after an entry of the ledger, ordered by id.
  package func records(_ kind: RecordKind, after seq: Int64) throws(StoreError) -> [StoredRecord] {
    var rows = try rows(.records, " WHERE kind = ? AND seq > ? ORDER BY id")
    try rows.statement.bind(1, kind.rawValue)
    try rows.statement.bind(2, seq)
    var found: [StoredRecord] = []
    while try rows.next() { found.append(try record(&rows)) }
    return found
  }

  private func record(_ rows: inout RowReader) throws(StoreError) -> StoredRecord {
    let id = try rows.recordID()
    let kind = try rows.text()
    guard kind == id.kind.rawValue else { throw rows.damage("is a \(kind) by its column, not by its id") }
    let record = StoredRecord(
      id: id,
      owner: try rows.text(),
      state: try rows.text(),
      order: try rows.double(),
      seq: try rows.integer(),
      body: try rows.blob()
    )
    try rows.finish()
    return record
  }
}

extension RowReader {
  /// Reads the next column, the id of a record.
  mutating func recordID() throws(StoreError) -> RecordID {
    let text = try text()
    guard let id = RecordID(text), id.text == text else { throw damage("has an id of no record") }
    return id
  }
}

extension StoreWriter {
  /// Keeps a record, in place of an earlier one with its id.
  package func put(_ record: StoredRecord) throws(StoreError) {
    var row = try writer(.records)
    try row.put(record.id.text)
    try row.put(record.kind.rawValue)
    try row.put(record.owner)
    try row.put(record.state)
    try row.put(record.order)
    try row.put(record.seq)
    try row.put(record.body)
    try row.finish()
  }
}
