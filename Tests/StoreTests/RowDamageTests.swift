import Domain
import Foundation
import TestSupport
import Testing

@testable import Store

@Suite struct RowDamageTests {
  /// A store's database as bytes, with something in every table, some of it long.
  private static func database(in folder: String) throws -> Data {
    let store = try #require(try Store.open(at: folder, creating: true, options: .fixed))
    var sample = SampleRollUp(seed: 3)
    try store.write { writer in
      for _ in 0..<6 { try writer.merge(sample.next()) }
      try writer.foldBuckets(olderThan: 86_400)
      for _ in 0..<6 { try writer.merge(sample.next()) }
      for seq in Int64(1)...16 {
        let line = Array("{\"seq\":\(seq),\"text\":\"\(String(repeating: "x", count: Int(seq * seq) * 24))\"}".utf8)
        try writer.append(StoredEntry(seq: seq, line: line, hash: Array(0..<32)), about: ["B-\(seq % 7)"])
        let id = RecordID(.bet, of: "\(seq)")
        try writer.put(StoredRecord(id: id, owner: "O", state: "open", order: 0.1, seq: seq, body: line))
        try writer.addEvidence([EvidenceRowTests.evidence(String(repeating: "text \(seq) ", count: Int(seq * seq) * 2))]
        )
      }
      try writer.erase(evidence: EvidenceRowTests.evidence("text 1 text 1 ").id, seq: 1, reason: "forget")
      try writer.set("number", [1, 2, 3])
      try writer.hold(WaitingRowTests.errors(30), until: 7)
      for row in WaitingRowTests.errors(30).batch.rows { try writer.addEcho(row, of: SignalKey(prefix: 1, rest: 2)) }
      for number in UInt64(1)...8 {
        let words = [UInt8](repeating: UInt8(number), count: 4 * Int(number * number))
        let text = try writer.text(digest: [UInt8(number)], words: words, teaches: number % 2 == 0)
        try writer.place(text: text, .theme(Int(number)))
        try writer.add(ThemeRowTests.message(number, text: text, by: number))
        try writer.put(MessageTheme(number: Int(number), name: "theme \(number) ab", successor: 9))
      }
      let series = try #require(try writer.ordinal(of: .event("e1")))
      for kind in [PackKind.people, .hours] {
        try writer.pack([LooseDays(series: series, kind: kind, days: 19_600..<19_800, rows: 1)])
      }
      if SlowTests.areWanted { try RowDamageTests.addSignals(writer) }
    }
    try store.settle()
    return bytes(of: folder + "/store.db")
  }

  /// Enough for blocks of a file and their keys in another, and some that wait.
  private static func addSignals(_ writer: StoreWriter) throws {
    for part in Int64(0)...4 {
      var batch = SignalBatch()
      for number in 0..<(part < 4 ? Int64(SignalSizes.usual.blockWorth) : 6) {
        let key = SignalKey(prefix: UInt32(number), rest: UInt64(part))
        let day = part < 4 ? 20_000 : 20_001 + number
        batch.rows.append(SignalRow(kind: .event, key: key, time: day * 86_400_000_000 + number))
      }
      try writer.add(batch, RollUp())
    }
  }

  /// The trees of a database by the name of their table, and of its indexes.
  private static func trees(_ folder: String) throws -> [(name: String, root: Int)] {
    let connection = try Connection(path: folder + "/store.db", mode: .existing)
    let rows = try connection.statement("SELECT tbl_name, rootpage FROM sqlite_schema ORDER BY rootpage")
    var trees = [(name: "sqlite_schema", root: 1)]
    while try rows.step() { trees.append((try rows.text(0), Int(try rows.integer(1)))) }
    return trees
  }

  /// What there is to find in a damaged database: faults, or the error that keeps it from being opened or read.
  private static func findings(_ folder: String, _ ledger: [StoredEntry]) -> [RowFault] {
    do {
      guard let store = try Store.open(at: folder, creating: false) else {
        return [RowFault(table: "", key: "", what: "there is no store")]
      }
      var faults = try store.faults()
      // The ledger has no seals: whoever knows its hashes compares.
      let found = try store.read { try $0.ledger(from: 0, limit: .max) }
      if found != ledger { faults.append(RowFault(table: "ledger", key: "", what: "another ledger")) }
      return faults
    } catch {
      return [RowFault(table: error.table, key: "", what: "\(error)")]
    }
  }

  @Test func `any byte of a row that changes is found and named`() throws {
    try StorePlace.memory.withFolder { folder in
      let path = folder + "/store.db"
      let whole = try RowDamageTests.database(in: folder)
      let pages = DatabasePages(whole)
      let trees = try RowDamageTests.trees(folder).filter { pages.hasRows(root: $0.root) }
      let ledger = try #require(try Store.open(at: folder, creating: false)).read {
        try $0.ledger(from: 0, limit: .max)
      }
      #expect(ledger.count == 16)
      #expect(RowDamageTests.findings(folder, ledger) == [])
      let names = SlowTests.areWanted ? Table.names : Table.exported.map(\.name)
      #expect(Set(trees.map(\.name)).isSuperset(of: names))

      var generator = SplitMix64(seed: 21)
      // Long tables are not drawn more often than short ones.
      for number in 0..<(SlowTests.areWanted ? 300 : 60) {
        let tree = trees[number % trees.count]
        let places = pages.rows(root: tree.root)
        let range = try #require(places.randomElement(using: &generator))
        let place = try #require(range.randomElement(using: &generator))
        var damaged = whole
        damaged[place] ^= UInt8.random(in: 1 ... .max, using: &generator)
        for name in ["store.db-wal", "store.db-shm"] {
          try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
        try damaged.write(to: URL(fileURLWithPath: path))
        let faults = RowDamageTests.findings(folder, ledger)
        // Without its secret or its tables a store is not opened, and the ledger is judged by others.
        let isErrorEnough = ["sqlite_schema", "settings", "ledger"].contains(tree.name)
        // A table whose description sends its reader to another page is the one that is named.
        let isAnyTableRight = tree.name == "sqlite_schema"
        #expect(
          faults.contains { $0.table == tree.name || isAnyTableRight || (isErrorEnough && $0.table.isEmpty) },
          "byte \(place) of \(tree.name), now \(damaged[place]): \(faults)"
        )
      }
    }
  }
}

extension Error {
  /// The table an error is about, as far as its words tell.
  fileprivate var table: String {
    Table.names.first { "\(self)".contains(" of \($0) ") } ?? ""
  }
}
