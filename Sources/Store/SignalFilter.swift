internal import Domain

/// Which signals are asked for; what is nil is not asked about.
package struct SignalFilter: Equatable, Sendable {
  /// Microseconds since the Unix epoch, the end not included.
  package var window: Range<Int64>?
  package var kinds = SignalKinds.all
  package var service: String?
  package var environment: String?
  package var release: String?
  package var name: String?
  package var group: String?

  package init() {}

  /// Asks for the signals of a window of time.
  package init(window: Range<Int64>) {
    self.window = window
  }
}

/// What of a block is wanted: rows a filter takes, or the rows of a trace.
struct SignalSelection {
  var filter = SignalFilter()
  var trace: TraceID?

  static let everything = SignalSelection()
}
