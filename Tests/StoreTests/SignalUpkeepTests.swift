import Bytes
import Domain
import Foundation
import TestSupport
import Testing

// Where signals lie is the room's own business.
@testable import Store

/// What happens to signals after they came: undone writes, readers of an older state, erasing, expiring, export.
@Suite struct SignalUpkeepTests {
  private struct Undone: Error {}

  @Test func `a write that is undone leaves nothing, and its files go with the next`() throws {
    try StorePlace.disk.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: 1)
      for batch in batches.prefix(4) { try store.take(batch) }
      let before = try store.described()
      let files = try store.signalFiles("")
      #expect(throws: Undone.self) {
        try store.write { writer in
          for batch in batches.dropFirst(4) { try writer.add(try writer.fresh(batch), RollUp()) }
          throw Undone()
        }
      }
      #expect(try store.described() == before)
      #expect(try store.signalFiles("").count > files.count)
      // What comes now gets the same numbers of files and blocks, with other contents.
      var samples = SignalSamples(seed: 99)
      let others = [62, 64, 66, 10].map { samples.batch($0) }
      for batch in others { #expect(try store.take(batch) == batch.rows.count) }
      #expect(try store.described() == (before + others.flatMap(\.described)).sorted())
      for batch in batches.dropFirst(4) { #expect(try store.take(batch) == batch.rows.count) }
      #expect(try store.faults() == [])
      let (keys, blocks) = try store.read { (try $0.signals.keys().count, try $0.signals.days().count) }
      #expect(try store.signalFiles(".keys").count == keys)
      #expect(try store.signalFiles(".blocks").count == blocks)
    }
  }

  @Test func `what a crash has left is removed by the first write of the next process`() throws {
    try StorePlace.disk.withFolder { folder in
      let path = folder + "/a"
      let store = try #require(try Store.open(at: path, creating: true, options: .small))
      let batches = SignalStoreTests.batches(seed: 1)
      for batch in batches.prefix(8) { try store.take(batch) }
      let whole = try store.described()
      let files = try store.signalFiles("")
      // A crash before the commit: blocks behind the end, and files no row speaks of.
      let blocks = try #require(try store.signalFiles(".blocks").first)
      let handle = try #require(FileHandle(forWritingAtPath: "\(path)/signals/\(blocks)"))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(repeating: 7, count: 10_000))
      try handle.close()
      for name in ["2026-01-01.1.blocks", "2026-01-01.9.keys"] {
        try Data("left".utf8).write(to: URL(fileURLWithPath: "\(path)/signals/\(name)"))
      }
      let next = try #require(try Store.open(at: path, creating: false, options: .small))
      #expect(try next.described() == whole)
      #expect(try next.take(batches[0]) == 0)
      #expect(try next.signalFiles("") == files)
      #expect(try next.take(batches[8]) == batches[8].rows.count)
      #expect(try next.described() == (whole + batches[8].described).sorted())
      #expect(try next.faults() == [])
    }
  }

  @Test func `a reader sees its state whole while files are merged, rewritten and expired`() throws {
    try StorePlace.disk.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: 4)
      for batch in batches { try store.take(batch) }
      let before = try store.described()
      let trace = try #require(batches[1].rows.first { !$0.trace.isNone }?.trace)
      try store.read { reader in
        _ = try reader.statistics()
        var samples = SignalSamples(seed: 50)
        for _ in 0..<13 { try store.take(samples.batch(60)) }
        _ = try store.write { try $0.erase(subject: 0x9e37_79b9_7f4a_7c15) }
        let whole = try store.described()
        #expect(try store.expire(before: 19_701) > 0)
        #expect(try store.described().count < whole.count)
        var found: [String] = []
        try reader.scan(SignalFilter()) { batch in
          found += batch.described
          return true
        }
        #expect(found.sorted() == before)
        #expect(try !reader.signals(of: trace).isEmpty)
      }
      // Now that nobody reads, the next write removes all that is not registered.
      var samples = SignalSamples(seed: 51)
      samples.days = 19_800..<19_801
      try store.take(samples.batch(1))
      let (keys, days) = try store.read { (try $0.signals.keys().count, try $0.signals.days()) }
      #expect(try store.signalFiles(".keys").count == keys)
      #expect(try store.signalFiles(".blocks").count == days.count { $0.file > 0 })
      #expect(try store.faults() == [])
    }
  }

  @Test func `an erased person is in no row and in no file`() throws {
    try StorePlace.disk.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: 7, days: 19_700..<19_702)
      for batch in batches { try store.take(batch) }
      let subject: UInt64 = 0x9e37_79b9_7f4a_7c15
      var expected: [String] = []
      var evidence: Set<EvidenceID> = []
      for var batch in batches {
        for index in batch.rows.indices where batch.rows[index].subject == subject {
          if let id = batch.evidenceID(of: batch.rows[index]) { evidence.insert(id) }
          batch.rows[index].subject = 0
          batch.rows[index].account = 0
          batch.rows[index].session = 0
        }
        expected += batch.described
      }
      #expect(evidence.count >= 3)
      #expect(try store.write { try $0.erase(subject: subject) } == evidence.sorted())
      #expect(try store.described() == expected.sorted())
      #expect(try store.faults() == [])
      for batch in batches { #expect(try store.take(batch) == 0) }
      #expect(try store.write { try $0.erase(subject: subject) } == [])
      #expect(try store.write { try $0.erase(subject: 0) } == [])
      try store.settle()
      var bytes: [UInt8] = []
      bytes.appendLittleEndian(subject)
      for path in try FileManager.default.filledFiles(under: store.folder) {
        #expect(try !Data(contentsOf: URL(fileURLWithPath: path)).contains(bytes), "\(path)")
      }
      #expect(try store.signalFiles(".blocks").count == 2)
    }
  }

  @Test(arguments: StorePlace.allCases, [9, 10, 11] as [UInt64])
  func `of expired days what has a text stays, and nothing comes back`(_ place: StorePlace, _ seed: UInt64) throws {
    try place.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: seed, days: 19_700..<19_704)
      for batch in batches { try store.take(batch) }
      let all = batches.reduce(0) { $0 + $1.rows.count }
      for limit in [19_701, 19_703] as [Int32] {
        let gone = try store.expire(before: limit)
        let left = batches.flatMap { $0.left(before: limit) }
        #expect(try store.described() == left.sorted())
        #expect(gone > 0)
        for batch in batches { #expect(try store.take(batch) == 0) }
        #expect(try store.faults() == [])
        #expect(try store.read { try $0.expiredBefore() } == limit)
      }
      let left = batches.flatMap { $0.left(before: 19_703) }
      #expect(left.count < all)
      // Once more, or going back in time, changes nothing.
      #expect(try store.expire(before: 19_703) == 0)
      #expect(try store.expire(before: 19_600) == 0)
      #expect(try store.described() == left.sorted())
      #expect(try store.read { try $0.expiredBefore() } == 19_703)
    }
  }

  @Test func `a message that has stayed is known with another time, and a new one of an old day is taken in`() throws {
    try StorePlace.disk.withStore(.small) { store in
      var batch = SignalSamples.plain(.message, count: 3, day: 19_700)
      try store.take(batch)
      #expect(try store.expire(before: 19_701) == 0)
      for index in batch.rows.indices { batch.rows[index].time += 5 * 86_400_000_000 }
      #expect(try store.take(batch) == 0)
      let other = SignalSamples.plain(.message, count: 4, day: 19_699, from: 50)
      #expect(try store.take(other) == 4)
      let spans = SignalSamples.plain(.span, count: 2, day: 19_699, from: 90)
      #expect(try store.write { try $0.countExpired(in: spans) } == 2)
      #expect(try store.write { try $0.countExpired(in: other) } == 0)
      #expect(try store.take(spans) == 0)
      #expect(try store.faults() == [])
    }
  }

  @Test func `a day that has changed since it was looked at is left as it is`() throws {
    try StorePlace.disk.withStore(.small) { store in
      try store.take(SignalSamples.plain(.span, count: 70, day: 19_700))
      let seen = try #require(try store.read { try $0.expiring(19_700) })
      try store.take(SignalSamples.plain(.span, count: 1, day: 19_700, from: 200))
      let before = try store.described()
      #expect(try store.write { try $0.expire([seen], before: 19_701) } == nil)
      #expect(try store.described() == before)
      #expect(try store.read { try $0.expiredBefore() } == nil)
      #expect(try store.expire(before: 19_701) == 71)
    }
  }

  @Test func `an expiry that is undone changes nothing, and is done by the next`() throws {
    try StorePlace.disk.withStore(.small) { store in
      for batch in SignalStoreTests.batches(seed: 12, days: 19_700..<19_702) { try store.take(batch) }
      let before = try store.described()
      #expect(throws: Undone.self) {
        try store.write { writer in
          _ = try writer.expire([try #require(try writer.expiring(19_700))], before: 19_701)
          throw Undone()
        }
      }
      #expect(try store.described() == before)
      #expect(try store.faults() == [])
      #expect(try store.expire(before: 19_701) > 0)
      #expect(try store.faults() == [])
    }
  }

  @Test func `who is erased while an old day is looked at does not come back with it`() throws {
    try StorePlace.disk.withStore(.small) { store in
      for count in [70, 9] {
        var batch = SignalSamples.plain(.message, count: count, day: 19_700, from: UInt64(count) * 1_000)
        for index in batch.rows.indices { batch.rows[index].subject = 7 }
        try store.take(batch)
      }
      let seen = try #require(try store.read { try $0.expiring(19_700) })
      _ = try store.write { try $0.erase(subject: 7) }
      _ = try store.write { try $0.expire([seen], before: 19_701) }
      _ = try store.expire(before: 19_701)
      var people: Set<UInt64> = []
      try store.read { reader in
        try reader.scan(SignalFilter()) { batch in
          people.formUnion(batch.rows.map(\.subject))
          return true
        }
      }
      #expect(people == [0])
    }
  }

  @Test func `what each day takes of the disk adds up`() throws {
    try StorePlace.disk.withStore(.small) { store in
      for batch in SignalStoreTests.batches(seed: 13, days: 19_700..<19_703) { try store.take(batch) }
      let (days, all) = try store.read { (try $0.signalDays(), try $0.statistics().signals) }
      #expect(days.map(\.day) == [19_702, 19_701, 19_700])
      #expect(days.reduce(0) { $0 + $1.signals } == all.signals)
      #expect(days.reduce(0) { $0 + $1.bytes } == all.blockBytes + all.keyBytes + all.waitingBytes)
    }
  }

  // MARK: Export

  @Test func `an export depends on the signals alone, and its import gives the same export`() throws {
    try StorePlace.memory.withFolder { folder in
      var lines: [[[UInt8]]] = []
      for (name, order) in [("a", 1), ("b", -1)] {
        let store = try #require(try Store.open(at: "\(folder)/\(name)", creating: true, options: .small))
        let batches = SignalStoreTests.batches(seed: 11, days: 19_700..<19_702)
        for batch in order > 0 ? batches : batches.reversed() { try store.take(batch) }
        lines.append(try store.exportedLines())
      }
      #expect(lines[0] == lines[1])
      let copy = try #require(try Store.open(at: "\(folder)/c", creating: true, options: .small))
      for start in stride(from: 0, to: lines[0].count, by: 200) {
        let part = try lines[0][start..<min(start + 200, lines[0].count)].map { try JSONDocument($0).root }
        try copy.write { try $0.importSignals(part) }
      }
      #expect(try copy.exportedLines() == lines[0])
      #expect(try copy.faults() == [])
    }
  }

  @Test func `a line has what the signal has and nothing else`() throws {
    var batch = SignalBatch()
    batch.rows = [SignalRow(kind: .log, key: SignalKey(prefix: 1, rest: 2), time: -5)]
    var full = SignalRow(kind: .span, key: SignalKey(prefix: 0xdead_beef, rest: 0xffff_0000_1234), time: 1_700_000)
    full.status = .error
    full.severity = 17
    full.duration = 250
    full.source = batch.texts.place(of: "otlp")
    full.name = batch.texts.place(of: "GET \"/\"\n")
    full.subject = 0xab
    full.trace = TraceID(high: 1, low: 0xf)
    full.span = 3
    full.value = 0.5
    full.evidence = 0
    batch.evidenceIDs = [try #require(EvidenceID(hex: String(repeating: "0f", count: 32)))]
    batch.rows.append(full)
    full.extra = batch.addExtra([0, 1, 0xfe])
    var odd = full
    odd.value = -.infinity
    batch.rows.append(odd)
    var writer = SignalLine(batch)
    let lines = batch.rows.map { String(decoding: writer.line($0, of: batch), as: UTF8.self) }
    #expect(lines[0] == #"{"key":"00000001000000000002","kind":"log","time":-5}"#)
    let common =
      #"{"key":"deadbeefffff00001234","kind":"span","time":1700000,"status":"error","severity":17,"duration":250,"#
      + #""source":"otlp","name":"GET \"/\"\n","subject":"00000000000000ab","#
      + #""trace":"0000000000000001000000000000000f","span":"0000000000000003","value":"#
    let evidence = #","evidence":"\#(String(repeating: "0f", count: 32))"}"#
    let withExtra = evidence.dropLast() + #","extra":"0001fe"}"#
    #expect(lines[1] == common + "0.5" + evidence)
    #expect(lines[2] == common + #""fff0000000000000""# + withExtra)
    var read = SignalBatch()
    for line in lines { try read.append(line: JSONDocument(line).root) }
    #expect(read.described == batch.described)
  }

  @Test(arguments: [
    "[]", "{}", #"{"key":"1","kind":"log","time":1}"#, #"{"key":"00000001000000000002","kind":"fog","time":1}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1.5}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"colour":"red"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"time":1}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"severity":256}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"status":"unset"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"value":"1.5"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"span":"12"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"trace":"zz"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"name":5}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"name":"\ud800"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"evidence":"12"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"extra":""}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"extra":"abc"}"#,
    #"{"key":"00000001000000000002","kind":"log","time":1,"extra":"\#(String(repeating: "00", count: 4_097))"}"#,
  ])
  func `a line that describes no signal is refused`(_ line: String) throws {
    var batch = SignalBatch()
    let node = try JSONDocument(line).root
    #expect(throws: StoreError.self) { try batch.append(line: node) }
    #expect(batch.isEmpty)
  }
}

extension Store {
  /// Removes the days before one as a caller does: looked at first, then removed.
  fileprivate func expire(before limit: Int32) throws -> Int64 {
    let days = try read { reader in
      let gone = try reader.expiredBefore() ?? .min
      return try reader.signalDays().map(\.day).filter { gone <= $0 && $0 < limit }.compactMap {
        try reader.expiring($0)
      }
    }
    return try #require(try write { try $0.expire(days, before: limit) })
  }
}

extension SignalBatch {
  /// The rows, in words, that stay when the days before one go.
  fileprivate func left(before limit: Int32) -> [String] {
    zip(rows, described).filter { row, _ in
      SignalDay.day(of: row.time) >= limit || row.evidence >= 0 || row.kind == .message || row.kind == .deploy
    }.map(\.1)
  }
}

extension SignalSamples {
  /// Signals of one kind on one day, without anything else.
  fileprivate static func plain(_ kind: SignalKind, count: Int, day: Int64, from first: UInt64 = 0) -> SignalBatch {
    var batch = SignalBatch()
    for number in 0..<UInt64(count) {
      let key = SignalKey(prefix: 0, rest: first + number)
      batch.rows.append(SignalRow(kind: kind, key: key, time: day * 86_400_000_000 + Int64(number)))
    }
    return batch
  }
}
