import Bytes
import Domain

/// Finds out with git what is true of a report: gives one question after the other and takes the answers.
///
/// A pure state machine: whoever runs git asks `question`, gives the answer to `take`, and goes on until there is no
/// question left. What git does not answer counts as not known, never as no.
package struct GitInquiry: Sendable {
  let report: ShipReport
  /// The releases that signals carry, as they spell them.
  let seenReleases: [String]
  package internal(set) var facts = GitFacts()

  var stage: Stage? = .repository
  /// The names under which the commit may be found, the surest first.
  private var names: [Name] = []
  /// The full name of the default branch.
  var ref = ""
  /// Where the change left the default branch; only for what is not part of it.
  var base = ""
  /// The commit of the default branch that has the change, where that is another than the reported one.
  var twin: String?
  /// Whether what brought the change is a merge.
  var landedByMerge = false
  var branchPatch: String?
  var commitPatches: [(patch: String, commit: String)] = []
  /// All commits that belong to the change.
  var members: Set<String> = []

  /// What is asked next, with what is needed for it.
  enum Stage: Sendable {
    case repository, branches, emptiness
    case named(Name), ambiguity(String)
    case details(String), ancestry, line
    case descendants(of: String, line: [GitAnswers.LineCommit])
    case base, branchFiles, branchPatch, branchPatchID([UInt8]), commitPatches, commitPatchIDs([UInt8])
    case candidates, candidateIDs([UInt8]), copies, twinLine, twinDescendants(line: [GitAnswers.LineCommit])
    case localAncestry, branchMessages, landingMessages, landingFiles, reverts, tags, releases
  }

  /// One of the names that a report gives a change.
  enum Name: Equatable, Sendable {
    case commit(String), branch(String), request(Int), bet(RecordID)
  }

  /// Begins an inquiry about a report; `releases` are those whose contents matter, at most `releaseLimit` of them.
  package init(_ report: ShipReport, releases: [String] = []) {
    self.report = report
    seenReleases = Array(releases.prefix(GitInquiry.releaseLimit))
    if let commit = report.commit { names.append(.commit(commit)) }
    if let number = report.pullRequest.flatMap(PullRequest.number(in:)) { names.append(.request(number)) }
    if let branch = report.branch { names.append(.branch(branch)) }
    switch report.kind {
    // The change of a bet is looked for by its name only where the change itself is reported.
    case .merge, .deploy, .revert: names += report.bets.prefix(5).map { .bet($0) }
    case .rollout, .flag, .config: break
    }
    names = names.filter { GitInquiry.isSafe($0) }
  }

  package static let releaseLimit = 1_000

  private static func isSafe(_ name: Name) -> Bool {
    switch name {
    case .commit(let text), .branch(let text): GitName.isSafe(text)
    case .request, .bet: true
    }
  }

  /// What to ask now; nil when all is known that will be.
  package var question: GitQuestion? {
    guard let stage else { return nil }
    switch stage {
    case .repository: return GitQuestions.repository
    case .branches: return GitQuestions.branches
    case .emptiness: return GitQuestions.emptiness
    case .named(let name): return question(of: name)
    case .ambiguity(let hash): return GitQuestions.ambiguity(hash)
    case .details(let hash): return GitQuestions.details(hash)
    case .localAncestry: return GitQuestions.localAncestry(hash, of: localRef ?? ref)
    case .ancestry, .line, .descendants, .base, .branchFiles, .branchPatch, .branchPatchID, .commitPatches,
      .commitPatchIDs, .candidates, .candidateIDs, .copies, .twinLine, .twinDescendants:
      return landingQuestion(stage)
    case .branchMessages: return GitQuestions.messages("\(base)..\(hash)", .branchMessages)
    case .landingMessages: return GitQuestions.messages(landingRange, .landingMessages)
    case .landingFiles: return GitQuestions.landingFiles(landed, isMerge: landedByMerge)
    case .reverts: return GitQuestions.reverts(since: landed, on: ref)
    case .tags: return GitQuestions.tags(containing: landed)
    case .releases: return GitQuestions.descendants(of: landed, on: ref, .releases)
    }
  }

  /// Takes the answer to the question and goes on to the next.
  package mutating func take(_ reply: GitReply) {
    guard let stage, let question else { return }
    if reply.exitCode == nil { facts.unanswered.append(question.subject) }
    switch stage {
    case .repository:
      facts.isRepository = reply.isYes
      facts.isShallow = reply.line == "true"
      self.stage = reply.isYes ? .branches : nil
    case .branches:
      facts.defaultBranch = GitAnswers.defaultBranch(reply)
      self.stage = facts.defaultBranch == nil ? .emptiness : nextName()
    case .emptiness:
      if reply.isYes { facts.defaultBranch = GitFacts.DefaultBranch(ref: "HEAD", source: .head) }
      self.stage = reply.isYes ? nextName() : nil
    case .named(let name): takeName(name, reply)
    case .ambiguity:
      facts.isAmbiguous = reply.lines.count > 1
      self.stage = nextName()
    case .details: takeDetails(reply)
    case .ancestry, .line, .descendants, .base, .branchFiles, .branchPatch, .branchPatchID, .commitPatches,
      .commitPatchIDs, .candidates, .candidateIDs, .copies, .twinLine, .twinDescendants:
      takeLanding(stage, reply)
    case .localAncestry, .branchMessages, .landingMessages, .landingFiles, .reverts, .tags, .releases:
      takeContext(stage, reply)
    }
  }

  // MARK: Finding the commit

  /// The hash of the reported commit.
  var hash: String { facts.commit?.hash ?? "" }

  /// The commit that brought the change to the default branch, or the reported one.
  var landed: String { facts.landing?.commit ?? hash }

  private mutating func nextName() -> Stage? {
    ref = facts.defaultBranch?.ref ?? ""
    return names.isEmpty ? nil : .named(names.removeFirst())
  }

  private func question(of name: Name) -> GitQuestion {
    switch name {
    case .commit(let name): GitQuestions.commit(name)
    case .branch(let name): GitQuestions.branch(name)
    case .request(let number): GitQuestions.request(number, on: ref)
    case .bet(let bet): GitQuestions.bet(bet, on: ref)
    }
  }

  private mutating func takeName(_ name: Name, _ reply: GitReply) {
    let found: (hash: String?, by: GitFacts.Found)
    switch name {
    case .commit: found = (GitAnswers.hash(reply), .commit)
    case .branch(let name): found = (GitAnswers.branchTip(reply, name), .branch)
    case .request(let number):
      let commit = reply.records(of: 2).first { PullRequest.mergedNumber(in: $0[1]) == number }
      found = (commit?[0], .pullRequest)
    case .bet(let bet): found = (GitAnswers.marks(reply).first { $0.bet == bet }?.commit, .bet)
    }
    if let hash = found.hash {
      facts.found = found.by
      stage = .details(hash)
    } else if case .commit(let hash) = name, reply.exitCode != nil, GitName.isHash(hash, atLeast: 4) {
      stage = .ambiguity(hash)
    } else {
      stage = nextName()
    }
  }

  private mutating func takeDetails(_ reply: GitReply) {
    guard let commit = GitAnswers.commit(reply) else {
      facts.found = nil
      stage = nextName()
      return
    }
    facts.commit = commit
    facts.marks = BetMark.marks(message: commit.message, trailers: commit.trailers, commit: commit.hash)
    if let bet = report.branch.flatMap(BetMark.bet(ofBranch:)) {
      facts.marks.append(BetMark(bet: bet, carrier: .branch, commit: nil))
    }
    members = [commit.hash]
    stage = .ancestry
  }
}
