package import Domain
import Numerics

/// What a batch adds to the counts.
package enum RollUps {
  /// Counts a batch: series and their subject-days, groups, sources, and releases at first sight.
  ///
  /// Every grouped signal counts for its group, every span for its operation, every event for its name, and everything
  /// for who was there at all. `labels` are the words of groups by id; `received` is when the batch arrived, in
  /// microseconds since the Unix epoch. Roll-ups of parts, merged in any order, are the roll-up of the whole.
  package static func rollUp(_ batch: SignalBatch, labels: [String: GroupLabel], received: Int64) -> RollUp {
    var counter = BatchCounter(batch)
    for row in batch.rows { counter.add(row) }
    return counter.rollUp(labels: labels, received: received)
  }

  /// Returns the whole number of widths that an instant is after the epoch, rounded towards the past.
  static func floored(_ instant: Int64, by width: Int64) -> Int64 {
    instant / width - (instant % width < 0 ? 1 : 0)
  }
}

/// Counts the rows of one batch under numbers in place of names, which are looked up once at the end.
struct BatchCounter {
  /// A series: what it counts, and under which texts of the batch.
  private struct Series: Hashable {
    let kind: SignalKind?
    let first: TextPlace
    let second: TextPlace
  }

  private struct SeriesTime: Hashable {
    let series: Int32
    let time: Int64
  }

  private struct SeriesSubject: Hashable {
    let series: Int32
    let day: Int32
    let subject: UInt64
  }

  private let batch: SignalBatch
  private var series: [Series: Int32] = [:]
  private var buckets: [SeriesTime: Int] = [:]
  private var counted: [Bucket] = []
  /// For each span, its bucket and the bin of its duration: sorted and counted at the end.
  private var durations: [UInt64] = []
  private var subjectDays: [SeriesSubject: SubjectDay] = [:]
  private var groups: [TextPlace: GroupTally] = [:]
  private var exemplars: [TextPlace: Set<Int32>] = [:]
  private var sources: [TextPlace: SourceTally] = [:]
  private var releases: [Release: Int64] = [:]

  private struct Release: Hashable {
    let service: TextPlace
    let environment: TextPlace
    let release: TextPlace
  }

  init(_ batch: SignalBatch) {
    self.batch = batch
  }

  mutating func add(_ row: SignalRow) {
    count(row, in: number(of: Series(kind: nil, first: .none, second: .none)), hasSubjects: true)
    if row.kind == .span {
      count(row, in: number(of: Series(kind: .span, first: row.service, second: row.name)), hasSubjects: false)
    }
    if row.kind == .event {
      count(row, in: number(of: Series(kind: .event, first: row.name, second: .none)), hasSubjects: true)
    }
    if row.group != .none {
      // A group's series is told from an event's by its kind alone.
      count(row, in: number(of: Series(kind: .error, first: row.group, second: .none)), hasSubjects: true)
      addToGroup(row)
    }
    addToSource(row)
    guard row.release != .none else { return }
    let release = Release(service: row.service, environment: row.environment, release: row.release)
    releases[release] = min(releases[release] ?? .max, row.time)
  }

  private mutating func number(of key: Series) -> Int32 {
    if let number = series[key] { return number }
    let number = Int32(series.count)
    series[key] = number
    return number
  }

  // MARK: Series

  private mutating func count(_ row: SignalRow, in series: Int32, hasSubjects: Bool) {
    let start = RollUps.floored(row.time, by: Bucket.fineWidth * 1_000_000) * Bucket.fineWidth
    let place = bucket(SeriesTime(series: series, time: start))
    counted[place].count += 1
    if !hasSubjects {
      counted[place].duration += row.duration
      durations.append(UInt64(place) << 16 | UInt64(DurationBins.index(microseconds: row.duration)))
    }
    if row.status == .error { counted[place].errors += 1 }
    guard hasSubjects, row.subject != 0 else { return }
    addSubject(row, in: series)
  }

  private mutating func bucket(_ key: SeriesTime) -> Int {
    if let place = buckets[key] { return place }
    buckets[key] = counted.count
    counted.append(Bucket(start: key.time))
    return counted.count - 1
  }

  private mutating func addSubject(_ row: SignalRow, in series: Int32) {
    let day = Int32(truncatingIfNeeded: RollUps.floored(row.time, by: 86_400_000_000))
    let key = SeriesSubject(series: series, day: day, subject: row.subject)
    var one = SubjectDay(day: day, subject: row.subject, account: row.account, first: row.time)
    one.count = 1
    if row.value.isFinite { one.sum = row.value }
    subjectDays[key].merge(one)
  }

  // MARK: Groups and sources

  private mutating func addToGroup(_ row: SignalRow) {
    if groups[row.group] == nil, let id = RecordID(batch.text(row.group)) {
      groups[row.group] = GroupTally(
        id: id,
        kind: row.kind,
        fingerprint: "",
        label: "",
        service: batch.text(row.service),
        surface: batch.text(row.surface),
        first: row.time,
        last: row.time
      )
    }
    groups[row.group]?.count += 1
    groups[row.group]?.first.lower(to: row.time)
    groups[row.group]?.last.raise(to: row.time)
    if row.evidence >= 0 { exemplars[row.group, default: []].insert(row.evidence) }
  }

  private mutating func addToSource(_ row: SignalRow) {
    if sources[row.source] == nil {
      sources[row.source] = SourceTally(name: batch.text(row.source), first: row.time, last: row.time, received: 0)
    }
    sources[row.source]?.count += 1
    sources[row.source]?.first.lower(to: row.time)
    sources[row.source]?.last.raise(to: row.time)
  }

  // MARK: The result

  mutating func rollUp(labels: [String: GroupLabel], received: Int64) -> RollUp {
    var result = RollUp()
    countDurations()
    var ids = Array(repeating: SeriesID.active, count: series.count)
    for (key, number) in series { ids[Int(number)] = id(of: key) }
    for (key, place) in buckets {
      // Two names that differ in the batch may be one series.
      result.buckets[ids[Int(key.series)], default: [:]][key.time, default: Bucket(start: key.time)]
        .merge(counted[place])
    }
    for (key, day) in subjectDays {
      let subject = RollUp.SubjectOfDay(day: key.day, subject: key.subject)
      result.subjectDays[ids[Int(key.series)], default: [:]][subject].merge(day)
    }
    for (place, tally) in groups {
      result.groups[tally.id] = labelled(tally, labels[batch.text(place)], exemplars[place] ?? [])
    }
    for var source in sources.values {
      source.received = received
      result.sources[source.name] = source
    }
    for (key, first) in releases {
      let release = RollUp.ReleaseKey(
        service: batch.text(key.service),
        environment: batch.text(key.environment),
        release: batch.text(key.release)
      )
      result.releases[release] = first
    }
    return result
  }

  private mutating func countDurations() {
    durations.sort()
    var start = 0
    while start < durations.count {
      var end = start + 1
      while end < durations.count, durations[end] == durations[start] { end += 1 }
      let bin = DurationBin(index: Int16(truncatingIfNeeded: durations[start] & 0xffff), count: Int64(end - start))
      counted[Int(durations[start] >> 16)].bins.append(bin)
      start = end
    }
  }

  private func id(of key: Series) -> SeriesID {
    switch key.kind {
    case .span?: .span(service: batch.text(key.first), operation: batch.text(key.second))
    case .event?: .event(batch.text(key.first))
    case .error?: SeriesID("group:\(batch.text(key.first))")
    case .log?, .message?, .exposure?, .deploy?, .metric?, nil: .active
    }
  }

  private func labelled(_ tally: GroupTally, _ label: GroupLabel?, _ exemplars: Set<Int32>) -> GroupTally {
    var result = tally
    if let label {
      result = GroupTally(
        id: tally.id,
        kind: label.kind,
        fingerprint: label.fingerprint,
        label: label.label,
        service: label.service,
        surface: label.surface,
        first: tally.first,
        last: tally.last
      )
      result.count = tally.count
    }
    let ids = exemplars.map { batch.evidence[Int($0)].id }
    result.exemplars = Array(Set(ids).sorted().prefix(GroupTally.exemplarLimit))
    return result
  }
}

extension Int64 {
  fileprivate mutating func lower(to other: Int64) { self = Swift.min(self, other) }
  fileprivate mutating func raise(to other: Int64) { self = Swift.max(self, other) }
}

extension SubjectDay? {
  fileprivate mutating func merge(_ other: SubjectDay) {
    if self == nil { self = other } else { self?.merge(other) }
  }
}
