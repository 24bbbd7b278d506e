/// Something that somebody changed: a release, a flag, a setting or a commit.
package struct Change: Equatable, Sendable {
  /// How it is named in answers.
  package let name: String
  package let kind: Kind
  /// When it was live, in seconds since the Unix epoch: one that was rolled back and brought again has two times.
  package let live: [Range<Int64>]
  /// The service it changed; empty where nobody said, or where it changed all of them.
  package let service: String
  /// The values of attributes by which rows with it are known, such as `release` and `flag:new-cart`.
  package let marks: [Explanation.Part]
  /// The files it touched.
  package let files: [String]
  /// What was written of it.
  package let words: [String]

  /// What was changed.
  package enum Kind: String, CaseIterable, Sendable { case release, flag, config, commit }

  package init(
    _ name: String,
    kind: Kind,
    live: [Range<Int64>],
    service: String = "",
    marks: [Explanation.Part] = [],
    files: [String] = [],
    words: [String] = []
  ) {
    self.name = name
    self.kind = kind
    self.live = live.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    self.service = service
    self.marks = marks
    self.files = files
    self.words = words
  }

  /// The moment it was first live.
  var start: Int64 { live.first?.lowerBound ?? .max }

  /// Returns how much of a time it was live, from 0 to 1.
  func liveShare(of time: Range<Int64>) -> Double {
    guard !time.isEmpty else { return 0 }
    let seconds = live.reduce(0.0) { sum, part in
      let low = max(part.lowerBound, time.lowerBound)
      let high = min(part.upperBound, time.upperBound)
      return low < high ? sum + (Double(high) - Double(low)) : sum
    }
    return min(1, seconds / (Double(time.upperBound) - Double(time.lowerBound)))
  }
}

/// What is known of a problem that somebody looks for the cause of.
package struct ProblemTrace: Sendable {
  /// How often it came in each stretch of time, in their order.
  package let counts: [Count]
  package let service: String
  /// Files of its frames, the innermost first.
  package let files: [String]
  /// Words of its name and surface.
  package let words: [String]
  /// What its rows have more often than others.
  package let findings: [Explanation.Finding]

  /// How often it came in a stretch of time, of how many chances.
  package struct Count: Equatable, Sendable {
    package let time: Range<Int64>
    package let bad: Double
    /// What it could have happened to, such as all rows of its service; 0 says nothing of the stretch.
    package let chances: Double

    package init(time: Range<Int64>, bad: Double, chances: Double) {
      self.time = time
      self.bad = bad.isFinite ? max(0, bad) : 0
      self.chances = chances.isFinite ? max(0, chances) : 0
    }
  }

  package init(
    counts: [Count],
    service: String = "",
    files: [String] = [],
    words: [String] = [],
    findings: [Explanation.Finding] = []
  ) {
    self.counts = counts.sorted { $0.time.lowerBound < $1.time.lowerBound }
    self.service = service
    self.files = files
    self.words = words
    self.findings = findings
  }
}

/// A change that may have caused a problem, with what speaks for it.
package struct Suspect: Equatable, Sendable {
  /// The place of the change among those that were asked about.
  package let change: Int
  /// How likely it is that this change did it and no other one nor any unknown cause, from 0 to 1.
  package let likelihood: Double
  package let reasons: [Reason]

  /// What speaks for a change, as facts; words are made elsewhere.
  package enum Reason: Equatable, Sendable {
    /// Never before it, in so many chances.
    case neverBefore(chances: Double)
    /// So many times as often while it was live.
    case moreOften(times: Double)
    /// Gone while it was rolled back, and there again with it.
    case followsRollback
    /// Its rows have this mark more often than others.
    case marked(Explanation.Part, badShare: Double, otherShare: Double)
    case touchesFile(String)
    case sameService(String)
    case sharesWords([String])
    /// Began so many seconds after it.
    case beganAfter(seconds: Int64)
  }
}
