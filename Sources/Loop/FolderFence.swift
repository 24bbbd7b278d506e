import Domain
import Host

/// The folders that a caller works in: what it names elsewhere is not read for it, links followed.
struct FolderFence {
  private let root: String
  private let folders: [String]
  private let stateFolder: String

  /// The project's folder, and those that the client has named itself.
  init(_ workplace: Workplace) throws(LoopError) {
    guard let project = workplace.project else { throw .noProject(missingRoot: workplace.missingRoot) }
    root = project.root
    stateFolder = Files.absolutePath(project.stateFolder) ?? project.stateFolder
    let named = [project.root] + workplace.clientRoots + workplace.codexWorkspaces
    // Whoever was started at the top of everything works in no folder.
    folders = named.compactMap { Files.absolutePath($0) }.filter { $0 != "/" }
  }

  /// Returns a file, or the files of a folder, that a path within the fence names; relative ones begin at the root.
  func inputs(
    _ typed: String,
    environment: Environment
  ) throws(LoopError) -> (files: [ImportInput], problems: [FileError]) {
    let path = Files.path(typed, from: root)
    do throws(FileError) {
      guard let place = Files.absolutePath(path) else { throw FileError(path: path, reason: .notFound) }
      guard holds(place) else { throw FileError(path: typed, reason: .isOutside) }
      // A pipe would have the call wait for whoever writes to it.
      guard Files.kind(place) != .other else { throw FileError(path: typed, reason: .isNoFile) }
      guard let place = FilePath(place) else { throw FileError(path: typed, reason: .badName) }
      let found = try ImportInput.collect(place)
      let inputs = found.files.map { (input: $0, place: FolderFence.place(of: $0)) }
      let outside = inputs.filter { !(($0.place).map(holds) ?? false) }
      return (
        inputs.filter { $0.place.map(holds) ?? false }.map(\.input),
        found.problems + outside.map { FileError(path: $0.input.name, reason: .isOutside) }
      )
    } catch {
      guard error.reason == .isOutside else { throw .unreadable(error) }
      throw .badValue(
        argument: "path",
        typed: typed,
        expected: "a path in \(root); what lies elsewhere a person takes in with reckon import"
      )
    }
  }

  private static func place(of input: ImportInput) -> String? {
    guard case .file(let path) = input.place else { return nil }
    return path.text.flatMap { Files.absolutePath($0) }
  }

  /// Whether a path without links and dots lies within; what Reckon keeps is not for taking in.
  private func holds(_ path: String) -> Bool {
    func isIn(_ folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }
    return folders.contains(where: isIn) && !isIn(stateFolder)
  }
}
