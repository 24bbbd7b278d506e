import Bytes
import Glibc

/// Writes files so that a reader, or a crash, sees the old one or the new one and nothing between.
package enum FileWriter {
  private static let count = Monitor(0)

  /// Puts a file in the place of whatever stands there, once its bytes are on the disk.
  ///
  /// A link is replaced, not followed. `mode` is what the system's mask takes from.
  package static func replace(_ path: FilePath, with bytes: [UInt8], mode: UInt32 = 0o644) throws(FileError) {
    let (folder, name) = path.parts
    guard !name.isEmpty, let temporary = temporaryPath(in: folder, for: name) else {
      throw FileError(path: path.description, reason: .badName)
    }
    let descriptor = unsafe temporary.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) }
    guard descriptor >= 0 else { throw FileError(path) }
    var failure = write(bytes, to: descriptor)
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, unsafe temporary.withCString({ from in unsafe path.withCString { unsafe rename(from, $0) } }) != 0
    {
      failure = errno
    }
    guard failure == 0 else {
      _ = unsafe temporary.withCString { unsafe unlink($0) }
      throw FileError(path, code: failure)
    }
    syncFolder(folder)
  }

  /// Returns a path that nothing has: two processes differ by their number, two threads by a count.
  private static func temporaryPath(in folder: [UInt8], for name: [UInt8]) -> FilePath? {
    let number = count.change { count in
      count += 1
      return count
    }
    // A name may be as long as the system allows, so only its beginning is used.
    let end = ".\(getpid())-\(number).new"
    return FilePath(bytes: folder)?.appending([UInt8(ascii: ".")] + name.prefix(100) + Array(end.utf8))
  }

  /// Writes all bytes and waits until they are on the disk; returns 0 or what went wrong.
  private static func write(_ bytes: [UInt8], to descriptor: CInt) -> CInt {
    guard Descriptor.writeAll(bytes, to: descriptor), fsync(descriptor) == 0 else { return errno }
    return 0
  }

  /// Makes the new name last; a file system that cannot do that for folders says so, and there is nothing to do about it.
  private static func syncFolder(_ folder: [UInt8]) {
    guard let path = FilePath(bytes: folder) else { return }
    let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Makes a folder and those above it, where they are not there yet.
  package static func makeFolder(_ path: FilePath, mode: UInt32 = 0o755) throws(FileError) {
    if unsafe path.withCString({ unsafe mkdir($0, mode) }) == 0 { return }
    let code = errno
    switch code {
    case EEXIST:
      guard path.text.map({ Files.kind($0) }) != .file else {
        throw FileError(path: path.description, reason: .isNoFolder)
      }
    case ENOENT:
      let (folder, _) = path.parts
      guard let above = FilePath(bytes: folder), above.bytes.count < path.bytes.count else {
        throw FileError(path, code: code)
      }
      try makeFolder(above, mode: mode)
      guard unsafe path.withCString({ unsafe mkdir($0, mode) }) == 0 || errno == EEXIST else { throw FileError(path) }
    default: throw FileError(path, code: code)
    }
  }
}

/// A file that only grows.
package struct FileAppender: ~Copyable {
  private let descriptor: CInt
  private let path: FilePath

  /// Opens a file at its end, and makes it where there is none.
  package init(_ path: FilePath, mode: UInt32 = 0o644) throws(FileError) {
    descriptor = unsafe path.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode) }
    guard descriptor >= 0 else { throw FileError(path) }
    self.path = path
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds bytes at the end.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    guard Descriptor.writeAll(bytes, to: descriptor) else { throw FileError(path) }
  }

  /// Waits until everything is on the disk.
  package func sync() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw FileError(path) }
  }
}
