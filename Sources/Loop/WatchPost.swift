package import Domain
import Bytes
import Host

/// What a project watches with: a receiver in front of the spool, and a drain behind it.
package struct WatchPost: Sendable {
  package let project: Project
  package let receiver: Receiver
  package let drain: Drain
  /// Nil where nothing is passed on.
  package let tee: Tee?
  /// Nil where nothing is followed.
  package let follower: Follower?
  /// Nil where nothing is fetched.
  package let puller: Puller?

  /// The most bytes that may wait, where nobody says.
  package static let spoolLimit: Int64 = 4 << 30

  /// Sets up the project's watch post; throws where another process has it.
  ///
  /// Files are looked at once in an interval. The last record of a log is complete once nobody has written to it for as
  /// long as `quiet`, and a file that was put aside is read until nobody has for as long as `grace`.
  package init(
    workplace: Workplace,
    desk: Desk,
    token: String?,
    spoolLimit: Int64 = WatchPost.spoolLimit,
    following: [String] = [],
    passingOn hosts: [String: String] = [:],
    fetching list: PullList = PullList(),
    every interval: Duration = .milliseconds(500),
    quiet: Duration = .seconds(2),
    grace: Duration = .seconds(10)
  ) throws {
    let pulls = try list.sources(workplace.environment)
    // Also says what is wrong with the store before anything is taken in.
    let books = try desk.openBooks(of: workplace, actor: "reckon")
    project = books.project
    let secrets = try WebhookSecrets(workplace.environment.variables)
    let folder = books.project.stateFolder + "/spool"
    let curl = Curl(workplace.environment, folder: folder)
    if hosts.isEmpty {
      tee = nil
    } else {
      guard let curl else { throw LoopError.missingProgram("curl") }
      tee = Tee(hosts: hosts, curl: curl)
    }
    let github = GitHubProgram(workplace.environment)
    if curl == nil, pulls.contains(where: { $0.program == .curl }) { throw LoopError.missingProgram("curl") }
    if github == nil, pulls.contains(where: { $0.program == .github }) { throw LoopError.missingProgram("gh") }
    do throws(FileError) {
      guard let path = FilePath(folder) else { throw FileError(path: folder, reason: .badName) }
      let spool = try Spool(folder: path, limit: spoolLimit)
      let refusals = Refusals()
      receiver = Receiver(spool: spool, token: token, tee: tee, secrets: secrets, refusals: refusals) { workplace.now }
      let marks = FollowMarks(path: books.project.stateFolder + "/followed.json")
      drain = Drain(
        workplace: workplace,
        desk: desk,
        spool: spool,
        marks: marks,
        quiet: quiet,
        signed: secrets.tools,
        refusals: refusals
      )
      puller =
        pulls.isEmpty
        ? nil
        : Puller(
          pulls: pulls,
          spool: spool,
          curl: curl,
          github: github,
          states: PullStates(path: PullState.path(in: books.project.stateFolder), names: Set(pulls.map(\.name))),
          now: { workplace.now }
        )
      let followed = try following.map { (typed) throws(FileError) in
        let whole = workplace.environment.path(typed)
        guard let path = FilePath(whole) else { throw FileError(path: typed, reason: .badName) }
        return path
      }
      follower =
        followed.isEmpty
        ? nil
        : Follower(
          paths: followed,
          spool: spool,
          importer: Importer(workplace: workplace, desk: desk, isDryRun: false, sourceName: nil),
          marks: marks,
          interval: interval,
          grace: grace,
          now: { workplace.now }
        )
    } catch {
      throw error.reason == .inUse ? LoopError.watched(root: project.root) : LoopError.unwritable(error)
    }
  }
}
