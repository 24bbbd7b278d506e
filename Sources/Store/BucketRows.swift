package import Domain

extension StoreReader {
  /// Returns a series' buckets that begin within a window of seconds, fine and coarse ones together, in their order.
  ///
  /// A fine and a coarse one of the same beginning are one bucket here: late signals of an hour that is coarse already.
  package func buckets(_ series: SeriesID, in window: Range<Int64>) throws(StoreError) -> [Bucket] {
    guard let ordinal = try ordinal(of: series) else { return [] }
    return try buckets(ordinal, in: window)
  }

  private func buckets(_ ordinal: Int64, in window: Range<Int64>) throws(StoreError) -> [Bucket] {
    let fine = try buckets(.fineBuckets, Bucket.fineWidth, ordinal, window)
    let coarse = try buckets(.coarseBuckets, Bucket.coarseWidth, ordinal, window)
    guard let lastCoarse = coarse.last else { return fine }
    // Almost always all coarse ones come first.
    guard let firstFine = fine.first, firstFine.start <= lastCoarse.start else { return coarse + fine }
    var merged: [Bucket] = []
    for bucket in (coarse + fine).sorted(by: { $0.start < $1.start }) {
      if merged.last?.start == bucket.start {
        merged[merged.count - 1].merge(bucket)
      } else {
        merged.append(bucket)
      }
    }
    return merged
  }

  /// Returns a series' buckets of some days, those of an hour put together; not for metrics.
  package func hours(_ series: SeriesID, days: Range<Int32>) throws(StoreError) -> [Bucket] {
    guard let ordinal = try ordinal(of: series) else { return [] }
    var found: [Bucket] = []
    try forEachPart(
      ordinal,
      .hours,
      days: days,
      packed: { pack in
        guard let hours = Bucket.unpack(pack) else { return false }
        found += hours.filter { days.contains(Int32(clamping: $0.start.flooredQuotient(by: 86_400))) }
        return true
      },
      loose: { (days, limit) throws(StoreError) in
        let buckets = try buckets(ordinal, in: StoreReader.seconds(days))
        found += Bucket.hours(buckets)
        return buckets.count { $0.start < Int64(limit) * 86_400 }
      }
    )
    return found
  }

  private static func seconds(_ days: Range<Int32>) -> Range<Int64> {
    Int64(days.lowerBound) * 86_400..<Int64(days.upperBound) * 86_400
  }

  /// Returns buckets as they are kept, those of an hour put together.
  func looseHours(_ series: Int64, _ days: Range<Int32>) throws(StoreError) -> [Bucket] {
    Bucket.hours(try buckets(series, in: StoreReader.seconds(days)))
  }

  private func buckets(
    _ table: Table,
    _ width: Int64,
    _ series: Int64,
    _ window: Range<Int64>
  ) throws(StoreError) -> [Bucket] {
    var rows = try rows(table, " WHERE series = ? AND slot >= ? AND slot < ? ORDER BY slot")
    try rows.statement.bind(1, series)
    try rows.statement.bind(2, slot(atOrAfter: window.lowerBound, width))
    try rows.statement.bind(3, slot(atOrAfter: window.upperBound, width))
    var buckets: [Bucket] = []
    while try rows.next() { buckets.append(try bucket(&rows, width)) }
    return buckets
  }

  func bucket(_ rows: inout RowReader, _ width: Int64) throws(StoreError) -> Bucket {
    _ = try rows.integer()
    let start = try rows.integer().multipliedReportingOverflow(by: width)
    var bucket = Bucket(start: start.partialValue)
    bucket.count = try rows.integer()
    bucket.errors = try rows.integer()
    bucket.duration = try rows.integer()
    let bins = DurationBin.unpack(try rows.blob())
    let isMeasured = BucketMeasures.unpack(try rows.laterBlob(), into: &bucket)
    try rows.finish()
    guard let bins, isMeasured, !start.overflow else { throw rows.damage("is no bucket") }
    bucket.bins = bins
    return bucket
  }

  /// Returns the number of the first bucket that begins at a second or later.
  func slot(atOrAfter second: Int64, _ width: Int64) -> Int64 {
    let (quotient, remainder) = second.quotientAndRemainder(dividingBy: width)
    return remainder > 0 ? quotient + 1 : quotient
  }
}
