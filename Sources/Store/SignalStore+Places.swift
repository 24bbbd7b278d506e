/// What SQLite says about where signals are.
extension SignalStore {
  /// What is known of all signals together.
  struct State {
    var nextFile: Int64 = 1
    /// Signals of earlier days have been removed, and none of them is taken in again.
    var expiredBefore = Int32.min
  }

  func state() throws(StoreError) -> State {
    var rows = try RowReader(.signalState, "", connection, key)
    var state = State()
    guard try rows.next() else { return state }
    _ = try rows.integer()
    state.nextFile = try rows.integer()
    state.expiredBefore = Int32(truncatingIfNeeded: try rows.integer())
    try rows.finish()
    return state
  }

  func put(_ state: State) throws(StoreError) {
    var row = try RowWriter(.signalState, connection, key)
    try row.put(Int64(0))
    try row.put(state.nextFile)
    try row.put(Int64(state.expiredBefore))
    try row.finish()
  }

  /// Takes a number for a new file.
  func newFile() throws(StoreError) -> Int64 {
    var state = try state()
    try folder.make()
    state.nextFile += 1
    try put(state)
    return state.nextFile - 1
  }

  // MARK: Days

  /// Returns the days with signals, the newest first.
  func days() throws(StoreError) -> [SignalDay] {
    var rows = try RowReader(.signalDays, " ORDER BY day DESC", connection, key)
    var days: [SignalDay] = []
    while try rows.next() { days.append(try SignalDay(&rows)) }
    return days
  }

  /// Returns what is known of a day.
  func day(_ number: Int32) throws(StoreError) -> SignalDay? {
    var rows = try RowReader(.signalDays, " WHERE day = ?", connection, key)
    try rows.statement.bind(1, Int64(number))
    return try rows.next() ? try SignalDay(&rows) : nil
  }

  func put(_ day: SignalDay) throws(StoreError) {
    var row = try RowWriter(.signalDays, connection, key)
    try row.put(Int64(day.day))
    try row.put(day.file)
    try row.put(day.length)
    try row.put(day.nextNumber)
    try row.put(day.firstLoose)
    try row.finish()
  }

  // MARK: Blocks

  /// Returns the blocks of a day by number, all of them or those from a number on.
  func blocks(_ day: Int32, from number: Int64 = 0) throws(StoreError) -> [SignalBlockPlace] {
    var rows = try RowReader(.signalBlocks, " WHERE day = ? AND number >= ? ORDER BY number", connection, key)
    try rows.statement.bind(1, Int64(day))
    try rows.statement.bind(2, number)
    var blocks: [SignalBlockPlace] = []
    while try rows.next() { blocks.append(try SignalBlockPlace(&rows)) }
    return blocks
  }

  /// Returns one block of a day.
  func block(_ day: Int32, _ number: Int64) throws(StoreError) -> SignalBlockPlace? {
    var rows = try RowReader(.signalBlocks, " WHERE day = ? AND number = ?", connection, key)
    try rows.statement.bind(1, Int64(day))
    try rows.statement.bind(2, number)
    return try rows.next() ? try SignalBlockPlace(&rows) : nil
  }

  func put(_ block: SignalBlockPlace) throws(StoreError) {
    var row = try RowWriter(.signalBlocks, connection, key)
    try row.put(Int64(block.day))
    try row.put(block.number)
    try row.put(block.offset)
    try row.put(block.length)
    try row.put(block.rows)
    try row.put(block.first)
    try row.put(block.last)
    try row.put(Int64(block.kinds.rawValue))
    try row.put(Int64(bitPattern: block.checksum))
    try row.finish()
  }

  // MARK: Keys

  /// Returns the files of keys of a day, or of all days.
  func keys(_ day: Int32? = nil) throws(StoreError) -> [SignalKeysPlace] {
    var rows = try RowReader(.signalKeys, day == nil ? "" : " WHERE day = ?", connection, key)
    if let day { try rows.statement.bind(1, Int64(day)) }
    var keys: [SignalKeysPlace] = []
    while try rows.next() { keys.append(try SignalKeysPlace(&rows)) }
    return keys
  }

  func put(_ keys: SignalKeysPlace) throws(StoreError) {
    var row = try RowWriter(.signalKeys, connection, key)
    try row.put(Int64(keys.day))
    try row.put(keys.file)
    try row.put(keys.count)
    try row.put(Int64(bitPattern: keys.digest))
    try row.put(Int64(keys.kinds.rawValue))
    try row.finish()
  }

  func remove(_ keys: SignalKeysPlace) throws(StoreError) {
    let statement = try connection.statement("DELETE FROM signal_keys WHERE day = ? AND file = ?")
    try statement.bind(1, Int64(keys.day))
    try statement.bind(2, keys.file)
    try statement.run()
    mustTidy = true
  }

  // MARK: The rest

  /// Returns the parts of the rest of a day, or of all days, by number.
  func rest(_ day: Int32? = nil) throws(StoreError) -> [SignalRestPlace] {
    let statement = try connection.statement(
      """
      SELECT day, number, rows, first, last, kinds FROM signal_rest \(day == nil ? "" : "WHERE day = ?")
      ORDER BY day, number
      """
    )
    if let day { try statement.bind(1, Int64(day)) }
    var places: [SignalRestPlace] = []
    while try statement.step() {
      places.append(
        SignalRestPlace(
          day: Int32(truncatingIfNeeded: try statement.integer(0)),
          number: try statement.integer(1),
          rows: try statement.integer(2),
          first: try statement.integer(3),
          last: try statement.integer(4),
          kinds: SignalKinds(rawValue: UInt16(truncatingIfNeeded: try statement.integer(5)))
        )
      )
    }
    return places
  }

  /// Returns the bytes of a part of the rest.
  func restBlock(_ place: SignalRestPlace) throws(StoreError) -> [UInt8] {
    let statement = try connection.statement("SELECT block FROM signal_rest WHERE day = ? AND number = ?")
    try statement.bind(1, Int64(place.day))
    try statement.bind(2, place.number)
    guard try statement.step() else {
      throw StoreError.corrupt(
        path: connection.path,
        detail: "the rest of day \(place.day) has no part \(place.number)"
      )
    }
    return try statement.blob(0)
  }

  func put(_ place: SignalRestPlace, _ block: [UInt8]) throws(StoreError) {
    let statement = try connection.statement(
      "INSERT OR REPLACE INTO signal_rest(day, number, rows, first, last, kinds, block) VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    try statement.bind(1, Int64(place.day))
    try statement.bind(2, place.number)
    try statement.bind(3, place.rows)
    try statement.bind(4, place.first)
    try statement.bind(5, place.last)
    try statement.bind(6, Int64(place.kinds.rawValue))
    try statement.bind(7, block)
    try statement.run()
  }

  func removeRest(_ day: Int32) throws(StoreError) {
    let statement = try connection.statement("DELETE FROM signal_rest WHERE day = ?")
    try statement.bind(1, Int64(day))
    try statement.run()
  }
}
