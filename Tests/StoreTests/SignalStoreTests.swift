import Bytes
import Domain
import Foundation
import TestSupport
import Testing

// Where signals lie is the room's own business.
@testable import Store

extension Store {
  /// Takes in what is new of a batch; returns how many signals that is.
  @discardableResult
  func take(_ batch: SignalBatch) throws -> Int {
    try write { writer in
      let fresh = try writer.fresh(batch)
      try writer.add(fresh, RollUp())
      return fresh.rows.count
    }
  }

  /// Every signal in words, in order.
  func described(_ filter: SignalFilter = SignalFilter()) throws -> [String] {
    var found: [String] = []
    try read { reader in
      try reader.scan(filter) { batch in
        found += batch.described
        return true
      }
    }
    return found.sorted()
  }

  /// Every signal as it is exported.
  func exportedLines() throws -> [[UInt8]] {
    var lines: [[UInt8]] = []
    try read { reader in try reader.exportSignals { lines.append($0) } }
    return lines
  }

  /// The files of signals, by their ends.
  func signalFiles(_ end: String) throws -> [String] {
    let path = folder + "/signals"
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(end) }.sorted()
  }
}

extension StoreOptions {
  /// A store that meets everything with few signals.
  static let small = StoreOptions(
    secret: Array(0..<32),
    signals: SignalSizes(blockWorth: 60, blockRows: 200, looseBlocks: 4, restParts: 8, exported: 100)
  )
}

@Suite struct SignalStoreTests {
  /// Batches that end as all there is: blocks in files, loose ones among them, and a rest in parts.
  static func batches(seed: UInt64, days: Range<Int32> = 19_700..<19_701) -> [SignalBatch] {
    var samples = SignalSamples(seed: seed)
    samples.days = days
    return [1, 70, 20, 60, 9, 250, 61, 8, 90, 1, 1, 10].map { samples.batch($0) }
  }

  @Test(arguments: StorePlace.allCases)
  func `signals of batches of any size are all there, once, and nothing is wrong`(_ place: StorePlace) throws {
    try place.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: 1)
      for batch in batches { #expect(try store.take(batch) == batch.rows.count) }
      #expect(try store.described() == batches.flatMap(\.described).sorted())
      #expect(try store.faults() == [])
      let statistics = try store.read { try $0.statistics().signals }
      let times = batches.flatMap(\.rows).map(\.time)
      #expect(statistics.signals == times.count)
      #expect(statistics.first == times.min())
      #expect(statistics.last == times.max())
      #expect(statistics.days == 1)
      #expect(statistics.waiting > 0)
      #expect(statistics.blocks > 4)
      // Keys of the first blocks are in a file, those of the last are loose.
      #expect(try store.signalFiles(".keys").count == 1)
      #expect(try store.signalFiles(".blocks").count == 1)
    }
  }

  @Test func `what is sent again is known, to this process and to the next`() throws {
    try StorePlace.memory.withFolder { folder in
      let batches = SignalStoreTests.batches(seed: 2)
      let store = try #require(try Store.open(at: folder + "/a", creating: true, options: .small))
      for batch in batches { try store.take(batch) }
      let next = try #require(try Store.open(at: folder + "/a", creating: false, options: .small))
      for store in [store, next] {
        for batch in batches { #expect(try store.take(batch) == 0) }
        var mixed = batches[6]
        var samples = SignalSamples(seed: 77)
        let new = samples.batch(30)
        mixed.append(new)
        mixed.append(new)
        let fresh = try store.read { reader in try reader.signals.fresh(mixed) }
        #expect(fresh.described == new.described)
      }
      #expect(try next.faults() == [])
    }
  }

  @Test func `every trace is found, wherever its signals are`() throws {
    try StorePlace.memory.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: 3, days: 19_700..<19_703)
      for batch in batches { try store.take(batch) }
      var traces: [TraceID: [String]] = [:]
      for batch in batches {
        for (row, text) in zip(batch.rows, batch.described) { traces[row.trace, default: []].append(text) }
      }
      traces[.none] = nil
      try store.read { reader in
        for (trace, rows) in traces.sorted(by: { $0.key.low < $1.key.low }).prefix(150) {
          let found = try reader.signals(of: trace)
          #expect(found.described.sorted() == rows.sorted())
          #expect(found.described == SignalBlockTests.sorted(found).described)
        }
        #expect(try reader.signals(of: TraceID(high: 1, low: 1)).isEmpty)
        #expect(try reader.signals(of: .none).isEmpty)
      }
    }
  }

  @Test func `a scan goes from the newest day to the oldest, and ends when told`() throws {
    try StorePlace.memory.withStore(.small) { store in
      for batch in SignalStoreTests.batches(seed: 4, days: 19_700..<19_703) { try store.take(batch) }
      var days: [Int32] = []
      try store.read { reader in
        try reader.scan(SignalFilter(), fields: .counts) { batch in
          let of = Set(batch.rows.map { SignalDay.day(of: $0.time) })
          #expect(of.count == 1)
          days.append(try #require(of.first))
          #expect(batch.described == SignalBlockTests.sorted(batch).described)
          return true
        }
        #expect(days == days.sorted(by: >))
        #expect(Set(days) == [19_700, 19_701, 19_702])
        var calls = 0
        try reader.scan(SignalFilter()) { _ in
          calls += 1
          return calls < 2
        }
        #expect(calls == 2)
      }
    }
  }

  @Test func `a filter takes the same rows of a store as of the batches`() throws {
    try StorePlace.memory.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: 5, days: 19_700..<19_703)
      for batch in batches { try store.take(batch) }
      var filter = SignalFilter()
      filter.kinds = [.init(.error), .init(.span)]
      filter.service = "service 3"
      let noon = 19_701 * 86_400_000_000 + 43_200_000_000
      filter.window = Int64(noon - 20_000_000_000)..<Int64(noon + 50_000_000_000)
      let expected = batches.flatMap { batch in
        zip(batch.rows, batch.described).filter { row, _ in
          [.error, .span].contains(row.kind) && batch.text(row.service) == "service 3"
            && filter.window?.contains(row.time) == true
        }.map(\.1)
      }
      #expect(expected.count >= 3)
      #expect(try store.described(filter) == expected.sorted())
      filter.window = 5..<5
      #expect(try store.described(filter) == [])
    }
  }

  @Test func `small imports are joined, so that there are never many parts`() throws {
    try StorePlace.memory.withStore(.small) { store in
      var samples = SignalSamples(seed: 6)
      var all: [String] = []
      for _ in 0..<30 {
        let batch = samples.batch(1)
        all += batch.described
        try store.take(batch)
        let parts = try store.read { try $0.signals.rest(19_700) }
        #expect(parts.count <= 8)
      }
      #expect(try store.described() == all.sorted())
      // One more than is needed for a block in all: the rest becomes one.
      try store.take(samples.batch(30))
      #expect(try store.read { try $0.signals.rest(19_700) }.isEmpty)
      #expect(try store.read { try $0.statistics().signals.blocks } == 1)
      #expect(try store.faults() == [])
    }
  }

  @Test func `when a day begins, the keys of the last ones are joined`() throws {
    try StorePlace.memory.withStore(.small) { store in
      var samples = SignalSamples(seed: 31)
      var all: [SignalBatch] = []
      for day: Int32 in 19_700...19_703 {
        samples.days = day..<day + 1
        all += (0..<7).map { _ in samples.batch(70) }
        for batch in all.suffix(7) { try store.take(batch) }
        let (keys, loose) = try store.read { reader in
          let before = try reader.signals.days().filter { $0.day < day }
          let loose = try before.flatMap { try reader.signals.blocks($0.day, from: $0.firstLoose) }
          return (try before.map { try reader.signals.keys($0.day).count }, loose)
        }
        #expect(keys == [Int](repeating: 1, count: Int(day - 19_700)))
        #expect(loose == [])
      }
      for batch in all { #expect(try store.take(batch) == 0) }
      #expect(try store.faults() == [])
    }
  }

  @Test func `a message is known on whatever day it comes again, a span on its own`() throws {
    try StorePlace.memory.withStore(.small) { store in
      func batch(_ kind: SignalKind, day: Int64) -> SignalBatch {
        var batch = SignalBatch()
        let key = SignalKey(trace: .none, identity: Array("\(kind)".utf8), secret: SignalSamples.secret)
        batch.rows.append(SignalRow(kind: kind, key: key, time: day * 86_400_000_000 + 5))
        return batch
      }
      for kind in [SignalKind.message, .deploy, .span] { #expect(try store.take(batch(kind, day: 19_700)) == 1) }
      for kind in [SignalKind.message, .deploy] { #expect(try store.take(batch(kind, day: 19_722)) == 0) }
      #expect(try store.take(batch(.span, day: 19_700)) == 0)
      // Also when they have become part of a block, and when their keys have gone into a file.
      var samples = SignalSamples(seed: 8)
      for _ in 0..<5 {
        try store.take(samples.batch(60))
        for kind in [SignalKind.message, .deploy] { #expect(try store.take(batch(kind, day: 19_722)) == 0) }
      }
    }
  }

  @Test func `times before 1970 and at the ends of time have their days`() throws {
    try StorePlace.memory.withStore(.small) { store in
      var batch = SignalBatch()
      for (index, time) in [Int64.min, -86_400_000_001, -86_400_000_000, -1, 0, 86_399_999_999, .max].enumerated() {
        batch.rows.append(SignalRow(kind: .log, key: SignalKey(prefix: 1, rest: UInt64(index)), time: time))
      }
      #expect(try store.take(batch) == 7)
      #expect(try store.take(batch) == 0)
      #expect(try store.described() == batch.described.sorted())
      let days = try store.read { try $0.signals.days().map(\.day) }
      #expect(days == [106_751_991, 0, -1, -2, -106_751_992])
      #expect(try store.exportedLines().count == 7)
      #expect(try store.faults() == [])
    }
  }

  @Test func `texts too long for one block together are cut into several`() throws {
    try StorePlace.memory.withStore(.small) { store in
      var batch = SignalBatch()
      for index in 0..<100 {
        let key = SignalKey(prefix: UInt32(index), rest: 0)
        var row = SignalRow(kind: .event, key: key, time: Int64(index))
        if index % 2 == 0 { row.name = batch.texts.place(of: "\(index)" + String(repeating: "y", count: 200_000)) }
        batch.rows.append(row)
      }
      #expect(try store.take(batch) == 100)
      #expect(try store.read { try $0.statistics().signals.blocks } > 1)
      var names: Set<String> = []
      try store.read { reader in
        try reader.scan(SignalFilter(), fields: .words) { part in
          names.formUnion(part.rows.map { part.text($0.name) })
          return true
        }
      }
      #expect(names.count == 51)
    }
  }
}
