import Domain

/// A group that no single signal shows: the slow runs of an operation, with whom they happened to.
struct SlowGroup: Equatable {
  var tally: GroupTally
  var buckets: [Int64: Bucket] = [:]
  var people: [RollUp.SubjectOfDay: SubjectDay] = [:]

  /// Begins a group of an operation, or of one variant of a flag within it; `onset` is in seconds since the Unix epoch.
  init(_ operation: SlowOperation, onset: Int64) {
    let label = GroupLabel(
      kind: .span,
      fingerprint: operation.fingerprint,
      label: operation.label,
      service: operation.checkedService,
      surface: operation.surface
    )
    tally = GroupTally(
      id: label.id,
      kind: .span,
      fingerprint: label.fingerprint,
      label: label.label,
      service: label.service,
      surface: label.surface,
      first: onset * 1_000_000,
      last: onset * 1_000_000
    )
  }

  /// Counts a slow run.
  mutating func add(time: Int64, duration: Int64, subject: UInt64, account: UInt64) {
    tally.count += 1
    tally.last = max(tally.last, time)
    let start = time.flooredQuotient(by: Bucket.fineWidth * 1_000_000) * Bucket.fineWidth
    var bucket = buckets[start] ?? Bucket(start: start)
    bucket.count += 1
    bucket.duration = bucket.duration.adding(duration)
    buckets[start] = bucket
    guard subject != 0 else { return }
    let day = Int32(clamping: time.flooredQuotient(by: 86_400_000_000))
    var person = SubjectDay(day: day, subject: subject, account: account, first: time)
    person.count = 1
    let key = RollUp.SubjectOfDay(day: day, subject: subject)
    if let known = people[key] { person.merge(known) }
    people[key] = person
  }
}
