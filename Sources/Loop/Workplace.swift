package import Bytes
package import Domain
package import Host

/// Where a call comes from: what this process was started with, and what the client said of its folders.
package struct Workplace: Sendable {
  package let environment: Environment
  /// The folder given with `--root`.
  package let rootOption: String?
  /// Folders the client named, as paths.
  package var clientRoots: [String] = []
  /// Folders a Codex session works in.
  package var codexWorkspaces: [String] = []
  /// The moment that calls are to be answered as of; nil for now.
  package let asOf: Timestamp?

  package init(
    environment: Environment,
    rootOption: String?,
    asOf: Timestamp? = nil
  ) {
    self.environment = environment
    self.rootOption = rootOption
    self.asOf = asOf
  }

  /// The present, or the moment a call is to be answered as of.
  package var now: Timestamp { asOf ?? WallClock.system.now() }

  /// True when nothing stronger than the client's own roots names a folder, so that it is worth asking for them.
  package var wantsClientRoots: Bool {
    rootOption == nil && ProjectFinder.project(among: named) == nil
  }

  /// The folder given with `--root`, as a whole path, when it is not one.
  package var missingRoot: String? {
    rootPath.flatMap { project == nil ? $0 : nil }
  }

  private var rootPath: String? {
    rootOption.map { root in
      environment.workingDirectory.map { Files.path(root, from: $0) } ?? root
    }
  }

  /// The folder that Claude Code names.
  private var named: [ProjectFinder.Candidate] {
    guard let path = environment.variables["CLAUDE_PROJECT_DIR"], !path.isEmpty else { return [] }
    return [.init(path, .claudeProjectVariable)]
  }

  /// The project the call is about; nil when no named folder exists.
  ///
  /// A folder given with `--root` is meant: when it does not exist, nothing else stands in for it.
  package var project: Project? {
    if let rootPath { return ProjectFinder.project(among: [.init(rootPath, .rootOption)]) }
    var candidates = named
    candidates += clientRoots.map { .init($0, .clientRoots) }
    candidates += codexWorkspaces.map { .init($0, .codexWorkspace) }
    if let folder = environment.workingDirectory { candidates.append(.init(folder, .workingDirectory)) }
    return ProjectFinder.project(among: candidates)
  }
}
