import Glibc

/// What the system tells a file by while it exists, whatever it is called.
package struct FileID: Hashable, Sendable {
  package let device: UInt64
  package let file: UInt64

  package init(device: UInt64, file: UInt64) {
    (self.device, self.file) = (device, file)
  }
}

/// A file as it looks from outside: another one, or one that was written to, looks otherwise.
package struct FileSight: Equatable, Sendable {
  package let id: FileID
  package let size: Int64
  /// When it was last written to, in nanoseconds since the Unix epoch.
  package let modified: Int64

  /// Looks at a file, links followed; nil where there is none.
  package init?(_ path: FilePath) {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    id = FileID(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
    size = Int64(status.st_size)
    modified =
      Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000_000).partialValue
      &+ Int64(status.st_mtim.tv_nsec)
  }
}
