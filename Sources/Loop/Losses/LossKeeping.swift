import Bytes
import Domain
import Find
import Ledger
import Store

/// Keeps what was lost, and its groups as signals would have made them, so that whatever cites them can be counted again.
enum LossKeeping {
  private static let current = "losses: told"
  /// Only whole days are counted, so that a look is due with each day.
  private static let mark = "losses: looked at"
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
    let (due, look) = try books.read { records -> (LookMark?, LossLook?) in
      guard let due = try LookMark.due(mark, width: ReachWindow.secondsPerDay, records.reader),
        let window = try ReachWindow(of: records.reader)
      else { return (nil, nil) }
      return (due, try LossLook(window, .none, records) { try candidates(window, records) })
    }
    guard let due, let look else { return }
    let body = try LossList(look.found.map(\.loss)).body()
    try books.write(as: "reckon") { journal in
      try DerivedGroup.keep(look.found.map(\.group), as: "loss", &journal)
      if try journal.records.reader.setting(current) != body { try journal.writer.set(current, body) }
      try due.keep(as: mark, journal.writer)
    }
  }

  private static func candidates(_ window: ReachWindow, _ records: Records) throws -> [GroupFacts] {
    let start = window.seconds.lowerBound * 1_000_000
    return try records.reader.groups()
      .filter { $0.kind != .message && !$0.isEvent && !$0.isLoss && $0.last >= start }
      .sorted { ($1.count, $0.id) < ($0.count, $1.id) }
      .prefix(candidateLimit)
      .map { try Sight.facts($0, since: nil, window, records) }
  }
}
