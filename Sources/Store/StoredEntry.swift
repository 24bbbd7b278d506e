/// A line of the ledger with its place and its hash.
package struct StoredEntry: Equatable, Sendable {
  /// Counts from 1 without gaps.
  package let seq: Int64
  package let line: [UInt8]
  package let hash: [UInt8]

  package init(seq: Int64, line: [UInt8], hash: [UInt8]) {
    self.seq = seq
    self.line = line
    self.hash = hash
  }
}

extension StoreReader {
  /// Returns the place and the hash of the last entry.
  package func ledgerHead() throws(StoreError) -> (seq: Int64, hash: [UInt8])? {
    let statement = try connection.statement("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
    return try statement.step() ? (try statement.integer(0), try statement.blob(1)) : nil
  }

  /// Returns entries in order, from a place on and at most so many.
  package func ledger(from seq: Int64, limit: Int) throws(StoreError) -> [StoredEntry] {
    var rows = try rows(.ledger, " WHERE seq >= ? ORDER BY seq LIMIT ?")
    try rows.statement.bind(1, seq)
    try rows.statement.bind(2, max(0, limit))
    var entries: [StoredEntry] = []
    while try rows.next() { entries.append(try entry(&rows)) }
    return entries
  }

  /// Returns the number of the last entry about something; 0 where there is none.
  package func latestEntry(about subject: String) throws(StoreError) -> Int64 {
    let statement = try connection.statement("SELECT ifnull(max(seq), 0) FROM ledger_subjects WHERE subject = ?")
    try statement.bind(1, subject)
    return try statement.step() ? try statement.integer(0) : 0
  }

  /// Returns the entries about something, in order.
  package func ledger(about subject: String) throws(StoreError) -> [StoredEntry] {
    var places = try rows(.ledgerSubjects, " WHERE subject = ? ORDER BY seq")
    try places.statement.bind(1, subject)
    var rows = try rows(.ledger, " WHERE seq = ?")
    var entries: [StoredEntry] = []
    while try places.next() {
      _ = try places.text()
      try rows.statement.bind(1, try places.integer())
      try places.finish()
      guard try rows.next() else { throw places.damage("leads to no entry") }
      entries.append(try entry(&rows))
      rows.reset()
    }
    return entries
  }

  private func entry(_ rows: inout RowReader) throws(StoreError) -> StoredEntry {
    let entry = StoredEntry(seq: try rows.integer(), line: try rows.blob(), hash: try rows.blob())
    try rows.finish()
    return entry
  }
}

extension StoreWriter {
  /// Adds the next entry, to be found again by each id it is about.
  package func append(_ entry: StoredEntry, about subjects: [String]) throws(StoreError) {
    let last = try ledgerHead()?.seq ?? 0
    guard entry.seq == last + 1 else {
      throw StoreError.unfit(table: "ledger", detail: "entry \(entry.seq) does not follow \(last)")
    }
    var row = try writer(.ledger)
    try row.put(entry.seq)
    try row.put(entry.line)
    try row.put(entry.hash)
    try row.finish()
    var place = try writer(.ledgerSubjects)
    for subject in Set(subjects).sorted() {
      try place.put(subject)
      try place.put(entry.seq)
      try place.finish()
    }
  }
}
