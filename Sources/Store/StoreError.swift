private import Glibc

/// Why the store could not do what was asked: facts for whoever words the answer, with the file they are about.
package enum StoreError: Error, Equatable {
  /// What stands there is another program's database, no database, or a folder.
  case notAStore(path: String, reason: String)
  /// A newer Reckon has written it.
  case newerSchema(path: String, found: Int, known: Int)
  /// The system refuses to open, read or make it.
  case unreadable(path: String, reason: String)
  case readOnly(path: String)
  case diskFull(path: String)
  /// A change was made, and the disk would not take it.
  case unsettled(path: String, reason: String)
  /// What was read cannot have been written by this program.
  case corrupt(path: String, detail: String)
  /// Somebody else has held the lock for longer than anything should take.
  case busy(path: String, seconds: Int)
  /// A row offered for import does not fit its table.
  case unfit(table: String, detail: String)
  /// SQLite's extended code and words, and the statement without its values.
  case sqlite(code: Int, message: String, sql: String)
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAStore(let path, let reason):
      "\(path) is not a store of Reckon: \(reason). Move it away, or name another folder."
    case .newerSchema(let path, let found, let known):
      "\(path) has schema \(found); this version knows up to \(known). Use the newer Reckon that wrote it."
    case .unreadable(let path, let reason):
      "\(path) cannot be used: \(reason). Check the permissions of the file and its folder."
    case .readOnly(let path): "\(path) can be read but not written. Check the permissions of the file and its folder."
    case .diskFull(let path): "No space left for \(path). Nothing of the change was kept; free space and try again."
    case .unsettled(let path, let reason):
      """
      The change was made, but \(path) could not be brought to the disk: \(reason). A power cut may take it; check the \
      disk, then look with `reckon audit` whether the change is there.
      """
    case .corrupt(let path, let detail):
      "\(path) is damaged: \(detail). `reckon audit` names what is affected, `reckon rebuild` makes it from an export."
    case .busy(let path, let seconds):
      """
      \(path) has been held by another process for \(seconds) s. Wait for a running import to end, or end the process \
      that holds it (`fuser \(path)` names it), and try again.
      """
    case .unfit(let table, let detail): "A row of \(table) cannot be taken in: \(detail)."
    case .sqlite(let code, let message, let sql): "SQLite error \(code): \(message), in: \(sql)"
    }
  }
}

extension StoreError {
  /// Puts the system's refusal into the store's words.
  init(systemCode: CInt, path: String) {
    switch systemCode {
    case ENOSPC, EDQUOT: self = .diskFull(path: path)
    case EROFS, EACCES, EPERM: self = .readOnly(path: path)
    default: self = .unreadable(path: path, reason: unsafe String(cString: strerror(systemCode)))
    }
  }
}
