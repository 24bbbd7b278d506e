import Domain

/// What the rows of some days of a series say, in one row: for whoever reads all of them, again and again.
///
/// Packs are made of other rows and can be made anew: whatever changes a day drops the packs that hold it.
package enum PackKind: Int64, Sendable {
  case people, hours
  /// What others have worked out of the rows, and can work out again; see `WorkedPack`.
  case digests, effect, presence
  /// How often rows have changed.
  case changes

  /// Those of which the store does not know what they say.
  static let worked: [PackKind] = [.digests, .effect, .presence]
}

/// Days of a series that were read row by row, because no pack of them is kept.
package struct LooseDays: Hashable, Comparable, Sendable {
  /// The number of the series.
  let series: Int64
  let kind: PackKind
  let days: Range<Int32>
  /// How many rows that were.
  package let rows: Int

  /// Orders as the rows are, so that neighbours are on pages that are at hand.
  package static func < (left: LooseDays, right: LooseDays) -> Bool {
    (left.kind.rawValue, left.series, left.days.lowerBound) < (right.kind.rawValue, right.series, right.days.lowerBound)
  }
}

/// A pack as it is kept.
struct Pack {
  let series: Int64
  let kind: PackKind
  let days: Range<Int32>
  let body: [UInt8]
}

extension StoreReader {
  /// Goes through some days in their order: those that packs hold, and between them those that none does.
  ///
  /// `loose` returns how many rows it has read of days before a limit: the last day that is asked for is as a rule today,
  /// of which a pack is not worth while.
  func forEachPart(
    _ series: Int64,
    _ kind: PackKind,
    days: Range<Int32>,
    packed: ([UInt8]) -> Bool,
    loose: (_ days: Range<Int32>, _ limit: Int32) throws(StoreError) -> Int
  ) throws(StoreError) {
    guard let last = days.last else { return }
    var rows = try rows(.packs, " WHERE series = ? AND kind = ? AND first < ? AND through > ? ORDER BY first")
    try rows.statement.bind(1, series)
    try rows.statement.bind(2, kind.rawValue)
    try rows.statement.bind(3, Int64(days.upperBound))
    try rows.statement.bind(4, Int64(days.lowerBound))
    var next = days.lowerBound
    func readLoose(until end: Int32) throws(StoreError) {
      guard next < end else { return }
      let count = try loose(next..<end, last)
      if count >= context.signals.sizes.packedRows, next < last {
        self.loose.insert(LooseDays(series: series, kind: kind, days: next..<min(end, last), rows: count))
      }
    }
    while try rows.next() {
      let pack = try pack(&rows)
      try readLoose(until: pack.days.lowerBound)
      guard packed(pack.body) else { throw rows.damage("is no pack") }
      next = max(next, pack.days.upperBound)
    }
    try readLoose(until: days.upperBound)
  }

  func pack(_ rows: inout RowReader) throws(StoreError) -> Pack {
    let (series, kind) = (try rows.integer(), PackKind(rawValue: try rows.integer()))
    let (first, through) = (Int32(exactly: try rows.integer()), Int32(exactly: try rows.integer()))
    let body = try rows.blob()
    try rows.finish()
    guard let kind, let first, let through, first < through else { throw rows.damage("is of no days") }
    return Pack(series: series, kind: kind, days: first..<through, body: body)
  }

  /// Compares every pack with the rows it was made of.
  ///
  /// A pack or row that cannot be read is told by whoever looks at each table for itself.
  func verifyPacks(_ report: (RowFault) throws -> Void) throws {
    var rows = try rows(.packs, Table.packs.keyOrder)
    // fine because of the same
    while (try? rows.next()) == true {
      guard let pack = try? pack(&rows),  // fine because of the same
        let body = try? body(of: pack.series, pack.kind, pack.days), body != pack.body  // fine because of the same
      else { continue }
      try report(RowFault(table: Table.packs.name, key: rows.keyText, what: "is not what the rows of its days say"))
    }
  }

  /// Makes a body anew; nil where that is not for the store to do.
  private func body(of series: Int64, _ kind: PackKind, _ days: Range<Int32>) throws(StoreError) -> [UInt8]? {
    switch kind {
    case .people: SubjectDay.pack(try looseSubjectDays(series, days))
    case .hours: Bucket.pack(try looseHours(series, days))
    case .digests, .effect, .presence, .changes: nil
    }
  }
}

extension StoreWriter {
  /// So many rows are packed together, unless they are of one day: whatever comes late for a day undoes its pack.
  private static let rowsInPack = 4_096

  /// Packs days, as their rows are now; those of which somebody has made a pack meanwhile are left alone.
  package func pack(_ loose: some Sequence<LooseDays>) throws(StoreError) {
    for one in loose where try !hasPack(one) {
      switch one.kind {
      case .people:
        let rows = try looseSubjectDays(one.series, one.days)
        try put(rows, of: one, SubjectDay.pack) { $0.day }
      case .hours:
        let rows = try looseHours(one.series, one.days)
        // A metric's buckets hold more than a pack does.
        guard rows.allSatisfy({ $0.sum == .zero && $0.runs.isEmpty }) else { continue }
        try put(rows, of: one, Bucket.pack) { Int32(clamping: $0.start.flooredQuotient(by: 86_400)) }
      case .digests, .effect, .presence, .changes: preconditionFailure("only rows are packed")
      }
    }
  }

  private func hasPack(_ loose: LooseDays) throws(StoreError) -> Bool {
    let statement = try connection.statement(
      "SELECT 1 FROM packs WHERE series = ? AND kind = ? AND first < ? AND through > ? LIMIT 1"
    )
    try statement.bind(1, loose.series)
    try statement.bind(2, loose.kind.rawValue)
    try statement.bind(3, Int64(loose.days.upperBound))
    try statement.bind(4, Int64(loose.days.lowerBound))
    return try statement.step()
  }

  /// Writes packs that hold all of some days together, each whole days.
  private func put<Row>(
    _ rows: [Row],
    of loose: LooseDays,
    _ pack: ([Row]) -> [UInt8],
    day: (Row) -> Int32
  ) throws(StoreError) {
    var row = try writer(.packs)
    var first = loose.days.lowerBound
    var start = 0
    for place in rows.indices {
      let isLast = place + 1 == rows.count
      guard isLast || place + 1 - start >= StoreWriter.rowsInPack && day(rows[place + 1]) != day(rows[place]) else {
        continue
      }
      let through = isLast ? loose.days.upperBound : day(rows[place]) + 1
      try row.put(loose.series)
      try row.put(loose.kind.rawValue)
      try row.put(Int64(first))
      try row.put(Int64(through))
      try row.put(pack(Array(rows[start...place])))
      try row.finish()
      (first, start) = (through, place + 1)
    }
  }

  private static let unpacking = """
    DELETE FROM packs WHERE series = ?1 AND first <= ?3 AND through > ?3
      AND kind IN (?2, \(PackKind.worked.map { "\($0.rawValue)" }.joined(separator: ", ")))
    """

  /// Drops the packs of days that are about to change, and what was worked out of them.
  func unpack(_ series: Int64, _ kind: PackKind, days: Set<Int32>) throws(StoreError) {
    try countChange()
    let deletion = try connection.statement(StoreWriter.unpacking)
    for day in days.sorted() {
      try deletion.bind(1, series)
      try deletion.bind(2, kind.rawValue)
      try deletion.bind(3, Int64(day))
      try deletion.run()
    }
  }
}
