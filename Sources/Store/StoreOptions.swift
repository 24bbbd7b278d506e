/// What may differ between stores of different callers.
package struct StoreOptions: Sendable {
  /// The secret of a store that is being made: 32 bytes; nil for random ones.
  package var secret: [UInt8]?
  /// How long a writer waits in line before it gives up.
  package var patience: Duration
  /// How many pages the log may have before a writer copies it into the database.
  package var logPages: Int
  package var signals: SignalSizes

  package init(
    secret: [UInt8]? = nil,
    patience: Duration = .seconds(30),
    logPages: Int = 4_000,
    signals: SignalSizes = .usual
  ) {
    precondition(secret == nil || secret?.count == 32, "a store's secret has 32 bytes")
    self.secret = secret
    self.patience = patience
    self.logPages = logPages
    self.signals = signals
  }
}
