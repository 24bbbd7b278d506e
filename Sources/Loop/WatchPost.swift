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

  /// The most bytes that may wait, where nobody says.
  package static let spoolLimit: Int64 = 4 << 30

  /// Sets up the project's watch post; throws where another process has it.
  ///
  /// Files are looked at once in an interval.
  package init(
    workplace: Workplace,
    desk: Desk,
    token: String?,
    spoolLimit: Int64 = WatchPost.spoolLimit,
    following: [String] = [],
    passingOn hosts: [String: String] = [:],
    every interval: Duration = .milliseconds(500)
  ) throws {
    // Also says what is wrong with the store before anything is taken in.
    let books = try desk.openBooks(of: workplace, actor: "reckon")
    project = books.project
    let folder = books.project.stateFolder + "/spool"
    if hosts.isEmpty {
      tee = nil
    } else {
      guard let curl = Curl(workplace.environment, folder: folder) else { throw LoopError.missingProgram("curl") }
      tee = Tee(hosts: hosts, curl: curl)
    }
    do throws(FileError) {
      guard let path = FilePath(folder) else { throw FileError(path: folder, reason: .badName) }
      let spool = try Spool(folder: path, limit: spoolLimit)
      receiver = Receiver(spool: spool, token: token, tee: tee) { workplace.now }
      drain = Drain(workplace: workplace, desk: desk, spool: spool)
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
          marks: books.project.stateFolder + "/followed.json",
          interval: interval,
          now: { workplace.now }
        )
    } catch {
      throw error.reason == .inUse ? LoopError.watched(root: project.root) : LoopError.unwritable(error)
    }
  }
}
