import Numerics

extension Explanation {
  /// Fewer rows of a class explain nothing.
  private static let leastRows = 5
  /// A rarer value among the bad explains too few of them to be worth a line.
  private static let leastShare = 0.05
  /// A weaker over-representation is nothing to act on, however sure it is.
  private static let leastRatio = 1.2
  /// The rate of false findings that is kept (Benjamini and Hochberg 1995).
  private static let falseRate = 0.01
  /// The share of its information a value must keep, once another is known, to be told beside that one.
  private static let ownInformation = 0.2
  /// How much more information two values together must have than the better one alone.
  private static let pairGain = 1.1
  /// Values of which pairs are made, the most telling first.
  private static let pairedValues = 24
  /// Findings at most, and values folded into each.
  private static let findingLimit = 8
  private static let foldedLimit = 12
  /// An attribute is an id where so many of its rows have a value of their own.
  private static let idShare = 0.5
  private static let idRows = 20

  /// Finds the values and pairs of values that the bad rows have more often than the others.
  package init(_ rows: AttributeRows) {
    bad = rows.bad.count
    other = rows.other.count
    let isID = rows.attributes.indices.map { Explanation.isID($0, rows) }
    ids = zip(rows.attributes, isID).filter(\.1).map(\.0)
    guard bad >= Explanation.leastRows, other >= Explanation.leastRows else {
      findings = []
      return
    }
    var candidates = rows.attributes.indices.filter { !isID[$0] }.flatMap { Explanation.singles($0, rows) }
    candidates.sort(by: AttributeCandidate.tellsMore)
    let paired = Explanation.pairs(of: candidates.prefix(Explanation.pairedValues), rows)
    candidates = (candidates + paired.better).sorted(by: AttributeCandidate.tellsMore)
    let tests = rows.dictionaries.reduce(0) { $0 + $1.values.count - 1 } + paired.tests
    findings = Explanation.fold(Explanation.sure(candidates, tests: tests), rows)
  }

  /// Returns whether most rows have a value of their own: an id tells rows apart and explains nothing.
  private static func isID(_ attribute: Int, _ rows: AttributeRows) -> Bool {
    var known = 0
    var untold = 0
    for column in [rows.bad.column(attribute), rows.other.column(attribute)] {
      for code in column where code != 0 {
        known += 1
        if code == AttributeRows.ValueTable.otherValue { untold += 1 }
      }
    }
    let values = rows.dictionaries[attribute].values.count - 1 + untold
    return known >= idRows && Double(values) > idShare * Double(known)
  }

  private static func singles(_ attribute: Int, _ rows: AttributeRows) -> [AttributeCandidate] {
    let values = rows.dictionaries[attribute].values.count
    let badColumn = rows.bad.column(attribute)
    let otherColumn = rows.other.column(attribute)
    let bad = tally(badColumn, values)
    let other = tally(otherColumn, values)
    let known = RowPair(bad: RowSet(known: badColumn), other: RowSet(known: otherColumn))
    guard known.bad.count >= leastRows, known.other.count >= leastRows else { return [] }
    var candidates: [AttributeCandidate] = []
    for code in 1..<max(1, values) {
      let counts = FourFold(
        badWith: bad[code],
        bad: known.bad.count,
        otherWith: other[code],
        other: known.other.count
      )
      guard isWorthALine(counts) else { continue }
      let code = UInt16(code)
      let with = RowPair(bad: RowSet(badColumn, equal: code), other: RowSet(otherColumn, equal: code))
      candidates.append(AttributeCandidate([.init(attribute: attribute, code: code)], with, known: known))
    }
    return candidates
  }

  private static func isWorthALine(_ counts: FourFold) -> Bool {
    counts.badShare >= leastShare && counts.ratio.likely >= leastRatio
  }

  private static func tally(_ column: [UInt16], _ values: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: values)
    for code in column where Int(code) < values { counts[Int(code)] += 1 }
    return counts
  }

  /// Returns the pairs that say more than either value alone, and how many were looked at.
  private static func pairs(
    of singles: ArraySlice<AttributeCandidate>,
    _ rows: AttributeRows
  ) -> (better: [AttributeCandidate], tests: Int) {
    var better: [AttributeCandidate] = []
    var tests = 0
    for (place, one) in singles.enumerated() {
      for two in singles.dropFirst(place + 1) where one.terms[0].attribute != two.terms[0].attribute {
        tests += 1
        let pair = AttributeCandidate(one, and: two)
        guard isWorthALine(pair.counts), pair.information > pairGain * max(one.information, two.information) else {
          continue
        }
        better.append(pair)
      }
    }
    return (better, tests)
  }

  /// Returns those that chance does not explain, their probabilities corrected for all that was looked at.
  private static func sure(_ candidates: [AttributeCandidate], tests: Int) -> [AttributeCandidate] {
    let order = candidates.indices.sorted { (candidates[$0].chance, $0) < (candidates[$1].chance, $1) }
    var corrected = candidates
    var least = 1.0
    for (rank, place) in order.enumerated().reversed() {
      least = min(least, candidates[place].chance * Double(max(tests, candidates.count)) / Double(rank + 1))
      corrected[place].chance = least
    }
    return corrected.filter { $0.chance <= falseRate }
  }

  /// Tells each cause once: what says nothing more, once a more telling value is known, is listed with that one.
  private static func fold(_ candidates: [AttributeCandidate], _ rows: AttributeRows) -> [Finding] {
    var told: [(candidate: AttributeCandidate, folded: [Part])] = []
    for candidate in candidates {
      if let teller = told.firstIndex(where: { isFolded(candidate, into: $0.candidate) }) {
        // A pair says nothing that its halves, told already, do not say.
        if candidate.terms.count == 1, told[teller].folded.count < foldedLimit {
          told[teller].folded += parts(of: candidate, rows)
        }
      } else if told.count < findingLimit {
        told.append((candidate, []))
      }
    }
    return told.map { candidate, folded in
      let counts = candidate.counts
      return Finding(
        parts: parts(of: candidate, rows),
        bad: Count(with: counts.badWith, known: counts.badWith + counts.badWithout),
        other: Count(with: counts.otherWith, known: counts.otherWith + counts.otherWithout),
        ratio: counts.ratio,
        chance: candidate.chance,
        folded: folded,
        information: candidate.information
      )
    }
  }

  /// Returns whether a candidate says little more among the rows with the other one and among those without.
  private static func isFolded(_ candidate: AttributeCandidate, into teller: AttributeCandidate) -> Bool {
    let (within, outside) = candidate.counts(by: teller)
    return within.information + outside.information < ownInformation * candidate.information
      || min(within.chance, outside.chance) > falseRate
  }

  private static func parts(of candidate: AttributeCandidate, _ rows: AttributeRows) -> [Part] {
    candidate.terms.map {
      Part(attribute: rows.attributes[$0.attribute], value: rows.dictionaries[$0.attribute].values[Int($0.code)])
    }
  }
}
