package import Bytes
package import Domain

/// Everything that opportunities are made from.
package struct FindInput {
  package var groups: [GroupFacts]
  /// Product events that were not there from the beginning, each as a group of all events of its name.
  package var events: [GroupFacts] = []
  /// What is known of each group of people who no longer go on.
  package var losses: [RecordID: Loss] = [:]
  /// What was known before: ids, states and members stay.
  package var existing: [Opportunity]
  /// For each theme that ended, the group that most of its texts are in now.
  package var successors: [RecordID: RecordID] = [:]
  /// What people and agents have corrected; it stands.
  package var rules = EditRules()
  package var window: ReachWindow
  package var asOf: Timestamp
  /// Everybody active in the window; 0 where people are unknown.
  package var eligible: Int
  /// People active in the last seven whole days, and in the seven before; nil where that is not known.
  package var active: (recent: Int, before: Int)?
  /// People active on each day of the window on which anybody was; empty where people are unknown.
  package var activeByDay: [Int32: Int] = [:]
  package var accountsExist: Bool
  /// Whether those who write are known by the same ids as those who use the product: otherwise nobody can tell whether
  /// who met a problem wrote about it.
  package var writersAreLinked = true
  package var sufficiency: Sufficiency
  package var sources: Sources

  /// How Find asks for what only the store has; what is marked so is asked for on several threads.
  package struct Sources {
    /// The text of an evidence, or nil where it is not kept any more.
    package var text: (EvidenceID) -> String?
    /// The keyed digest of quoted words.
    package var digest: @Sendable (EvidenceID, String) -> String
    /// The words that a known opportunity is quoted with, in their order.
    package var quotes: (Opportunity) -> [TextSlice]
    /// Whether no text has been erased since a known opportunity was written: then those it was quoted from are all there.
    package var hasAllTexts: (Opportunity) -> Bool
    /// The keyed digest of the rows that a figure is counted from, of groups in the order of their series.
    package var snapshot: @Sendable (Figure.Question, [GroupFacts], Range<Int64>) -> EvidenceID
    /// The same of events that are no groups.
    package var snapshotOfEvents: (Figure.Question, [SeriesID], Range<Int64>) -> EvidenceID

    package init(
      text: @escaping (EvidenceID) -> String?,
      digest: @escaping @Sendable (EvidenceID, String) -> String,
      quotes: @escaping (Opportunity) -> [TextSlice] = { _ in [] },
      hasAllTexts: @escaping (Opportunity) -> Bool = { _ in false },
      snapshot: @escaping @Sendable (Figure.Question, [GroupFacts], Range<Int64>) -> EvidenceID,
      snapshotOfEvents: @escaping (Figure.Question, [SeriesID], Range<Int64>) -> EvidenceID
    ) {
      self.text = text
      self.digest = digest
      self.quotes = quotes
      self.hasAllTexts = hasAllTexts
      self.snapshot = snapshot
      self.snapshotOfEvents = snapshotOfEvents
    }
  }

  package init(
    groups: [GroupFacts],
    existing: [Opportunity] = [],
    window: ReachWindow,
    asOf: Timestamp,
    eligible: Int,
    accountsExist: Bool,
    sources: Sources
  ) {
    self.groups = groups
    self.existing = existing
    self.window = window
    self.asOf = asOf
    self.eligible = eligible
    self.accountsExist = accountsExist
    sufficiency = .standard
    self.sources = sources
  }
}

/// An opportunity with all that was found out about it on the way.
package struct FoundOpportunity: Equatable, Sendable {
  package var opportunity: Opportunity
  /// For and against, in the order they are best told.
  package let claims: [Claim]
  package let footprint: Footprint
  /// The checked type of its error; empty where it has none.
  package let errorType: String
  /// The groups that work on it would silence: its errors where it has any, because messages only follow them.
  package let measured: [RecordID]
  /// Members that are kept nowhere yet, because they are counted as events of a name.
  package let events: [GroupTally]
}

/// What one pass gives.
package struct FindOutcome: Equatable, Sendable {
  /// Ordered by id.
  package let found: [FoundOpportunity]
  /// Opportunities that are part of another one now.
  package let absorbed: [RecordID: RecordID]
}
