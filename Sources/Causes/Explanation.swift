/// What the bad rows have in common that the others do not have.
package struct Explanation: Equatable, Sendable {
  /// How many bad rows and others it was found in.
  package let bad: Int
  package let other: Int
  /// What is over-represented among the bad, that which says most first.
  package let findings: [Finding]
  /// Attributes that were not looked at, because their values are ids.
  package let ids: [String]

  /// A value, or two together, that bad rows have more often than others.
  package struct Finding: Equatable, Sendable {
    package let parts: [Part]
    /// How many bad rows have it, and of how many that is known.
    package let bad: Count
    package let other: Count
    /// How many times as large its share among the bad is, with a 95 % interval.
    package let ratio: Ratio
    /// The probability that chance alone does this, corrected for all that was looked at.
    package let chance: Double
    /// Other values that say nothing more once this one is known.
    package let folded: [Part]
    /// G: twice the information it has of which rows are bad.
    package let information: Double

    /// The share of bad rows that have it.
    package var badShare: Double { bad.known > 0 ? Double(bad.with) / Double(bad.known) : 0 }
    /// The share of other rows that have it.
    package var otherShare: Double { other.known > 0 ? Double(other.with) / Double(other.known) : 0 }
  }

  /// How many rows have something, of how many of which that is known.
  package struct Count: Equatable, Sendable {
    package let with: Int
    package let known: Int

    package init(with: Int, known: Int) {
      self.with = with
      self.known = known
    }
  }

  /// How many times as large one share is as another, with its 95 % interval.
  package struct Ratio: Equatable, Sendable {
    package let low: Double
    package let likely: Double
    package let high: Double
  }

  /// One value of one attribute.
  package struct Part: Hashable, Sendable {
    package let attribute: String
    package let value: String

    package init(attribute: String, value: String) {
      self.attribute = attribute
      self.value = value
    }
  }
}
