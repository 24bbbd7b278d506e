import Bytes
import Glibc

/// The few questions asked of the file system.
package enum Files {
  /// What stands at a path.
  package enum Kind: Sendable { case file, folder, other }

  /// Returns what stands at a path, links followed; nil when nothing does.
  package static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Removes a folder with all that is in it; false where something could not be removed.
  ///
  /// Links are removed, not followed.
  @discardableResult
  package static func removeFolder(_ path: String) -> Bool {
    var isGone = true
    for name in names(in: path) {
      let inner = "\(path)/\(name)"
      var status = stat()
      guard unsafe lstat(inner, &status) == 0 else { continue }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      isGone = (isFolder ? removeFolder(inner) : unsafe unlink(inner) == 0) && isGone
    }
    return unsafe rmdir(path) == 0 && isGone
  }

  /// Returns the names of what stands in a folder, hidden ones included, in order; none where it cannot be read.
  package static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in unsafe Array(bytes.prefix { $0 != 0 }) }
      if name != [0x2e], name != [0x2e, 0x2e] { names.append(String(decoding: name, as: UTF8.self)) }
    }
    return names.sorted()
  }

  /// Returns the path with links and dots resolved; nil when nothing stands there, or its name is not UTF-8.
  package static func absolutePath(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(validatingCString: resolved)
  }

  /// Returns the text of a small file; nil when it cannot be read, is longer than `limit` bytes or is not UTF-8.
  package static func text(_ path: String, limit: Int = 64 << 10) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while let count = Descriptor.read(descriptor, into: &buffer) {
      bytes += buffer[..<count]
      guard bytes.count <= limit else { return nil }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Returns `path` as seen from `folder`.
  package static func path(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }
}
