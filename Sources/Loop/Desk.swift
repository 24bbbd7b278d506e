import Bytes
import Domain
import Glibc
import Host
package import Store

/// The stores this process has open, one for each project; opened by the first call that needs one.
package final class Desk: Sendable {
  private let opened = Monitor<[String: Opened]>([:])

  /// A store with the file it was opened on: a folder that was deleted and made anew is another store.
  private struct Opened {
    let store: Store
    let memo = Memo()
    let device: UInt64
    let file: UInt64
  }

  private let options: StoreOptions

  /// `secret` is that of stores made through this desk; left out, each gets one of its own.
  package init(secret: [UInt8]? = nil, sizes: SignalSizes = .usual) {
    options = StoreOptions(secret: secret, signals: sizes)
  }

  /// Returns the books of a project that has a store; throws for one that has none, and creates nothing.
  package func books(of workplace: Workplace, actor: String) throws -> Books {
    let project = try Desk.project(of: workplace)
    guard let opened = try open(project, creating: false) else {
      throw LoopError.nothingImported(root: project.root)
    }
    return Desk.books(opened, project, workplace, actor)
  }

  /// Returns the books of a project, with a store made for it where there is none.
  package func openBooks(of workplace: Workplace, actor: String) throws -> Books {
    let project = try Desk.project(of: workplace)
    try ProjectFolder.prepare(project)
    guard let opened = try open(project, creating: true) else {
      throw LoopError.nothingImported(root: project.root)
    }
    return Desk.books(opened, project, workplace, actor)
  }

  private static func project(of workplace: Workplace) throws(LoopError) -> Project {
    guard let project = workplace.project else { throw .noProject(missingRoot: workplace.missingRoot) }
    return project
  }

  private static func books(_ opened: Opened, _ project: Project, _ workplace: Workplace, _ actor: String) -> Books {
    Books(
      store: opened.store,
      project: project,
      environment: workplace.environment,
      now: workplace.now,
      actor: actor,
      isAsOf: workplace.asOf != nil,
      memo: opened.memo
    )
  }

  private func open(_ project: Project, creating: Bool) throws -> Opened? {
    let folder = project.stateFolder
    return try opened.change { opened in
      let place = Desk.place(of: folder)
      if let known = opened[folder], let place, known.device == place.device, known.file == place.file {
        return known
      }
      opened[folder] = nil
      guard let store = try Store.open(at: folder, creating: creating, options: options),
        let place = Desk.place(of: folder)
      else { return nil }
      let new = Opened(store: store, device: place.device, file: place.file)
      opened[folder] = new
      return new
    }
  }

  private static func place(of folder: String) -> (device: UInt64, file: UInt64)? {
    var status = stat()
    guard unsafe stat(folder + "/" + Store.fileName, &status) == 0 else { return nil }
    return (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}
