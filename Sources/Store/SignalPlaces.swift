/// A day with signals, and the file its blocks are in.
struct SignalDay: Equatable, Sendable {
  /// Days since the Unix epoch, in UTC.
  let day: Int32
  /// The number of the file; 0 while there is none.
  var file: Int64
  /// Where the last block ends; what lies behind is what a crash has left.
  var length: Int64
  /// The number of the next block, or of the next part of the rest.
  var nextNumber: Int64
  /// The first block whose keys are in no file yet: they are read from the block itself.
  var firstLoose: Int64

  /// A day without signals.
  init(_ day: Int32) {
    self.init(day: day, file: 0, length: 0, nextNumber: 1, firstLoose: 1)
  }

  init(day: Int32, file: Int64, length: Int64, nextNumber: Int64, firstLoose: Int64) {
    self.day = day
    self.file = file
    self.length = length
    self.nextNumber = nextNumber
    self.firstLoose = firstLoose
  }

  private static let microseconds: Int64 = 86_400_000_000

  /// The day of a time in microseconds.
  @inline(__always)
  static func day(of time: Int64) -> Int32 {
    let day = time / microseconds
    return Int32(truncatingIfNeeded: time % microseconds < 0 ? day - 1 : day)
  }
}

/// Where a block is and what is in it.
struct SignalBlockPlace: Equatable, Sendable {
  let day: Int32
  let number: Int64
  var offset: Int64
  var length: Int64
  let rows: Int64
  let first: Int64
  let last: Int64
  let kinds: SignalKinds
  /// The checksum of the block's head, which has those of its columns.
  var checksum: UInt64

  /// Returns whether it can have rows for a filter.
  func canHave(_ filter: SignalFilter) -> Bool {
    SignalBlockPlace.canHave(filter, first, last, kinds)
  }

  static func canHave(_ filter: SignalFilter, _ first: Int64, _ last: Int64, _ kinds: SignalKinds) -> Bool {
    guard !filter.kinds.isDisjoint(with: kinds) else { return false }
    guard let window = filter.window else { return true }
    return first < window.upperBound && last >= window.lowerBound
  }
}

/// A part of the rest: signals too few for a block in the day's file, as a block in the database.
struct SignalRestPlace: Equatable, Sendable {
  let day: Int32
  let number: Int64
  let rows: Int64
  let first: Int64
  let last: Int64
  let kinds: SignalKinds
}

/// A file of keys of a day.
struct SignalKeysPlace: Equatable, Sendable {
  let day: Int32
  let file: Int64
  let count: Int64
  let digest: UInt64
  let kinds: SignalKinds
}

// MARK: - As rows

extension SignalDay {
  /// Reads a row.
  init(_ rows: inout RowReader) throws(StoreError) {
    self.init(
      day: Int32(truncatingIfNeeded: try rows.integer()),
      file: try rows.integer(),
      length: try rows.integer(),
      nextNumber: try rows.integer(),
      firstLoose: try rows.integer()
    )
    try rows.finish()
  }
}

extension SignalBlockPlace {
  /// Reads a row.
  init(_ rows: inout RowReader) throws(StoreError) {
    self.init(
      day: Int32(truncatingIfNeeded: try rows.integer()),
      number: try rows.integer(),
      offset: try rows.integer(),
      length: try rows.integer(),
      rows: try rows.integer(),
      first: try rows.integer(),
      last: try rows.integer(),
      kinds: SignalKinds(rawValue: UInt16(truncatingIfNeeded: try rows.integer())),
      checksum: UInt64(bitPattern: try rows.integer())
    )
    try rows.finish()
  }
}

extension SignalKeysPlace {
  /// Reads a row.
  init(_ rows: inout RowReader) throws(StoreError) {
    self.init(
      day: Int32(truncatingIfNeeded: try rows.integer()),
      file: try rows.integer(),
      count: try rows.integer(),
      digest: UInt64(bitPattern: try rows.integer()),
      kinds: SignalKinds(rawValue: UInt16(truncatingIfNeeded: try rows.integer()))
    )
    try rows.finish()
  }
}
