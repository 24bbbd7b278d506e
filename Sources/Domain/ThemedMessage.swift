/// A text that messages say: its words as themes know them, and the theme it is in.
package struct ThemedText: Equatable, Sendable {
  /// Its place among all, the earliest first.
  package let ordinal: Int64
  /// Hashes of its words; none once everybody who wrote it has been forgotten.
  package var words: [UInt8]
  /// Whether themes are made from it.
  package var teaches: Bool
  package var place: Place

  /// Where a text is.
  package enum Place: Equatable, Sendable {
    /// Nobody has looked at it yet.
    case waiting
    /// It was looked at and belongs to no theme.
    case alone
    case theme(Int)

    /// The number of its theme.
    package var number: Int? {
      if case .theme(let number) = self { number } else { nil }
    }
  }

  package init(ordinal: Int64, words: [UInt8], teaches: Bool, place: Place) {
    (self.ordinal, self.words, self.teaches, self.place) = (ordinal, words, teaches, place)
  }
}

/// A customer's message, as far as themes are counted from it.
package struct ThemedMessage: Equatable, Sendable {
  package let key: SignalKey
  /// The text it says, or `noText`.
  package let text: Int64
  package let isPraise: Bool
  /// Microseconds since the Unix epoch.
  package let time: Int64
  package var subject: UInt64
  package var account: UInt64
  /// Nil where its text is not kept.
  package let evidence: EvidenceID?
  package let service: String
  package let surface: String

  /// The text of what says nothing that a theme is made from.
  package static let noText: Int64 = 0

  package init(
    key: SignalKey,
    text: Int64,
    isPraise: Bool,
    time: Int64,
    subject: UInt64,
    account: UInt64,
    evidence: EvidenceID?,
    service: String,
    surface: String
  ) {
    self.key = key
    self.text = text
    self.isPraise = isPraise
    self.time = time
    self.subject = subject
    self.account = account
    self.evidence = evidence
    self.service = service
    self.surface = surface
  }
}

/// A theme of messages and the groups that are counted of it: of what is praise, and of all else.
package struct MessageTheme: Equatable, Sendable {
  package let number: Int
  /// What the groups are told apart by; empty where there was no such message yet.
  package var name: String
  package var praise: String
  /// The theme that most of its texts went to when it ended.
  package var successor: Int?

  package init(number: Int, name: String = "", praise: String = "", successor: Int? = nil) {
    (self.number, self.name, self.praise, self.successor) = (number, name, praise, successor)
  }

  /// The group of its praise, or of all else; nil where there was no such message yet.
  package func group(praise isPraise: Bool) -> RecordID? {
    let fingerprint = isPraise ? praise : name
    guard !fingerprint.isEmpty else { return nil }
    return GroupLabel(kind: .message, fingerprint: fingerprint, label: "", service: "", surface: "").id
  }
}
