import Bytes

/// What a point of a metric says beyond its value: how points of its series go together, and a distribution.
///
/// A gauge's point has none.
package struct MetricDetail: Equatable, Sendable {
  package var form: Form
  /// Tells the process that counts, and since when, from all others; 0 where points do not build on each other.
  package var run: UInt64 = 0
  package var distribution: Distribution?

  /// How points of a series go together.
  package enum Form: UInt8, CaseIterable, Sendable {
    /// Each says how things stood.
    case level
    /// Each says what has come since the one before.
    case delta
    /// Each says what has come since the start.
    case cumulative
  }

  package init(form: Form, run: UInt64 = 0, distribution: Distribution? = nil) {
    self.form = form
    self.run = run
    self.distribution = distribution
  }
}

/// How many observations were how large.
package struct Distribution: Equatable, Sendable {
  package var count: UInt64
  /// NaN where nobody said.
  package var sum = Double.nan
  package var minimum = Double.nan
  package var maximum = Double.nan
  package var buckets: Buckets

  /// How the observations are laid out.
  package enum Buckets: Equatable, Sendable {
    /// Nobody said, or there was no room for them.
    case none
    /// Upper bounds that ascend, and one count more than there are bounds: the last has no bound.
    case explicit(bounds: [Double], counts: [UInt64])
    /// Counts by powers of 2^(2^-scale), and of what is next to zero.
    case exponential(Exponential)
    /// Quantiles that the sender has computed, and their values.
    case quantiles([Quantile])
  }

  /// Buckets by powers of a base: bucket i reaches from base^i, not included, to base^(i+1).
  package struct Exponential: Equatable, Sendable {
    package var scale: Int32
    package var zeroCount: UInt64
    package var zeroThreshold: Double
    package var positive: Side
    package var negative: Side

    package init(scale: Int32, zeroCount: UInt64, zeroThreshold: Double, positive: Side, negative: Side) {
      self.scale = scale
      self.zeroCount = zeroCount
      self.zeroThreshold = zeroThreshold
      self.positive = positive
      self.negative = negative
    }
  }

  /// The buckets above zero, or those below it by their magnitude.
  package struct Side: Equatable, Sendable {
    /// The index of the first.
    package var offset: Int32
    package var counts: [UInt64]

    package init(offset: Int32, counts: [UInt64]) {
      self.offset = offset
      self.counts = counts
    }
  }

  /// A share of the observations, and the value below which it lies.
  package struct Quantile: Equatable, Sendable {
    package var share: Double
    package var value: Double

    package init(share: Double, value: Double) {
      self.share = share
      self.value = value
    }

    /// Compares bit by bit.
    package static func == (left: Quantile, right: Quantile) -> Bool {
      left.share.bitPattern == right.share.bitPattern && left.value.bitPattern == right.value.bitPattern
    }
  }

  package init(count: UInt64, buckets: Buckets = .none) {
    self.count = count
    self.buckets = buckets
  }

  /// Compares bit by bit, so that "nobody said" equals itself.
  package static func == (left: Distribution, right: Distribution) -> Bool {
    left.count == right.count && left.sum.bitPattern == right.sum.bitPattern
      && left.minimum.bitPattern == right.minimum.bitPattern && left.maximum.bitPattern == right.maximum.bitPattern
      && left.buckets == right.buckets
  }
}
