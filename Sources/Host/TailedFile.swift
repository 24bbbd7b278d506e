import Bytes
import Glibc

/// One file at hand that others write to, told apart by the system's number of it.
final class TailedFile {
  private let descriptor: CInt
  private let path: FilePath
  private(set) var mark: FileTail.Mark
  /// Whether what is read next does not go on with what was read before.
  private var isBeginning: Bool

  /// Opens the file under a name; nil where there is none.
  ///
  /// It goes on at the mark where it is still that file, and else begins at its start.
  init?(_ path: FilePath, from mark: FileTail.Mark, isContinued: Bool) throws(FileError) {
    let opened = unsafe path.withCString { unsafe Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    guard opened >= 0 else {
      // Between the renaming of the old file and the making of a new one there is none.
      if errno == ENOENT { return nil }
      throw FileError(path)
    }
    var status = stat()
    guard unsafe fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw FileError(path: path.description, reason: .isNoFile)
    }
    (descriptor, self.path, self.mark, isBeginning) = (opened, path, mark, !isContinued)
    let id = FileID(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
    if mark.id != id || Int64(status.st_size) < mark.offset || !hasKnownHead {
      self.mark = FileTail.Mark(id: id)
      isBeginning = true
    }
  }

  deinit {
    close(descriptor)
  }

  /// Whether nobody has written to it for so long.
  func isStill(for time: Duration) -> Bool {
    var (status, now) = (stat(), timespec())
    guard unsafe fstat(descriptor, &status) == 0, unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else { return false }
    return .seconds(now.tv_sec - status.st_mtim.tv_sec) > time
  }

  /// Returns the lines that have been added, up to some bytes; at the end, also the last one that nobody has ended.
  func read(_ limit: Int, toItsEnd: Bool) throws(FileError) -> FileTail.Lines? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(path) }
    if Int64(status.st_size) < mark.offset || (Int64(status.st_size) > mark.offset && !hasKnownHead) {
      // Cut short in its place, to be filled anew.
      mark = FileTail.Mark(id: mark.id)
      isBeginning = true
    }
    let count = min(limit, Int(clamping: Int64(status.st_size) - mark.offset))
    guard count > 0 else { return nil }
    let bytes = try bytes(count, at: mark.offset)
    let isWhole = toItsEnd || bytes.count == limit
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? (isWhole ? bytes.count : 0)
    guard end > 0 else { return nil }
    let start = mark
    mark.offset += Int64(end)
    mark.line += Int64(bytes[..<end].count { $0 == UInt8(ascii: "\n") })
    try rememberHead()
    defer { isBeginning = false }
    var first = mark
    (first.offset, first.line) = (start.offset, start.line)
    return FileTail.Lines(bytes: Array(bytes[..<end]), mark: first, isBeginning: isBeginning)
  }

  /// How much of a file's beginning tells it from another one that the system has given the same number.
  private static let headLimit: Int64 = 1 << 10

  private var hasKnownHead: Bool {
    guard mark.headCount > 0 else { return true }
    // fine because a beginning that cannot be read is not the known one
    guard let head = try? bytes(Int(mark.headCount), at: 0) else { return false }
    return head.count == Int(mark.headCount) && XXHash64.hash(head) == mark.head
  }

  private func rememberHead() throws(FileError) {
    guard mark.headCount < min(TailedFile.headLimit, mark.offset) else { return }
    let head = try bytes(Int(min(TailedFile.headLimit, mark.offset)), at: 0)
    (mark.headCount, mark.head) = (Int64(head.count), XXHash64.hash(head))
  }

  private func bytes(_ count: Int, at offset: Int64) throws(FileError) -> [UInt8] {
    let descriptor = descriptor
    var failure: CInt = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let count = unsafe pread(descriptor, buffer.baseAddress, count, off_t(offset))
      failure = count < 0 ? errno : 0
      filled = max(0, count)
    }
    guard failure == 0 || failure == EINTR else { throw FileError(path, code: failure) }
    return bytes
  }
}
