import Bytes
import Domain
import Find
import Ledger
import Store

/// A group that is worked out from what is kept elsewhere, as signals would have made it: its counts, its buckets, and whom
/// it happened to.
struct DerivedGroup: Equatable {
  var tally: GroupTally
  var buckets: [Int64: Bucket] = [:]
  var people: [RollUp.SubjectOfDay: SubjectDay] = [:]

  /// Begins a group in which nothing is counted yet; `first` is in microseconds since the Unix epoch.
  init(_ label: GroupLabel, first: Int64) {
    tally = GroupTally(
      id: label.id,
      kind: label.kind,
      fingerprint: label.fingerprint,
      label: label.label,
      service: label.service,
      surface: label.surface,
      first: first,
      last: first
    )
  }

  /// Counts a signal.
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

  /// The digest of all rows it is made of.
  var digest: String {
    var hash = SHA256()
    hash.update(Array("\(tally.id) \(tally.count) \(tally.first) \(tally.last)\n".utf8))
    for (start, bucket) in buckets.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\(start) \(bucket.count)\n".utf8))
    }
    for person in people.values.sorted(by: { ($0.day, $0.subject) < ($1.day, $1.subject) }) {
      hash.update(Array("\(person.day) \(person.subject) \(person.account) \(person.count) \(person.first)\n".utf8))
    }
    return hash.finish().hex
  }
}

extension DerivedGroup {
  /// What Find is told of it.
  func facts(_ window: ReachWindow) -> GroupFacts {
    GroupFacts(tally: tally, subjectDays: Array(people.values), buckets: Array(buckets.values), window: window)
  }

  /// Writes those that have changed, as signals would have made them; a word and its id say how each is kept.
  static func keep(_ groups: [DerivedGroup], as word: String, _ journal: inout Journal) throws {
    for group in groups where try group.isNews(as: word, journal.records.reader) {
      try journal.writer.replace(group.tally, buckets: group.buckets, people: group.people)
      try journal.writer.set(group.name(word), Array(group.stand.utf8))
      try journal.note(.group, about: group.tally.id.text, digest: group.digest)
    }
  }

  /// Whether it is kept otherwise, or not at all.
  func isNews(as word: String, _ reader: StoreReader) throws -> Bool {
    try reader.setting(name(word)) != Array(stand.utf8)
  }

  private func name(_ word: String) -> String { "\(word) \(tally.id)" }

  /// What it is called may change without its rows: a loss is named by figures of those who are not in it.
  private var stand: String { "\(digest) \(tally.label)" }
}
