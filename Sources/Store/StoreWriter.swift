import Domain

/// What can be asked of a store and changed in it, in one transaction; good within one `write` alone.
package final class StoreWriter: StoreReader {
  /// Prepares the writing of a table's rows.
  func writer(_ table: Table) throws(StoreError) -> RowWriter {
    try RowWriter(table, connection, key)
  }

  /// Merges what a batch adds to the counts.
  func merge(_ rollUp: RollUp) throws(StoreError) {
    try merge(rollUp.groups)
    try merge(rollUp.sources)
    try merge(rollUp.releases)
    try merge(rollUp.buckets)
    try merge(rollUp.subjectDays)
  }
}
