internal import Bytes
private import Glibc

/// The folder with the files of signals: how they are named, made and removed.
struct SignalFolder: Sendable {
  let path: String
  let sizes: SignalSizes
  /// Open runs of keys, shared by everybody who uses this folder through the same store.
  let runs = KeyRunCache()

  init(_ path: String, _ sizes: SignalSizes = .usual) {
    self.path = path
    self.sizes = sizes
  }

  /// The file of a day's blocks; numbers are never given twice, so that a name always means the same file.
  func blocks(_ day: Int32, _ number: Int64) -> String { "\(path)/\(SignalFolder.name(day)).\(number).blocks" }

  /// A file of a day's keys.
  func keys(_ day: Int32, _ number: Int64) -> String { "\(path)/\(SignalFolder.name(day)).\(number).keys" }

  /// The file readers show their presence at.
  var presence: String { path + "/readers" }

  /// A day as files are named: `2026-11-20`.
  static func name(_ day: Int32) -> String {
    let date = CivilDate(daysSinceEpoch: Int(day))
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }

  /// Makes the folder and the file of presence where they are missing.
  func make() throws(StoreError) {
    if unsafe mkdir(path, 0o700) != 0 && errno != EEXIST { throw StoreError(systemCode: errno, path: path) }
    let descriptor = unsafe open(presence, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError(systemCode: errno, path: presence) }
    close(descriptor)
  }

  /// Waits until the names of new files have reached the disk.
  func settle() throws(StoreError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(systemCode: errno, path: path) }
    defer { close(descriptor) }
    while fsync(descriptor) != 0 {
      if errno != EINTR { throw StoreError(systemCode: errno, path: path) }
    }
  }

  /// Removes every file of blocks and keys but those named; only to be called under the lock, after a commit.
  ///
  /// What the disk still believes to be needed must not go: where there is anything to remove, `settling` is called first.
  /// Does nothing while somebody reads an older state; returns whether the work is done.
  func removeAll(but kept: Set<String>, settling: () throws(StoreError) -> Void) throws(StoreError) -> Bool {
    let found = files().filter { !kept.contains($0) }
    guard !found.isEmpty else { return true }
    guard SignalPresence.isNobody(presence) else { return false }
    try settling()
    for path in found { unsafe unlink(path) }
    runs.keep(kept)
    return true
  }

  /// The paths of all files of blocks and keys that are there.
  func files() -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var paths: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name.hasSuffix(".blocks") || name.hasSuffix(".keys") { paths.append("\(path)/\(name)") }
    }
    return paths
  }
}
