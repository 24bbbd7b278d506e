internal import Domain

/// Which signals are new: nothing is ever taken in twice.
extension SignalStore {
  /// Kinds that may come without a time of their own, so that the same one can arrive on two days.
  ///
  /// They are few; others are looked for on the day of their time alone, which keeps the cost of a span the same however
  /// many days there are.
  static let kindsOfAnyDay: SignalKinds = [SignalKinds(.message), SignalKinds(.deploy)]

  /// Returns a batch without the signals that are known, repeated, or of days that have been removed.
  func fresh(_ batch: SignalBatch, takesExpired: Bool = false) throws(StoreError) -> SignalBatch {
    var isKnown = [Bool](repeating: false, count: batch.rows.count)
    if !takesExpired { try markExpired(batch.rows, &isKnown) }
    let entries = SignalStore.sortedEntries(batch.rows)
    for (one, next) in zip(entries, entries.dropFirst()) where one.key == next.key { isKnown[Int(next.place)] = true }
    for (day, entries) in SignalStore.byDay(entries, batch.rows) { try mark(entries, on: day, &isKnown) }
    let wandering = entries.filter {
      !isKnown[Int($0.place)] && SignalStore.kindsOfAnyDay.contains(batch.rows[Int($0.place)].kind)
    }
    if !wandering.isEmpty { try markOnAnyDay(wandering, batch.rows, &isKnown) }
    return isKnown.contains(true) ? batch.keeping { !isKnown[$0] } : batch
  }

  /// Returns the keys of rows in order, with their places; of two that are the same, the one that came first is first.
  static func sortedEntries(_ rows: [SignalRow]) -> [KeyRunEntry] {
    var entries: [KeyRunEntry] = []
    entries.reserveCapacity(rows.count)
    let span = rows.span
    for index in span.indices {
      entries.append(KeyRunEntry(key: KeyRunKey(span[index].key), place: UInt32(truncatingIfNeeded: index)))
    }
    return KeyRunSort.sorted(entries)
  }

  private func markExpired(_ rows: [SignalRow], _ isKnown: inout [Bool]) throws(StoreError) {
    let limit = try state().expiredBefore
    guard limit > Int32.min else { return }
    for index in rows.indices where SignalStore.isExpired(rows[index], before: limit) { isKnown[index] = true }
  }

  /// Reports whether a signal is of a day that was removed: it may have been counted before.
  ///
  /// Those that are looked for on all days stay when their day goes, and so are still known.
  private static func isExpired(_ row: SignalRow, before limit: Int32) -> Bool {
    SignalDay.day(of: row.time) < limit && !kindsOfAnyDay.contains(row.kind)
  }

  /// Counts the signals that `fresh` leaves out because their day was removed.
  func countExpired(_ rows: [SignalRow]) throws(StoreError) -> Int {
    let limit = try state().expiredBefore
    return limit > Int32.min ? rows.count { SignalStore.isExpired($0, before: limit) } : 0
  }

  /// Cuts keys into those of each day, which keeps their order.
  private static func byDay(
    _ entries: [KeyRunEntry],
    _ rows: [SignalRow]
  ) -> [(day: Int32, entries: [KeyRunEntry])] {
    guard let first = rows.first else { return [] }
    let day = SignalDay.day(of: first.time)
    guard rows.contains(where: { SignalDay.day(of: $0.time) != day }) else { return [(day, entries)] }
    var days: [Int32: [KeyRunEntry]] = [:]
    for entry in entries { days[SignalDay.day(of: rows[Int(entry.place)].time), default: []].append(entry) }
    return days.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Marks the keys that are known on a day.
  private func mark(_ entries: [KeyRunEntry], on day: Int32, _ isKnown: inout [Bool]) throws(StoreError) {
    for run in try runs(day) { run.forEachKnown(of: entries) { isKnown[Int($0.place)] = true } }
    for place in try rest(day) { try mark(entries, in: place, &isKnown) }
  }

  private func mark(
    _ entries: [KeyRunEntry],
    in place: SignalRestPlace,
    _ isKnown: inout [Bool]
  ) throws(StoreError) {
    let known = try decode(place, .key).rows.map { KeyRunKey($0.key) }
    for key in known {
      var low = 0
      var high = entries.count
      while low < high {
        let middle = low + (high - low) / 2
        if entries[middle].key < key { low = middle + 1 } else { high = middle }
      }
      if low < entries.count && entries[low].key == key { isKnown[Int(entries[low].place)] = true }
    }
  }

  /// Marks the keys that are known on any day that has signals of their kinds.
  private func markOnAnyDay(
    _ entries: [KeyRunEntry],
    _ rows: [SignalRow],
    _ isKnown: inout [Bool]
  ) throws(StoreError) {
    let kinds = entries.reduce(into: SignalKinds()) { $0.insert(SignalKinds(rows[Int($1.place)].kind)) }
    for place in try keys() where !place.kinds.isDisjoint(with: kinds) {
      try run(place).forEachKnown(of: entries) { isKnown[Int($0.place)] = true }
    }
    for day in try days() {
      for place in try blocks(day.day, from: day.firstLoose) where !place.kinds.isDisjoint(with: kinds) {
        try looseRun(place, day).forEachKnown(of: entries) { isKnown[Int($0.place)] = true }
      }
    }
    for place in try rest() where !place.kinds.isDisjoint(with: kinds) { try mark(entries, in: place, &isKnown) }
  }
}
