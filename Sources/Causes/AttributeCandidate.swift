/// A value of an attribute, or two of two, with the rows that have it.
struct AttributeCandidate: Sendable {
  let terms: [Term]
  let counts: FourFold
  let information: Double
  /// The probability that chance alone does this.
  var chance: Double
  private let with: RowPair
  /// The rows of which it is known whether they have it.
  private let known: RowPair

  /// One value of one attribute, by their places.
  struct Term: Equatable, Sendable {
    let attribute: Int
    let code: UInt16
  }

  init(_ terms: [Term], _ with: RowPair, known: RowPair) {
    self.terms = terms
    self.with = with
    self.known = known
    counts = FourFold(
      badWith: with.bad.count,
      bad: known.bad.count,
      otherWith: with.other.count,
      other: known.other.count
    )
    information = counts.information
    chance = counts.chance
  }

  /// Both together.
  init(_ one: AttributeCandidate, and two: AttributeCandidate) {
    self.init(
      (one.terms + two.terms).sorted { $0.attribute < $1.attribute },
      one.with.intersection(two.with),
      known: one.known.intersection(two.known)
    )
  }

  /// Returns the counts among the rows that another one has, and among those that are known not to have it.
  func counts(by teller: AttributeCandidate) -> (within: FourFold, outside: FourFold) {
    let both = with.intersection(teller.with)
    let knownWithin = known.intersection(teller.with)
    let all = with.intersection(teller.known)
    let knownAll = known.intersection(teller.known)
    let within = FourFold(
      badWith: both.bad.count,
      bad: knownWithin.bad.count,
      otherWith: both.other.count,
      other: knownWithin.other.count
    )
    let outside = FourFold(
      badWith: all.bad.count - both.bad.count,
      bad: knownAll.bad.count - knownWithin.bad.count,
      otherWith: all.other.count - both.other.count,
      other: knownAll.other.count - knownWithin.other.count
    )
    return (within, outside)
  }

  /// Orders by information; equal ones by their place, which is that of the attributes and of the first rows.
  static func tellsMore(_ one: AttributeCandidate, _ other: AttributeCandidate) -> Bool {
    if one.information != other.information { return one.information > other.information }
    if one.terms.count != other.terms.count { return one.terms.count < other.terms.count }
    for (left, right) in zip(one.terms, other.terms) where left != right {
      return left.attribute != right.attribute ? left.attribute < right.attribute : left.code < right.code
    }
    return false
  }
}
