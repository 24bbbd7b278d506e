import Bytes
import Domain
import Find
import Ledger
import Store

/// Keeps the groups of slow operations as signals would have made them, so that whatever cites them can be counted again.
enum SlowKeeping {
  private static func name(_ id: RecordID) -> String { "slow \(id)" }

  /// Works them out from what is stored where that is due, and writes those that have changed; it is due with the first new
  /// signal where somebody insists.
  static func refresh(_ books: Books, insists: Bool, _ checkpoint: () throws -> Void) throws {
    let (mark, changed, loose) = try books.read { records -> (Mark?, [DerivedGroup], [LooseDays]) in
      guard let mark = try Mark.due(records.reader, insists: insists) else { return (nil, [], []) }
      let changed = try groups(records).filter { try isNews($0, records.reader) }
      return (mark, changed, records.reader.loose.sorted())
    }
    guard let mark else { return }
    try DayPacks.keep(loose, books, checkpoint)
    try books.write(as: "reckon") { journal in
      for group in changed where try isNews(group, journal.records.reader) {
        try journal.writer.replace(group.tally, buckets: group.buckets, people: group.people)
        try journal.writer.set(name(group.tally.id), Array(group.digest.utf8))
        try journal.note(.group, about: group.tally.id.text, digest: group.digest)
      }
      try journal.writer.set(Mark.name, Array(mark.text.utf8))
    }
  }

  /// How far the store had come when slow operations were last looked for.
  ///
  /// All hours are read for it, and the spans of what is slow, so that `watch`, which turns the loop every few seconds, does
  /// it when the latest signal is of another hour, which is as fine as an onset is told, or when there is a hundredth more to
  /// read: for each signal that comes it costs the reading of a hundred at most. The last turn of an import and of a watch
  /// always does, so that what is kept then follows from the signals alone.
  private struct Mark {
    static let name = "slow: looked at"
    private static let part: Int64 = 100

    let signals: Int64
    let hour: Int64
    var text: String { "\(signals) \(hour)" }

    /// Returns how far it has come; nil where nothing is due.
    static func due(_ reader: StoreReader, insists: Bool) throws -> Mark? {
      let sources = try reader.sources()
      guard let last = sources.map(\.last).max() else { return nil }
      let mark = Mark(signals: sources.reduce(0) { $0.adding($1.count) }, hour: last.flooredQuotient(by: 3_600_000_000))
      let known = try reader.setting(name).map {
        String(decoding: $0, as: UTF8.self).split(separator: " ").map { Int64($0) }
      }
      guard let known, known.count == 2, let signals = known[0], let hour = known[1] else { return mark }
      if insists { return mark.hour != hour || mark.signals != signals ? mark : nil }
      return mark.hour != hour || mark.signals - signals > signals / part ? mark : nil
    }
  }

  private static func groups(_ records: Records) throws -> [DerivedGroup] {
    let sources = try records.reader.sources()
    guard let last = sources.map(\.last).max(), let first = sources.map(\.first).min() else { return [] }
    let window = ReachWindow(asOf: Timestamp(microseconds: last), dataStart: Timestamp(microseconds: first))
    return try SlowOperations(window, .none, records).groups
  }

  private static func isNews(_ group: DerivedGroup, _ reader: StoreReader) throws -> Bool {
    try reader.setting(name(group.tally.id)) != Array(group.digest.utf8)
  }
}

extension DerivedGroup {
  /// What Find is told of it.
  func facts(_ window: ReachWindow) -> GroupFacts {
    GroupFacts(tally: tally, subjectDays: Array(people.values), buckets: Array(buckets.values), window: window)
  }
}
