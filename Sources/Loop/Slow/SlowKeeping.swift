import Bytes
import Domain
import Find
import Ledger
import Store

/// Keeps the groups of slow operations as signals would have made them, so that whatever cites them can be counted again.
enum SlowKeeping {
  private static func name(_ id: RecordID) -> String { "slow \(id)" }

  /// Works them out from what is stored, and writes those that have changed.
  static func refresh(_ books: Books) throws {
    let changed = try books.read { records in try groups(records).filter { try isNews($0, records.reader) } }
    guard !changed.isEmpty else { return }
    try books.write(as: "reckon") { journal in
      for group in changed where try isNews(group, journal.records.reader) {
        try journal.writer.replace(group.tally, buckets: group.buckets, people: group.people)
        try journal.writer.set(name(group.tally.id), Array(group.digest.utf8))
        try journal.note(.group, about: group.tally.id.text, digest: group.digest)
      }
    }
  }

  private static func groups(_ records: Records) throws -> [SlowGroup] {
    let sources = try records.reader.sources()
    guard let last = sources.map(\.last).max(), let first = sources.map(\.first).min() else { return [] }
    let window = ReachWindow(asOf: Timestamp(microseconds: last), dataStart: Timestamp(microseconds: first))
    return try SlowOperations(window, .none, records).groups
  }

  private static func isNews(_ group: SlowGroup, _ reader: StoreReader) throws -> Bool {
    try reader.setting(name(group.tally.id)) != Array(group.digest.utf8)
  }
}

extension SlowGroup {
  /// The digest of all rows it is made of.
  var digest: String {
    var hash = SHA256()
    hash.update(Array("\(tally.id) \(tally.count) \(tally.first) \(tally.last)\n".utf8))
    for (start, bucket) in buckets.sorted(by: { $0.key < $1.key }) { hash.update(Array("\(start) \(bucket.count)\n".utf8)) }
    for person in people.values.sorted(by: { ($0.day, $0.subject) < ($1.day, $1.subject) }) {
      hash.update(Array("\(person.day) \(person.subject) \(person.account) \(person.count) \(person.first)\n".utf8))
    }
    return hash.finish().hex
  }

  /// What Find is told of it.
  func facts(_ window: ReachWindow) -> GroupFacts {
    GroupFacts(tally: tally, subjectDays: Array(people.values), buckets: Array(buckets.values), window: window)
  }
}
