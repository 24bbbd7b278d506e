import Bytes
import Domain

/// Something in a store that cannot be what was written there.
package struct RowFault: Equatable, Sendable, CustomStringConvertible {
  /// The table; empty where the damage is to the file's structure.
  package let table: String
  /// The row's key as far as it can be read.
  package let key: String
  package let what: String

  /// The fault in one line, for people.
  package var description: String {
    table.isEmpty ? "the database's structure: \(what)" : "\(table) \(VisibleText.escape(key, limit: 100)): \(what)"
  }

  package init(table: String, key: String, what: String) {
    self.table = table
    self.key = key
    self.what = what
  }
}

extension StoreReader {
  /// Looks at every row but those of signals, and at the structure of the file, and reports what is wrong.
  ///
  /// Records are looked at too; whether they are what the ledger says they are is for others to tell.
  package func verifyRows(_ report: (RowFault) throws -> Void) throws {
    for table in Table.exported + Table.derived { try verify(table, report) }
    try verifyPacks(report)
    try verifySchema(report)
    // One pass where all is well; only damage is worth a second one, which tells where it is.
    var isWhole = true
    try verifyStructure(nil) { _ in isWhole = false }
    guard !isWhole else { return }
    var isPlaced = false
    for name in Table.names {
      try verifyStructure(name) { fault in
        isPlaced = true
        try report(fault)
      }
    }
    if !isPlaced { try verifyStructure(nil, report) }
  }

  /// Compares the tables' own descriptions with those of a new database: no trigger or view has come in between.
  private func verifySchema(_ report: (RowFault) throws -> Void) throws {
    let new = try Connection(path: ":memory:", mode: .memory)
    try Schema.migrate(new) {}
    let known = try Schema.descriptions(of: new)
    let found = try Schema.descriptions(of: connection)
    for name in Set(known.keys).union(found.keys).sorted() where known[name] != found[name] {
      try report(RowFault(table: "sqlite_schema", key: name, what: "is described otherwise than it was made"))
    }
  }

  /// Has SQLite look at the pages and indexes of a table, or of the whole file.
  private func verifyStructure(_ table: String?, _ report: (RowFault) throws -> Void) throws {
    let name = table ?? ""
    do {
      let statement = try connection.statement("PRAGMA integrity_check(\(table ?? "1000"))")
      while try statement.step() {
        let message = try statement.text(0)
        if message != "ok" { try report(RowFault(table: name, key: "", what: message)) }
      }
    } catch let error as StoreError {
      try report(RowFault(table: name, key: "", what: error.detail))
    }
  }

  private func verify(_ table: Table, _ report: (RowFault) throws -> Void) throws {
    var last: [RowValue]?
    var rows = try rows(table, table.keyOrder)
    let hmac = HMAC(key: context.secret)
    while true {
      do {
        guard try rows.next() else { return }
      } catch {
        // A page that cannot be read ends the walk: what comes after it is unknown.
        let place = last.map { "after " + $0.prefix(table.keyCount).map(\.text).joined(separator: "/") }
        try report(RowFault(table: table.name, key: place ?? "the first row", what: error.detail))
        if table.name == Table.evidence.name { try verifyEvidenceOneByOne(hmac, report) }
        return
      }
      do {
        let values = try values(&rows, table)
        last = values
        if table.name == Table.evidence.name, let what = evidenceFault(values, hmac) {
          try report(RowFault(table: table.name, key: rows.keyText, what: what))
        }
      } catch let error as StoreError {
        try report(RowFault(table: table.name, key: rows.keyText, what: error.detail))
      }
    }
  }

  /// Looks each text up by its id, which stands in an index of its own: where a page of the table cannot be read, this
  /// names what was on it.
  private func verifyEvidenceOneByOne(_ hmac: HMAC, _ report: (RowFault) throws -> Void) throws {
    var ids: [[UInt8]] = []
    do {
      let statement = try connection.statement(
        "SELECT id FROM evidence INDEXED BY sqlite_autoindex_evidence_1 ORDER BY id"
      )
      while try statement.step() { ids.append(try statement.blob(0)) }
    } catch {
      try report(RowFault(table: Table.evidence.name, key: "the index of ids", what: error.detail))
    }
    for id in ids {
      let what: String?
      do {
        var rows = try rows(.evidence, " WHERE id = ?")
        try rows.statement.bind(1, id)
        what = try rows.next() ? evidenceFault(values(&rows, .evidence), hmac) : "it is not where its index says"
      } catch {
        what = error.detail
      }
      if let what { try report(RowFault(table: Table.evidence.name, key: Hex.encode(id), what: what)) }
    }
  }

  /// Reads a row whole.
  private func values(_ rows: inout RowReader, _ table: Table) throws(StoreError) -> [RowValue] {
    var values: [RowValue] = []
    values.reserveCapacity(table.columns.count)
    for column in table.columns { values.append(try rows.value(column.form)) }
    try rows.finish()
    return values
  }

  /// Compares a text with its id, which is its keyed digest.
  private func evidenceFault(_ values: [RowValue], _ hmac: HMAC) -> String? {
    guard values.count == Table.evidence.columns.count, case .bytes(let id) = values[1],
      case .text(let kind) = values[2],
      case .text(let text) = values[3], case .nothing = values[6]
    else { return nil }
    return EvidenceID.digest(kind, text, hmac) == id ? nil : "the text is not the one its id was made of"
  }
}

extension EvidenceID {
  /// The keyed digest a text is named by.
  fileprivate static func digest(_ kind: String, _ text: String, _ hmac: HMAC) -> [UInt8] {
    var hmac = hmac
    hmac.update(Array(kind.utf8))
    hmac.update([0])
    hmac.update(text.utf8Span.span)
    return hmac.finish().bytes
  }
}

extension StoreError {
  /// The error without the path, for where that is known.
  var detail: String {
    switch self {
    case .corrupt(_, let detail): detail
    case .notAStore(_, let reason), .unreadable(_, let reason), .unsettled(_, let reason): reason
    case .newerSchema, .readOnly, .diskFull, .busy, .unfit, .sqlite: description
    }
  }
}
