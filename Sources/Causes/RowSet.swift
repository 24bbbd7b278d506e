/// A set of rows of one class, a bit each.
struct RowSet: Sendable, Equatable {
  private(set) var words: [UInt64]
  private(set) var count = 0

  /// Makes an empty set of so many rows.
  init(rows: Int) {
    words = [UInt64](repeating: 0, count: (rows + 63) / 64)
  }

  /// The rows whose value is this one.
  init(_ column: [UInt16], equal code: UInt16) {
    self.init(rows: column.count)
    for (row, value) in column.enumerated() where value == code { words[row / 64] |= 1 << UInt64(row % 64) }
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// The rows that have a value.
  init(known column: [UInt16]) {
    self.init(rows: column.count)
    for (row, value) in column.enumerated() where value != 0 { words[row / 64] |= 1 << UInt64(row % 64) }
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// Returns the rows that are in both.
  func intersection(_ other: RowSet) -> RowSet {
    var both = self
    both.count = 0
    for place in words.indices where place < other.words.count {
      both.words[place] &= other.words[place]
      both.count += both.words[place].nonzeroBitCount
    }
    return both
  }
}

/// Rows of both classes.
struct RowPair: Sendable {
  let bad: RowSet
  let other: RowSet

  /// Returns the rows that are in both.
  func intersection(_ pair: RowPair) -> RowPair {
    RowPair(bad: bad.intersection(pair.bad), other: other.intersection(pair.other))
  }
}
