/// A sentence about the world, with what supports it.
package struct Claim: Equatable, Sendable {
  package let id: RecordID
  /// The opportunity, bet, decision or read-out it was made for.
  package let owner: RecordID
  package let text: String
  package let kind: Kind
  package let citations: [Citation]

  /// What sort of sentence it is; a judgement needs no citation, and says that it is one.
  package enum Kind: String, CaseIterable, Sendable {
    case count, quote, comparison, judgement
  }

  package init(owner: RecordID, text: String, kind: Kind, citations: [Citation]) {
    // There are many, and an old decision must not find another sentence under its id.
    id = RecordID(.claim, of: "\(owner) \(text)", length: 10)
    self.owner = owner
    self.text = text
    self.kind = kind
    self.citations = citations
  }
}

/// What supports a claim: a slice of a stored text, or a figure that anybody can compute again.
package enum Citation: Equatable, Sendable {
  case slice(TextSlice)
  case figure(Figure)
}

/// Part of a stored text; the words themselves stand only there, so that they can be erased.
package struct TextSlice: Equatable, Sendable {
  package let evidence: EvidenceID
  package let bytes: Range<Int>
  /// The same range in Unicode scalars, as W3C selectors count.
  package let scalars: Range<Int>
  /// A keyed digest of the words.
  package let digest: String

  package init(evidence: EvidenceID, bytes: Range<Int>, scalars: Range<Int>, digest: String) {
    self.evidence = evidence
    self.bytes = bytes
    self.scalars = scalars
    self.digest = digest
  }
}

/// A number with the question that gives it.
package struct Figure: Equatable, Sendable {
  package let question: Question
  /// Seconds since the Unix epoch, the end not included; whole days in UTC for subjects and accounts.
  package let window: Range<Int64>
  package let series: [SeriesID]
  package let value: Double
  /// The keyed digest of the rows it was computed from, kept as evidence of kind `snapshot`.
  package let snapshot: EvidenceID

  /// What is counted.
  package enum Question: String, CaseIterable, Sendable {
    /// Signals; distinct people; distinct accounts; distinct days with at least one signal.
    case occurrences, subjects, accounts, days
    /// Each day's distinct people, added up.
    case personDays = "person-days"
    /// Each day's people who are in all of the series on that day, added up.
    case sharedDays = "shared person-days"
  }

  package init(
    question: Question,
    window: Range<Int64>,
    series: [SeriesID],
    value: Double,
    snapshot: EvidenceID
  ) {
    self.question = question
    self.window = window
    self.series = series
    self.value = value
    self.snapshot = snapshot
  }
}
