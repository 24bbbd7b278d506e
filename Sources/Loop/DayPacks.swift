import Store

/// Packs of past days, so that the next look reads what is new one by one, and not the whole window.
enum DayPacks {
  /// What is packed in one transaction, while others wait, and how long to wait for others.
  private static let most = 100_000
  private static let patience = Duration.milliseconds(500)

  /// Keeps packs of days that a look has read row by row, once there are so many that it is worth a transaction.
  static func keep(_ loose: [LooseDays], _ books: Books, _ checkpoint: () throws -> Void) throws {
    guard loose.reduce(0, { $0 + $1.rows }) >= books.store.sizes.looseRows else { return }
    var rest = loose[...]
    while let first = rest.first {
      var rows = first.rows
      let part = rest.dropFirst().prefix { days in
        rows += days.rows
        return rows <= most
      }
      do {
        try books.write(as: "reckon", within: patience) { try $0.writer.pack([first] + part) }
      } catch StoreError.busy {
        // A later look finds them, and somebody with more to say comes first.
        return
      }
      rest = rest.dropFirst(part.count + 1)
      try checkpoint()
    }
  }
}
