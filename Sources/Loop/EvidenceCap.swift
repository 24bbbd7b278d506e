import Domain
import Store

/// How many texts of a group are kept for a day: all up to a cap, a fair sample past it; everything is counted.
enum EvidenceCap {
  private static let texts: Int64 = 500
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
      // Lines of a log belong to no group; they are piled by their logger, within the import.
      let pile = Pile(
        group: row.group == .none ? row.name : row.group,
        isGroup: row.group != .none,
        day: row.time.flooredQuotient(by: 86_400_000_000)
      )
      let known = try counts[pile] ?? EvidenceCap.count(pile, batch, reader, piles)
      counts[pile] = known + 1
      guard known < texts || row.key.rest % sample == 0 else {
        batch.rows[index].evidence = -1
        continue
      }
      let place = places[row.evidence] ?? Int32(kept.count)
      if places.updateValue(place, forKey: row.evidence) == nil { kept.append(row.evidence) }
      batch.rows[index].evidence = place
    }
    batch.evidence = kept.map { batch.evidence[Int($0)] }
    let lines = counts.filter { !$0.key.isGroup }.map {
      (LogPiles.Pile(logger: batch.text($0.key.group), day: $0.key.day), $0.value)
    }
    piles.note(Dictionary(lines) { max($0, $1) })
  }

  private struct Pile: Hashable {
    let group: TextPlace
    let isGroup: Bool
    let day: Int64
  }

  private static func count(
    _ pile: Pile,
    _ batch: SignalBatch,
    _ reader: StoreReader,
    _ piles: LogPiles
  ) throws -> Int64 {
    guard pile.isGroup, let id = RecordID(batch.text(pile.group)) else {
      return piles.count(LogPiles.Pile(logger: batch.text(pile.group), day: pile.day))
    }
    return try reader.buckets(.group(id), in: pile.day * 86_400..<(pile.day + 1) * 86_400).reduce(0) { $0 + $1.count }
  }
}
