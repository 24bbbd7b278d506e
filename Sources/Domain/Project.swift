/// The folder a call is about, and how it was found.
package struct Project: Equatable, Sendable {
  /// What named the folder, strongest first.
  package enum Evidence: String, CaseIterable, Sendable {
    case rootOption = "--root"
    case claudeProjectVariable = "CLAUDE_PROJECT_DIR"
    case clientRoots = "the client's roots"
    case codexWorkspace = "the Codex workspace"
    case workingDirectory = "the working directory"
  }

  /// The top of the working tree, or the named folder itself where there is no repository.
  package let root: String
  package let evidence: Evidence
  package let repository: Repository?

  package init(root: String, evidence: Evidence, repository: Repository?) {
    self.root = root
    self.evidence = evidence
    self.repository = repository
  }

  /// Where a project's state lives: one folder for all working trees of a repository.
  ///
  /// It stands beside `.git`, or within a git folder of another name: beside a bare repository others may stand.
  package var stateFolder: String {
    guard let common = repository?.commonFolder else { return root == "/" ? "/.reckon" : root + "/.reckon" }
    return common.hasSuffix("/.git") ? String(common.dropLast(".git".count)) + ".reckon" : common + "/.reckon"
  }
}

/// The git side of a project.
package struct Repository: Equatable, Sendable {
  /// The folder all working trees share: `.git` of the main one.
  package let commonFolder: String
  /// True in a linked working tree.
  package let isLinked: Bool

  package init(commonFolder: String, isLinked: Bool) {
    self.commonFolder = commonFolder
    self.isLinked = isLinked
  }
}
