import Bytes
import Domain

/// What else is known of a change once it is clear where it is.
extension GitInquiry {
  /// The commits that the landing brought: of a merge those of its branch, otherwise the one alone.
  var landingRange: String {
    landedByMerge ? "\(landed)^1..\(landed)" : "\(landed)^!"
  }

  mutating func takeContext(_ stage: Stage, _ reply: GitReply) {
    switch stage {
    case .localAncestry:
      facts.isOnLocalOnly = reply.isYes
      self.stage = .branchMessages
    case .branchMessages:
      takeMessages(reply)
      self.stage = facts.landing?.commit == nil ? .tags : .landingMessages
    case .landingMessages:
      takeMessages(reply)
      // Copies are spread over several commits; the branch has them together.
      self.stage = facts.landing?.method == .copy ? .reverts : .landingFiles
    case .landingFiles:
      take(files: GitAnswers.paths(reply))
      if let message = facts.commit?.message, facts.pullRequest == nil, facts.landing?.method == .direct {
        facts.pullRequest = PullRequest.mergedNumber(in: message)
      }
      self.stage = .reverts
    case .reverts:
      facts.revert = revert(in: GitAnswers.reverts(reply))
      self.stage = .tags
    case .tags: takeTags(reply)
    case .releases:
      matchReleases(hashes: [landed, hash] + reply.lines)
      self.stage = nil
    default: break
    }
  }

  mutating func take(files: [String]) {
    facts.fileCount = files.count
    facts.files = Array(files.sorted().prefix(GitFacts.fileLimit))
  }

  private mutating func takeMessages(_ reply: GitReply) {
    for mark in GitAnswers.marks(reply) where !facts.marks.contains(mark) { facts.marks.append(mark) }
    for record in reply.records(of: 3) {
      members.insert(record[0])
      guard record[0] == facts.landing?.commit else { continue }
      facts.pullRequest = PullRequest.mergedNumber(in: record[2])
      let subject = record[2].prefix { !$0.isNewline }
      if subject.hasPrefix("Merge "), let bet = BetMark.bet(ofBranch: String(subject)) {
        facts.marks.append(BetMark(bet: bet, carrier: .branch, commit: record[0]))
      }
    }
  }

  // MARK: Reverts

  /// Returns the revert that stands, given all that followed the change, newest first.
  private func revert(in commits: [GitAnswers.RevertingCommit]) -> GitFacts.Revert? {
    var wholes: Set<String> = [landed]
    if let twin { wholes.insert(twin) }
    // A branch of one commit is that commit, and so is what came without a branch.
    let parts = members.subtracting([landed])
    if parts.count <= 1 || facts.landing?.method == .direct { wholes.insert(hash) }
    var undone: Set<String> = []
    var standing: [(commit: GitAnswers.RevertingCommit, isWhole: Bool)] = []
    var reverted: Set<String> = []
    // From the newest: one that was itself taken back by a newer one does not stand.
    for commit in commits where !undone.contains(commit.hash) {
      let targets = commit.commits
      for other in commits where targets.contains(where: { other.hash.hasPrefix($0) }) { undone.insert(other.hash) }
      let isWhole =
        wholes.contains { whole in targets.contains { whole.hasPrefix($0) } }
        || facts.pullRequest.map { commit.requests.contains($0) } ?? false
      let hit = parts.filter { part in targets.contains { part.hasPrefix($0) } }
      guard isWhole || !hit.isEmpty else { continue }
      reverted.formUnion(hit)
      standing.append((commit, isWhole))
    }
    if let whole = standing.last(where: \.isWhole) {
      return GitFacts.Revert(commit: whole.commit.hash, at: whole.commit.at, isWhole: true)
    }
    guard let last = standing.first else { return nil }
    return GitFacts.Revert(commit: last.commit.hash, at: last.commit.at, isWhole: reverted == parts)
  }

  // MARK: Releases

  private mutating func takeTags(_ reply: GitReply) {
    facts.tags = reply.isYes ? reply.lines : []
    for release in seenReleases {
      if let tag = facts.tags.first(where: { ReleaseName.isTag($0, of: release) }) {
        facts.releases[release] = .tag(tag)
      }
    }
    let isOpen = seenReleases.contains { facts.releases[$0] == nil && !ReleaseName.hashes(in: $0).isEmpty }
    guard isOpen else {
      stage = nil
      return
    }
    // Of what is not on the default branch only the commit itself is known.
    if facts.landing?.commit == nil { matchReleases(hashes: [hash]) }
    stage = facts.landing?.commit == nil ? nil : .releases
  }

  private mutating func matchReleases(hashes: [String]) {
    for release in seenReleases where facts.releases[release] == nil {
      let pieces = ReleaseName.hashes(in: release)
      guard !pieces.isEmpty else { continue }
      if let hash = hashes.first(where: { hash in pieces.contains { hash.hasPrefix($0) } }) {
        facts.releases[release] = .commit(hash)
      }
    }
  }
}
