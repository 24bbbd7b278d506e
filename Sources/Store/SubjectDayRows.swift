package import Domain

extension StoreReader {
  /// Returns a series' subject-days within some days, ordered by day and subject.
  package func subjectDays(_ series: SeriesID, days: Range<Int32>) throws(StoreError) -> [SubjectDay] {
    var found: [SubjectDay] = []
    try forEachSubjectDay(of: series, days: days) { found.append($0) }
    return found
  }

  /// Hands them out one by one: of everybody who was there in a month there may be millions.
  package func forEachSubjectDay(
    of series: SeriesID,
    days: Range<Int32>,
    _ body: (SubjectDay) -> Void
  ) throws(StoreError) {
    guard let ordinal = try ordinal(of: series) else { return }
    try forEachPart(
      ordinal,
      .people,
      days: days,
      packed: { pack in
        SubjectDay.unpack(pack.span) { row in
          if days.contains(row.day) { body(row) }
        }
      },
      loose: { (days, limit) throws(StoreError) in
        var count = 0
        try forEachLooseSubjectDay(ordinal, days) { row in
          if row.day < limit { count += 1 }
          body(row)
        }
        return count
      }
    )
  }

  private func forEachLooseSubjectDay(
    _ series: Int64,
    _ days: Range<Int32>,
    _ body: (SubjectDay) -> Void
  ) throws(StoreError) {
    var rows = try rows(.subjectDays, " WHERE series = ? AND day >= ? AND day < ? ORDER BY day, subject")
    try rows.statement.bind(1, series)
    try rows.statement.bind(2, Int64(days.lowerBound))
    try rows.statement.bind(3, Int64(days.upperBound))
    while try rows.next() { body(try subjectDay(&rows)) }
  }

  /// Returns rows as they are kept one by one.
  func looseSubjectDays(_ series: Int64, _ days: Range<Int32>) throws(StoreError) -> [SubjectDay] {
    var found: [SubjectDay] = []
    try forEachLooseSubjectDay(series, days) { found.append($0) }
    return found
  }

  fileprivate func subjectDay(_ rows: inout RowReader) throws(StoreError) -> SubjectDay {
    _ = try rows.integer()
    guard let day = Int32(exactly: try rows.integer()) else { throw rows.damage("is of no day") }
    var row = SubjectDay(
      day: day,
      subject: SubjectDay.subject(stored: try rows.integer()),
      account: UInt64(bitPattern: try rows.integer()),
      first: 0
    )
    row.count = try rows.integer()
    row.sum = try rows.double()
    row.first = try rows.integer()
    try rows.finish()
    return row
  }
}

extension StoreWriter {
  /// Merges what a batch adds to subject-days.
  func merge(_ subjectDays: [SeriesID: [RollUp.SubjectOfDay: SubjectDay]]) throws(StoreError) {
    var rows = try rows(.subjectDays, " WHERE series = ? AND day = ? AND subject = ?")
    var row = try writer(.subjectDays)
    // In the order of the table, so that neighbours are on pages that are at hand.
    for (ordinal, series) in try numbered(subjectDays.keys) {
      let sorted = (subjectDays[series] ?? [:]).values.sorted { ($0.day, $0.subject) < ($1.day, $1.subject) }
      try unpack(ordinal, .people, days: Set(sorted.map(\.day)))
      for added in sorted {
        let subject = SubjectDay.stored(subject: added.subject)
        try rows.statement.bind(1, ordinal)
        try rows.statement.bind(2, Int64(added.day))
        try rows.statement.bind(3, subject)
        var merged = added
        if try rows.next() {
          merged = try subjectDay(&rows)
          merged.merge(added)
        }
        rows.reset()
        try row.put(ordinal)
        try row.put(Int64(merged.day))
        try row.put(subject)
        try row.put(Int64(bitPattern: merged.account))
        try row.put(merged.count)
        try row.put(merged.sum)
        try row.put(merged.first)
        try row.finish()
      }
    }
  }

  /// Removes all subject-days of a subject, in one pass over the table; returns how many there were.
  func eraseSubjectDays(of subject: UInt64) throws(StoreError) -> Int {
    // Nobody can tell which packs they are in without reading all.
    let others = [PackKind.hours, .changes].map { "\($0.rawValue)" }.joined(separator: ", ")
    try connection.execute("DELETE FROM packs WHERE kind NOT IN (\(others))")
    try countChange()
    let statement = try connection.statement("DELETE FROM subject_days WHERE subject = ?")
    try statement.bind(1, SubjectDay.stored(subject: subject))
    try statement.run()
    return connection.changes
  }
}

extension SubjectDay {
  // SQLite's numbers have a sign. Turning the highest bit over keeps subjects in the order of their unsigned numbers.
  fileprivate static func stored(subject: UInt64) -> Int64 { Int64(bitPattern: subject ^ 1 << 63) }
  fileprivate static func subject(stored: Int64) -> UInt64 { UInt64(bitPattern: stored) ^ 1 << 63 }
}
