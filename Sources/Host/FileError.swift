package import Bytes
import Glibc

/// Something the file system would not do, and where.
package struct FileError: Error, Equatable, CustomStringConvertible {
  /// The path for people.
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// Takes the reason of the system call that has just failed.
  package init(systemPath path: String) {
    self.init(path: path, reason: Reason(code: errno))
  }

  init(_ path: FilePath, code: CInt = errno) {
    self.init(path: path.description, reason: Reason(code: code))
  }

  /// Why not.
  package enum Reason: Equatable, Sendable {
    case notFound
    /// A folder where a file has to be, and the other way round.
    case isFolder, isNoFolder
    /// A device or a socket.
    case isNoFile
    case notPermitted
    case readOnly
    case diskFull
    /// Links that lead in a circle.
    case linkLoop
    /// More folders within each other, or more files, than are looked at.
    case tooDeep, tooMany
    /// An empty path, one with a zero byte, or one that is too long.
    case badName
    /// Not in a folder that may be read for the caller.
    case isOutside
    /// In a form that is not unpacked here.
    case compressed(String)
    /// Another process has it for itself.
    case inUse
    /// Packed, and not to be unpacked from about some byte on.
    case damaged(DecompressionError, at: Int64)
    /// Anything else, by the system's number for it.
    case system(Int)

    init(code: CInt) {
      switch code {
      case ENOENT, ENOTDIR: self = .notFound
      case EISDIR: self = .isFolder
      case EACCES, EPERM: self = .notPermitted
      case EROFS: self = .readOnly
      case ENOSPC, EDQUOT: self = .diskFull
      case ELOOP: self = .linkLoop
      case ENAMETOOLONG: self = .badName
      default: self = .system(Int(code))
      }
    }
  }

  package var description: String { "\(path): \(words)" }

  /// The reason alone, for where the path stands already.
  package var words: String {
    switch reason {
    case .notFound: "there is no such file or folder"
    case .isFolder: "this is a folder"
    case .isNoFolder: "this is not a folder"
    case .isNoFile: "this is a device or a socket, not a file"
    case .notPermitted: "permission denied"
    case .readOnly: "this is on a read-only file system"
    case .diskFull: "no space is left on the disk"
    case .linkLoop: "its links lead in a circle"
    case .tooDeep: "there are too many folders within each other"
    case .tooMany: "there are too many files"
    case .badName: "this is not a path: it is empty, too long or has a zero byte"
    case .isOutside: "this leads out of the project's folder"
    case .inUse: "another process uses this"
    case .compressed(let form): "this is compressed (\(form)); unpack it first"
    case .damaged(let error, let byte): "\(error) (at byte \(byte))"
    case .system(let code): unsafe String(cString: strerror(CInt(truncatingIfNeeded: code)))
    }
  }
}
