import Glibc

/// How well what a change touched fits what a problem shows.
struct ContentFit {
  /// The logarithm of how many times likelier it makes the change.
  let logOdds: Double
  let reasons: [Suspect.Reason]
  /// Whether a finding names the change.
  let isMarked: Bool

  /// How many times likelier each makes a change.
  ///
  /// They are judgements, kept small: none outweighs a clear rise elsewhere.
  private enum Odds {
    static let marked = 30.0
    static let touchedFile = 20.0
    static let sameService = 3.0
    static let otherService = 1.0 / 3
    static let sharedWord = 2.0
  }
  private static let wordLimit = 2
  /// Frames of a stack that are looked at.
  private static let frameLimit = 20

  init(_ change: Change, _ problem: ProblemTrace) {
    var odds = 0.0
    var reasons: [Suspect.Reason] = []
    let marked = ContentFit.mark(change, problem)
    isMarked = marked != nil
    if let (mark, finding) = marked {
      odds += log(Odds.marked)
      reasons.append(.marked(mark, badShare: finding.badShare, otherShare: finding.otherShare))
    }
    if let file = problem.files.prefix(ContentFit.frameLimit).first(where: { file in
      change.files.contains { ContentFit.isSame($0, file) }
    }) {
      odds += log(Odds.touchedFile)
      reasons.append(.touchesFile(file))
    }
    if !change.service.isEmpty, !problem.service.isEmpty {
      let isSame = change.service == problem.service
      odds += log(isSame ? Odds.sameService : Odds.otherService)
      if isSame { reasons.append(.sameService(change.service)) }
    }
    let shared = ContentFit.sharedWords(change.words, problem.words)
    if !shared.isEmpty {
      odds += Double(shared.count) * log(Odds.sharedWord)
      reasons.append(.sharesWords(shared))
    }
    logOdds = odds
    self.reasons = reasons
  }

  /// Returns the first finding that names the change, a folded one too.
  private static func mark(
    _ change: Change,
    _ problem: ProblemTrace
  ) -> (Explanation.Part, Explanation.Finding)? {
    let marks = Set(change.marks)
    for finding in problem.findings {
      if let part = (finding.parts + finding.folded).first(where: marks.contains) { return (part, finding) }
    }
    return nil
  }

  /// Returns whether two paths end alike in their last parts, as many of three as both have: builds put folders first.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    let left = one.utf8.split(separator: UInt8(ascii: "/"))
    let right = other.utf8.split(separator: UInt8(ascii: "/"))
    let parts = min(3, left.count, right.count)
    return parts > 0 && zip(left.suffix(parts), right.suffix(parts)).allSatisfy { $0.elementsEqual($1) }
  }

  private static func sharedWords(_ change: [String], _ problem: [String]) -> [String] {
    let known = Set(problem.map { $0.lowercased() })
    var shared: [String] = []
    for word in change.map({ $0.lowercased() }) where word.utf8.count > 3 && known.contains(word) {
      if !shared.contains(word) { shared.append(word) }
      if shared.count == wordLimit { break }
    }
    return shared
  }
}
