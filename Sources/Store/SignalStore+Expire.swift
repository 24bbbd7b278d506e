internal import Domain

/// What a day takes of the disk.
package struct SignalDayUsage: Equatable, Sendable {
  /// Days since the Unix epoch, in UTC.
  package let day: Int32
  package let signals: Int64
  /// Bytes of blocks, of keys, and of what waits in the database.
  package let bytes: Int64
}

/// A day that is to be removed, as it was when somebody looked.
package struct ExpiringDay: Sendable {
  let day: SignalDay
  /// What stays of its blocks.
  let kept: SignalBatch
  /// How many signals go.
  package let goes: Int64

  /// How many signals stay, those that are in no block yet aside.
  package var keptRows: Int { kept.rows.count }
}

/// Removing old days, but for what has a text.
extension SignalStore {
  /// Reports whether a signal stays when its day goes: one with a text, so that the text can be found for a person who is to
  /// be forgotten; and one that may come again with another time, so that it is known then.
  private static func stays(_ row: SignalRow) -> Bool {
    row.evidence >= 0 || kindsOfAnyDay.contains(row.kind)
  }

  /// Looks at a day that is to be removed; nil for one without signals.
  ///
  /// The reading of a day takes its time, and is done before the lock is asked for.
  func expiring(_ number: Int32) throws(StoreError) -> ExpiringDay? {
    guard let day = try day(number) else { return nil }
    var kept = SignalBatch()
    var goes: Int64 = 0
    for place in try blocks(number) {
      goes += place.rows
      let isWandering = !place.kinds.isDisjoint(with: SignalStore.kindsOfAnyDay)
      if !isWandering, try !decode(place, day, .evidence).rows.contains(where: SignalStore.stays) { continue }
      let batch = try decode(place, day, .all)
      kept.append(batch.keeping { SignalStore.stays(batch.rows[$0]) })
    }
    goes -= Int64(kept.rows.count)
    for place in try rest(number) {
      goes += place.rows - Int64(try decode(place, .evidence).rows.count(where: SignalStore.stays))
    }
    return ExpiringDay(day: day, kept: kept, goes: goes)
  }

  /// Removes days, and has none before a limit taken in again; returns how many signals have gone.
  ///
  /// Their counts live on elsewhere and would be counted twice otherwise. Nil, with nothing changed, where a day is no longer
  /// what was looked at, or has gone already. The files go after the commit.
  func expire(_ expiring: [ExpiringDay], before limit: Int32) throws(StoreError) -> Int64? {
    var state = try state()
    for one in expiring {
      guard one.day.day >= state.expiredBefore, try day(one.day.day) == one.day else { return nil }
    }
    if limit > state.expiredBefore {
      state.expiredBefore = limit
      try put(state)
    }
    var gone: Int64 = 0
    for one in expiring {
      var kept = one.kept
      var count: Int64 = 0
      // A person may have been erased from these meanwhile, which changes no day.
      for place in try rest(one.day.day) {
        let batch = try decode(place, .all)
        kept.append(batch.keeping { SignalStore.stays(batch.rows[$0]) })
        count += place.rows
      }
      for place in try blocks(one.day.day) { count += place.rows }
      try removeAll(of: one.day.day)
      try append(kept)
      gone += count - Int64(kept.rows.count)
    }
    return gone
  }

  private func removeAll(of day: Int32) throws(StoreError) {
    for table in ["signal_days", "signal_blocks", "signal_keys", "signal_rest"] {
      let statement = try connection.statement("DELETE FROM \(table) WHERE day = ?")
      try statement.bind(1, Int64(day))
      try statement.run()
    }
    mustTidy = true
  }

  /// Returns what each day takes, the newest first.
  func usage() throws(StoreError) -> [SignalDayUsage] {
    var rows: [Int32: Int64] = [:]
    var bytes: [Int32: Int64] = [:]
    for place in try keys() { bytes[place.day, default: 0] += try Int64(run(place).byteCount) }
    for sql in ["SELECT day, rows, 0 FROM signal_blocks", "SELECT day, rows, length(block) FROM signal_rest"] {
      let statement = try connection.statement(sql)
      while try statement.step() {
        let day = Int32(truncatingIfNeeded: try statement.integer(0))
        rows[day, default: 0] += try statement.integer(1)
        bytes[day, default: 0] += try statement.integer(2)
      }
    }
    return try days().map { day throws(StoreError) in
      SignalDayUsage(day: day.day, signals: rows[day.day] ?? 0, bytes: day.length + (bytes[day.day] ?? 0))
    }
  }
}
