package import Bytes
package import Domain
package import Host
package import Store

/// Why a use case could not do what was asked: facts only, the words are made in Tools.
package enum LoopError: Error, Equatable, Sendable {
  /// No folder to work in, or the one given with `--root` does not exist.
  case noProject(missingRoot: String?)
  /// The project has no store yet.
  case nothingImported(root: String)
  /// A program that is needed is not on PATH.
  case missingProgram(String)
  /// An address that programs were to send to.
  case cannotListen(address: String, isInUse: Bool)
  /// Another process watches the project already.
  case watched(root: String)
  case notAnID(argument: String, typed: String, wanted: [RecordKind])
  case unknownID(RecordID)
  case badValue(argument: String, typed: String, expected: String)
  case needs(argument: String, why: String)
  /// A file or folder that was to be read.
  case unreadable(FileError)
  /// A file or folder that was to be written.
  case unwritable(FileError)
  /// A folder that must be new, or empty.
  case notEmpty(path: String)
  /// A store that would be put aside.
  case storeExists(path: String)
  /// Somebody else holds the lease.
  /// `until` is nil while the holder waits for a person.
  case leaseHeld(bet: RecordID, by: String, until: Timestamp?, nextFree: RecordID?)
  /// The lease that was passed does not count, or no longer.
  case leaseRefused(lease: String, reason: String)
  /// The thing is in a state in which this cannot be done.
  case wrongState(RecordID, state: String, action: String, allowed: String)
  /// Git, or another program, could not be asked.
  case git(reason: String)
  case store(StoreError)
  /// A folder that was to be rebuilt from is not what an export wrote.
  case badExport(path: String, reason: String)
  /// Something was to be written as of a moment before the ledger's last entry.
  case backdated(asOf: Timestamp, last: Timestamp)
  /// The store's own content is not what it must be.
  case corrupt(what: String, detail: String)
  /// The call was cancelled, or its time was up.
  case interrupted
}
