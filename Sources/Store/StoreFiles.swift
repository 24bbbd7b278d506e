private import Glibc

/// The files a store is made of, and what stands at their places.
struct StoreFiles: Sendable {
  let folder: String

  var database: String { folder + "/" + Store.fileName }
  var lock: String { folder + "/lock" }
  var signals: String { folder + "/signals" }
  private var log: String { database + "-wal" }

  /// Whether there is anything to open; an empty file is what a process leaves that died before its first page.
  func hasDatabase() throws(StoreError) -> Bool {
    guard let status = try status(of: database) else {
      // A file in the folder's place looks like a missing database otherwise.
      guard let there = try status(of: folder), there.st_mode & S_IFMT != S_IFDIR else { return false }
      throw StoreError.notAStore(path: folder, reason: "a file stands where its folder should be")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError.notAStore(path: database, reason: "it is no file")
    }
    return status.st_size > 0
  }

  /// Makes the folder, for its owner alone.
  func makeFolder() throws(StoreError) {
    guard unsafe mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
    guard errno != ENOSPC, errno != EDQUOT else { throw StoreError.diskFull(path: folder) }
    throw StoreError.unreadable(path: folder, reason: "it cannot be made: \(unsafe String(cString: strerror(errno)))")
  }

  /// Waits for the lock.
  func lock(within limit: Duration) throws(StoreError) -> WriteLock {
    do {
      return try WriteLock(path: lock, within: limit)
    } catch {
      // Nobody knows of the lock file, so that is not what cannot be written.
      guard case .readOnly = error else { throw error }
      throw StoreError.readOnly(path: database)
    }
  }

  /// Takes the lock if it is free and can be taken at all.
  func lockIfFree() throws(StoreError) -> WriteLock? {
    do {
      return try WriteLock(ifFreeAt: lock)
    } catch {
      guard case .readOnly = error else { throw error }
      return nil
    }
  }

  /// Makes an empty database file, for its owner alone; its companions take their mode from it.
  ///
  /// Never where one is open in this process: closing any descriptor of a file lets go of all locks SQLite has on it
  /// (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
  func makeDatabase() throws(StoreError) {
    let descriptor = unsafe open(database, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError(systemCode: errno, path: database) }
    close(descriptor)
  }

  /// Waits until the names of the folder and of what is in it have reached the disk.
  func settleNames() throws(StoreError) {
    for path in [folder, folder + "/.."] {
      let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { throw StoreError(systemCode: errno, path: path) }
      defer { close(descriptor) }
      // Some file systems have no such thing for folders, and then there is nothing to wait for.
      while fsync(descriptor) != 0, errno == EINTR {}
    }
  }

  /// Opens the log, to wait for the disk.
  func openLog() throws(StoreError) -> OpenLog {
    try OpenLog(path: log)
  }

  /// Opens the database.
  ///
  /// Where nothing can be written, SQLite misses the memory it shares with other processes. No process can write then
  /// either, so that an empty log makes the file by itself the whole truth.
  func connect() throws(StoreError) -> (connection: Connection, isImmutable: Bool) {
    let refusal: StoreError
    do {
      let connection = try Connection(path: database, mode: .existing)
      // Opening reads nothing yet.
      _ = try connection.integer("PRAGMA schema_version")
      return (connection, false)
    } catch {
      refusal = error
    }
    guard unsafe access(folder, W_OK) != 0, case .unreadable = refusal else { throw refusal }
    guard try status(of: log)?.st_size ?? 0 == 0 else {
      throw StoreError.unreadable(
        path: database,
        reason: "its last changes are still in its log, and nothing can be written to \(folder)"
      )
    }
    return (try Connection(path: database, mode: .immutable), true)
  }

  /// What tells the database file from every other that may come to stand at its path.
  func identity() throws(StoreError) -> FileIdentity {
    guard let status = try status(of: database) else { return FileIdentity(device: 0, file: 0) }
    return FileIdentity(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
  }

  /// How long the log file is, in bytes.
  var logSize: Int64 { sizeOrZero(log) }

  /// How long the database file is, in bytes.
  var databaseSize: Int64 { sizeOrZero(database) }

  private func sizeOrZero(_ path: String) -> Int64 {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  private func status(of path: String) throws(StoreError) -> stat? {
    var status = stat()
    if unsafe stat(path, &status) == 0 { return status }
    switch errno {
    case ENOENT: return nil
    case ENOTDIR: return nil
    case let code: throw StoreError.unreadable(path: path, reason: unsafe String(cString: strerror(code)))
    }
  }
}

/// The numbers a file system knows a file by.
struct FileIdentity: Equatable, Sendable {
  let device: UInt64
  let file: UInt64
}
