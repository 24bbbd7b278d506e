import Domain

/// What can be asked of one snapshot of a store; good within one `read` or `write` alone.
package class StoreReader {
  /// Days that were read row by row, and that a pack would be worth while for.
  package internal(set) var loose: Set<LooseDays> = []
  /// The numbers of the series that were asked for: of each several kinds of rows are read.
  final var ordinals: [SeriesID: Int64] = [:]
  private var lent: Connection?
  private var lentSignals: SignalStore?
  let context: StoreContext

  init(_ connection: Connection, _ context: StoreContext) {
    lent = connection
    self.context = context
  }

  /// The connection the snapshot is seen through.
  var connection: Connection {
    guard let lent else { preconditionFailure("a reader is good within its `read` or `write` alone") }
    return lent
  }

  /// The signals of the snapshot.
  var signals: SignalStore {
    if let lentSignals { return lentSignals }
    let signals = SignalStore(connection, context.key, context.signals)
    lentSignals = signals
    return signals
  }

  /// Whether files of signals may be there that nobody needs any more.
  var mustTidySignals: Bool { lentSignals?.mustTidy ?? false }

  /// Takes the connection back.
  final func end() {
    lent = nil
    lentSignals = nil
  }

  /// Prepares a selection of a table's rows.
  final func rows(_ table: Table, _ condition: String = "") throws(StoreError) -> RowReader {
    try RowReader(table, condition, connection, context.key)
  }
}
