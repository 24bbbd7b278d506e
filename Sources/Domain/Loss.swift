/// Fewer people than usual go from one thing that they do to the next, or more get to what nobody wants.
///
/// People are counted anew on each day, in UTC: whoever did the one thing on a day did the other on that day, or did not.
package struct Loss: Equatable, Sendable {
  /// The group of those it happened to.
  package let group: RecordID
  /// What they did: one event, or any of several.
  package let from: [SeriesID]
  package let to: SeriesID
  /// Whether more get to where nobody wants to be, and not fewer to where they want to be.
  package let isUnwanted: Bool
  package let before: Passage
  package let after: Passage
  /// Days of people in its group: those who did not go on, or who used to and no longer do.
  package let concerned: Int64
  /// The share since over the share before, with a 95 % interval.
  package let ratio: Interval
  /// The digits of how unlikely such a change is where nothing changes: 3 is one in a thousand.
  package let surprise: Double
  /// The group of what explains it, where that is known: then it is a part of that problem.
  package var cause: RecordID?

  package init(
    group: RecordID,
    from: [SeriesID],
    to: SeriesID,
    isUnwanted: Bool,
    before: Passage,
    after: Passage,
    concerned: Int64,
    ratio: Interval,
    surprise: Double
  ) {
    self.group = group
    self.from = from
    self.to = to
    self.isUnwanted = isUnwanted
    self.before = before
    self.after = after
    self.concerned = concerned
    self.ratio = ratio
    self.surprise = surprise
  }

  /// How many went on, of how many.
  package struct Passage: Equatable, Sendable {
    /// Days since the Unix epoch.
    package let days: Range<Int32>
    package let tries: Int64
    package let passed: Int64

    package init(days: Range<Int32>, tries: Int64, passed: Int64) {
      self.days = days
      self.tries = tries
      self.passed = passed
    }

    package var share: Double { tries > 0 ? Double(passed) / Double(tries) : 0 }
  }

  /// How many more of those it happened to since than there would have been as before.
  package var excess: Double { abs(before.share - after.share) * Double(after.tries) }

  /// Which part of those it happened to that is.
  package var excessShare: Double { concerned > 0 ? min(1, excess / Double(concerned)) : 0 }
}
