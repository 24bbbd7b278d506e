import Numerics

/// Whether a problem that was fixed is back: counted where the fix is, against a time that is known.
package struct Recurrence: Equatable, Sendable {
  /// What a stretch of time had.
  package struct Span: Equatable, Sendable {
    /// People on days: who meets it twice on one day counts once.
    package var personDays: Int
    package var days: Double

    package init(personDays: Int, days: Double) {
      self.personDays = personDays
      self.days = days
    }
  }

  /// What it is held against: the time until the read-out for what was resolved, that before the ship for what is watched.
  package let before: Span
  /// What came since, in releases with the fix.
  package let since: Span

  package init(before: Span, since: Span) {
    self.before = before
    self.since = since
  }

  /// Fewer say nothing, however rare they were.
  package static let leastPersonDays = 3
  /// The chance below which more is not luck; it is asked after every import, so it is small.
  package static let level = 0.001

  /// The chance of so many in this time if they came no more often than before: the exact test of two Poisson rates,
  /// conditional on their sum (Przyborowski and Wilenski 1940, https://doi.org/10.1093/biomet/31.3-4.313).
  package var chance: Double {
    guard since.days > 0, before.days > 0 else { return 1 }
    return Binomial.atLeast(
      Int64(since.personDays),
      tries: Int64(since.personDays + before.personDays),
      share: since.days / (since.days + before.days)
    )
  }

  /// Whether it is back.
  package var isBack: Bool {
    since.personDays >= Recurrence.leastPersonDays && chance < Recurrence.level
  }
}
