/// What can be asked of a store and changed in it, in one transaction; good within one `write` alone.
package final class StoreWriter: StoreReader {
  /// Whether this transaction has noted already that rows change.
  var hasCountedChange = false

  /// Prepares the writing of a table's rows.
  func writer(_ table: Table) throws(StoreError) -> RowWriter {
    try RowWriter(table, connection, context.key)
  }
}
