package import Domain

/// Signals that another source had told: they are not kept, and known all the same when they come again.
extension StoreWriter {
  /// Returns a batch without the rows of a kind that are known as echoes.
  package func withoutEchoes(_ batch: SignalBatch, of kind: SignalKind) throws(StoreError) -> SignalBatch {
    let places = batch.rows.indices.filter { batch.rows[$0].kind == kind }
    guard !places.isEmpty, try connection.integer("SELECT EXISTS (SELECT 1 FROM echoes)") == 1 else { return batch }
    let known = try connection.statement("SELECT 1 FROM echoes WHERE key = ?")
    var echoes: Set<Int> = []
    for place in places {
      try known.bind(1, batch.rows[place].key.bytes)
      if try known.step() { echoes.insert(place) }
      known.reset()
    }
    return echoes.isEmpty ? batch : batch.keeping { !echoes.contains($0) }
  }

  /// Remembers signals that another source had told.
  package func addEchoes(_ rows: [SignalRow]) throws(StoreError) {
    var writer = try writer(.echoes)
    for row in rows {
      try writer.put(row.key.bytes)
      try writer.put(row.time)
      try writer.finish()
    }
  }

  /// Forgets those of days that have been removed, of which nothing is taken in again.
  func removeEchoes(before day: Int32) throws(StoreError) {
    let removal = try connection.statement("DELETE FROM echoes WHERE time < ?")
    try removal.bind(1, Int64(day) * 86_400_000_000)
    _ = try removal.step()
  }
}

extension SignalKey {
  /// The ten bytes of the key, in its order.
  var bytes: [UInt8] {
    let start = (0..<4).map { UInt8(truncatingIfNeeded: prefix >> UInt32(24 - 8 * $0)) }
    return start + (0..<6).map { UInt8(truncatingIfNeeded: rest >> UInt64(40 - 8 * $0)) }
  }
}
