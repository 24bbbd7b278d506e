internal import Domain

/// Removing a person from everywhere.
extension SignalStore {
  /// Takes subject, account and session off the signals of a subject; returns the ids of their evidence, in order.
  ///
  /// The blocks of a day that has such signals go into a new file and the old one is removed, so that nothing stays on the
  /// disk. A key stays: it is a hash under the store's secret.
  func erase(subject: UInt64) throws(StoreError) -> [EvidenceID] {
    guard subject != 0 else { return [] }
    var evidence: Set<EvidenceID> = []
    for day in try days() {
      try eraseBlocks(of: day, subject, &evidence)
      for place in try rest(day.day) {
        guard try decode(place, .people).rows.contains(where: { $0.subject == subject }) else { continue }
        try put(place, try encodeErased(try decode(place, .all), subject, &evidence))
      }
    }
    return evidence.sorted()
  }

  private func eraseBlocks(
    of day: SignalDay,
    _ subject: UInt64,
    _ evidence: inout Set<EvidenceID>
  ) throws(StoreError) {
    let places = try blocks(day.day)
    var touched: Set<Int64> = []
    for place in places where try decode(place, day, .people).rows.contains(where: { $0.subject == subject }) {
      touched.insert(place.number)
    }
    guard !touched.isEmpty else { return }
    var new = day
    new.file = try newFile()
    var file = try DayFile(path: folder.blocks(new.day, new.file), length: 0, isNew: true)
    for place in places {
      let block =
        touched.contains(place.number)
        ? try encodeErased(try decode(place, day, .all), subject, &evidence) : try blockBytes(place, day)
      try put(try self.place(of: block, day: day.day, number: place.number, offset: try file.append(block)))
    }
    try file.settle()
    try folder.settle()
    new.length = file.length
    try put(new)
    mustTidy = true
  }

  private func encodeErased(
    _ batch: SignalBatch,
    _ subject: UInt64,
    _ evidence: inout Set<EvidenceID>
  ) throws(StoreError) -> [UInt8] {
    var batch = batch
    for index in batch.rows.indices where batch.rows[index].subject == subject {
      if let id = batch.evidenceID(of: batch.rows[index]) { evidence.insert(id) }
      batch.rows[index].subject = 0
      batch.rows[index].account = 0
      batch.rows[index].session = 0
    }
    return try encode(batch, SignalBlockEncoder.canonicalOrder(batch.rows)[...])
  }
}
