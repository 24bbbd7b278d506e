package import Domain

extension StoreReader {
  /// Returns the record of a kind and owner that was written last.
  package func latest(_ kind: RecordKind, owner: String) throws(StoreError) -> StoredRecord? {
    let statement = try connection.statement(
      "SELECT id FROM records WHERE kind = ? AND owner = ? ORDER BY seq DESC LIMIT 1"
    )
    try statement.bind(1, kind.rawValue)
    try statement.bind(2, owner)
    guard try statement.step(), let id = RecordID(try statement.text(0)) else { return nil }
    return try record(id)
  }

  /// Returns the number of the ledger entry that wrote the latest record of a kind; 0 where there is none.
  package func latestEntry(of kind: RecordKind) throws(StoreError) -> Int64 {
    let statement = try connection.statement("SELECT ifnull(max(seq), 0) FROM records WHERE kind = ?")
    try statement.bind(1, kind.rawValue)
    return try statement.step() ? try statement.integer(0) : 0
  }

  /// Returns the number of the ledger entry that wrote the latest record of a kind and owner; 0 where there is none.
  package func latestEntry(of kind: RecordKind, owner: String) throws(StoreError) -> Int64 {
    let statement = try connection.statement("SELECT ifnull(max(seq), 0) FROM records WHERE kind = ? AND owner = ?")
    try statement.bind(1, kind.rawValue)
    try statement.bind(2, owner)
    return try statement.step() ? try statement.integer(0) : 0
  }

  /// Returns how many records of a kind are in each state.
  package func states(of kind: RecordKind) throws(StoreError) -> [String: Int] {
    let statement = try connection.statement("SELECT state, count(*) FROM records WHERE kind = ? GROUP BY state")
    try statement.bind(1, kind.rawValue)
    var counts: [String: Int] = [:]
    while try statement.step() { counts[try statement.text(0)] = Int(try statement.integer(1)) }
    return counts
  }

  /// Calls the body with every record that can be read, and `damaged` with the id of every other.
  package func forEachRecord(
    _ body: (StoredRecord) throws -> Void,
    damaged: (_ id: String, _ what: String) -> Void = { _, _ in }
  ) throws {
    for text in try recordIDs(damaged) {
      guard let id = RecordID(text), id.text == text else {
        damaged(text, "this is the id of no record")
        continue
      }
      let found: StoredRecord?
      do {
        found = try record(id)
      } catch {
        damaged(text, error.description)
        continue
      }
      if let found { try body(found) } else { damaged(text, "it is not found by its id") }
    }
  }

  /// Returns the ids that the rows themselves have, beside those that the index has.
  private func recordIDs(_ damaged: (_ id: String, _ what: String) -> Void) throws -> [String] {
    var ids: Set<String> = []
    for source in ["records NOT INDEXED", "records INDEXED BY sqlite_autoindex_records_1"] {
      do {
        let statement = try connection.statement("SELECT rowid, CAST(id AS BLOB) FROM \(source)")
        while try statement.step() {
          let bytes = try statement.blob(1)
          if let id = String(validating: bytes, as: UTF8.self) {
            ids.insert(id)
          } else {
            damaged(try recordID(ofRow: try statement.integer(0)), "its id has been changed")
          }
        }
      } catch {
        damaged("after \(ids.count) others", "\(error)")
      }
    }
    return ids.sorted()
  }

  /// Returns the id that the index has for a row.
  private func recordID(ofRow row: Int64) throws(StoreError) -> String {
    let statement = try connection.statement(
      "SELECT CAST(id AS BLOB) FROM records INDEXED BY sqlite_autoindex_records_1 WHERE rowid = ?"
    )
    try statement.bind(1, row)
    guard try statement.step() else { return "in row \(row)" }
    return String(decoding: try statement.blob(0), as: UTF8.self)
  }

  /// How many ledger entries, and how many places of subjects among them, there are.
  package func ledgerCounts() throws(StoreError) -> (entries: Int64, subjects: Int64) {
    (
      try connection.integer("SELECT count(*) FROM ledger"),
      try connection.integer("SELECT count(*) FROM ledger_subjects")
    )
  }

  /// Returns the ids of the texts of a kind that contain some words.
  package func evidence(of kind: Evidence.Kind, containing words: String) throws(StoreError) -> [EvidenceID] {
    let statement = try connection.statement(
      "SELECT id FROM evidence WHERE kind = ? AND instr(text, ?) > 0 ORDER BY id"
    )
    try statement.bind(1, kind.rawValue)
    try statement.bind(2, words)
    var ids: [EvidenceID] = []
    while try statement.step() {
      let bytes = try statement.blob(0)
      guard let id = EvidenceID(bytes: bytes.span) else {
        throw StoreError.unfit(table: "evidence", detail: "has an id of \(bytes.count) bytes")
      }
      ids.append(id)
    }
    return ids
  }
}

extension Store {
  /// The name of the database within the folder.
  package static let fileName = "store.db"
  /// The name of the setting that holds the secret.
  package static let secretName = Settings.secretName
}

extension StoreReader {
  /// Returns what happened to a subject on each day, everything together.
  package func subjectDays(of subject: UInt64) throws(StoreError) -> [SubjectDay] {
    var found: [SubjectDay] = []
    try forEachSubjectDay(of: .active, days: Int32.min..<Int32.max) { if $0.subject == subject { found.append($0) } }
    return found
  }
}
