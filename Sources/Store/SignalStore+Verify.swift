internal import Domain

/// Looking at every byte of every signal.
extension SignalStore {
  /// Reports what cannot be what was written: rows, blocks, keys and the rest, each named with its file.
  ///
  /// Every flipped bit of what is registered is found; bytes behind a file's registered end belong to nobody.
  func verify(_ report: (RowFault) throws -> Void) throws {
    _ = try sound(.signalState, report) { rows throws(StoreError) in
      for _ in 0..<3 { _ = try rows.integer() }
      try rows.finish()
    }
    let days = try sound(.signalDays, report) { rows throws(StoreError) in try SignalDay(&rows) }
    let blocks = try sound(.signalBlocks, report) { rows throws(StoreError) in try SignalBlockPlace(&rows) }
    let keys = try sound(.signalKeys, report) { rows throws(StoreError) in try SignalKeysPlace(&rows) }
    for place in blocks where !days.contains(where: { $0.day == place.day }) {
      try report(fault(place, "its day is not registered"))
    }
    for place in keys where !days.contains(where: { $0.day == place.day }) {
      try report(fault(place, "its day is not registered"))
    }
    for day in days {
      let runs = try verifyKeys(keys.filter { $0.day == day.day }, report)
      var filed: Int64 = 0
      for place in blocks where place.day == day.day {
        let isLoose = place.number >= day.firstLoose
        try verifyBlock(place, day, isLoose ? nil : runs, report)
        filed += isLoose ? 0 : place.rows
      }
      // Every key of every block is in a run, so that equal sums leave no room for any other.
      let count = keys.reduce(0) { $0 + ($1.day == day.day ? $1.count : 0) }
      if filed != count {
        let what = "\(count) keys are in files for \(filed) signals"
        try report(RowFault(table: Table.signalKeys.name, key: SignalFolder.name(day.day), what: what))
      }
    }
    try verifyRest(report)
  }

  /// Reads the rows of a table that match their seals, and reports the others.
  private func sound<Row>(
    _ table: Table,
    _ report: (RowFault) throws -> Void,
    _ read: (inout RowReader) throws(StoreError) -> Row
  ) throws -> [Row] {
    var found: [Row] = []
    var rows = try RowReader(table, table.keyOrder, connection, key)
    while true {
      do {
        guard try rows.next() else { return found }
      } catch {
        try report(RowFault(table: table.name, key: "after \(found.count) rows", what: error.detail))
        return found
      }
      do {
        found.append(try read(&rows))
      } catch {
        try report(RowFault(table: table.name, key: rows.keyText, what: error.detail))
      }
    }
  }

  // MARK: Keys

  /// Checks files of keys; returns those that are what was written.
  private func verifyKeys(_ places: [SignalKeysPlace], _ report: (RowFault) throws -> Void) throws -> [KeyRun] {
    var runs: [KeyRun] = []
    for place in places {
      do {
        let run = try run(place)
        if run.computedDigest() != place.digest {
          try report(fault(place, "the checksum of its keys does not fit them"))
        } else if !run.isInOrder {
          try report(fault(place, "its keys are not in order"))
        } else {
          runs.append(run)
        }
      } catch let error as StoreError {
        try report(fault(place, error.detail))
      }
    }
    return runs
  }

  private func fault(_ place: SignalKeysPlace, _ what: String) -> RowFault {
    let name = folder.keys(place.day, place.file)
    return RowFault(table: Table.signalKeys.name, key: "\(place.day)/\(place.file)", what: "\(name): \(what)")
  }

  // MARK: Blocks

  /// Checks a block, and that its keys are in files where they should be.
  private func verifyBlock(
    _ place: SignalBlockPlace,
    _ day: SignalDay,
    _ runs: [KeyRun]?,
    _ report: (RowFault) throws -> Void
  ) throws {
    do {
      let batch = try decode(place, day, .all)
      if let what = SignalStore.mismatch(batch, place.day, place.first, place.last, place.kinds) {
        try report(fault(place, what))
      }
      guard let runs else { return }
      let entries = SignalStore.sortedEntries(batch.rows)
      let number = UInt32(truncatingIfNeeded: place.number)
      let known = runs.reduce(0) { $0 + $1.count(of: entries, inBlock: number) }
      if known != entries.count {
        try report(fault(place, "\(known) of its \(entries.count) keys are in the files of keys"))
      }
    } catch let error as StoreError {
      try report(fault(place, error.detail))
    }
  }

  private func fault(_ place: SignalBlockPlace, _ what: String) -> RowFault {
    // fine because without its day the block has no file either
    let file = (try? day(place.day))?.file ?? 0
    let name = folder.blocks(place.day, file)
    return RowFault(table: Table.signalBlocks.name, key: "\(place.day)/\(place.number)", what: "\(name): \(what)")
  }

  private func verifyRest(_ report: (RowFault) throws -> Void) throws {
    do {
      for place in try rest() {
        let key = "\(place.day)/\(place.number)"
        do {
          let batch = try decode(place, .all)
          let what =
            batch.rows.count == place.rows
            ? SignalStore.mismatch(batch, place.day, place.first, place.last, place.kinds)
            : "it has \(batch.rows.count) signals, not \(place.rows)"
          if let what { try report(RowFault(table: "signal_rest", key: key, what: what)) }
        } catch let error as StoreError {
          try report(RowFault(table: "signal_rest", key: key, what: error.detail))
        }
      }
    } catch let error as StoreError {
      try report(RowFault(table: "signal_rest", key: "", what: error.detail))
    }
  }

  /// Returns how rows differ from what is registered of them.
  private static func mismatch(
    _ batch: SignalBatch,
    _ day: Int32,
    _ first: Int64,
    _ last: Int64,
    _ kinds: SignalKinds
  ) -> String? {
    let found = batch.rows.reduce(into: SignalKinds()) { $0.insert(SignalKinds($1.kind)) }
    guard found == kinds else { return "it has other kinds of signals than are registered" }
    guard batch.rows.first?.time == first, batch.rows.last?.time == last else {
      return "its times are not those registered"
    }
    guard SignalDay.day(of: first) == day, SignalDay.day(of: last) == day else {
      return "its times are not on its day"
    }
    return nil
  }
}

extension KeyRun {
  /// Whether every key is above the one before it.
  var isInOrder: Bool {
    var index = 1
    while index < count {
      guard key(index - 1) < key(index) else { return false }
      index += 1
    }
    return true
  }

  /// Counts those of some ordered keys that are here with a certain block.
  func count(of entries: [KeyRunEntry], inBlock number: UInt32) -> Int {
    var place = 0
    var known = 0
    for entry in entries {
      place = firstPlace(notBefore: entry.key, from: place)
      if place == count { break }
      known += key(place) == entry.key && block(place) == number ? 1 : 0
    }
    return known
  }
}
