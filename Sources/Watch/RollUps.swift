package import Domain

/// What a batch adds to the counts.
package enum RollUps {
  /// Counts a batch: series and their subject-days, groups, sources, and releases at first sight.
  ///
  /// Every grouped signal counts for its group, every span for its operation, every event for its name, every point of a
  /// metric for its series, and everything else for who was there at all. `labels` are the words of groups by id; `received` is when the batch arrived, in
  /// microseconds since the Unix epoch. Roll-ups of parts, merged in any order, are the roll-up of the whole.
  package static func rollUp(_ batch: SignalBatch, labels: [String: GroupLabel], received: Int64) -> RollUp {
    var series = SeriesCounter(batch)
    var tallies = TallyCounter(batch)
    var metrics = MetricCounter(batch)
    for row in batch.rows {
      if row.kind == .metric { metrics.add(row) } else { series.add(row) }
      tallies.add(row)
    }
    var result = RollUp()
    series.finish(into: &result)
    metrics.finish(into: &result)
    tallies.finish(labels: labels, received: received, into: &result)
    return result
  }
}
