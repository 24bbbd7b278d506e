extension Schema {
  /// Returns the version of a database's tables, 0 for an empty one; throws for what is not ours or too new.
  static func version(of connection: Connection, known: Int = migrations.count) throws(StoreError) -> Int {
    let id = try connection.integer("PRAGMA application_id")
    let version = try connection.integer("PRAGMA user_version")
    guard id == applicationID else {
      let isEmpty = try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
      guard id == 0, version == 0, isEmpty else {
        throw StoreError.notAStore(path: connection.path, reason: "it is another program's database")
      }
      return 0
    }
    guard 1...known ~= Int(version) else {
      throw version > known
        ? StoreError.newerSchema(path: connection.path, found: Int(version), known: known)
        : StoreError.corrupt(path: connection.path, detail: "its schema has version \(version)")
    }
    return Int(version)
  }

  /// Brings a database to the newest version, in one transaction; only to be called under the lock.
  ///
  /// `making` is what else belongs to a database that did not exist before.
  static func migrate(
    _ connection: Connection,
    with migrations: [[String]] = migrations,
    making: () throws(StoreError) -> Void
  ) throws(StoreError) {
    let version = try version(of: connection, known: migrations.count)
    guard version < migrations.count else { return }
    if version == 0 { try useLog(connection) }
    try connection.execute("BEGIN IMMEDIATE")
    do {
      for migration in migrations[version...] {
        for statement in migration { try connection.execute(statement) }
      }
      if version == 0 {
        try connection.execute("PRAGMA application_id = \(applicationID)")
        try making()
      }
      try connection.execute("PRAGMA user_version = \(migrations.count)")
      try connection.execute("COMMIT")
    } catch {
      connection.rollBack()
      throw error
    }
  }

  /// Returns what describes each table and index, by name.
  static func descriptions(of connection: Connection) throws(StoreError) -> [String: [String]] {
    let rows = try connection.statement("SELECT name, type, tbl_name, sql FROM sqlite_schema")
    var descriptions: [String: [String]] = [:]
    while try rows.step() {
      descriptions[try rows.text(0)] = [try rows.text(1), try rows.text(2), try rows.optionalText(3) ?? ""]
    }
    return descriptions
  }

  /// Turns the write-ahead log on, which stays with the file.
  private static func useLog(_ connection: Connection) throws(StoreError) {
    let statement = try connection.statement("PRAGMA journal_mode = WAL")
    guard try statement.step(), ["wal", "memory"].contains(try statement.text(0)) else {
      throw StoreError.unreadable(
        path: connection.path,
        reason: "its file system cannot share memory between processes"
      )
    }
  }
}
