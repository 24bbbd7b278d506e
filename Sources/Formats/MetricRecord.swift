/// One point of a metric: a number, or a distribution of numbers, at a time.
package struct MetricRecord: Equatable, Sendable {
  package var source = Source.otlp
  package var name = RecordText.none
  package var form = Form.level
  /// The labels, as places in the batch's attributes.
  package var labels: Range<Int32> = 0..<0
  /// The place in the batch's resources; -1 where the labels say who sent it.
  package var resource: Int32 = -1
  /// Whether a label may say which of several copies of the sender it was, as those of remote write do.
  package var hasCopies = false
  /// The name of the library that counted.
  package var scope = RecordText.none
  /// Nanoseconds since the Unix epoch: since when it counts, 0 where nobody said, and until when.
  package var start: Int64 = 0
  package var time: Int64 = 0
  /// Whether it is an observation by itself: another one of the same time is another one, not the same again.
  package var isObservation = false
  /// The span in which it was observed, or the newest of those that were; 0 where nobody said.
  package var traceHigh: UInt64 = 0
  package var traceLow: UInt64 = 0
  package var span: UInt64 = 0
  /// As it was sent; of a distribution the sum, NaN where there is none.
  package var value = Double.nan
  /// The place in the batch's distributions, or -1.
  package var distribution: Int32 = -1
  package var line: Int

  /// Labels of a series that its name shows.
  package static let labelLimit = 24

  /// Whose form it came in.
  package enum Source: String, CaseIterable, Sendable {
    case otlp, prometheus, sentry
    case table = "metrics"
  }

  /// How points of a series go together.
  package enum Form: UInt8, Sendable {
    /// Each says how things stood: gauges, and sums that also fall.
    case level
    /// Each says what has come since the one before.
    case delta
    /// Each says what has come since the start.
    case cumulative
  }

  init(line: Int) {
    self.line = line
  }
}

/// How many of a point's observations were how large.
package struct DistributionRecord: Equatable, Sendable {
  package var layout = Layout.explicit
  package var count: UInt64 = 0
  /// NaN where nobody said.
  package var sum = Double.nan
  package var minimum = Double.nan
  package var maximum = Double.nan
  /// Places among the batch's numbers: the upper bounds of an explicit layout, or quantile after value of a summary.
  package var bounds: Range<Int32> = 0..<0
  /// Places among the batch's bucket counts: one more than there are bounds, or those above zero.
  package var counts: Range<Int32> = 0..<0
  /// Those below zero, of an exponential layout.
  package var negativeCounts: Range<Int32> = 0..<0
  package var scale: Int32 = 0
  /// The index of the first bucket on each side.
  package var offset: Int32 = 0
  package var negativeOffset: Int32 = 0
  package var zeroCount: UInt64 = 0
  package var zeroThreshold: Double = 0

  /// How the buckets are laid out: https://opentelemetry.io/docs/specs/otel/metrics/data-model/#metric-points.
  package enum Layout: UInt8, Sendable {
    /// Bounds that the sender names.
    case explicit = 1
    /// Bounds at the powers of 2^(2^-scale).
    case exponential
    /// No buckets: quantiles that the sender has computed.
    case quantiles
  }

  /// Buckets taken of one point; SDKs send at most 160 to a side.
  package static let bucketLimit = 1_024
}
