import Domain
import Host

/// The folder a project's state lives in.
enum ProjectFolder {
  /// Makes the folder, readable by its owner alone, and keeps git from offering it for commits.
  static func prepare(_ project: Project) throws(LoopError) {
    let folder = project.stateFolder
    try PlainFiles.makeFolder(folder, mode: 0o700)
    // A folder that ignores itself needs no line in a file of the user's.
    let ignore = folder + "/.gitignore"
    if Files.kind(ignore) == nil { try PlainFiles.write(Array("*\n".utf8), to: ignore) }
  }
}
