/// Small named values, the store's secret among them.
enum Settings {
  static let secretName = "secret"
  private static let secretLength = 32

  /// Keeps the secret of a new store.
  static func writeSecret(_ secret: [UInt8], to connection: Connection) throws(StoreError) {
    var row = try RowWriter(.settings, connection, SealKey(secret: secret))
    try row.put(secretName)
    try row.put(secret)
    try row.finish()
  }

  /// Returns the secret; its own seal, made with it, tells whether it is still the one that was written.
  static func secret(of connection: Connection) throws(StoreError) -> [UInt8] {
    let statement = try connection.statement("SELECT value FROM settings WHERE name = ?")
    try statement.bind(1, secretName)
    guard try statement.step() else {
      throw StoreError.corrupt(path: connection.path, detail: "its secret is missing")
    }
    let secret = try statement.blob(0)
    var rows = try RowReader(.settings, " WHERE name = ?", connection, SealKey(secret: secret))
    try rows.statement.bind(1, secretName)
    guard try rows.next(), try rows.text() == secretName, try rows.blob().count == secretLength else {
      throw StoreError.corrupt(path: connection.path, detail: "its secret has been changed from outside")
    }
    try rows.finish()
    return secret
  }
}

extension StoreReader {
  /// Returns the value kept under a name.
  package func setting(_ name: String) throws(StoreError) -> [UInt8]? {
    var rows = try rows(.settings, " WHERE name = ?")
    try rows.statement.bind(1, name)
    guard try rows.next() else { return nil }
    _ = try rows.text()
    let value = try rows.blob()
    try rows.finish()
    return value
  }

  /// Returns the values of all names that begin so, in the order of the names.
  package func settings(startingWith prefix: String) throws(StoreError) -> [(name: String, value: [UInt8])] {
    var rows = try rows(.settings, " WHERE name >= ? AND name < ? ORDER BY name")
    try rows.statement.bind(1, prefix)
    // No character comes behind this one.
    try rows.statement.bind(2, prefix + "\u{10ffff}")
    var settings: [(name: String, value: [UInt8])] = []
    while try rows.next() {
      settings.append((try rows.text(), try rows.blob()))
      try rows.finish()
    }
    return settings
  }
}

extension StoreWriter {
  /// Keeps a value under a name; not for the secret, which never changes.
  package func set(_ name: String, _ value: [UInt8]) throws(StoreError) {
    precondition(name != Settings.secretName, "the secret of a store never changes")
    var row = try writer(.settings)
    try row.put(name)
    try row.put(value)
    try row.finish()
  }
}
