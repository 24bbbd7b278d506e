package import Domain

extension StoreReader {
  /// Returns what each source has sent, ordered by name.
  package func sources() throws(StoreError) -> [SourceTally] {
    var rows = try rows(.sources, " ORDER BY name")
    var sources: [SourceTally] = []
    while try rows.next() { sources.append(try source(&rows)) }
    return sources
  }

  fileprivate func source(_ rows: inout RowReader) throws(StoreError) -> SourceTally {
    var source = SourceTally(name: try rows.text(), first: 0, last: 0, received: 0)
    source.count = try rows.integer()
    source.first = try rows.integer()
    source.last = try rows.integer()
    source.received = try rows.integer()
    try rows.finish()
    return source
  }

  /// Returns when each release was first seen, in microseconds, ordered by service, environment and release.
  package func releases() throws(StoreError) -> [(key: RollUp.ReleaseKey, first: Int64)] {
    var rows = try rows(.releases, " ORDER BY service, environment, release")
    var releases: [(key: RollUp.ReleaseKey, first: Int64)] = []
    while try rows.next() {
      let key = RollUp.ReleaseKey(
        service: try rows.text(),
        environment: try rows.text(),
        release: try rows.text()
      )
      releases.append((key, try rows.integer()))
      try rows.finish()
    }
    return releases
  }
}

extension StoreWriter {
  /// Merges what a batch adds to sources.
  func merge(_ sources: [String: SourceTally]) throws(StoreError) {
    var rows = try rows(.sources, " WHERE name = ?")
    var row = try writer(.sources)
    for (name, added) in sources.sorted(by: { $0.key < $1.key }) {
      try rows.statement.bind(1, name)
      var source = added
      if try rows.next() {
        source = try self.source(&rows)
        source.merge(added)
      }
      rows.reset()
      try row.put(name)
      try row.put(source.count)
      try row.put(source.first)
      try row.put(source.last)
      try row.put(source.received)
      try row.finish()
    }
  }

  /// Merges when releases were first seen.
  func merge(_ releases: [RollUp.ReleaseKey: Int64]) throws(StoreError) {
    var rows = try rows(.releases, " WHERE service = ? AND environment = ? AND release = ?")
    var row = try writer(.releases)
    let sorted = releases.sorted { one, other in
      let (left, right) = (one.key, other.key)
      return (left.service, left.environment, left.release) < (right.service, right.environment, right.release)
    }
    for (key, added) in sorted {
      try rows.statement.bind(1, key.service)
      try rows.statement.bind(2, key.environment)
      try rows.statement.bind(3, key.release)
      var first = added
      if try rows.next() {
        for _ in 0..<3 { _ = try rows.text() }
        first = min(first, try rows.integer())
        try rows.finish()
      }
      rows.reset()
      try row.put(key.service)
      try row.put(key.environment)
      try row.put(key.release)
      try row.put(first)
      try row.finish()
    }
  }
}
