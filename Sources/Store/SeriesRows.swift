package import Domain

extension StoreReader {
  /// Returns the series whose names begin with a text, ordered by name, at most so many.
  package func seriesIDs(prefix: String, limit: Int) throws(StoreError) -> [SeriesID] {
    var rows = try rows(.series, " WHERE text >= ? ORDER BY text LIMIT ?")
    try rows.statement.bind(1, prefix)
    try rows.statement.bind(2, max(0, limit))
    var found: [SeriesID] = []
    while try rows.next() {
      _ = try rows.integer()
      let text = try rows.text()
      try rows.finish()
      // Names are ordered by their bytes, so those with the prefix stand together.
      guard text.utf8.starts(with: prefix.utf8) else { break }
      found.append(SeriesID(text))
    }
    return found
  }

  /// Returns how many series' names begin with a text that ends in a character of ASCII.
  package func seriesCount(prefix: String) throws(StoreError) -> Int {
    guard let last = prefix.utf8.last, last < 0x7f else { return 0 }
    let end = prefix.dropLast() + String(UnicodeScalar(last + 1))
    let statement = try connection.statement("SELECT count(*) FROM series WHERE text >= ? AND text < ?")
    try statement.bind(1, prefix)
    try statement.bind(2, String(end))
    return try statement.step() ? Int(try statement.integer(0)) : 0
  }

  /// Reports whether a series has been counted before.
  package func hasSeries(_ series: SeriesID) throws(StoreError) -> Bool { try ordinal(of: series) != nil }

  /// Returns the number of a series, by which its rows are found.
  ///
  /// A number once given stays.
  func ordinal(of series: SeriesID) throws(StoreError) -> Int64? {
    if let known = ordinals[series] { return known }
    var rows = try rows(.series, " WHERE text = ?")
    try rows.statement.bind(1, series.text)
    guard try rows.next() else { return nil }
    let ordinal = try ordinal(&rows, of: series)
    ordinals[series] = ordinal
    return ordinal
  }

  fileprivate func ordinal(_ rows: inout RowReader, of series: SeriesID) throws(StoreError) -> Int64 {
    let ordinal = try rows.integer()
    guard try rows.text() == series.text else { throw rows.damage("is not where its name belongs") }
    try rows.finish()
    return ordinal
  }
}

extension StoreWriter {
  private static let nextSeries = "SELECT ifnull(max(ordinal), 0) + 1 FROM series"

  /// Returns the series with their numbers, which are given to new ones, ordered by number.
  ///
  /// New ones are numbered in the order of their names, so that the same batches give the same numbers.
  func numbered(_ series: some Sequence<SeriesID>) throws(StoreError) -> [(ordinal: Int64, series: SeriesID)] {
    var rows = try rows(.series, " WHERE text = ?")
    var row = try writer(.series)
    var next: Int64?
    var numbered: [(ordinal: Int64, series: SeriesID)] = []
    for series in series.sorted() {
      try rows.statement.bind(1, series.text)
      if try rows.next() {
        numbered.append((try ordinal(&rows, of: series), series))
        rows.reset()
        continue
      }
      rows.reset()
      let ordinal: Int64
      if let next { ordinal = next } else { ordinal = try connection.integer(StoreWriter.nextSeries) }
      next = ordinal + 1
      try row.put(ordinal)
      try row.put(series.text)
      try row.finish()
      numbered.append((ordinal, series))
    }
    numbered.sort { $0.ordinal < $1.ordinal }
    return numbered
  }
}
