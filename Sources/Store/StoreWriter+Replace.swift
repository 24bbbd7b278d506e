package import Domain

extension StoreWriter {
  /// Puts a group that was worked out anew in the place of what was kept of it: its counts, its buckets, its people.
  package func replace(
    _ group: GroupTally,
    buckets: [Int64: Bucket],
    people: [RollUp.SubjectOfDay: SubjectDay]
  ) throws(StoreError) {
    let series = SeriesID.group(group.id)
    if let ordinal = try ordinal(of: series) {
      try countChange()
      for table in ["fine_buckets", "coarse_buckets", "subject_days", "packs"] {
        let deletion = try connection.statement("DELETE FROM \(table) WHERE series = ?")
        try deletion.bind(1, ordinal)
        try deletion.run()
      }
    }
    let deletion = try connection.statement("DELETE FROM groups WHERE id = ?")
    try deletion.bind(1, group.id.text)
    try deletion.run()
    try extend(group, buckets: buckets, people: people)
  }

  /// Adds to a group that is worked out from what is kept elsewhere.
  package func extend(
    _ group: GroupTally,
    buckets: [Int64: Bucket],
    people: [RollUp.SubjectOfDay: SubjectDay]
  ) throws(StoreError) {
    let series = SeriesID.group(group.id)
    try merge([group.id: group])
    try merge([series: buckets])
    try merge([series: people])
  }
}
