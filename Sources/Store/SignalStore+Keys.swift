internal import Domain

/// The keys of a day: those of its last blocks are in these alone, those of all others in files of their own.
///
/// A file for every block would cost two more waits for the disk. Keys that are loose are sorted in memory, once for every
/// process that takes signals in.
extension SignalStore {
  /// Returns all runs of keys of a day.
  func runs(_ number: Int32) throws(StoreError) -> [KeyRun] {
    guard let day = try day(number) else { return [] }
    var runs: [KeyRun] = []
    for place in try keys(number) { runs.append(try run(place)) }
    for place in try blocks(number, from: day.firstLoose) { runs.append(try looseRun(place, day)) }
    return runs
  }

  /// Returns a run of keys in a file.
  func run(_ place: SignalKeysPlace) throws(StoreError) -> KeyRun {
    guard place.count > 0, place.count <= Int64(UInt32.max) else {
      let name = SignalFolder.name(place.day)
      throw StoreError.corrupt(path: connection.path, detail: "keys of \(name): \(place.count) of them")
    }
    let path = folder.keys(place.day, place.file)
    return try folder.runs.run(path, count: Int(place.count), digest: place.digest)
  }

  /// Returns the keys of a loose block, from memory or from the block.
  func looseRun(_ place: SignalBlockPlace, _ day: SignalDay) throws(StoreError) -> KeyRun {
    if let known = folder.runs.loose(place.checksum) { return known }
    let rows = try decode(place, day, .key).rows
    return keep(rows.map { KeyRunKey($0.key) }, of: place)
  }

  /// Keeps the keys of a block just written, so that they need not be read from it.
  func keepLooseKeys(of place: SignalBlockPlace, _ rows: [SignalRow], _ order: ArraySlice<Int32>) {
    _ = keep(order.map { KeyRunKey(rows[Int($0)].key) }, of: place)
  }

  private func keep(_ keys: [KeyRunKey], of place: SignalBlockPlace) -> KeyRun {
    let number = UInt32(truncatingIfNeeded: place.number)
    let run = KeyRun(KeyRunSort.sorted(keys.map { KeyRunEntry(key: $0, place: number) }))
    folder.runs.keepLoose(run, place.checksum)
    return run
  }

  /// Writes the keys of loose blocks into a file once they are enough, together with those of files that have become too
  /// many; returns whether there is a new file.
  func fileKeys(of day: inout SignalDay) throws(StoreError) -> Bool {
    let loose = try blocks(day.day, from: day.firstLoose)
    guard loose.count >= folder.sizes.looseBlocks else { return false }
    let places = try keys(day.day)
    let count = loose.reduce(0) { $0 + Int($1.rows) }
    let merged = KeyRunTiers.merging(places.map { Int($0.count) }, with: count).map { places[$0] }
    try merge(loose, merged, &day)
    return true
  }

  /// Joins the keys of the last days before one that has just begun: in most cases nothing more comes for them, and a trace
  /// is looked for in every file of every day.
  func fileKeys(ofDaysBefore number: Int32) throws(StoreError) {
    for day in try days().filter({ $0.day < number }).prefix(2) {
      let loose = try blocks(day.day, from: day.firstLoose)
      var merged: [SignalKeysPlace] = []
      var count = loose.reduce(0) { $0 + Int($1.rows) }
      for place in try keys(day.day).sorted(by: { $0.count < $1.count }) {
        count += Int(place.count)
        if count <= KeyRunTiers.largest { merged.append(place) }
      }
      guard loose.count + merged.count > 1 else { continue }
      var day = day
      try merge(loose, merged, &day)
      try put(day)
    }
  }

  /// Writes the keys of all loose blocks of a day and of some of its files into a new file.
  private func merge(
    _ loose: [SignalBlockPlace],
    _ merged: [SignalKeysPlace],
    _ day: inout SignalDay
  ) throws(StoreError) {
    var kinds = SignalKinds()
    var runs: [KeyRun] = []
    for place in loose {
      runs.append(try looseRun(place, day))
      kinds.formUnion(place.kinds)
    }
    for place in merged {
      runs.append(try run(place))
      kinds.formUnion(place.kinds)
      try remove(place)
    }
    let file = try newFile()
    let written = try KeyRunWriter.write(runs, to: folder.keys(day.day, file))
    try put(
      SignalKeysPlace(day: day.day, file: file, count: Int64(written.count), digest: written.digest, kinds: kinds)
    )
    day.firstLoose = day.nextNumber
  }
}
