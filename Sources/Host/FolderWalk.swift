import Glibc

/// The files below a folder, in the order of their paths' bytes.
package struct FolderWalk: Sendable {
  /// A file that can be read, and its size.
  package struct Found: Equatable, Sendable {
    package let path: FilePath
    package let size: Int64

    package init(path: FilePath, size: Int64) {
      self.path = path
      self.size = size
    }
  }

  package private(set) var files: [Found] = []
  /// What could not be looked into, in the order of the paths.
  package private(set) var problems: [FileError] = []

  private let fileLimit: Int
  private let depthLimit: Int
  /// The folders seen, by device and number: links may lead to one many times, or in circles.
  private var seen: Set<Place> = []
  private var isFull = false

  private struct Place: Hashable {
    let device: UInt64
    let number: UInt64
  }

  /// Walks a folder; links are followed, names that begin with a dot are passed over, and so is what is no file.
  package init(_ folder: FilePath, fileLimit: Int = 100_000, depthLimit: Int = 64) throws(FileError) {
    self.fileLimit = fileLimit
    self.depthLimit = depthLimit
    guard let status = FolderWalk.status(of: folder) else { throw FileError(folder) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(path: folder.description, reason: .isNoFolder)
    }
    // Only what is asked for is opened with an error; below it, what cannot be opened is a problem among others.
    let names = try FolderWalk.names(in: folder)
    seen.insert(FolderWalk.place(status))
    walk(names, in: folder, depth: 1)
    files.sort { $0.path < $1.path }
    problems.sort { $0.path < $1.path }
  }

  /// Reports whether a folder can be read and holds nothing, hidden files included.
  package static func isEmpty(_ folder: String) -> Bool {
    guard let stream = unsafe opendir(folder) else { return false }
    defer { unsafe closedir(stream) }
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in unsafe Array(bytes.prefix { $0 != 0 }) }
      if name != [0x2e], name != [0x2e, 0x2e] { return false }
    }
    return true
  }

  private mutating func walk(_ names: [[UInt8]], in folder: FilePath, depth: Int) {
    for name in names where !isFull {
      guard let path = folder.appending(name) else {
        problems.append(FileError(path: folder.description, reason: .badName))
        continue
      }
      guard let status = FolderWalk.status(of: path) else {
        problems.append(FileError(path))
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        guard files.count < fileLimit else {
          problems.append(FileError(path: path.description, reason: .tooMany))
          isFull = true
          return
        }
        files.append(Found(path: path, size: Int64(status.st_size)))
      case S_IFDIR: enter(path, status, depth: depth)
      default: break
      }
    }
  }

  private mutating func enter(_ folder: FilePath, _ status: stat, depth: Int) {
    guard seen.insert(FolderWalk.place(status)).inserted else { return }
    guard depth < depthLimit else {
      problems.append(FileError(path: folder.description, reason: .tooDeep))
      return
    }
    do {
      walk(try FolderWalk.names(in: folder), in: folder, depth: depth + 1)
    } catch {
      problems.append(error)
    }
  }

  private static func place(_ status: stat) -> Place {
    Place(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
  }

  private static func status(of path: FilePath) -> stat? {
    var status = Glibc.stat()
    return unsafe path.withCString { unsafe stat($0, &status) } == 0 ? status : nil
  }

  /// The names in a folder that do not begin with a dot, in the order of their bytes.
  private static func names(in folder: FilePath) throws(FileError) -> [[UInt8]] {
    guard let stream = unsafe folder.withCString({ unsafe opendir($0) }) else { throw FileError(folder) }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
      // The name is a C array within the entry, which Swift sees as a tuple.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe Array(bytes.prefix { $0 != 0 })
      }
      if name.first != UInt8(ascii: ".") { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
