import Domain

/// A stretch of time in which runs of an operation took longer than before it.
package struct SlowSpell: Equatable, Sendable {
  /// When it began, in seconds since the Unix epoch, to the hour.
  package let onset: Int64
  /// When it was over; nil where it goes on.
  package let end: Int64?
  /// From how many microseconds on a run counts as slow.
  package let threshold: Int64
  /// Slow runs and all runs, outside and within.
  package let outside: Share
  package let within: Share
  /// Twice the log-likelihood that the shares differ, over the scatter of days.
  package let surprise: Double

  /// So many of so many.
  package struct Share: Equatable, Sendable {
    package var slow: Int64 = 0
    package var all: Int64 = 0

    package init(slow: Int64 = 0, all: Int64 = 0) {
      self.slow = slow
      self.all = all
    }

    /// Counts the runs of some bins that are in one or above it.
    init(_ bins: [DurationBin], from threshold: Int16) {
      for bin in bins {
        all = all.adding(bin.count)
        if bin.index >= threshold { slow = slow.adding(bin.count) }
      }
    }

    package var rate: Double { all > 0 ? Double(slow) / Double(all) : 0 }

    static func + (left: Share, right: Share) -> Share {
      Share(slow: left.slow.adding(right.slow), all: left.all.adding(right.all))
    }

    static func - (left: Share, right: Share) -> Share {
      Share(slow: left.slow - right.slow, all: left.all - right.all)
    }
  }

  /// Whether most runs are slow in it: then it happened to everybody who ran the operation, not to the slowest alone.
  package var isGeneral: Bool { within.rate >= 0.5 }
}
