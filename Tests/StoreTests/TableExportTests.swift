import Bytes
import Domain
import TestSupport
import Testing

@testable import Store

@Suite struct TableExportTests {
  private static func fill(_ store: Store) throws {
    var sample = SampleRollUp(seed: 9)
    try store.write { writer in
      for _ in 0..<20 { try writer.merge(sample.next()) }
      try writer.foldBuckets(olderThan: 86_400)
      try writer.merge(sample.next())
      var odd = RollUp()
      for (number, sum) in [0.1 + 0.2, -0.0, .nan, .infinity, 1e300, 3].enumerated() {
        var row = SubjectDay(day: 1, subject: UInt64(number + 1), account: .max, first: .min)
        row.sum = sum
        odd.subjectDays[.active, default: [:]][.init(day: 1, subject: row.subject)] = row
      }
      try writer.merge(odd)
      for seq in Int64(1)...5 {
        try writer.append(StoredEntry(seq: seq, line: [0, 255, UInt8(seq)], hash: [1]), about: ["a", "b\u{0}\"ü"])
        let id = RecordID(.bet, of: "\(seq)")
        try writer.put(StoredRecord(id: id, owner: "", state: "", order: .nan, seq: seq, body: []))
        try writer.addEvidence([EvidenceRowTests.evidence("\u{2028} line \(seq)\n")])
      }
      try writer.erase(evidence: EvidenceRowTests.evidence("\u{2028} line 2\n").id, seq: 4, reason: "forget")
      try writer.set("empty", [])
      try writer.hold(WaitingRowTests.errors(3), until: 7)
      let text = try writer.text(digest: [1, 2], words: [1, 2, 3, 4], teaches: true)
      try writer.add(ThemeRowTests.message(1, text: text))
      try writer.put(MessageTheme(number: 3, name: "theme 3 ab", successor: 4))
      for row in WaitingRowTests.errors(2).batch.rows { try writer.addEcho(row, of: SignalKey(prefix: 1, rest: 2)) }
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `a store made from an export is the same store`(_ place: StorePlace) throws {
    try place.withStore { store in
      try TableExportTests.fill(store)
      let lines = try store.lines()
      let copied = try StorePlace.memory.withStore(StoreOptions(secret: store.secret)) { copy in
        try copy.write { writer in
          for line in lines {
            let (table, row) = try #require(line.split(separator: " ", maxSplits: 1).map(String.init).pair)
            try writer.importRow(table, JSONDocument(row).root)
          }
        }
        try #expect(copy.faults() == [])
        let found = try copy.read { reader in
          (try reader.groups(), try reader.sources(), try reader.records(.bet).map(\.id), try reader.ledger(about: "a"))
        }
        let known = try store.read { reader in
          (try reader.groups(), try reader.sources(), try reader.records(.bet).map(\.id), try reader.ledger(about: "a"))
        }
        #expect(found == known)
        return try copy.lines()
      }
      #expect(copied == lines)
      #expect(Set(lines.map { $0.prefix { $0 != " " } }) == Set(Table.exported.map { Substring($0.name) }))
    }
  }

  @Test func `signals, texts and counts of a batch come in together, and move to another store`() throws {
    try StorePlace.memory.withStore { store in
      var batch = SignalBatch()
      batch.evidence = [EvidenceRowTests.evidence("it broke")]
      let service = batch.texts.place(of: "web")
      for number in UInt32(0)..<3 {
        let time = Int64(20_000 + number) * 86_400_000_000
        var row = SignalRow(kind: .error, key: SignalKey(prefix: number, rest: 7), time: time)
        row.evidence = number == 0 ? -1 : 0
        row.service = service
        batch.rows.append(row)
      }
      var sample = SampleRollUp(seed: 1)
      try store.write { writer in
        try writer.add(writer.fresh(batch), sample.next())
        try #expect(writer.fresh(batch).isEmpty)
        let day = try #require(try writer.expiring(20_000))
        try #expect(writer.expire([day], before: 20_001) == 1)
      }
      let tables = try store.lines()
      let signals = try signalLines(store)
      #expect(signals.count == 2)
      #expect(tables.last == "signal_state {\"expired_before\":20001}")
      try StorePlace.memory.withStore { copy in
        try copy.write { writer in
          for line in tables {
            let (table, row) = try #require(line.split(separator: " ", maxSplits: 1).map(String.init).pair)
            try writer.importRow(table, JSONDocument(row).root)
          }
          try writer.importSignals(signals.map { try JSONDocument($0).root })
          // The first day was removed, and what is known is known here too.
          try #expect(writer.fresh(batch).isEmpty)
        }
        try #expect(copy.lines() == tables)
        try #expect(signalLines(copy) == signals)
        let known = try store.read { try $0.statistics().signals.signals }
        try #expect(copy.read { try $0.statistics().signals.signals } == known)
      }
    }
  }

  private func signalLines(_ store: Store) throws -> [String] {
    var lines: [String] = []
    try store.read { reader in try reader.exportSignals { lines.append(String(decoding: $0, as: UTF8.self)) } }
    return lines
  }

  @Test(arguments: [
    ("nothing", "{}", "there is no such table"),
    ("signal_state", "{}", "expired_before is missing or of another form"),
    ("sources", "[]", "it has 0 members, not 5"),
    ("sources", "{\"name\":\"a\",\"count\":1,\"first\":1,\"last\":1}", "it has 4 members, not 5"),
    (
      "sources", "{\"name\":\"a\",\"count\":1,\"first\":1,\"last\":1,\"x\":1}", "received is missing or of another form"
    ),
    (
      "sources", "{\"name\":\"a\",\"count\":1.5,\"first\":1,\"last\":1,\"received\":1}",
      "count is missing or of another form"
    ),
    (
      "sources", "{\"name\":\"a\",\"count\":9223372036854775808,\"first\":1,\"last\":1,\"received\":1}",
      "count is missing or of another form"
    ),
    ("series", "{\"ordinal\":1,\"text\":\"\\ud800\"}", "text is missing or of another form"),
    ("ledger", "{\"seq\":1,\"line\":\"0g\",\"hash\":\"\"}", "line is missing or of another form"),
    ("ledger", "{\"seq\":1,\"line\":\"000\",\"hash\":\"\"}", "line is missing or of another form"),
    ("settings", "{\"name\":\"secret\",\"value\":\"00\"}", "the secret is another store's"),
  ])
  func `a row that does not fit is refused`(_ table: String, _ row: String, _ detail: String) throws {
    try StorePlace.memory.withStore { store in
      let before = try store.lines()
      #expect(throws: StoreError.unfit(table: table, detail: detail)) {
        try store.write { writer in
          try writer.importRow("series", JSONDocument("{\"ordinal\":7,\"text\":\"t\"}").root)
          try writer.importRow(table, JSONDocument(row).root)
        }
      }
      try #expect(store.lines() == before)
    }
  }
}

extension [String] {
  fileprivate var pair: (String, String)? { count == 2 ? (self[0], self[1]) : nil }
}
