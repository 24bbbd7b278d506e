private import CSQLite
private import Glibc

/// An open database file with its prepared statements.
///
/// Belongs to one thread at a time: the store lends it out and takes it back.
@safe final class Connection: @unchecked Sendable {  // the store's pools hand it from one thread to the next
  let path: String
  private let handle: OpaquePointer
  /// Prepared statements that nobody uses at the moment.
  private var idle: [String: [PreparedStatement]] = [:]

  /// How many pages the log had after the last commit.
  private(set) var logPages = 0
  /// How many it had when it was last copied into the database.
  private(set) var logPagesAtCheckpoint = 0

  /// How long SQLite waits for other connections, in milliseconds.
  private static let patience: CInt = 5_000

  private static let noteLog:
    @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, CInt) ->
      CInt = { context, _, _, pages in
        if let context = unsafe context {
          unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages)
        }
        return SQLITE_OK
      }

  /// What the file is opened for.
  enum Mode: Sendable {
    /// Reading and writing; the file must exist.
    case existing
    /// Reading alone, of a file nobody can be writing: there is no place for the write-ahead log either.
    case immutable
    /// A database that lives and dies with the connection.
    case memory
  }

  /// Opens a database.
  init(path: String, mode: Mode) throws(StoreError) {
    self.path = path
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    var name = path
    switch mode {
    case .existing: flags |= SQLITE_OPEN_READWRITE
    case .immutable:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      name = Connection.immutableAddress(of: path)
    case .memory:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      name = ":memory:"
    }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(name, &opened, flags, nil)
    guard code == SQLITE_OK, let handle = unsafe opened else {
      // Even a failed opening leaves a handle, which knows the reason.
      let error = unsafe Connection.error(code, opened, path: path, sql: "")
      unsafe sqlite3_close_v2(opened)
      throw error
    }
    unsafe self.handle = unsafe handle
    // No statement may write to the file's own structure, and nothing in the file may call functions that do harm.
    for option in [SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, SQLITE_DBCONFIG_DEFENSIVE] {
      unsafe reckon_configure(handle, option, 1)
    }
    unsafe reckon_configure(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    // The lock file keeps writers apart; this is for the moments in which SQLite itself mends its log.
    unsafe sqlite3_busy_timeout(handle, Connection.patience)
    unsafe sqlite3_wal_autocheckpoint(handle, 0)
    unsafe sqlite3_wal_hook(handle, Connection.noteLog, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    for prepared in idle.values.joined() { unsafe sqlite3_finalize(prepared.handle) }
    unsafe sqlite3_close_v2(handle)
  }

  /// Returns a statement ready for its values, prepared at its first use and kept.
  func statement(_ sql: String) throws(StoreError) -> Statement {
    if let ready = idle[sql]?.popLast() { return Statement(ready, of: self, sql: sql) }
    var prepared: OpaquePointer?
    var text = sql
    let code = text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        unsafe sqlite3_prepare_v3(
          handle,
          characters.baseAddress,
          CInt(clamping: characters.count),
          CUnsignedInt(SQLITE_PREPARE_PERSISTENT),
          &prepared,
          nil
        )
      }
    }
    guard code == SQLITE_OK, let statement = unsafe prepared else { throw error(code, sql: sql) }
    return Statement(unsafe PreparedStatement(handle: statement), of: self, sql: sql)
  }

  /// Takes back a statement that has been reset.
  func keep(_ statement: PreparedStatement, _ sql: String) {
    idle[sql, default: []].append(statement)
  }

  /// Runs a statement that has no values and gives no rows, or whose rows are of no interest.
  func execute(_ sql: String) throws(StoreError) {
    let statement = try statement(sql)
    while try statement.step() {}
  }

  /// Runs a question that has no values and one whole number for an answer.
  func integer(_ sql: String) throws(StoreError) -> Int64 {
    let statement = try statement(sql)
    guard try statement.step() else {
      throw StoreError.corrupt(path: path, detail: "no answer to \(sql)")
    }
    return try statement.integer(0)
  }

  /// The number of rows the last statement has changed.
  var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

  /// Whether a transaction has been begun and not ended.
  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// How much of the log a checkpoint copies, and whom it waits for.
  enum Checkpoint: Sendable {
    /// Copies what no reader still needs as it was.
    case passive
    /// The same, and empties the log file when no reader is in the way.
    case truncate
  }

  /// Copies the log into the database; what a reader is in the way of for longer than so many milliseconds is left for
  /// the next time.
  ///
  /// Only to be called under the lock: SQLite before 3.51.3 can damage the log when a checkpoint meets a writer
  /// (https://sqlite.org/wal.html#walresetbug).
  func checkpoint(_ mode: Checkpoint, patience: CInt = 0) throws(StoreError) {
    logPagesAtCheckpoint = logPages
    let code: CInt
    switch mode {
    case .passive: code = unsafe sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    case .truncate:
      unsafe sqlite3_busy_timeout(handle, patience)
      code = unsafe sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
      unsafe sqlite3_busy_timeout(handle, Connection.patience)
    }
    guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw error(code, sql: "checkpoint") }
  }

  /// Ends a transaction and undoes it; nothing happens where none is open.
  func rollBack() {
    guard isInTransaction else { return }
    // fine because a connection whose transaction does not end is not used again
    try? execute("ROLLBACK")
  }

  /// Puts SQLite's answer into the store's words.
  func error(_ code: CInt, sql: String) -> StoreError {
    unsafe Connection.error(code, handle, path: path, sql: sql)
  }

  private static func error(_ code: CInt, _ handle: OpaquePointer?, path: String, sql: String) -> StoreError {
    let message = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) } ?? "out of memory"
    let systemCode = unsafe handle == nil ? 0 : unsafe sqlite3_system_errno(handle)
    let reason = systemCode == 0 ? message : unsafe String(cString: strerror(systemCode))
    switch code & 0xff {
    case SQLITE_NOTADB: return .notAStore(path: path, reason: "it is not a database")
    case SQLITE_CORRUPT: return .corrupt(path: path, detail: message)
    case SQLITE_FULL: return .diskFull(path: path)
    case SQLITE_IOERR where systemCode == ENOSPC || systemCode == EDQUOT: return .diskFull(path: path)
    case SQLITE_READONLY: return .readOnly(path: path)
    case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_PERM, SQLITE_AUTH: return .unreadable(path: path, reason: reason)
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy(path: path, seconds: 5)
    default: return .sqlite(code: Int(code), message: message, sql: sql)
    }
  }

  /// The file as an address SQLite reads options from.
  private static func immutableAddress(of path: String) -> String {
    var address = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "%"): address += "%25"
      case UInt8(ascii: "?"): address += "%3f"
      case UInt8(ascii: "#"): address += "%23"
      default: address.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return address + "?immutable=1"
  }
}
