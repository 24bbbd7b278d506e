import Domain
import Store

/// The group of a signal: a message's is that of its theme as it is now, any other's the one it got as it arrived.
struct GroupOfSignal {
  private let reader: StoreReader
  private let themes: [Int: MessageTheme]

  init(_ reader: StoreReader) throws {
    self.reader = reader
    themes = try reader.themes()
  }

  /// Reports whether some groups are of themes.
  func isThemed(_ groups: [RecordID]) -> Bool {
    let groups = Set(groups)
    return themes.values.contains { theme in
      [false, true].contains { theme.group(praise: $0).map(groups.contains) ?? false }
    }
  }

  /// Returns the id of the group, whose key must have been read with the signal; empty for a signal of none.
  func text(_ row: SignalRow, _ batch: SignalBatch) throws -> String {
    guard row.kind == .message, !themes.isEmpty else { return batch.text(row.group) }
    guard let (number, isPraise) = try reader.theme(ofMessage: row.key) else { return batch.text(row.group) }
    return themes[number]?.group(praise: isPraise)?.text ?? ""
  }
}
