import Bytes
import Glibc

/// A file that others write to, followed through rotation and truncation.
///
/// It is told apart by the system's number of it, not by its name: when another file stands under the name, what is left
/// of the old one is read to its end first.
package final class FileTail {
  private let path: FilePath
  private var descriptor: CInt = -1
  /// How far it has been read.
  package private(set) var mark: Mark

  /// A place in a file.
  package struct Mark: Equatable, Sendable {
    package var device: UInt64
    package var file: UInt64
    package var offset: Int64
    /// The number of the line that begins there, from 1.
    package var line: Int64

    /// Before anything has been read.
    package static let start = Mark(device: 0, file: 0, offset: 0, line: 1)

    package init(device: UInt64, file: UInt64, offset: Int64, line: Int64) {
      self.device = device
      self.file = file
      self.offset = offset
      self.line = line
    }
  }

  /// Whole lines that follow each other.
  package struct Lines: Equatable, Sendable {
    package let bytes: [UInt8]
    /// The number of the first of them.
    package let first: Int64
    /// Whether a file begins with them.
    package let isStart: Bool
  }

  /// Read at once at most; a longer line is cut.
  package static let limit = 4 << 20

  /// Follows a file from a mark on, if it is still the file of the mark, and else from its start.
  package init(_ path: FilePath, from mark: Mark = .start) {
    self.path = path
    self.mark = mark
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Returns the lines that have been added; nil where there are none yet.
  package func next() throws(FileError) -> Lines? {
    if descriptor < 0, try !open() { return nil }
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0, Int64(status.st_size) < mark.offset {
      // Cut short in its place, to be filled anew.
      (mark.offset, mark.line) = (0, 1)
    }
    if let lines = try read(toItsEnd: false) { return lines }
    guard isReplaced() else { return nil }
    // Whoever wrote to the old one may have done so until a moment ago, and need not have ended its last line.
    if let lines = try read(toItsEnd: false) { return lines }
    if let rest = try read(toItsEnd: true) { return rest }
    close(descriptor)
    descriptor = -1
    mark = .start
    return try next()
  }

  private func open() throws(FileError) -> Bool {
    let opened = unsafe path.withCString { unsafe Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    guard opened >= 0 else {
      // Between the renaming of the old file and the making of a new one there is none.
      if errno == ENOENT { return false }
      throw FileError(path)
    }
    var status = stat()
    guard unsafe fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw FileError(path: path.description, reason: .isNoFile)
    }
    descriptor = opened
    let (device, file) = (UInt64(status.st_dev), UInt64(status.st_ino))
    if mark.device != device || mark.file != file {
      mark = Mark(device: device, file: file, offset: 0, line: 1)
    }
    return true
  }

  private func isReplaced() -> Bool {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return false }
    return UInt64(status.st_dev) != mark.device || UInt64(status.st_ino) != mark.file
  }

  private func read(toItsEnd: Bool) throws(FileError) -> Lines? {
    let (descriptor, offset) = (descriptor, mark.offset)
    var failure: CInt = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: FileTail.limit) { buffer, filled in
      let count = unsafe pread(descriptor, buffer.baseAddress, FileTail.limit, off_t(offset))
      failure = count < 0 ? errno : 0
      filled = max(0, count)
    }
    guard failure == 0 || failure == EINTR else { throw FileError(path, code: failure) }
    let isWhole = toItsEnd || bytes.count == FileTail.limit
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? (isWhole ? bytes.count : 0)
    guard end > 0 else { return nil }
    let lines = Lines(bytes: Array(bytes[..<end]), first: mark.line, isStart: offset == 0)
    mark.offset += Int64(end)
    mark.line += Int64(lines.bytes.count { $0 == UInt8(ascii: "\n") })
    return lines
  }
}
