import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite struct StoreTransactionTests {
  private struct Failure: Error {}

  @Test(arguments: StorePlace.allCases)
  func `what throws leaves nothing behind`(_ place: StorePlace) throws {
    try place.withStore { store in
      try store.write { try $0.set("kept", [1]) }
      let before = try store.lines()
      #expect(throws: Failure.self) {
        try store.write { writer in
          try writer.set("kept", [2])
          try writer.set("lost", [3])
          throw Failure()
        }
      }
      try #expect(store.lines() == before)
      #expect(throws: StoreError.self) {
        try store.write { writer in
          try writer.set("lost", [3])
          try writer.append(StoredEntry(seq: 7, line: [], hash: []), about: [])
        }
      }
      try #expect(store.lines() == before)
      #expect(throws: Failure.self) { try store.read { _ in throw Failure() } }
      try store.write { try $0.set("kept", [4]) }
      try #expect(store.read { try $0.setting("kept") } == [4])
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `settings are found by how their names begin, in order`(_ place: StorePlace) throws {
    try place.withStore { store in
      let names = ["a", "ab", "a.", "a.z", "a.ü", "a.\u{10fffe}", "a/", "b", "A."]
      try store.write { writer in
        for (number, name) in names.enumerated() { try writer.set(name, [UInt8(number)]) }
      }
      let found = try store.read { try $0.settings(startingWith: "a.") }
      #expect(found.map(\.name) == ["a.", "a.z", "a.ü", "a.\u{10fffe}"])
      #expect(found.map(\.value) == [[2], [3], [4], [5]])
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `a reader sees one moment, whatever is written meanwhile`(_ place: StorePlace) throws {
    try place.withStore { store in
      try store.write { try $0.set("number", [1]) }
      try store.read { reader in
        try #expect(reader.setting("number") == [1])
        try store.write { writer in
          try writer.set("number", [2])
          try #expect(writer.setting("number") == [2])
          // Not yet written for anybody else.
          try #expect(store.read { try $0.setting("number") } == [1])
        }
        try #expect(reader.setting("number") == [1])
        try #expect(store.read { try $0.setting("number") } == [2])
      }
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `stores of one folder see each other's changes`(_ place: StorePlace) throws {
    try place.withStore { one in
      let other = try #require(try Store.open(at: one.folder, creating: false))
      try one.write { try $0.set("a", [1]) }
      try #expect(other.read { try $0.setting("a") } == [1])
      try other.write { try $0.set("a", [2]) }
      try #expect(one.read { try $0.setting("a") } == [2])
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `many threads and stores write and read at once, and nothing is lost`(_ place: StorePlace) throws {
    try place.withStore(StoreOptions(secret: Array(0..<32), logPages: 20)) { first in
      let failures = Mutex<[String]>([])
      let rounds = place == .disk ? 5 : 40
      DispatchQueue.concurrentPerform(iterations: 6) { number in
        let failure = failureOfWork(number.isMultiple(of: 2) ? first : nil, first.folder, rounds: rounds)
        failures.withLock { $0 += failure.map { [$0] } ?? [] }
      }
      #expect(failures.withLock { $0 } == [])
      try #expect(first.read { try $0.setting("count") } == [UInt8(6 * rounds)])
      try #expect(first.faults() == [])
    }
  }

  /// Counts on in a store, or in one opened for it, and looks for half a change; says what went wrong.
  private func failureOfWork(_ store: Store?, _ folder: String, rounds: Int) -> String? {
    do {
      let other = try Store.open(at: folder, creating: false)
      let store = try #require(store ?? other)
      for _ in 0..<rounds {
        try store.write { writer in
          let count = try writer.setting("count")?.first ?? 0
          try writer.set("count", [count + 1])
          try writer.set("other", [count + 1])
        }
        let pair = try store.read { (try $0.setting("count"), try $0.setting("other")) }
        if pair.0 != pair.1 { return "half a change: \(pair)" }
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `the log is copied before it grows without end, and emptied when all is settled`(_ place: StorePlace) throws {
    try place.withStore(StoreOptions(secret: Array(0..<32), logPages: 10)) { store in
      let log = store.folder + "/store.db-wal"
      // A disk takes some milliseconds for each commit.
      let last = UInt8(place == .disk ? 30 : 200)
      for number in 0...last {
        try store.write { try $0.set("value", [UInt8](repeating: number, count: 3_000)) }
      }
      #expect(size(log) < 40 * 4_200)
      try store.settle()
      #expect(size(log) == 0)
      try #expect(store.read { try $0.setting("value")?.first } == last)
    }
  }

  @Test func `a reader that stays does not hold up writers, and the log starts anew once it has gone`() throws {
    try StorePlace.memory.withStore(StoreOptions(secret: Array(0..<32), logPages: 5)) { store in
      try store.read { reader in
        _ = try reader.setting("value")
        for number in UInt8(0)..<15 {
          try store.write { try $0.set("value", [UInt8](repeating: number, count: 3_000)) }
        }
        try #expect(reader.setting("value") == nil)
      }
      for number in UInt8(0)..<100 { try store.write { try $0.set("value", [UInt8](repeating: number, count: 3_000)) } }
      #expect(size(store.folder + "/store.db-wal") < 60 * 4_200)
    }
  }

  @Test func `a store that has been removed or replaced is noticed, and not made anew`() throws {
    try StorePlace.memory.withStore { store in
      let reason = "it has been removed or replaced since it was opened"
      let error = StoreError.unreadable(path: store.folder + "/store.db", reason: reason)
      try FileManager.default.removeItem(atPath: store.folder)
      for _ in 0..<2 {
        #expect(throws: error) { try store.write { try $0.set("a", [1]) } }
        #expect(throws: error) { try store.read { try $0.setting("a") } }
        // The second time another store stands there.
        _ = try Store.open(at: store.folder, creating: true)
      }
      #expect(FileManager.default.fileExists(atPath: store.folder))
    }
  }

  @Test func `a writer of an older version stops once the tables are newer`() throws {
    try StorePlace.memory.withStore { store in
      try store.write { try $0.connection.execute("PRAGMA user_version = 1000") }
      let path = store.folder + "/store.db"
      let error = StoreError.newerSchema(path: path, found: 1_000, known: Schema.migrations.count)
      #expect(throws: error) { try store.write { try $0.set("a", [1]) } }
    }
  }
}

private func size(_ path: String) -> Int {
  ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? -1
}
