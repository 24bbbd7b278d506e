import Bytes
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Store

/// Where a store under test lies: every test of a store runs on each.
enum StorePlace: String, CaseIterable, Sendable {
  /// The file system of temporary files.
  case disk
  /// Shared memory, which is a file system without a disk.
  case memory

  /// Runs a test with an empty folder, which is removed at the end.
  func withFolder<Result>(_ body: (_ folder: String) throws -> Result) throws -> Result {
    let base = unsafe self == .memory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
    let folder = "\(base)/reckon-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// Runs a test with a new store.
  func withStore<Result>(_ options: StoreOptions = .fixed, _ body: (Store) throws -> Result) throws -> Result {
    try withFolder { folder in
      try body(try #require(try Store.open(at: folder + "/.reckon", creating: true, options: options)))
    }
  }
}

extension StoreOptions {
  /// A secret that is the same in every run.
  static let fixed = StoreOptions(secret: Array(0..<32))
}

extension Store {
  /// Every row as a line of text.
  func lines() throws -> [String] {
    var lines: [String] = []
    try read { reader in try reader.exportTables { lines.append("\($0) \($1.text)") } }
    return lines
  }

  /// What is wrong with the rows and the file.
  func faults() throws -> [RowFault] {
    var faults: [RowFault] = []
    try read { reader in
      try reader.verifyRows { faults.append($0) }
      try reader.verifySignals { faults.append($0) }
    }
    return faults
  }
}

/// Returns the bytes of a file; none where there is no file.
///
/// Not by Foundation, which leaks a page for each empty file it reads, and the leak check takes that for ours.
func bytes(of path: String) -> Data {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return Data() }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 64 << 10)
  while let count = Descriptor.read(descriptor, into: &buffer) { bytes += buffer[..<count] }
  return Data(bytes)
}

extension Data {
  /// Whether some bytes stand somewhere in it.
  func contains(_ bytes: [UInt8]) -> Bool { range(of: Data(bytes)) != nil }
}
