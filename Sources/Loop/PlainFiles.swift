import Host

/// Files written and folders made on the loop's behalf, with failures in the loop's own words.
enum PlainFiles {
  /// Writes a file whole, in the place of what stood there.
  static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(LoopError) {
    try named(path) { (path) throws(FileError) in try FileWriter.replace(path, with: bytes, mode: mode) }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(LoopError) {
    try named(path) { (path) throws(FileError) in try FileWriter.makeFolder(path, mode: mode) }
  }

  /// Opens a file to write it from its start to its end.
  static func appender(_ path: String, mode: UInt32 = 0o644) throws(LoopError) -> FileAppender {
    guard let place = FilePath(path) else { throw .unwritable(FileError(path: path, reason: .badName)) }
    do throws(FileError) {
      return try FileAppender(place, mode: mode)
    } catch {
      throw .unwritable(error)
    }
  }

  private static func named(_ path: String, _ work: (FilePath) throws(FileError) -> Void) throws(LoopError) {
    guard let place = FilePath(path) else { throw .unwritable(FileError(path: path, reason: .badName)) }
    do throws(FileError) {
      try work(place)
    } catch {
      throw .unwritable(error)
    }
  }

  /// Returns the files below a folder, in the order of their paths; what cannot be looked into is left out.
  static func files(in folder: String) throws(LoopError) -> [FilePath] {
    guard let place = FilePath(folder) else { throw .unreadable(FileError(path: folder, reason: .badName)) }
    do throws(FileError) {
      return try FolderWalk(place).files.map(\.path)
    } catch {
      throw .unreadable(error)
    }
  }

  /// Reports whether a folder holds nothing at all, hidden files included.
  static func isEmpty(_ folder: String) -> Bool {
    FolderWalk.isEmpty(folder)
  }
}
