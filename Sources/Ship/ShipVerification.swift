package import Bytes
package import Domain

/// Holds a report against what git knows, and says what of it is true.
package struct ShipVerification: Equatable, Sendable {
  /// How much of the report git confirms: at most that it is on the default branch.
  package let level: Ship.Level
  package let checks: [Ship.Check]
  package let merged: Timestamp?
  package let reverted: Timestamp?
  /// The full hash, where a commit was found.
  package let commit: String?
  /// The bets of the report and those that the change itself names, sorted.
  package let bets: [RecordID]

  /// Verifies a report; `facts` are nil where git could not be asked at all.
  package static func verify(_ report: ShipReport, _ facts: GitFacts?) -> ShipVerification {
    // The name of a branch says whose it is also where nothing else can be found out.
    let marked = (facts?.marks.map(\.bet) ?? []) + [report.branch.flatMap(BetMark.bet(ofBranch:))].compactMap { $0 }
    let bets = Set(report.bets + marked).sorted()
    guard let facts, facts.isRepository, let branch = facts.defaultBranch else {
      return ShipVerification(
        level: .claimed,
        checks: [Ship.Check(what: "repository", passed: false, detail: missing(facts))],
        merged: nil,
        reverted: nil,
        commit: nil,
        bets: bets
      )
    }
    var checks = [commitCheck(report, facts)]
    if facts.commit != nil {
      checks.append(landingCheck(facts, branch))
      checks.append(betCheck(report, facts))
      if let check = requestCheck(report, facts) { checks.append(check) }
      if let check = filesCheck(facts) { checks.append(check) }
      if facts.landing != nil { checks.append(revertCheck(facts)) }
      if let check = tagCheck(facts) { checks.append(check) }
    }
    if let check = answersCheck(facts) { checks.append(check) }
    let isWhollyReverted = facts.revert?.isWhole == true
    return ShipVerification(
      level: facts.landing != nil ? .onDefaultBranch : facts.commit != nil ? .commitKnown : .claimed,
      checks: checks,
      merged: facts.landing?.at,
      reverted: isWhollyReverted ? facts.revert?.at : nil,
      commit: facts.commit?.hash,
      bets: bets
    )
  }

  // MARK: The checks, one by one

  private static func missing(_ facts: GitFacts?) -> String {
    guard let facts else { return "git could not be asked: nothing of the report is verified" }
    return facts.isRepository
      ? "the repository has no commits: nothing of the report is verified"
      : "there is no git repository here: nothing of the report is verified"
  }

  private static func commitCheck(_ report: ShipReport, _ facts: GitFacts) -> Ship.Check {
    guard let commit = facts.commit, let found = facts.found else {
      return Ship.Check(what: "commit", passed: false, detail: unknownCommit(report, facts))
    }
    let short = GitName.short(commit.hash)
    var detail =
      switch found {
      case .commit: "\(short) is there"
      case .branch: "\(short), where the branch stands"
      case .pullRequest: "\(short), whose message names the pull request"
      case .bet: "\(short), whose message names the bet"
      }
    let isOther = found != .commit && report.commit != nil
    if isOther { detail = "\(unknownCommit(report, facts)); taken instead: \(detail)" }
    return Ship.Check(what: "commit", passed: !isOther, detail: detail)
  }

  private static func unknownCommit(_ report: ShipReport, _ facts: GitFacts) -> String {
    guard let commit = report.commit else {
      return report.pullRequest == nil && report.branch == nil && report.bets.isEmpty
        ? "the report names no commit" : "no commit was found by what the report names"
    }
    let name = VisibleText.escape(commit, limit: 64)
    if facts.isAmbiguous { return "more than one object begins with \(name): give more digits" }
    return facts.isShallow
      ? "there is no commit \(name) in this clone, which is shallow: git fetch --unshallow"
      : "there is no commit \(name) in this clone: fetch it, or report the one that was merged"
  }

  private static func landingCheck(_ facts: GitFacts, _ branch: GitFacts.DefaultBranch) -> Ship.Check {
    let name = VisibleText.escape(branch.name, limit: 64)
    guard let landing = facts.landing else {
      return Ship.Check(what: "default branch", passed: false, detail: "not on \(name)" + whyNot(facts))
    }
    let how =
      switch (landing.method, landing.commit.map(GitName.short)) {
      case (.direct, _): ""
      case (.merge, let commit?): ", merged by \(commit)"
      case (.squash, let commit?): ", squashed into \(commit)"
      case (.copy, let commit?): ", applied again as \(commit)"
      case (.merge, nil), (.squash, nil): ""
      case (.copy, nil): ", applied again commit by commit"
      }
    let since = landing.at.map { " since \($0)" } ?? ", since when is not known"
    let note = branch.source == .head ? " (no main or master here: this is the branch that is checked out)" : ""
    return Ship.Check(what: "default branch", passed: true, detail: "on \(name)\(since)\(how)\(note)")
  }

  private static func whyNot(_ facts: GitFacts) -> String {
    if facts.isOnLocalOnly { return ", only on the local branch of that name: it has not been pushed" }
    if let copies = facts.copies, copies.there > 0 { return ": \(copies.there) of its \(copies.all) commits are there" }
    if facts.isShallow { return " as far as this clone knows, which is shallow: git fetch --unshallow" }
    return ": not merged, changed while it was merged, or not fetched yet"
  }

  private static func betCheck(_ report: ShipReport, _ facts: GitFacts) -> Ship.Check {
    let named = Set(facts.marks.map(\.bet)).sorted().map(\.text).joined(separator: ", ")
    guard !report.bets.isEmpty else {
      return Ship.Check(what: "bet", passed: !named.isEmpty, detail: named.isEmpty ? "no commit names a bet" : named)
    }
    var details: [String] = []
    var passed = true
    for bet in report.bets.sorted() {
      let mark = BetMark.Carrier.allCases.lazy.compactMap { carrier in
        facts.marks.first { $0.bet == bet && $0.carrier == carrier }
      }.first
      passed = passed && mark != nil
      details.append(mark.map { "\(bet) is named by \(carrier(of: $0))" } ?? "no commit and no branch names \(bet)")
    }
    if !passed, !named.isEmpty { details.append("named instead: \(named)") }
    return Ship.Check(what: "bet", passed: passed, detail: details.joined(separator: "; "))
  }

  private static func carrier(of mark: BetMark) -> String {
    switch mark.carrier {
    case .trailer: "a trailer of \(GitName.short(mark.commit ?? ""))"
    case .line: "a line of \(GitName.short(mark.commit ?? ""))"
    case .branch: "the branch"
    }
  }

  private static func requestCheck(_ report: ShipReport, _ facts: GitFacts) -> Ship.Check? {
    guard let number = report.pullRequest.flatMap(PullRequest.number(in:)), facts.landing != nil else { return nil }
    guard let found = facts.pullRequest else {
      return Ship.Check(what: "pull request", passed: false, detail: "no merge names #\(number)")
    }
    return Ship.Check(
      what: "pull request",
      passed: found == number,
      detail: found == number ? "the merge names #\(found)" : "the merge names #\(found), the report #\(number)"
    )
  }

  private static func filesCheck(_ facts: GitFacts) -> Ship.Check? {
    // Without a landing or a base git was not asked; that is no finding.
    guard facts.landing?.commit != nil || facts.fileCount > 0 else { return nil }
    guard facts.fileCount > 0 else { return Ship.Check(what: "files", passed: false, detail: "it changes no file") }
    let shown = facts.files.prefix(5).map { VisibleText.escape($0, limit: 120) }.joined(separator: ", ")
    let rest = facts.fileCount > 5 ? " and \(facts.fileCount - 5) more" : ""
    return Ship.Check(what: "files", passed: true, detail: "\(facts.fileCount): \(shown)\(rest)")
  }

  private static func revertCheck(_ facts: GitFacts) -> Ship.Check {
    guard let revert = facts.revert else { return Ship.Check(what: "not reverted", passed: true, detail: "no revert") }
    let part = revert.isWhole ? "reverted" : "reverted in part"
    return Ship.Check(
      what: "not reverted",
      passed: false,
      detail: "\(part) by \(GitName.short(revert.commit)) at \(revert.at)"
    )
  }

  private static func tagCheck(_ facts: GitFacts) -> Ship.Check? {
    guard let first = facts.tags.first else { return nil }
    let rest = facts.tags.count > 1 ? " and \(facts.tags.count - 1) later" : ""
    return Ship.Check(what: "tag", passed: true, detail: "in \(VisibleText.escape(first, limit: 64))\(rest)")
  }

  private static func answersCheck(_ facts: GitFacts) -> Ship.Check? {
    guard !facts.unanswered.isEmpty else { return nil }
    let subjects = facts.unanswered.map(\.rawValue).joined(separator: ", ")
    return Ship.Check(what: "git answered", passed: false, detail: "not in time or in bounds: \(subjects)")
  }
}
