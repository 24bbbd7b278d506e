package import Domain

/// What can be said of a project before anything is known of it.
package struct Status: Equatable, Sendable {
  package let version: String
  package let project: Project?
  /// The folder given with `--root`, when there is none at that path.
  package let missingRoot: String?

  /// Reads the status; nothing is created by it.
  package init(of workplace: Workplace) {
    version = Version.current
    project = workplace.project
    missingRoot = workplace.missingRoot
  }
}
