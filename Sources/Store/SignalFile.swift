private import Glibc

/// A file of signals, written and read at given places.
///
/// What the system refuses is told in the store's words, with the file's path.
final class SignalFile {
  let path: String
  private let descriptor: CInt

  /// What a file is opened for.
  enum Purpose { case reading, appending, making }

  /// Opens a file; one that is being made takes the place of what a crash may have left there.
  init(path: String, for purpose: Purpose) throws(StoreError) {
    self.path = path
    let flags: CInt
    switch purpose {
    case .reading: flags = O_RDONLY
    case .appending: flags = O_RDWR
    case .making:
      // Never the same file: somebody may have it open.
      unsafe unlink(path)
      flags = O_RDWR | O_CREAT | O_EXCL
    }
    let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw .corrupt(path: path, detail: "the file is missing") }
      throw StoreError(systemCode: errno, path: path)
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Writes all bytes at a place.
  func write(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.span.extracting(droppingFirst: done).withUnsafeBytes { rest in
        unsafe pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
      }
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw StoreError(systemCode: count == 0 ? ENOSPC : errno, path: path)
      }
    }
  }

  /// Replaces `bytes` with those at a place; a file that ends before is damaged.
  func read(_ range: Range<Int>, into bytes: inout [UInt8]) throws(StoreError) {
    if bytes.count != range.count { bytes = [UInt8](repeating: 0, count: range.count) }
    var done = 0
    while done < range.count {
      let count = unsafe bytes.withUnsafeMutableBytes { room in
        unsafe pread(descriptor, room.baseAddress?.advanced(by: done), room.count - done, range.lowerBound + done)
      }
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .corrupt(path: path, detail: "it ends before byte \(range.upperBound)")
      } else if errno != EINTR {
        throw StoreError(systemCode: errno, path: path)
      }
    }
  }

  /// Returns how long the file is.
  func length() throws(StoreError) -> Int64 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw StoreError(systemCode: errno, path: path) }
    return Int64(status.st_size)
  }

  /// Cuts off what lies behind a place, such as what a crash has left.
  func cut(at place: Int) throws(StoreError) {
    guard try length() > Int64(place) else { return }
    guard ftruncate(descriptor, place) == 0 else { throw StoreError(systemCode: errno, path: path) }
  }

  /// Waits until everything written has reached the disk.
  func settle() throws(StoreError) {
    while fdatasync(descriptor) != 0 {
      if errno != EINTR { throw StoreError(systemCode: errno, path: path) }
    }
  }
}
