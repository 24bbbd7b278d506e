package import Bytes
package import Domain

/// What somebody says has landed: a claim until it has been looked at.
package struct ShipReport: Equatable, Sendable {
  package var bets: [RecordID] = []
  package var kind: Ship.Kind
  package var commit: String?
  package var pullRequest: String?
  package var branch: String?
  package var environment: String?
  package var release: String?
  package var flag: String?
  package var percent: Double?
  package var at: Timestamp?
  /// The sender's own word for this report, the same when it is sent again.
  package var key: String?

  package init(_ kind: Ship.Kind) {
    self.kind = kind
  }

  /// The longest of its texts, in bytes.
  package static let textLimit = 250

  /// Throws at the first part that cannot be true of any ship.
  package func check() throws(ReportError) {
    let texts = [
      ("commit", commit), ("pr", pullRequest), ("branch", branch), ("environment", environment), ("release", release),
      ("flag", flag), ("key", key),
    ]
    for case (let field, let text?) in texts {
      guard !text.isEmpty, text.utf8.count <= ShipReport.textLimit,
        text.unicodeScalars.allSatisfy(VisibleText.isVisible)
      else { throw ReportError(field: field, expected: .text) }
    }
    for (field, name) in [("commit", commit), ("branch", branch)] {
      guard name.map(GitName.isSafe) != false else { throw ReportError(field: field, expected: .gitName) }
    }
    if let pullRequest, PullRequest.number(in: pullRequest) == nil {
      throw ReportError(field: "pr", expected: .pullRequest)
    }
    if let percent, !(0...100).contains(percent) { throw ReportError(field: "percent", expected: .percent) }
    switch kind {
    case .merge, .revert:
      guard commit != nil || pullRequest != nil || branch != nil || !bets.isEmpty else {
        throw ReportError(field: "commit", expected: .anyOf(["commit", "pr", "branch", "bet"]))
      }
    case .deploy:
      guard commit != nil || release != nil || !bets.isEmpty else {
        throw ReportError(field: "release", expected: .anyOf(["release", "commit", "bet"]))
      }
    case .rollout:
      guard percent != nil else { throw ReportError(field: "percent", expected: .percent) }
    case .flag:
      guard flag != nil else { throw ReportError(field: "flag", expected: .text) }
    case .config: break
    }
  }

  /// What tells this ship from every other: two reports with the same identity are one ship.
  ///
  /// `commit` is the full hash where one was found. The time counts only where the same thing can be said again of
  /// another moment: a flag that was turned on, off and on.
  package func identity(commit found: String?) -> String {
    if let key { return JSONValue.array([.string("key"), .string(key)]).text }
    let commit = found ?? commit
    let isRepeatable = kind == .rollout || kind == .flag || kind == .config
    let parts: [JSONValue] = [
      .string(kind.rawValue),
      .string(commit ?? ""),
      // Where the commit is known, by which name it was found is of no account.
      .string(commit == nil ? pullRequest.flatMap(PullRequest.number).map { "#\($0)" } ?? "" : ""),
      .string(commit == nil && pullRequest == nil ? branch ?? "" : ""),
      .array(bets.sorted().map { .string($0.text) }),
      .string(environment ?? ""),
      .string(kind == .deploy || commit == nil ? release ?? "" : ""),
      .string(flag ?? ""),
      .string(percent.map { "\($0)" } ?? ""),
      .string(isRepeatable ? at?.description ?? "" : ""),
    ]
    return JSONValue.array(parts).text
  }

  /// Reports whether a ship that is already recorded is the one reported: the same identity, or the same change of the
  /// same bets under another of its names, such as its pull request before it was merged and its commit afterwards.
  package func isSame(as ship: Ship, commit found: String?) -> Bool {
    if id(commit: found) == ship.id { return true }
    guard key == nil, kind == ship.kind, kind == .merge || kind == .revert || kind == .deploy,
      environment == ship.environment, flag == ship.flag, kind != .deploy || release == ship.release,
      bets.isEmpty || Set(bets).isSubset(of: ship.bets)
    else { return false }
    if let commit = found ?? commit, let other = ship.commit { return commit == other }
    let number = pullRequest.flatMap(PullRequest.number)
    if let number, number == ship.pullRequest.flatMap(PullRequest.number) { return true }
    return branch != nil && branch == ship.branch
  }

  /// The id of the ship it reports.
  package func id(commit found: String?) -> RecordID { RecordID(.ship, of: identity(commit: found)) }
}

/// A part of a report that cannot be true of any ship.
package struct ReportError: Error, Equatable, Sendable {
  package let field: String
  package let expected: Expectation

  package init(field: String, expected: Expectation) {
    self.field = field
    self.expected = expected
  }

  /// What would have been accepted.
  package enum Expectation: Equatable, Sendable {
    /// Visible text of at most `ShipReport.textLimit` bytes.
    case text
    /// A hash or the name of a branch or tag, without git's operators.
    case gitName
    /// A number, with or without `#`, or an address that ends in one.
    case pullRequest
    /// From 0 to 100.
    case percent
    /// At least one of these fields.
    case anyOf([String])
  }
}
