import Domain

/// Something to ask git: its arguments, and what goes to its standard input.
package struct GitQuestion: Equatable, Sendable {
  package let subject: Subject
  package let arguments: [String]
  package var input: [UInt8] = []

  /// What it is about, in the order of the usual inquiry.
  package enum Subject: String, CaseIterable, Sendable {
    case repository, branches, emptiness, commit, ambiguity, branch, request, bet, details, ancestry, line, descendants
    case base, branchFiles, branchPatch, branchPatchID, commitPatches, commitPatchIDs, candidates, candidateIDs, copies
    case localAncestry, branchMessages, landingMessages, landingFiles, reverts, tags, releases
  }

  init(_ subject: Subject, _ arguments: [String], input: [UInt8] = []) {
    self.subject = subject
    self.arguments = arguments
    self.input = input
  }
}

/// What git answered.
package struct GitReply: Equatable, Sendable {
  /// Nil where there is no answer: git did not end in time, wrote too much or could not be started.
  package let exitCode: Int?
  package let output: [UInt8]

  package init(exitCode: Int?, output: [UInt8]) {
    self.exitCode = exitCode
    self.output = output
  }

  var isYes: Bool { exitCode == 0 }

  /// The first line as text.
  var line: String {
    String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// All lines as text, without empty ones.
  var lines: [String] {
    output.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Records of so many fields, each ended by a zero byte; what is left over is no record.
  func records(of count: Int) -> [[String]] {
    let fields = output.split(separator: 0, omittingEmptySubsequences: false)
    var records: [[String]] = []
    var start = 0
    // After the last end there is one empty piece.
    while start + count < fields.count {
      records.append(fields[start..<(start + count)].map { String(decoding: $0, as: UTF8.self) })
      start += count
    }
    return records
  }
}

// MARK: - The questions

/// The questions that a report raises, each as the arguments of one git command that reads.
package enum GitQuestions {
  /// Asks whether there is a repository, and whether it is whole.
  static var repository: GitQuestion { GitQuestion(.repository, ["rev-parse", "--is-shallow-repository"]) }

  /// Asks which of the names of a default branch are there.
  ///
  /// `refs/remotes/origin/HEAD` names what the remote says itself.
  static var branches: GitQuestion {
    let names = [
      "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main",
      "refs/heads/master",
    ]
    return GitQuestion(.branches, ["for-each-ref", "--format=%(refname)%00%(symref)"] + names)
  }

  /// Asks whether there is any commit.
  static var emptiness: GitQuestion { GitQuestion(.emptiness, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]) }

  /// Asks which commit a name stands for.
  static func commit(_ name: String) -> GitQuestion {
    GitQuestion(.commit, ["rev-parse", "--verify", "--quiet", "\(name)^{commit}"])
  }

  /// Asks which objects begin with these digits.
  static func ambiguity(_ hash: String) -> GitQuestion {
    GitQuestion(.ambiguity, ["rev-parse", "--disambiguate=\(hash)"])
  }

  /// Asks where a branch stands, here and at the remote.
  static func branch(_ name: String) -> GitQuestion {
    GitQuestion(
      .branch,
      ["for-each-ref", "--format=%(refname)%00%(objectname)", "refs/heads/\(name)", "refs/remotes/origin/\(name)"]
    )
  }

  /// Asks which commits of the branch's own line name a number.
  static func request(_ number: Int, on ref: String) -> GitQuestion {
    GitQuestion(
      .request,
      ["log", "-z", "--first-parent", "--max-count=200", "--extended-regexp", "--grep=[#!]\(number)([^0-9]|$)"]
        + ["--format=%H%x00%B", ref, "--"]
    )
  }

  /// Asks which commits name a bet.
  static func bet(_ bet: RecordID, on ref: String) -> GitQuestion {
    GitQuestion(
      .bet,
      ["log", "-z", "--max-count=50", "--extended-regexp", "--regexp-ignore-case", "--grep=^bet:.*\(bet)"]
        + ["--format=\(messageFormat)", ref, "--"]
    )
  }

  static let detailsFormat = "%H%x00%P%x00%ct%x00%(trailers:key=Bet,valueonly,separator=%x2C)%x00%B"
  static let messageFormat = "%H%x00%(trailers:key=Bet,valueonly,separator=%x2C)%x00%B"

  /// Asks what is in a commit.
  static func details(_ hash: String) -> GitQuestion {
    GitQuestion(.details, ["log", "-z", "--max-count=1", "--format=\(detailsFormat)", hash, "--"])
  }

  /// Asks whether a commit is part of a branch.
  static func ancestry(_ hash: String, of ref: String) -> GitQuestion {
    GitQuestion(.ancestry, ["merge-base", "--is-ancestor", hash, ref])
  }

  /// Asks whether a commit is part of the local branch.
  static func localAncestry(_ hash: String, of ref: String) -> GitQuestion {
    GitQuestion(.localAncestry, ["merge-base", "--is-ancestor", hash, ref])
  }

  /// Asks what the branch's own line has got since a commit, newest first.
  static func line(since hash: String, on ref: String) -> GitQuestion {
    GitQuestion(.line, ["log", "-z", "--first-parent", "--format=%H%x00%P%x00%ct", "\(hash)..\(ref)", "--"])
  }

  /// Asks which commits of a branch follow a commit.
  static func descendants(of hash: String, on ref: String, _ subject: GitQuestion.Subject = .descendants) -> GitQuestion
  {
    GitQuestion(subject, ["rev-list", "--ancestry-path", "\(hash)..\(ref)", "--"])
  }

  /// Asks where a branch left the other.
  static func base(_ hash: String, _ ref: String) -> GitQuestion {
    GitQuestion(.base, ["merge-base", ref, hash])
  }

  // MARK: Patches

  /// One form of patches for all questions, whatever the settings: their ids have to be comparable.
  private static let patchForm = [
    "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--full-index", "--unified=3",
    "--diff-algorithm=myers", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules=none", "--submodule=short",
  ]

  /// Asks which files a branch changes.
  static func branchFiles(_ base: String, _ hash: String) -> GitQuestion {
    GitQuestion(.branchFiles, ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", base, hash, "--"])
  }

  /// Asks what a branch changes as a whole.
  static func branchPatch(_ base: String, _ hash: String) -> GitQuestion {
    GitQuestion(.branchPatch, ["diff"] + patchForm + [base, hash, "--"])
  }

  /// Asks what a branch's commits change, each by itself.
  static func commitPatches(_ base: String, _ hash: String) -> GitQuestion {
    let limits = ["--no-merges", "--max-count=500", "--format=commit %H"]
    return GitQuestion(.commitPatches, ["log", "-p"] + limits + patchForm + ["\(base)..\(hash)", "--"])
  }

  /// Asks what the default branch's commits change that touch the same files.
  static func candidates(_ base: String, _ ref: String, files: [String]) -> GitQuestion {
    let limits = ["--no-merges", "--max-count=2000", "--full-diff", "--format=commit %H"]
    return GitQuestion(.candidates, ["log", "-p"] + limits + patchForm + ["\(base)..\(ref)", "--"] + files)
  }

  /// Asks for patches' ids, which leave out line numbers and spaces.
  static func patchIDs(_ patches: [UInt8], _ subject: GitQuestion.Subject) -> GitQuestion {
    GitQuestion(subject, ["patch-id", "--stable"], input: patches)
  }

  /// Asks which of a branch's commits are on the default branch as copies.
  static func copies(_ hash: String, on ref: String) -> GitQuestion { GitQuestion(.copies, ["cherry", ref, hash]) }

  // MARK: What is known of a landed change

  /// Asks what commits say.
  static func messages(_ range: String, _ subject: GitQuestion.Subject) -> GitQuestion {
    GitQuestion(subject, ["log", "-z", "--max-count=500", "--format=\(messageFormat)", range, "--"])
  }

  /// Asks which files a commit changes, seen from the branch that it is on.
  static func landingFiles(_ hash: String, isMerge: Bool) -> GitQuestion {
    let form = ["--name-only", "-z", "--no-renames"]
    // A merge has no difference of its own, and the first commit of all has no parent.
    return isMerge
      ? GitQuestion(.landingFiles, ["diff", "--no-ext-diff"] + form + ["\(hash)^1", hash, "--"])
      : GitQuestion(.landingFiles, ["diff-tree", "--root", "-r", "--no-commit-id"] + form + [hash, "--"])
  }

  /// Asks which later commits take something back.
  static func reverts(since hash: String, on ref: String) -> GitQuestion {
    GitQuestion(
      .reverts,
      ["log", "-z", "--max-count=500", "--extended-regexp", "--grep=^This reverts commit [0-9a-f]{7,64}"]
        + ["--grep=^Reverts .*#[0-9]+", "--format=%H%x00%ct%x00%B", "\(hash)..\(ref)", "--"]
    )
  }

  /// Asks which tags contain a commit, oldest first.
  static func tags(containing hash: String) -> GitQuestion {
    let form = ["--contains=\(hash)", "--sort=creatordate", "--count=500", "--format=%(refname:strip=2)"]
    return GitQuestion(.tags, ["for-each-ref"] + form + ["refs/tags"])
  }
}
