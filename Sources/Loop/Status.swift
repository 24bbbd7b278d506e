package import Domain

/// What can be said of a project before anything is known of it.
package struct Status: Equatable, Sendable {
  package let version: String
  package let project: Project?

  /// Reads the status; nothing is created by it.
  package init(of workplace: Workplace) {
    version = Version.current
    project = workplace.project
  }
}
