import Testing

@testable import Store

/// Stores as an earlier version has made them.
enum OldStore {
  /// Makes an empty one in a folder; whoever writes to it closes the connection.
  static func make(
    in folder: String,
    version: Int
  ) throws -> (path: String, files: StoreFiles, connection: Connection, secret: [UInt8]) {
    let path = folder + "/.reckon"
    let files = StoreFiles(folder: path)
    try files.makeFolder()
    try files.makeDatabase()
    try SignalFolder(files.signals).make()
    let connection = try Connection(path: files.database, mode: .existing)
    let secret = try #require(StoreOptions.fixed.secret)
    try Schema.migrate(connection, with: Array(Schema.migrations.prefix(version))) { () throws(StoreError) in
      try Settings.writeSecret(secret, to: connection)
    }
    return (path, files, connection, secret)
  }
}
