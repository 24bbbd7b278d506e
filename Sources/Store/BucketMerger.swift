import Domain

/// Adds buckets to a table of buckets.
struct BucketMerger: ~Copyable {
  private let width: Int64
  private var rows: RowReader
  private var row: RowWriter

  init(width: Int64, rows: consuming RowReader, row: consuming RowWriter) {
    self.width = width
    self.rows = rows
    self.row = row
  }

  /// Adds a bucket to what a series has at its time.
  mutating func merge(_ added: Bucket, into series: Int64, _ writer: StoreWriter) throws(StoreError) {
    let slot = added.start / width
    guard slot * width == added.start else {
      throw StoreError.unfit(table: "buckets", detail: "\(added.start) s is no multiple of \(width) s")
    }
    try rows.statement.bind(1, series)
    try rows.statement.bind(2, slot)
    var bucket = added
    if try rows.next() {
      bucket = try writer.bucket(&rows, width)
      bucket.merge(added)
    }
    rows.reset()
    try row.put(series)
    try row.put(slot)
    try row.put(bucket.count)
    try row.put(bucket.errors)
    try row.put(bucket.duration)
    try row.put(DurationBin.pack(bucket.bins))
    try row.put(later: BucketMeasures.pack(bucket))
    try row.finish()
  }
}

extension StoreWriter {
  /// How long fine buckets are kept before they are folded, in seconds: 14 days.
  package static let fineAge: Int64 = 14 * 86_400

  /// Merges what a batch adds to buckets.
  func merge(_ buckets: [SeriesID: [Int64: Bucket]]) throws(StoreError) {
    var merger = try merger(.fineBuckets, Bucket.fineWidth)
    // In the order of the table, so that neighbours are on pages that are at hand.
    for (ordinal, series) in try numbered(buckets.keys) {
      let sorted = (buckets[series] ?? [:]).values.sorted { $0.start < $1.start }
      let days = Set(sorted.map { Int32(clamping: $0.start.flooredQuotient(by: 86_400)) })
      try unpack(ordinal, .hours, days: days)
      for bucket in sorted { try merger.merge(bucket, into: ordinal, self) }
    }
  }

  /// Folds fine buckets into coarse ones, where the whole hour is older than the newest event by so many seconds.
  ///
  /// Returns how many fine buckets are gone. Costs what is folded, and a look at each series.
  @discardableResult
  package func foldBuckets(olderThan age: Int64 = fineAge) throws(StoreError) -> Int {
    guard let newest = try sources().map(\.last).max() else { return 0 }
    let end = startOfHour(newest / 1_000_000 - age) / Bucket.fineWidth
    let lastSeries = try connection.integer("SELECT ifnull(max(ordinal), 0) FROM series")
    var rows = try rows(.fineBuckets, " WHERE series = ? AND slot < ? ORDER BY slot")
    let deletion = try connection.statement("DELETE FROM fine_buckets WHERE series = ? AND slot < ?")
    var merger = try merger(.coarseBuckets, Bucket.coarseWidth)
    var folded = 0
    var series: Int64 = 1
    while series <= lastSeries {
      try rows.statement.bind(1, series)
      try rows.statement.bind(2, end)
      let count = try fold(&rows, into: &merger, series)
      rows.reset()
      if count > 0 {
        try deletion.bind(1, series)
        try deletion.bind(2, end)
        try deletion.run()
      }
      folded += count
      series += 1
    }
    return folded
  }

  /// Adds a series' fine buckets, hour by hour, to its coarse ones; returns how many there were.
  private func fold(
    _ rows: inout RowReader,
    into merger: inout BucketMerger,
    _ series: Int64
  ) throws(StoreError) -> Int {
    var hour: Bucket?
    var count = 0
    while try rows.next() {
      let fine = try bucket(&rows, Bucket.fineWidth)
      let start = startOfHour(fine.start)
      if let full = hour, full.start != start {
        try merger.merge(full, into: series, self)
        hour = nil
      }
      var open = hour ?? Bucket(start: start)
      open.merge(fine)
      hour = open
      count += 1
    }
    if let hour { try merger.merge(hour, into: series, self) }
    return count
  }

  private func startOfHour(_ second: Int64) -> Int64 {
    let (hours, rest) = second.quotientAndRemainder(dividingBy: Bucket.coarseWidth)
    return (rest < 0 ? hours - 1 : hours) * Bucket.coarseWidth
  }

  private func merger(_ table: Table, _ width: Int64) throws(StoreError) -> BucketMerger {
    let rows = try rows(table, " WHERE series = ? AND slot = ?")
    let row = try writer(table)
    return BucketMerger(width: width, rows: rows, row: row)
  }
}
