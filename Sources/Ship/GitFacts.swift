package import Bytes

/// What a repository says about a report.
package struct GitFacts: Equatable, Sendable {
  /// Whether there is a repository at all, with at least one commit.
  package var isRepository = false
  /// A shallow clone lacks old commits, so that "unknown" and "not merged" may be its doing.
  package var isShallow = false
  package var defaultBranch: DefaultBranch?

  /// The reported commit, or the one found by another name of the report.
  package var commit: Commit?
  package var found: Found?
  /// More than one commit begins with the reported hash.
  package var isAmbiguous = false

  package var landing: Landing?
  /// Of the commits that a branch has beyond the default branch: how many are there as copies.
  package var copies: Copies?
  /// It is on the local branch of the same name only: nobody has pushed it.
  package var isOnLocalOnly = false

  package var marks: [BetMark] = []
  package var pullRequest: Int?
  /// Paths changed, at most `fileLimit`, and how many there are.
  package var files: [String] = []
  package var fileCount = 0
  package var revert: Revert?
  /// Tags that contain it, oldest first.
  package var tags: [String] = []
  /// Releases, of those that were asked about, that contain it, and why that is known.
  package var releases: [String: Containment] = [:]
  /// What was asked and not answered in time or in bounds.
  package var unanswered: [GitQuestion.Subject] = []

  package static let fileLimit = 200

  package init() {}

  /// Commits that were applied again on the default branch.
  package struct Copies: Equatable, Sendable {
    package let there: Int
    package let all: Int

    package init(there: Int, all: Int) {
      self.there = there
      self.all = all
    }
  }

  /// The branch that is taken for the one that counts.
  package struct DefaultBranch: Equatable, Sendable {
    /// Its full name, such as `refs/remotes/origin/main`, or `HEAD`.
    package let ref: String
    package let source: Source

    /// How it was told.
    package enum Source: Equatable, Sendable {
      /// The remote says so itself; it has a usual name there; it has one here; nothing else is known.
      case remoteHead, remoteName, localName, head
    }

    package init(ref: String, source: Source) {
      self.ref = ref
      self.source = source
    }

    /// Its name for people, such as `origin/main`.
    package var name: String {
      for prefix in ["refs/remotes/", "refs/heads/"] where ref.hasPrefix(prefix) {
        return String(ref.dropFirst(prefix.count))
      }
      return ref
    }
  }

  /// A commit that is there.
  package struct Commit: Equatable, Sendable {
    package let hash: String
    package let parents: [String]
    package let committed: Timestamp
    /// The hashes its message says it reverts.
    package let reverts: [String]
    let message: String
    let trailers: String

    package init(
      hash: String,
      parents: [String],
      committed: Timestamp,
      reverts: [String],
      message: String,
      trailers: String
    ) {
      self.hash = hash
      self.parents = parents
      self.committed = committed
      self.reverts = reverts
      self.message = message
      self.trailers = trailers
    }
  }

  /// By which part of the report the commit was found.
  package enum Found: Equatable, Sendable { case commit, branch, pullRequest, bet }

  /// How a change came onto the default branch.
  package struct Landing: Equatable, Sendable {
    package let method: Method
    /// The commit of the default branch's own line that brought it; nil where only copies are known to be there.
    package let commit: String?
    /// Its committer's time.
    package let at: Timestamp?

    /// The way it went.
    package enum Method: String, Equatable, Sendable {
      /// The commit itself is on the branch's own line; a merge brought it; one commit holds the whole branch's change;
      /// its commits were applied again one by one.
      case direct, merge, squash, copy
    }

    package init(method: Method, commit: String?, at: Timestamp?) {
      self.method = method
      self.commit = commit
      self.at = at
    }
  }

  /// A later commit that takes the change back, and is not itself taken back.
  package struct Revert: Equatable, Sendable {
    package let commit: String
    package let at: Timestamp
    /// Whether the whole change was taken back, or some of its commits.
    package let isWhole: Bool

    package init(commit: String, at: Timestamp, isWhole: Bool) {
      self.commit = commit
      self.at = at
      self.isWhole = isWhole
    }
  }

  /// Why a release is known to contain the commit.
  package enum Containment: Equatable, Sendable {
    case tag(String)
    /// The release names this commit, which is or follows it.
    case commit(String)
  }
}
