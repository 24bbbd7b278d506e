internal import Domain

/// Taking signals in.
extension SignalStore {
  /// Takes in signals none of which is known.
  func append(_ batch: SignalBatch) throws(StoreError) {
    let order = SignalBlockEncoder.canonicalOrder(batch.rows)
    var start = 0
    while start < order.count {
      let day = SignalDay.day(of: batch.rows[Int(order[start])].time)
      var end = start + 1
      while end < order.count, SignalDay.day(of: batch.rows[Int(order[end])].time) == day { end += 1 }
      if end - start >= folder.sizes.blockWorth {
        try seal(batch, order[start..<end], day)
      } else {
        try addRest(batch, order[start..<end], day)
      }
      start = end
    }
  }

  // MARK: Blocks

  /// Writes signals of a day, in canonical order, as blocks into its file.
  private func seal(_ batch: SignalBatch, _ order: ArraySlice<Int32>, _ number: Int32) throws(StoreError) {
    var day = try day(number) ?? SignalDay(number)
    let isNew = day.file == 0
    if isNew { day.file = try newFile() }
    var file = try DayFile(path: folder.blocks(number, day.file), length: day.length, isNew: isNew)
    var rest = order
    while !rest.isEmpty {
      let part = rest.prefix(folder.sizes.blockRows)
      rest = rest.dropFirst(try writeBlock(batch, part, &day, &file))
    }
    try file.settle()
    let wroteKeys = try fileKeys(of: &day)
    try put(day)
    if isNew { try fileKeys(ofDaysBefore: number) }
    if isNew || wroteKeys { try folder.settle() }
  }

  /// Writes one block at the end of a day's file; returns how many rows it took, which are fewer where texts are long.
  private func writeBlock(
    _ batch: SignalBatch,
    _ order: ArraySlice<Int32>,
    _ day: inout SignalDay,
    _ file: inout DayFile
  ) throws(StoreError) -> Int {
    let (bytes, rows) = try largestBlock(batch, order)
    let place = try place(of: bytes, day: day.day, number: day.nextNumber, offset: try file.append(bytes))
    day.nextNumber += 1
    day.length = file.length
    try put(place)
    keepLooseKeys(of: place, batch.rows, order.prefix(rows))
    return rows
  }

  private func largestBlock(
    _ batch: SignalBatch,
    _ order: ArraySlice<Int32>
  ) throws(StoreError) -> (bytes: [UInt8], rows: Int) {
    do {
      return (try encode(batch, order), order.count)
    } catch {
      guard order.count > 1 else { throw error }
      return try largestBlock(batch, order.prefix(order.count / 2))
    }
  }

  /// Returns what is to be known of a block.
  func place(
    of block: [UInt8],
    day: Int32,
    number: Int64,
    offset: Int64
  ) throws(StoreError) -> SignalBlockPlace {
    let head: SignalBlockHead
    do {
      head = try SignalBlockHead(block.span)
    } catch {
      throw StoreError.unfit(table: "signals", detail: error.description)
    }
    return SignalBlockPlace(
      day: day,
      number: number,
      offset: offset,
      length: Int64(block.count),
      rows: Int64(head.rows),
      first: head.first,
      last: head.last,
      kinds: head.kinds,
      checksum: head.checksum
    )
  }

  // MARK: The rest

  /// Adds signals to the rest of a day; once that is worth a block, it becomes one.
  private func addRest(_ batch: SignalBatch, _ order: ArraySlice<Int32>, _ number: Int32) throws(StoreError) {
    let parts = try rest(number)
    let total = parts.reduce(order.count) { $0 + Int($1.rows) }
    guard parts.count >= folder.sizes.restParts || total >= folder.sizes.blockWorth else {
      return try putRest(batch, order, number)
    }
    var joined = SignalBatch()
    for part in parts { joined.append(try decode(part, .all)) }
    joined.append(batch, order)
    try removeRest(number)
    let sorted = SignalBlockEncoder.canonicalOrder(joined.rows)
    if total >= folder.sizes.blockWorth {
      try seal(joined, sorted[...], number)
    } else {
      try putRest(joined, sorted[...], number)
    }
  }

  private func putRest(_ batch: SignalBatch, _ order: ArraySlice<Int32>, _ number: Int32) throws(StoreError) {
    var day = try day(number) ?? SignalDay(number)
    let block = try encode(batch, order)
    let place = try place(of: block, day: number, number: day.nextNumber, offset: 0)
    day.nextNumber += 1
    try put(day)
    try put(
      SignalRestPlace(
        day: number,
        number: place.number,
        rows: place.rows,
        first: place.first,
        last: place.last,
        kinds: place.kinds
      ),
      block
    )
  }
}
