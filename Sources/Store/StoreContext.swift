import Domain

/// What every transaction of a store works with, whatever it is about.
struct StoreContext: Sendable {
  let files: StoreFiles
  let secret: [UInt8]
  /// What rows are sealed with.
  let key: SealKey
  /// What signals are found by.
  let signalSecret: SignalSecret
  let signals: SignalFolder

  init(_ files: StoreFiles, secret: [UInt8], _ sizes: SignalSizes) {
    self.files = files
    self.secret = secret
    key = SealKey(secret: secret)
    signalSecret = SignalSecret(secret)
    signals = SignalFolder(files.signals, sizes)
  }
}
