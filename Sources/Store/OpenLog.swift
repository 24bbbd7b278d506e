private import Glibc

/// SQLite's log, open to wait until what was written there has reached the disk.
struct OpenLog: ~Copyable {
  private let path: String
  private let descriptor: CInt

  /// Opens it; SQLite's locks lie on other files, so that closing a descriptor of this one lets go of none.
  init(path: String) throws(StoreError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(systemCode: errno, path: path) }
  }

  deinit {
    close(descriptor)
  }

  /// Waits until all that is in it has reached the disk.
  func settle() throws(StoreError) {
    while fdatasync(descriptor) != 0 {
      guard errno == EINTR else {
        throw StoreError.unsettled(path: path, reason: unsafe String(cString: strerror(errno)))
      }
    }
  }
}
