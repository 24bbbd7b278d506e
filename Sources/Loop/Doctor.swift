import Bytes
import Domain
import Host

/// Checks that the program works here, the way the programs that start it will.
package struct Doctor {
  /// One thing looked at.
  package struct Finding: Equatable, Sendable {
    /// How it turned out.
    package enum Outcome: String, Sendable { case good, warning, failure }

    package let subject: String
    package let outcome: Outcome
    package let detail: String
    /// What to do about it; nil when there is nothing to do.
    package let fix: String?

    package init(_ subject: String, _ outcome: Outcome, _ detail: String, fix: String? = nil) {
      self.subject = subject
      self.outcome = outcome
      self.detail = detail
      self.fix = fix
    }
  }

  /// How long a server is waited for.
  package struct Patience: Sendable {
    /// Longest wait for an answer: the shortest patience of a known client is 250 ms, a loaded machine needs some grace.
    package let answer: Duration
    /// After this a client stops waiting for a server it has told to end, and kills it.
    package let end: Duration

    package static let standard = Patience(answer: .seconds(5), end: .seconds(2))

    package init(answer: Duration, end: Duration) {
      self.answer = answer
      self.end = end
    }
  }

  private let workplace: Workplace
  private let patience: Patience

  package init(workplace: Workplace, patience: Patience = .standard) {
    self.workplace = workplace
    self.patience = patience
  }

  /// Looks at everything, one after the other; `report` hears of each as it is done.
  package func examine(report: (Finding) -> Void) {
    report(Finding("program", .good, "reckon \(Version.current) at \(workplace.environment.executable)"))
    report(project())
    report(git())
    for rehearsal in ServeRehearsal.all { report(rehearsal.finding(workplace.environment, patience)) }
  }

  private func project() -> Finding {
    guard let project = workplace.project else {
      return Finding(
        "project",
        .failure,
        workplace.missingRoot.map { "\($0) is not a folder" }
          ?? "the working directory has gone, or its name is not UTF-8",
        fix: "Name an existing folder: reckon doctor --root FOLDER"
      )
    }
    guard project.repository != nil else {
      return Finding(
        "project",
        .warning,
        "\(project.root), by \(project.evidence.rawValue), lies in no git repository that can be read",
        fix: "If it should: run this in your repository, or name it: reckon doctor --root FOLDER"
      )
    }
    return Finding("project", .good, "\(project.root), by \(project.evidence.rawValue)")
  }

  private func git() -> Finding {
    guard let path = workplace.environment.program("git") else {
      return Finding(
        "git",
        .failure,
        "no git on PATH; ships could not be verified",
        fix: "Install git, or add its folder to PATH"
      )
    }
    guard let project = workplace.project, project.repository != nil else { return Finding("git", .good, path) }
    guard reads(project.root, with: path) else {
      return Finding(
        "git",
        .failure,
        "\(path) does not read the repository at \(project.root)",
        fix: "Run git -C FOLDER status there: it says why"
      )
    }
    return Finding("git", .good, "\(path) reads the repository")
  }

  private func reads(_ folder: String, with git: String) -> Bool {
    let words = ["-C", folder, "rev-parse", "--git-dir"]
    guard let child = ChildProcess(git, words, environment: workplace.environment.variables) else { return false }
    child.closeInput()
    return child.timeToEnd(within: patience.end) != nil && child.exitCode == 0 && !child.unreceived.isEmpty
  }
}
