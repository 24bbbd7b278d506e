package import Domain

extension StoreReader {
  /// Returns the record of a kind and owner that was written last.
  package func latest(_ kind: RecordKind, owner: String) throws(StoreError) -> StoredRecord? {
    let statement = try connection.statement("SELECT id FROM records WHERE kind = ? AND owner = ? ORDER BY seq DESC LIMIT 1")
    try statement.bind(1, kind.rawValue)
    try statement.bind(2, owner)
    guard try statement.step(), let id = RecordID(try statement.text(0)) else { return nil }
    return try record(id)
  }

  /// Calls the body with every record that can be read, ordered by id; `verifyRows` names those that cannot.
  package func forEachRecord(_ body: (StoredRecord) throws -> Void) throws {
    let statement = try connection.statement("SELECT id FROM records ORDER BY id")
    var ids: [RecordID] = []
    while try statement.step() {
      if let id = RecordID(try statement.text(0)) { ids.append(id) }
    }
    for id in ids {
      let found: StoredRecord?
      do {
        found = try record(id)
      } catch {
        // Its row is damaged, and verifyRows names it.
        continue
      }
      if let found { try body(found) }
    }
  }

  /// How many ledger entries, and how many places of subjects among them, there are.
  package func ledgerCounts() throws(StoreError) -> (entries: Int64, subjects: Int64) {
    (try connection.integer("SELECT count(*) FROM ledger"), try connection.integer("SELECT count(*) FROM ledger_subjects"))
  }

  /// Returns the ids of the texts of a kind that contain some words.
  package func evidence(of kind: Evidence.Kind, containing words: String) throws(StoreError) -> [EvidenceID] {
    let statement = try connection.statement("SELECT id FROM evidence WHERE kind = ? AND instr(text, ?) > 0 ORDER BY id")
    try statement.bind(1, kind.rawValue)
    try statement.bind(2, words)
    var ids: [EvidenceID] = []
    while try statement.step() { ids.append(EvidenceID(bytes: try statement.blob(0))) }
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
    try subjectDays(.active, days: Int32.min..<Int32.max).filter { $0.subject == subject }
  }
}
