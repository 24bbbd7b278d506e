import Domain
import Store

/// How many texts of a group, and of all messages, are kept for a day: all up to a cap, a fair sample past it; everything is
/// counted.
enum EvidenceCap {
  private static let texts: Int64 = 500
  /// Messages get their theme later, so that these are capped together.
  private static let messages: Int64 = 2_000
  /// Past the cap one text in so many is kept, chosen by key, so that no sender chooses which.
  private static let sample: UInt64 = 64

  /// Takes the evidence from rows past the cap, and from the batch what no row points at any more.
  static func apply(to batch: inout SignalBatch, _ reader: StoreReader, _ piles: LogPiles) throws {
    var counts: [Pile: Int64] = [:]
    var kept: [Int32] = []
    var places: [Int32: Int32] = [:]
    for index in batch.rows.indices {
      let row = batch.rows[index]
      guard row.evidence >= 0 else { continue }
      let pile = Pile(row)
      let known = try counts[pile] ?? EvidenceCap.count(pile, batch, reader, piles)
      counts[pile] = known + 1
      guard known < (pile.kind == .messages ? messages : texts) || row.key.rest % sample == 0 else {
        batch.rows[index].evidence = -1
        continue
      }
      let place = places[row.evidence] ?? Int32(kept.count)
      if places.updateValue(place, forKey: row.evidence) == nil { kept.append(row.evidence) }
      batch.rows[index].evidence = place
    }
    batch.evidence = kept.map { batch.evidence[Int($0)] }
    let lines = counts.filter { $0.key.kind == .logger }.map {
      (LogPiles.Pile(logger: batch.text($0.key.name), day: $0.key.day), $0.value)
    }
    piles.note(Dictionary(lines) { max($0, $1) })
  }

  private struct Pile: Hashable {
    let kind: Kind
    let name: TextPlace
    let day: Int64

    enum Kind {
      case group, messages
      /// Lines of a log belong to no group; they are piled by their logger, within the import.
      case logger
    }

    init(_ row: SignalRow) {
      kind = row.kind == .message ? .messages : row.group != .none ? .group : .logger
      name = kind == .messages ? .none : kind == .group ? row.group : row.name
      day = row.time.flooredQuotient(by: 86_400_000_000)
    }
  }

  private static func count(
    _ pile: Pile,
    _ batch: SignalBatch,
    _ reader: StoreReader,
    _ piles: LogPiles
  ) throws -> Int64 {
    switch pile.kind {
    case .messages:
      let day = pile.day * 86_400_000_000..<(pile.day + 1) * 86_400_000_000
      return try reader.messages(within: day, limit: messages)
    case .group:
      guard let id = RecordID(batch.text(pile.name)) else { return 0 }
      let day = pile.day * 86_400..<(pile.day + 1) * 86_400
      return try reader.buckets(.group(id), in: day).reduce(0) { $0 + $1.count }
    case .logger: return piles.count(LogPiles.Pile(logger: batch.text(pile.name), day: pile.day))
    }
  }
}
