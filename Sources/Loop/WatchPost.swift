package import Domain
import Bytes
import Host

/// What a project watches with: a receiver in front of the spool, and a drain behind it.
package struct WatchPost: Sendable {
  package let project: Project
  package let receiver: Receiver
  package let drain: Drain

  /// The most bytes that may wait, where nobody says.
  package static let spoolLimit: Int64 = 4 << 30

  /// Sets up the project's watch post; throws where another process has it.
  package init(workplace: Workplace, desk: Desk, token: String?, spoolLimit: Int64) throws {
    // Also says what is wrong with the store before anything is taken in.
    let books = try desk.openBooks(of: workplace, actor: "reckon")
    project = books.project
    let folder = books.project.stateFolder + "/spool"
    do throws(FileError) {
      guard let path = FilePath(folder) else { throw FileError(path: folder, reason: .badName) }
      let spool = try Spool(folder: path, limit: spoolLimit)
      receiver = Receiver(spool: spool, token: token) { workplace.now }
      drain = Drain(workplace: workplace, desk: desk, spool: spool)
    } catch {
      throw error.reason == .inUse ? LoopError.watched(root: project.root) : LoopError.unwritable(error)
    }
  }
}
