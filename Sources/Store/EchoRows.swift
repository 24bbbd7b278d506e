package import Domain

/// Errors that another source had told: they are not kept, and known all the same when they come again.
extension StoreWriter {
  /// Returns a batch without the errors that are known as echoes.
  package func withoutEchoes(_ batch: SignalBatch) throws(StoreError) -> SignalBatch {
    let places = batch.rows.indices.filter { batch.rows[$0].kind == .error && !batch.rows[$0].trace.isNone }
    guard !places.isEmpty, try connection.integer("SELECT EXISTS (SELECT 1 FROM echoes)") == 1 else { return batch }
    let known = try connection.statement("SELECT 1 FROM echoes WHERE key = ?")
    var echoes: Set<Int> = []
    for place in places where try known.finds(batch.rows[place].key) { echoes.insert(place) }
    return echoes.isEmpty ? batch : batch.keeping { !echoes.contains($0) }
  }

  /// Reports whether another source has echoed an error, so that it can stand for no other.
  package func isEchoed(_ key: SignalKey) throws(StoreError) -> Bool {
    try connection.statement("SELECT 1 FROM echoes WHERE twin = ?").finds(key)
  }

  /// Remembers an error that another source had told, and which one that was.
  package func addEcho(_ row: SignalRow, of twin: SignalKey) throws(StoreError) {
    var writer = try writer(.echoes)
    try writer.put(row.key.bytes)
    try writer.put(row.time)
    try writer.put(twin.bytes)
    try writer.finish()
  }

  /// Forgets those of days that have been removed, of which nothing is taken in again.
  func removeEchoes(before day: Int32) throws(StoreError) {
    let removal = try connection.statement("DELETE FROM echoes WHERE time < ?")
    try removal.bind(1, Int64(day) * 86_400_000_000)
    _ = try removal.step()
  }
}

extension Statement {
  /// Reports whether there is a row for a key.
  fileprivate func finds(_ key: SignalKey) throws(StoreError) -> Bool {
    try bind(1, key.bytes)
    let isThere = try step()
    reset()
    return isThere
  }
}
