import Bytes
package import Domain

/// What somebody has worked out of the rows of some days of one series, kept until one of these days changes.
///
/// The store does not know what it says. It is worked out of a snapshot and written later: only where no rows have changed
/// meanwhile, which `rowChanges` tells.
package struct WorkedPack: Equatable, Sendable {
  package let series: SeriesID
  package let kind: PackKind
  /// The days whose rows it follows from.
  package let days: Range<Int32>
  package let body: [UInt8]

  package init(_ kind: PackKind, of series: SeriesID, days: Range<Int32>, body: [UInt8]) {
    (self.kind, self.series, self.days, self.body) = (kind, series, days, body)
  }
}

extension StoreReader {
  /// Returns what was worked out of just these days of a series, and still follows from them; nil for nothing.
  package func worked(_ kind: PackKind, of series: SeriesID, days: Range<Int32>) throws(StoreError) -> [UInt8]? {
    guard let ordinal = try ordinal(of: series), let kept = try pack(kind, of: ordinal, first: days.lowerBound) else {
      return nil
    }
    return kept.days == days ? kept.body : nil
  }

  /// Returns how many transactions have changed rows that packs are made of.
  package func rowChanges() throws(StoreError) -> Int64 {
    guard let kept = try pack(.changes, of: StoreWriter.everySeries, first: 0) else { return 0 }
    var offset = 0
    return kept.body.span.varint(&offset).map { Int64(clamping: $0) } ?? 0
  }

  /// Returns all of a kind that was worked out, for whoever works it out again to compare.
  package func allWorked(_ kind: PackKind) throws(StoreError) -> [WorkedPack] {
    var rows = try rows(.packs, " WHERE kind = ? ORDER BY series, first")
    try rows.statement.bind(1, kind.rawValue)
    var found: [WorkedPack] = []
    while try rows.next() {
      let pack = try pack(&rows)
      guard let series = try series(of: pack.series) else { throw rows.damage("is of no series") }
      found.append(WorkedPack(kind, of: series, days: pack.days, body: pack.body))
    }
    return found
  }

  private func series(of ordinal: Int64) throws(StoreError) -> SeriesID? {
    let statement = try connection.statement("SELECT text FROM series WHERE ordinal = ?")
    try statement.bind(1, ordinal)
    return try statement.step() ? SeriesID(try statement.text(0)) : nil
  }

  private func pack(_ kind: PackKind, of ordinal: Int64, first: Int32) throws(StoreError) -> Pack? {
    var rows = try rows(.packs, " WHERE series = ? AND kind = ? AND first = ?")
    try rows.statement.bind(1, ordinal)
    try rows.statement.bind(2, kind.rawValue)
    try rows.statement.bind(3, Int64(first))
    return try rows.next() ? try pack(&rows) : nil
  }
}

extension StoreWriter {
  /// Series are numbered from 1.
  static let everySeries: Int64 = 0

  /// Keeps what was worked out, each in the place of all that was of the same kind and series.
  package func keep(_ worked: [WorkedPack]) throws(StoreError) {
    let deletion = try connection.statement("DELETE FROM packs WHERE series = ? AND kind = ?")
    var row = try writer(.packs)
    for pack in worked {
      guard let ordinal = try ordinal(of: pack.series) else { continue }
      try deletion.bind(1, ordinal)
      try deletion.bind(2, pack.kind.rawValue)
      try deletion.run()
      try put(pack.body, pack.kind, of: ordinal, days: pack.days, &row)
    }
  }

  private func put(
    _ body: [UInt8],
    _ kind: PackKind,
    of ordinal: Int64,
    days: Range<Int32>,
    _ row: inout RowWriter
  ) throws(StoreError) {
    try row.put(ordinal)
    try row.put(kind.rawValue)
    try row.put(Int64(days.lowerBound))
    try row.put(Int64(days.upperBound))
    try row.put(body)
    try row.finish()
  }

  /// Notes, once in a transaction, that rows change.
  func countChange() throws(StoreError) {
    guard !hasCountedChange else { return }
    hasCountedChange = true
    var body: [UInt8] = []
    body.appendVarint(UInt64(clamping: try rowChanges() + 1))
    var row = try writer(.packs)
    try put(body, .changes, of: StoreWriter.everySeries, days: 0..<1, &row)
  }
}
