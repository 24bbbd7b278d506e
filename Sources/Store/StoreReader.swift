/// What can be asked of one snapshot of a store; good within one `read` or `write` alone.
package class StoreReader {
  private var lent: Connection?
  let key: SealKey
  let secret: [UInt8]
  let files: StoreFiles

  init(_ connection: Connection, _ key: SealKey, _ secret: [UInt8], _ files: StoreFiles) {
    lent = connection
    self.key = key
    self.secret = secret
    self.files = files
  }

  /// The connection the snapshot is seen through.
  var connection: Connection {
    guard let lent else { preconditionFailure("a reader is good within its `read` or `write` alone") }
    return lent
  }

  /// Takes the connection back.
  final func end() {
    lent = nil
  }

  /// Prepares a selection of a table's rows.
  final func rows(_ table: Table, _ condition: String = "") throws(StoreError) -> RowReader {
    try RowReader(table, condition, connection, key)
  }
}
