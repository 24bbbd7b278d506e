package import Bytes

/// One problem, or one asked-for thing, stated as a problem.
package struct Opportunity: Equatable, Sendable {
  package let id: RecordID
  package let kind: Kind
  package var state: State
  /// Made by us from checked words, or given by somebody and checked; never a foreign text.
  package var title: String
  package let service: String
  package let surface: String
  package var groups: [RecordID]
  package let reach: Reach
  package let trend: Trend
  package var severity: Severity
  /// People it happens to in a week at the present rate.
  package let costOfDelay: Interval
  package let exemplars: [EvidenceID]
  /// What speaks against it, as claims.
  package let contradictions: [RecordID]
  package let claims: [RecordID]
  package let first: Timestamp
  package let last: Timestamp
  /// Since when it is what it is; nil where that is so since its first signal.
  package var onset: Onset?
  /// The latest signal that was known when this was written.
  package var asOf: Timestamp
  /// What it has become part of, where it is merged.
  package var mergedInto: RecordID?
  /// Who gave it its title; nil where the evidence did.
  package var titledBy: String?
  /// Who does not want it listed or picked; nil where nobody minds.
  package var mutedBy: String?

  /// What sort of problem it is.
  package enum Kind: String, CaseIterable, Sendable {
    case error, latency, conversion, request, confusion, praise
  }

  /// Where it stands.
  package enum State: String, CaseIterable, Sendable {
    case candidate, open, targeted, shipped, watching, resolved, regressed, reopened, deferred, killed, merged
  }

  /// How many it happened to.
  package struct Reach: Equatable, Sendable {
    package let subjects: Int
    package let accounts: Int
    package let days: Int
    package let occurrences: Int64
    /// Everybody seen in the same time; 0 where subjects are unknown.
    package let eligible: Int
    /// The share of the eligible, with a 90 % Wilson interval; nil where `eligible` is 0.
    package let share: Interval?

    package init(subjects: Int, accounts: Int, days: Int, occurrences: Int64, eligible: Int, share: Interval?) {
      self.subjects = subjects
      self.accounts = accounts
      self.days = days
      self.occurrences = occurrences
      self.eligible = eligible
      self.share = share
    }
  }

  /// The last seven whole days against the seven before.
  package struct Trend: Equatable, Sendable {
    package let recent: Int64
    package let before: Int64
    package let direction: Direction

    /// Which way it goes; `unclear` where chance alone would explain the difference.
    package enum Direction: String, CaseIterable, Sendable { case rising, falling, steady, new, unclear }

    package init(recent: Int64, before: Int64, direction: Direction) {
      self.recent = recent
      self.before = before
      self.direction = direction
    }
  }

  /// A lasting rise of something that had been there before.
  package struct Onset: Equatable, Sendable {
    package let at: Timestamp
    /// How many times as often it happens since then, with a 95 % interval; nil where nothing is known of it just before.
    package let ratio: Interval?
    /// The digits of how unlikely such a rise is where nothing changes: 3 is one in a thousand.
    package let surprise: Double

    package init(at: Timestamp, ratio: Interval?, surprise: Double) {
      self.at = at
      self.ratio = ratio
      self.surprise = surprise
    }
  }

  /// When what it is now began: the rise of what was there before, else its first signal.
  package var began: Timestamp { onset?.at ?? first }

  package init(
    id: RecordID,
    kind: Kind,
    state: State,
    title: String,
    service: String,
    surface: String,
    groups: [RecordID],
    reach: Reach,
    trend: Trend,
    costOfDelay: Interval,
    exemplars: [EvidenceID],
    contradictions: [RecordID],
    claims: [RecordID],
    first: Timestamp,
    last: Timestamp,
    asOf: Timestamp
  ) {
    self.id = id
    self.kind = kind
    self.state = state
    self.title = title
    self.service = service
    self.surface = surface
    self.groups = groups
    self.reach = reach
    self.trend = trend
    severity = Severity(kind)
    self.costOfDelay = costOfDelay
    self.exemplars = exemplars
    self.contradictions = contradictions
    self.claims = claims
    self.first = first
    self.last = last
    self.asOf = asOf
  }
}
