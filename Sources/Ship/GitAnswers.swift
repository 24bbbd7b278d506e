import Bytes

/// What git's answers mean: bytes in, values out.
enum GitAnswers {
  /// Picks the branch that counts among those that are there.
  static func defaultBranch(_ reply: GitReply) -> GitFacts.DefaultBranch? {
    var refs: Set<String> = []
    for line in reply.lines {
      let fields = line.split(separator: "\0", omittingEmptySubsequences: false)
      guard fields.count == 2 else { continue }
      if fields[0] == "refs/remotes/origin/HEAD", fields[1].hasPrefix("refs/remotes/origin/") {
        return GitFacts.DefaultBranch(ref: String(fields[1]), source: .remoteHead)
      }
      refs.insert(String(fields[0]))
    }
    for name in ["main", "master"] where refs.contains("refs/remotes/origin/\(name)") {
      return GitFacts.DefaultBranch(ref: "refs/remotes/origin/\(name)", source: .remoteName)
    }
    for name in ["main", "master"] where refs.contains("refs/heads/\(name)") {
      return GitFacts.DefaultBranch(ref: "refs/heads/\(name)", source: .localName)
    }
    return nil
  }

  /// Reads a whole hash; nil where there is none.
  static func hash(_ reply: GitReply) -> String? {
    reply.isYes && GitName.isHash(reply.line, atLeast: 40) ? reply.line : nil
  }

  /// Reads where a branch stands, the local one before the remote's.
  static func branchTip(_ reply: GitReply, _ name: String) -> String? {
    var tips: [String: String] = [:]
    for line in reply.lines {
      let fields = line.split(separator: "\0")
      if fields.count == 2 { tips[String(fields[0])] = String(fields[1]) }
    }
    return tips["refs/heads/\(name)"] ?? tips["refs/remotes/origin/\(name)"]
  }

  /// Reads a commit in `GitQuestions.detailsFormat`.
  static func commit(_ reply: GitReply) -> GitFacts.Commit? {
    guard reply.isYes, let fields = reply.records(of: 5).first, let committed = time(fields[2]) else { return nil }
    return GitFacts.Commit(
      hash: fields[0],
      parents: fields[1].split(separator: " ").map(String.init),
      committed: committed,
      reverts: reverted(in: fields[4]),
      message: fields[4],
      trailers: fields[3]
    )
  }

  /// One commit of a branch's own line.
  struct LineCommit {
    let hash: String
    let firstParent: String?
    let at: Timestamp
  }

  /// Reads the answer to `GitQuestions.line`.
  static func line(_ reply: GitReply) -> [LineCommit] {
    reply.records(of: 3).compactMap { fields in
      time(fields[2]).map { time in
        LineCommit(hash: fields[0], firstParent: fields[1].split(separator: " ").first.map(String.init), at: time)
      }
    }
  }

  /// Reads the marks of commits in `GitQuestions.messageFormat`.
  static func marks(_ reply: GitReply) -> [BetMark] {
    reply.records(of: 3).flatMap { BetMark.marks(message: $0[2], trailers: $0[1], commit: $0[0]) }
  }

  /// Reads pairs of a patch's id and its commit, in the order of the commits.
  static func patchIDs(_ reply: GitReply) -> [(patch: String, commit: String)] {
    reply.lines.compactMap { line in
      let words = line.split(separator: " ")
      return words.count == 2 ? (String(words[0]), String(words[1])) : nil
    }
  }

  /// Counts the signs of `git cherry`: `-` for what is there, `+` for what is not.
  static func copies(_ reply: GitReply) -> GitFacts.Copies? {
    guard reply.isYes else { return nil }
    let lines = reply.lines
    return lines.isEmpty
      ? nil : GitFacts.Copies(there: lines.count { $0.hasPrefix("-") }, all: lines.count)
  }

  /// Reads paths that are ended by zero bytes; those that are not UTF-8 are made so.
  static func paths(_ reply: GitReply) -> [String] {
    reply.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  // MARK: Reverts

  /// A commit that says it takes others back, by their hashes or by the number of a request.
  struct RevertingCommit {
    let hash: String
    let at: Timestamp
    let commits: [String]
    let requests: [Int]
  }

  /// Reads the answer to `GitQuestions.reverts`, newest first.
  static func reverts(_ reply: GitReply) -> [RevertingCommit] {
    reply.records(of: 3).compactMap { fields in
      guard let at = time(fields[1]) else { return nil }
      let requests = fields[2].split(whereSeparator: \.isNewline).filter { $0.hasPrefix("Reverts ") }
        .compactMap { PullRequest.number(in: String($0)) }
      return RevertingCommit(hash: fields[0], at: at, commits: reverted(in: fields[2]), requests: requests)
    }
  }

  /// Finds the hashes after `This reverts commit`, at the start of a line as git writes it.
  static func reverted(in message: String) -> [String] {
    let opening = "This reverts commit "
    return message.split(whereSeparator: \.isNewline).compactMap { line in
      guard line.hasPrefix(opening) else { return nil }
      let hash = line.dropFirst(opening.count).prefix { $0.isASCII && $0.isHexDigit }
      return GitName.isHash(hash) ? hash.lowercased() : nil
    }
  }

  private static func time(_ text: String) -> Timestamp? {
    Int64(text).flatMap { Timestamp(seconds: $0, nanosecond: 0) }
  }
}
