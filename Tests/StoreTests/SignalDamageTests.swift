import Bytes
import Domain
import Foundation
import TestSupport
import Testing

// Where signals lie is the room's own business.
@testable import Store

/// What `verify` finds, and what everybody else does with damage.
@Suite struct SignalDamageTests {
  /// Makes a store with blocks, keys in files, loose keys and a rest.
  private static func withStore(_ body: (Store) throws -> Void) throws {
    try StorePlace.memory.withStore(.small) { store in
      for batch in SignalStoreTests.batches(seed: 21) { try store.take(batch) }
      try body(store)
    }
  }

  /// Changes one byte of a file.
  private static func flip(_ path: String, _ place: Int, _ mask: UInt8) throws {
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.seek(toOffset: UInt64(place))
    var byte = try #require(try handle.read(upToCount: 1))
    byte[0] ^= mask
    try handle.seek(toOffset: UInt64(place))
    try handle.write(contentsOf: byte)
    try handle.close()
  }

  @Test func `every flipped byte of blocks and keys is found, and the file named`() throws {
    try SignalDamageTests.withStore { store in
      var generator = SplitMix64(seed: 1)
      for name in try store.signalFiles(".blocks") + store.signalFiles(".keys") {
        let path = "\(store.folder)/signals/\(name)"
        let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        for _ in 0..<25 {
          let place = Int(generator.next() % UInt64(size))
          try SignalDamageTests.flip(path, place, 1 << UInt8(place % 8))
          // Another store has nothing of the file in memory.
          let next = try #require(try Store.open(at: store.folder, creating: false, options: .small))
          let faults = try next.faults()
          #expect(!faults.isEmpty, "byte \(place) of \(name)")
          #expect(faults.contains { $0.what.contains(name) })
          try SignalDamageTests.flip(path, place, 1 << UInt8(place % 8))
        }
      }
      #expect(try store.faults() == [])
    }
  }

  @Test func `a missing, a shorter and another file are found and named`() throws {
    try SignalDamageTests.withStore { store in
      let names = try store.signalFiles(".blocks") + store.signalFiles(".keys")
      #expect(names.count == 2)
      for name in names {
        let path = "\(store.folder)/signals/\(name)"
        let whole = try #require(FileManager.default.contents(atPath: path))
        for changed in [nil, whole.dropLast(), whole + [0], Data(whole.reversed())] as [Data?] {
          // What lies behind the registered end of blocks is nobody's.
          if name.hasSuffix(".blocks"), changed?.count == whole.count + 1 { continue }
          _ = unsafe unlink(path)
          if let changed { try changed.write(to: URL(fileURLWithPath: path)) }
          let next = try #require(try Store.open(at: store.folder, creating: false, options: .small))
          #expect(try next.faults().contains { $0.what.contains(name) })
        }
        try whole.write(to: URL(fileURLWithPath: path))
      }
      #expect(try store.faults() == [])
    }
  }

  @Test func `a trace in a damaged block ends in an error that names the block`() throws {
    try SignalDamageTests.withStore { store in
      let name = try #require(try store.signalFiles(".blocks").first)
      let place = try #require(try store.read { try $0.signals.blocks(19_700).first })
      try SignalDamageTests.flip("\(store.folder)/signals/\(name)", Int(place.offset) + 500, 1)
      let error = #expect(throws: StoreError.self) {
        try store.read { reader in try reader.scan(SignalFilter()) { _ in true } }
      }
      guard case .corrupt(let path, let detail) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(path.hasSuffix(name))
      #expect(detail.hasPrefix("block \(place.number): "))
    }
  }

  struct Change: Sendable {
    let sql: String
    let table: String
  }

  @Test(arguments: [
    Change(sql: "UPDATE signal_blocks SET rows = rows + 1 WHERE number = 2", table: "signal_blocks"),
    Change(sql: "UPDATE signal_blocks SET kinds = 2 WHERE number = 2", table: "signal_blocks"),
    Change(sql: "DELETE FROM signal_blocks WHERE number = 2", table: "signal_keys"),
    Change(sql: "UPDATE signal_days SET length = length - 1", table: "signal_days"),
    Change(sql: "UPDATE signal_keys SET digest = 0", table: "signal_keys"),
    Change(sql: "DELETE FROM signal_keys", table: "signal_blocks"),
    Change(sql: "DELETE FROM signal_days", table: "signal_blocks"),
    Change(sql: "UPDATE signal_state SET next_file = 1", table: "signal_state"),
    Change(sql: "UPDATE signal_rest SET rows = rows + 1", table: "signal_rest"),
    Change(sql: "UPDATE signal_rest SET first = first + 1", table: "signal_rest"),
    Change(sql: "UPDATE signal_rest SET kinds = 4", table: "signal_rest"),
    Change(sql: "UPDATE signal_rest SET day = day + 1", table: "signal_rest"),
    Change(sql: "UPDATE signal_rest SET block = substr(block, 1, 400)", table: "signal_rest"),
    Change(sql: "UPDATE signal_rest SET block = x'' WHERE number > 2", table: "signal_rest"),
  ])
  func `a changed row of what is known of signals is found`(_ change: Change) throws {
    try SignalDamageTests.withStore { store in
      try store.write { writer in try writer.connection.execute(change.sql) }
      let faults = try store.faults()
      #expect(faults.contains { $0.table == change.table }, "\(faults)")
    }
  }
}
