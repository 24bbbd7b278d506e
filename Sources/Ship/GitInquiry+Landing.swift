import Bytes

/// How the change came onto the default branch.
extension GitInquiry {
  func landingQuestion(_ stage: Stage) -> GitQuestion? {
    switch stage {
    case .ancestry: GitQuestions.ancestry(hash, of: ref)
    case .line: GitQuestions.line(since: hash, on: ref)
    case .descendants(let hash, _): GitQuestions.descendants(of: hash, on: ref)
    case .base: GitQuestions.base(hash, ref)
    case .branchFiles: GitQuestions.branchFiles(base, hash)
    case .branchPatch: GitQuestions.branchPatch(base, hash)
    case .branchPatchID(let patch): GitQuestions.patchIDs(patch, .branchPatchID)
    case .commitPatches: GitQuestions.commitPatches(base, hash)
    case .commitPatchIDs(let patches): GitQuestions.patchIDs(patches, .commitPatchIDs)
    case .candidates: GitQuestions.candidates(base, ref, files: candidateFiles)
    case .candidateIDs(let patches): GitQuestions.patchIDs(patches, .candidateIDs)
    case .copies: GitQuestions.copies(hash, on: ref)
    case .twinLine: GitQuestions.line(since: base, on: ref)
    case .twinDescendants: GitQuestions.descendants(of: twin ?? hash, on: ref)
    default: nil
    }
  }

  /// Paths that the same change touches wherever it is; a few are enough to leave out most of the history.
  private var candidateFiles: [String] {
    // A path that was not UTF-8 has lost bytes and would find nothing.
    Array(facts.files.filter { !$0.unicodeScalars.contains("\u{fffd}") }.prefix(64))
  }

  mutating func takeLanding(_ stage: Stage, _ reply: GitReply) {
    switch stage {
    case .ancestry:
      // Neither yes nor no means that git could not tell.
      self.stage = reply.isYes ? .line : reply.exitCode == 1 ? .base : .tags
    case .line: takeLine(reply)
    case .descendants(_, let line): land(.merge, line, followers: Set(reply.lines))
    case .base:
      base = GitAnswers.hash(reply) ?? ""
      self.stage = base.isEmpty ? .tags : .branchFiles
    case .branchFiles:
      take(files: GitAnswers.paths(reply))
      // What changes nothing is nowhere else.
      self.stage = facts.files.isEmpty ? afterSearch : .branchPatch
    case .branchPatch: self.stage = reply.isYes ? .branchPatchID(reply.output) : .commitPatches
    case .branchPatchID:
      branchPatch = GitAnswers.patchIDs(reply).first?.patch
      self.stage = .commitPatches
    case .commitPatches: self.stage = reply.isYes ? .commitPatchIDs(reply.output) : .candidates
    case .commitPatchIDs:
      commitPatches = GitAnswers.patchIDs(reply)
      self.stage = .candidates
    case .candidates: self.stage = reply.isYes ? .candidateIDs(reply.output) : .copies
    case .candidateIDs: takeCandidates(GitAnswers.patchIDs(reply))
    case .copies:
      facts.copies = GitAnswers.copies(reply)
      if let copies = facts.copies, copies.there == copies.all {
        facts.landing = GitFacts.Landing(method: .copy, commit: nil, at: nil)
      }
      self.stage = afterSearch
    case .twinLine: takeTwinLine(reply)
    case .twinDescendants(let line): land(twinMethod, line, followers: Set(reply.lines))
    default: break
    }
  }

  /// Tells a commit of the branch's own line from one that a merge brought.
  private mutating func takeLine(_ reply: GitReply) {
    guard reply.isYes else {
      facts.landing = GitFacts.Landing(method: .merge, commit: nil, at: nil)
      stage = .tags
      return
    }
    let line = GitAnswers.line(reply)
    // The oldest commit since then stands on it, or it is the newest itself.
    guard let oldest = line.last, oldest.firstParent != hash else {
      facts.landing = GitFacts.Landing(method: .direct, commit: hash, at: facts.commit?.committed)
      landedByMerge = (facts.commit?.parents.count ?? 0) > 1
      stage = landedByMerge ? .landingMessages : .landingFiles
      return
    }
    stage = .descendants(of: hash, line: line)
  }

  /// Takes the oldest commit of the branch's own line that follows the change for the one that brought it.
  private mutating func land(_ method: GitFacts.Landing.Method, _ line: [GitAnswers.LineCommit], followers: Set<String>)
  {
    let first = line.last { followers.contains($0.hash) }
    facts.landing = GitFacts.Landing(method: method, commit: first?.hash, at: first?.at)
    landedByMerge = true
    stage = first == nil ? .tags : method == .merge ? .landingMessages : .branchMessages
  }

  // MARK: The same change as another commit

  private var twinMethod: GitFacts.Landing.Method {
    commitPatches.count != 1 && twin != nil && !isCopied ? .squash : .copy
  }

  private var isCopied: Bool { facts.copies.map { $0.there == $0.all } ?? false }

  private mutating func takeCandidates(_ candidates: [(patch: String, commit: String)]) {
    // Newest first, so that the oldest wins: later ones applied the change again.
    var commits: [String: String] = [:]
    for candidate in candidates { commits[candidate.patch] = candidate.commit }
    let there = commitPatches.count { commits[$0.patch] != nil }
    if let newest = commitPatches.first, there == commitPatches.count, let twin = commits[newest.patch] {
      facts.copies = GitFacts.Copies(there: there, all: there)
      self.twin = twin
    } else if let branchPatch, let twin = commits[branchPatch] {
      self.twin = twin
    }
    stage = twin == nil ? .copies : .twinLine
  }

  private mutating func takeTwinLine(_ reply: GitReply) {
    let line = GitAnswers.line(reply)
    if let commit = line.first(where: { $0.hash == twin }) {
      facts.landing = GitFacts.Landing(method: twinMethod, commit: commit.hash, at: commit.at)
      stage = .branchMessages
    } else {
      stage = .twinDescendants(line: line)
    }
  }

  /// What comes when the change has not been found as another commit.
  private var afterSearch: Stage { localRef == nil ? .branchMessages : .localAncestry }

  /// The local branch behind a remote one.
  var localRef: String? {
    let remote = "refs/remotes/origin/"
    return ref.hasPrefix(remote) ? "refs/heads/\(ref.dropFirst(remote.count))" : nil
  }
}
