import Bytes
import Domain
import Find
import Ledger
import Store

/// Keeps what was lost, and its groups as signals would have made them, so that whatever cites them can be counted again.
enum LossKeeping {
  private static let current = "losses: told"
  /// Groups that may explain a loss: of those with a signal since it began the largest.
  private static let candidateLimit = 500

  /// Returns what was told by the last look, by its group.
  static func load(_ reader: StoreReader) throws -> [RecordID: Loss] {
    guard let body = try reader.setting(current) else { return [:] }
    return byGroup(try LossList(body: body).losses)
  }

  static func byGroup(_ losses: [Loss]) -> [RecordID: Loss] {
    Dictionary(losses.map { ($0.group, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Works them out from what is stored where that is due, and writes what has changed.
  static func refresh(_ books: Books) throws {
    let (mark, look) = try books.read { records -> (Mark?, LossLook?) in
      guard let mark = try Mark.due(records), let window = try window(records) else { return (nil, nil) }
      return (mark, try LossLook(window, .none, records) { try candidates(window, records) })
    }
    guard let mark, let look else { return }
    let body = try LossList(look.found.map(\.loss)).body()
    try books.write(as: "reckon") { journal in
      for (group, _) in look.found { try keep(group, &journal) }
      if try journal.records.reader.setting(current) != body { try journal.writer.set(current, body) }
      try journal.writer.set(Mark.name, Array(mark.text.utf8))
    }
  }

  private static func keep(_ group: DerivedGroup, _ journal: inout Journal) throws {
    let name = "loss \(group.tally.id)"
    // What it is called holds figures of those who are not in it.
    let digest = "\(group.digest) \(group.tally.label)"
    guard try journal.records.reader.setting(name) != Array(digest.utf8) else { return }
    try journal.writer.replace(group.tally, buckets: group.buckets, people: group.people)
    try journal.writer.set(name, Array(digest.utf8))
    try journal.note(.group, about: group.tally.id.text, digest: group.digest)
  }

  private static func window(_ records: Records) throws -> ReachWindow? {
    let sources = try records.reader.sources()
    guard let last = sources.map(\.last).max(), let first = sources.map(\.first).min() else { return nil }
    return ReachWindow(asOf: Timestamp(microseconds: last), dataStart: Timestamp(microseconds: first))
  }

  private static func candidates(_ window: ReachWindow, _ records: Records) throws -> [GroupFacts] {
    let start = window.seconds.lowerBound * 1_000_000
    return try records.reader.groups()
      .filter { $0.kind != .message && !$0.isEvent && !$0.isLoss && $0.last >= start }
      .sorted { ($1.count, $0.id) < ($0.count, $1.id) }
      .prefix(candidateLimit)
      .map { try Sight.facts($0, since: nil, window, records) }
  }

  /// How far the store had come when losses were last looked for.
  ///
  /// Only whole days are counted, so it is done when the latest signal is of another day, when there is a hundredth more
  /// to read, or when somebody was erased.
  private struct Mark: Equatable {
    static let name = "losses: looked at"
    private static let part: Int64 = 100

    let signals: Int64
    let day: Int64
    let erasures: Int64
    var text: String { "\(signals) \(day) \(erasures)" }

    /// Returns how far it has come; nil where nothing is due.
    static func due(_ records: Records) throws -> Mark? {
      let sources = try records.reader.sources()
      guard let last = sources.map(\.last).max() else { return nil }
      let mark = Mark(
        signals: sources.reduce(0) { $0.adding($1.count) },
        day: last.flooredQuotient(by: 86_400_000_000),
        erasures: try records.reader.latestEntry(about: Erasure.subject)
      )
      let known = try records.reader.setting(name).map {
        String(decoding: $0, as: UTF8.self).split(separator: " ").compactMap { Int64($0) }
      }
      guard let known, known.count == 3 else { return mark }
      let isSame = known[1] == mark.day && known[2] == mark.erasures && mark.signals - known[0] <= mark.signals / part
      return isSame ? nil : mark
    }
  }
}
