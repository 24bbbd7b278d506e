package import Domain

/// Finds the project a call is about.
package enum ProjectFinder {
  /// A folder somebody named.
  package struct Candidate: Sendable {
    package let path: String
    package let evidence: Project.Evidence

    package init(_ path: String, _ evidence: Project.Evidence) {
      self.path = path
      self.evidence = evidence
    }
  }

  /// Returns the project of the first candidate that is a folder.
  package static func project(among candidates: [Candidate]) -> Project? {
    for candidate in candidates {
      guard let folder = Files.absolutePath(candidate.path), Files.kind(folder) == .folder else { continue }
      return project(at: folder, candidate.evidence)
    }
    return nil
  }

  private static func project(at folder: String, _ evidence: Project.Evidence) -> Project {
    var top = folder
    while true {
      if let repository = repository(at: top) {
        return Project(root: top, evidence: evidence, repository: repository)
      }
      guard top != "/", let slash = top.lastIndex(of: "/") else { break }
      top = slash == top.startIndex ? "/" : String(top[..<slash])
    }
    return Project(root: folder, evidence: evidence, repository: nil)
  }

  /// Reads `.git`: a folder in a main working tree, a file that names one in a linked tree or a submodule.
  private static func repository(at folder: String) -> Repository? {
    let path = folder == "/" ? "/.git" : folder + "/.git"
    switch Files.kind(path) {
    case .folder where Files.kind(path + "/HEAD") != nil:
      return Repository(commonFolder: path, isLinked: false)
    case .file:
      guard let named = pointer(in: path, after: "gitdir: "),
        let own = Files.absolutePath(Files.path(named, from: folder))
      else { return nil }
      guard let common = pointer(in: own + "/commondir", after: "") else {
        return Repository(commonFolder: own, isLinked: false)
      }
      return Files.absolutePath(Files.path(common, from: own)).map { Repository(commonFolder: $0, isLinked: true) }
    default: return nil
    }
  }

  /// Returns the path a one-line file holds after a prefix.
  private static func pointer(in file: String, after prefix: String) -> String? {
    guard let line = Files.text(file)?.split(whereSeparator: \.isNewline).first, line.hasPrefix(prefix) else {
      return nil
    }
    return String(line.dropFirst(prefix.count))
  }
}
