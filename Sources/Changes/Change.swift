/// One change of a series: when it began, what it was before and after, and how surprising that is.
package struct Change: Equatable, Sendable {
  /// What happened.
  package enum Kind: String, Equatable, Sendable, CaseIterable {
    /// A new, higher level.
    case rise
    /// A new, lower level.
    case fall
    /// Much more for a short while, then as before.
    case spike
    /// Much less for a short while, then as before.
    case dip
    /// Higher step by step.
    case climb
    /// Lower step by step.
    case decline
    /// Nothing at all any more.
    case silence
    /// What hardly ever happened happens often.
    case outbreak
    /// The same level with another scatter; only of values, whose scatter is before and after.
    case spread
  }

  package var kind: Kind
  /// The bucket in which it began, and the one in which it was over; nil where it goes on.
  package var onset: Int64
  package var end: Int64?
  /// What was counted per exposure, or the mean value.
  package var before: Double
  package var after: Double
  /// The second over the first with its 95 % interval; nil where a ratio says nothing, as between values of both signs.
  package var ratio: Interval?
  /// The digits of how unlikely so much is where nothing changes, all places it could have begun at allowed for.
  package var surprise: Double

  /// Joins what was found.
  package init(
    kind: Kind,
    onset: Int64,
    end: Int64? = nil,
    levels: (before: Double, after: Double),
    ratio: Interval?,
    surprise: Double
  ) {
    self.kind = kind
    self.onset = onset
    self.end = end
    before = levels.before
    after = levels.after
    self.ratio = ratio
    self.surprise = surprise
  }
}

/// A number with the range it is likely to lie in; a high end without evidence is infinite.
package struct Interval: Equatable, Sendable {
  package var low: Double
  package var value: Double
  package var high: Double

  /// Joins a number and its range.
  package init(low: Double, value: Double, high: Double) {
    self.low = low
    self.value = value
    self.high = high
  }
}
