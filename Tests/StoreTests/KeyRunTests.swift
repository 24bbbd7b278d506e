import Domain
import Foundation
import TestSupport
import Testing

// Runs of keys are the room's own business.
@testable import Store

@Suite struct KeyRunTests {
  /// Draws keys as they are: hashes, several to a trace.
  static func entries(_ count: Int, seed: UInt64, traces: Int = 8) -> [KeyRunEntry] {
    var generator = SplitMix64(seed: seed)
    var prefix: UInt32 = 0
    return (0..<count).map { index in
      if index % traces == 0 { prefix = UInt32(truncatingIfNeeded: generator.next()) }
      let key = SignalKey(prefix: prefix, rest: generator.next())
      return KeyRunEntry(key: KeyRunKey(key), place: UInt32(index))
    }
  }

  static func keys(_ run: KeyRun) -> [KeyRunKey] { (0..<run.count).map(run.key) }

  @Test(arguments: [0, 1, 2, 255, 256, 1_000, 20_000], [1, 8, 100_000])
  func `sorting gives the order of keys, and of places for the same key`(_ count: Int, _ traces: Int) {
    var entries = KeyRunTests.entries(count, seed: 3, traces: traces)
    entries += entries.prefix(10)
    let sorted = KeyRunSort.sorted(entries)
    let expected = entries.sorted { $0.key != $1.key ? $0.key < $1.key : $0.place < $1.place }
    #expect(sorted.map(\.key) == expected.map(\.key))
    #expect(sorted.map(\.place) == expected.map(\.place))
  }

  @Test func `keys are ordered as the numbers they are made of`() {
    let keys = [
      SignalKey(prefix: 0, rest: 0), SignalKey(prefix: 0, rest: 1), SignalKey(prefix: 0, rest: 0xffff),
      SignalKey(prefix: 0, rest: 0x1_0000), SignalKey(prefix: 0, rest: 0xffff_ffff_ffff),
      SignalKey(prefix: 1, rest: 0), SignalKey(prefix: .max, rest: 0), SignalKey(prefix: .max, rest: .max),
    ]
    for (one, next) in zip(keys, keys.dropFirst()) { #expect(KeyRunKey(one) < KeyRunKey(next)) }
    #expect(KeyRunKey(keys[3]).prefix == 0)
    #expect(KeyRunKey(keys[7]).prefix == .max)
  }

  @Test(arguments: [1, 2, 3, 9, 100, 5_000], [1, 8, 1_000_000])
  func `every key is found and no other`(_ count: Int, _ traces: Int) {
    let run = KeyRun(KeyRunSort.sorted(KeyRunTests.entries(count, seed: 5, traces: traces)))
    let keys = KeyRunTests.keys(run)
    for (index, key) in keys.enumerated() {
      #expect(run.firstPlace(notBefore: key) == index)
      let next = KeyRunKey(high: key.high, low: key.low &+ 1)
      if next > key { #expect(run.firstPlace(notBefore: next) == index + 1) }
    }
    #expect(run.firstPlace(notBefore: KeyRunKey(high: 0, low: 0)) == 0)
    let last = run.firstPlace(notBefore: KeyRunKey(high: .max, low: .max))
    #expect(last == count)
  }

  @Test func `keys at both ends of all keys are found`() {
    let ends = [KeyRunKey(high: 0, low: 0), KeyRunKey(high: .max, low: 0), KeyRunKey(high: .max, low: .max)]
    let run = KeyRun(ends.map { KeyRunEntry(key: $0, place: 1) })
    for (index, key) in ends.enumerated() { #expect(run.firstPlace(notBefore: key) == index) }
    #expect(run.firstPlace(notBefore: KeyRunKey(high: 1, low: 0)) == 1)
    #expect(run.firstPlace(notBefore: KeyRunKey(high: .max, low: 1), from: 1) == 2)
  }

  @Test(arguments: [10, 3_000])
  func `of many keys asked for, exactly the known ones are reported`(_ count: Int) {
    let known = KeyRunTests.entries(count, seed: 5)
    let run = KeyRun(KeyRunSort.sorted(known))
    let asked = KeyRunSort.sorted(KeyRunTests.entries(900, seed: 6) + known.prefix(count / 3))
    var found: [KeyRunKey] = []
    run.forEachKnown(of: asked) { found.append($0.key) }
    #expect(found == known.prefix(count / 3).map(\.key).sorted())
  }

  @Test func `a prefix leads to its blocks`() {
    let entries = (0..<2_000).map { (index: Int) -> KeyRunEntry in
      let key = SignalKey(prefix: UInt32(index / 10), rest: UInt64(index))
      return KeyRunEntry(key: KeyRunKey(key), place: UInt32(index / 15))
    }
    let run = KeyRun(entries)
    for prefix in 0..<200 {
      let expected = Set((10 * prefix..<10 * prefix + 10).map { UInt32($0 / 15) }).sorted()
      #expect(run.blocks(forPrefix: UInt32(prefix)) == expected)
    }
    #expect(run.blocks(forPrefix: 200).isEmpty)
    #expect(run.blocks(forPrefix: UInt32.max).isEmpty)
  }

  // MARK: Files

  @Test(arguments: [[1], [5, 1], [3_000, 1, 200, 70_000], [400, 400, 400, 400, 400]])
  func `files hold all keys of the runs they were merged from`(_ counts: [Int]) throws {
    try Fixture.with { fixture in
      let parts = counts.enumerated().map { KeyRunTests.entries($1, seed: UInt64($0)) }
      let path = fixture.path("a.keys")
      let written = try KeyRunWriter.write(parts.map { KeyRun(KeyRunSort.sorted($0)) }, to: path)
      #expect(written.count == counts.reduce(0, +))
      let run = try KeyRun(path: path, count: written.count, digest: written.digest)
      let expected = KeyRunSort.sorted(parts.flatMap(\.self))
      #expect(KeyRunTests.keys(run) == expected.map(\.key))
      #expect((0..<run.count).map(run.block) == expected.map(\.place))
      #expect(run.computedDigest() == written.digest)
      #expect(run.isInOrder)
      let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
      let prefixes = Set(expected.map(\.key.prefix))
      #expect(size == 40 + 14 * written.count + 8 * KeyRunFilter.wordCount(prefixes: prefixes.count))
      #expect(run.byteCount == size)
    }
  }

  @Test func `another file, a shorter one and none are told apart from the registered one`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("a.keys")
      let written = try KeyRunWriter.write(
        [KeyRun(KeyRunTests.entries(100, seed: 1).sorted { $0.key < $1.key })],
        to: path
      )
      #expect(throws: StoreError.self) { try KeyRun(path: path, count: 99, digest: written.digest) }
      #expect(throws: StoreError.self) { try KeyRun(path: path, count: 100, digest: written.digest ^ 1) }
      #expect(throws: StoreError.self) { try KeyRun(path: fixture.folder, count: 100, digest: written.digest) }
      #expect(throws: StoreError.corrupt(path: path + "x", detail: "the file is missing")) {
        try KeyRun(path: path + "x", count: 100, digest: written.digest)
      }
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for place in [0, 8, 16, 24, 31, 32, 39] {
        bytes[place] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.self) { try KeyRun(path: path, count: 100, digest: written.digest) }
        bytes[place] ^= 1
      }
      for place in [40, 500, 1_439, 1_440, bytes.count - 1] {
        bytes[place] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let run = try KeyRun(path: path, count: 100, digest: written.digest)
        #expect(run.computedDigest() != written.digest)
        bytes[place] ^= 1
      }
    }
  }

  @Test func `the filter has every prefix of its run, and few others`() throws {
    try Fixture.with { fixture in
      let entries = KeyRunSort.sorted(KeyRunTests.entries(40_000, seed: 9))
      let written = try KeyRunWriter.write([KeyRun(entries)], to: fixture.path("a.keys"))
      let run = try KeyRun(path: fixture.path("a.keys"), count: written.count, digest: written.digest)
      for entry in entries { #expect(run.mayHave(prefix: entry.key.prefix)) }
      let others = KeyRunTests.entries(80_000, seed: 10).map(\.key.prefix)
      let wrong = others.count { run.mayHave(prefix: $0) }
      #expect(wrong < 80_000 * 3 / 100)
      var found = 0
      run.forEachKnown(of: KeyRunSort.sorted(KeyRunTests.entries(900, seed: 10) + entries.suffix(50))) { _ in found += 1
      }
      #expect(found == 50)
      for entry in entries.suffix(50) { #expect(run.blocks(forPrefix: entry.key.prefix).contains(entry.place)) }
    }
  }

  @Test func `an open run stays whole when its file is removed and its name given anew`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("a.keys")
      let one = KeyRunSort.sorted(KeyRunTests.entries(500, seed: 1))
      let other = KeyRunSort.sorted(KeyRunTests.entries(400, seed: 2))
      let cache = KeyRunCache()
      let first = try KeyRunWriter.write([KeyRun(one)], to: path)
      let old = try cache.run(path, count: first.count, digest: first.digest)
      let second = try KeyRunWriter.write([KeyRun(other)], to: path)
      let new = try cache.run(path, count: second.count, digest: second.digest)
      #expect(KeyRunTests.keys(old) == one.map(\.key))
      #expect(KeyRunTests.keys(new) == other.map(\.key))
      #expect(try cache.run(path, count: second.count, digest: second.digest) === new)
      cache.keep([])
      #expect(try cache.run(path, count: second.count, digest: second.digest) !== new)
    }
  }

  // MARK: Tiers

  struct Merge: Sendable {
    let counts: [Int]
    let new: Int
    let merged: [Int]
  }

  @Test(arguments: [
    Merge(counts: [], new: 65_536, merged: []),
    Merge(counts: [65_536, 65_536], new: 65_536, merged: []),
    Merge(counts: [65_536, 65_536, 65_536], new: 65_536, merged: [0, 1, 2]),
    // Three of the next tier wait for exactly this.
    Merge(
      counts: [262_144, 65_536, 262_144, 65_536, 262_144, 65_536],
      new: 65_536,
      merged: [1, 3, 5, 0, 2, 4]
    ),
    // Smaller ones go along.
    Merge(counts: [16_384, 65_536, 5_000], new: 70_000, merged: [0, 1, 2]),
    Merge(counts: [1_048_576, 16_384, 16_384], new: 16_384, merged: []),
    // Beyond the largest nothing is merged.
    Merge(counts: [2_000_000, 2_000_000, 2_000_000], new: 2_000_000, merged: []),
  ])
  func `runs are merged when four are of a size`(_ merge: Merge) {
    #expect(KeyRunTiers.merging(merge.counts, with: merge.new) == merge.merged)
  }

  @Test func `there are never many runs, and no key is copied often`() {
    var runs: [Int] = []
    var most = 0
    var copied = 0
    let batches = 16 * 60
    for _ in 0..<batches {
      let merged = KeyRunTiers.merging(runs, with: 16_384)
      let total = merged.reduce(16_384) { $0 + runs[$1] }
      runs = runs.indices.filter { !merged.contains($0) }.map { runs[$0] } + [total]
      copied += total
      most = max(most, runs.count)
    }
    // 15.7 million keys: at most three of each of the four smaller tiers, and the largest.
    #expect(most <= 16)
    #expect(Double(copied) / Double(batches * 16_384) < 6)
  }
}
