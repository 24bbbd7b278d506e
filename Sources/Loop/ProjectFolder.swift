import Domain
import Glibc
import Host

/// The folder a project's state lives in.
enum ProjectFolder {
  /// Makes the folder, readable by its owner alone, and keeps git from offering it for commits.
  static func prepare(_ project: Project) throws(LoopError) {
    let folder = project.stateFolder
    if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST { throw failure(folder) }
    guard Files.kind(folder) == .folder else { throw .unwritable(path: folder, reason: "it is not a folder") }
    // A folder that ignores itself needs no line in a file of the user's.
    let ignore = folder + "/.gitignore"
    guard Files.kind(ignore) == nil else { return }
    do {
      try FileWriter.write(Array("*\n".utf8), to: ignore)
    } catch {
      throw .unwritable(path: ignore, reason: "\(error)")
    }
  }

  private static func failure(_ folder: String) -> LoopError {
    .unwritable(path: folder, reason: unsafe String(cString: strerror(errno)))
  }
}
