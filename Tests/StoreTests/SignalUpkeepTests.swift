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
        try store.write { try $0.expireSignals(before: 19_701) }
        #expect(try store.described() == [])
        var found: [String] = []
        try reader.scan(SignalFilter()) { batch in
          found += batch.described
          return true
        }
        #expect(found.sorted() == before)
        #expect(try !reader.signals(of: trace).isEmpty)
      }
      // Now that nobody reads, the next write removes all of it.
      var samples = SignalSamples(seed: 51)
      samples.days = 19_800..<19_801
      try store.take(samples.batch(1))
      #expect(try store.signalFiles(".keys") == [])
      #expect(try store.signalFiles(".blocks") == [])
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

  @Test func `expired days go with their files, and none of their signals comes back`() throws {
    try StorePlace.disk.withStore(.small) { store in
      let batches = SignalStoreTests.batches(seed: 9, days: 19_700..<19_703)
      for batch in batches { try store.take(batch) }
      try store.write { try $0.expireSignals(before: 19_702) }
      let left = batches.flatMap { batch in
        zip(batch.rows, batch.described).filter { SignalDay.day(of: $0.0.time) == 19_702 }.map(\.1)
      }
      #expect(try store.described() == left.sorted())
      for batch in batches { #expect(try store.take(batch) == 0) }
      #expect(try store.signalFiles("").allSatisfy { $0.hasPrefix("2023-12-11.") || $0 == "readers" })
      #expect(try store.faults() == [])
      #expect(try store.read { try $0.statistics().signals.expiredBefore } == 19_702)
      // Going back in time brings nothing back.
      try store.write { try $0.expireSignals(before: 19_600) }
      for batch in batches { #expect(try store.take(batch) == 0) }
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
    batch.evidenceIDs = [EvidenceID(hex: String(repeating: "0f", count: 32))]
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
