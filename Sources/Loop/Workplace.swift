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

  package init(environment: Environment, rootOption: String?) {
    self.environment = environment
    self.rootOption = rootOption
  }

  /// True when nothing stronger than the client's own roots names a folder, so that it is worth asking for them.
  package var wantsClientRoots: Bool {
    rootOption == nil && projectVariable == nil
  }

  private var projectVariable: String? {
    environment.variables["CLAUDE_PROJECT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The project the call is about; nil when no named folder exists.
  ///
  /// A folder given with `--root` is meant: when it does not exist, nothing else stands in for it.
  package var project: Project? {
    if let rootOption {
      let path = Files.path(rootOption, from: environment.workingDirectory)
      return ProjectFinder.project(among: [.init(path, .rootOption)])
    }
    var candidates = projectVariable.map { [ProjectFinder.Candidate($0, .claudeProjectVariable)] } ?? []
    candidates += clientRoots.map { .init($0, .clientRoots) }
    candidates += codexWorkspaces.map { .init($0, .codexWorkspace) }
    candidates.append(.init(environment.workingDirectory, .workingDirectory))
    return ProjectFinder.project(among: candidates)
  }
}
