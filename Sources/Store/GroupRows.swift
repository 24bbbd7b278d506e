package import Domain

extension StoreReader {
  /// Returns all groups, ordered by id.
  package func groups() throws(StoreError) -> [GroupTally] {
    var rows = try rows(.groups, " ORDER BY id")
    var groups: [GroupTally] = []
    while try rows.next() { groups.append(try group(&rows)) }
    return groups
  }

  /// Returns a group.
  package func group(_ id: RecordID) throws(StoreError) -> GroupTally? {
    var rows = try rows(.groups, " WHERE id = ?")
    try rows.statement.bind(1, id.text)
    return try rows.next() ? try group(&rows) : nil
  }

  fileprivate func group(_ rows: inout RowReader) throws(StoreError) -> GroupTally {
    let id = try rows.recordID()
    guard let kind = SignalKind(rawValue: UInt8(clamping: try rows.integer())) else {
      throw rows.damage("is of no known kind")
    }
    var group = GroupTally(
      id: id,
      kind: kind,
      fingerprint: try rows.text(),
      label: try rows.text(),
      service: try rows.text(),
      surface: try rows.text(),
      first: 0,
      last: 0
    )
    group.count = try rows.integer()
    group.first = try rows.integer()
    group.last = try rows.integer()
    let exemplars = try rows.blob()
    try rows.finish()
    for start in stride(from: 0, to: exemplars.count, by: EvidenceID.byteCount) {
      let end = min(start + EvidenceID.byteCount, exemplars.count)
      guard let id = EvidenceID(bytes: exemplars.span.extracting(start..<end)) else {
        throw rows.damage("has cut exemplars")
      }
      group.exemplars.append(id)
    }
    return group
  }
}

extension StoreWriter {
  /// Merges what a batch adds to groups.
  func merge(_ groups: [RecordID: GroupTally]) throws(StoreError) {
    var rows = try rows(.groups, " WHERE id = ?")
    var row = try writer(.groups)
    for (id, added) in groups.sorted(by: { $0.key < $1.key }) {
      try rows.statement.bind(1, id.text)
      var group = added
      if try rows.next() {
        group = try self.group(&rows)
        group.merge(added)
      }
      rows.reset()
      try put(&row, group)
    }
  }

  /// Gives a group other words.
  package func rename(_ id: RecordID, _ label: String) throws(StoreError) {
    guard var group = try group(id), group.label != label else { return }
    group.label = label
    var row = try writer(.groups)
    try put(&row, group)
  }

  private func put(_ row: inout RowWriter, _ group: GroupTally) throws(StoreError) {
    var exemplars: [UInt8] = []
    for id in group.exemplars { exemplars += id.bytes }
    try row.put(group.id.text)
    try row.put(Int64(group.kind.rawValue))
    try row.put(group.fingerprint)
    try row.put(group.label)
    try row.put(group.service)
    try row.put(group.surface)
    try row.put(group.count)
    try row.put(group.first)
    try row.put(group.last)
    try row.put(exemplars)
    try row.finish()
  }
}
