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

/// What of a block is wanted: rows a filter takes, rows of some time, or the rows of some traces.
struct SignalSelection: Sendable {
  var filter = SignalFilter()
  /// Both ends included.
  var times = Int64.min...Int64.max
  var traces: Set<TraceID>?

  static let everything = SignalSelection()

  init() {}

  /// Wants what a filter takes, whose window must not be empty.
  init(_ filter: SignalFilter) {
    self.filter = filter
    if let window = filter.window { times = window.lowerBound...window.upperBound - 1 }
  }

  init(traces: Set<TraceID>, times: ClosedRange<Int64>) {
    self.traces = traces
    self.times = times
  }

  init(times: ClosedRange<Int64>) {
    self.times = times
  }
}
