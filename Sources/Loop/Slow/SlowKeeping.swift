import Domain
import Find
import Ledger
import Store

/// Keeps the groups of slow operations as signals would have made them, so that whatever cites them can be counted again.
enum SlowKeeping {
  private static let word = "slow"
  private static let mark = "slow: looked at"
  /// As fine as an onset is told.
  private static let stretch: Int64 = 3_600

  /// Works them out from what is stored where that is due, and writes those that have changed.
  ///
  /// All hours are read for it, and the spans of what is slow, so that `watch`, which turns the loop every few seconds, does
  /// it when that is due. The last turn of an import and of a watch insists, so that what is kept then follows from the
  /// signals alone.
  static func refresh(_ books: Books, insists: Bool, _ checkpoint: () throws -> Void) throws {
    let (due, changed, loose) = try books.read { records -> (LookMark?, [DerivedGroup], [LooseDays]) in
      let reader = records.reader
      guard let due = try LookMark.due(mark, width: stretch, insists: insists, reader),
        let window = try ReachWindow(of: reader)
      else { return (nil, [], []) }
      let groups = try SlowOperations(window, .none, records).groups
      return (due, try groups.filter { try $0.isNews(as: word, reader) }, reader.loose.sorted())
    }
    guard let due else { return }
    try DayPacks.keep(loose, books, checkpoint)
    try books.write(as: "reckon") { journal in
      try DerivedGroup.keep(changed, as: word, &journal)
      try due.keep(as: mark, journal.writer)
    }
  }
}
