import TestSupport
import Testing

@testable import Store

@Suite struct LedgerRowTests {
  private static func entry(_ seq: Int64) -> StoredEntry {
    StoredEntry(seq: seq, line: Array("{\"seq\":\(seq)}".utf8), hash: [UInt8](repeating: UInt8(seq), count: 32))
  }

  @Test(arguments: StorePlace.allCases)
  func `entries come back in order, from any place and by what they are about`(_ place: StorePlace) throws {
    try place.withStore { store in
      try #expect(store.read { try $0.ledgerHead() == nil })
      try store.write { writer in
        for seq in Int64(1)...20 {
          try writer.append(LedgerRowTests.entry(seq), about: ["all", "of-\(seq % 3)", "all"])
        }
      }
      try store.read { reader in
        let head = try reader.ledgerHead()
        #expect(head?.seq == 20)
        #expect(head?.hash == LedgerRowTests.entry(20).hash)
        try #expect(reader.ledger(from: 1, limit: 100) == (1...20).map(LedgerRowTests.entry))
        try #expect(reader.ledger(from: 18, limit: 2) == (18...19).map(LedgerRowTests.entry))
        try #expect(reader.ledger(from: 21, limit: 2).isEmpty)
        try #expect(reader.ledger(from: 1, limit: -1).isEmpty)
        try #expect(reader.ledger(about: "of-2").map(\.seq) == [2, 5, 8, 11, 14, 17, 20])
        try #expect(reader.ledger(about: "all").count == 20)
        try #expect(reader.ledger(about: "none").isEmpty)
      }
    }
  }

  @Test(arguments: [0, 1, 3, -1] as [Int64])
  func `an entry out of order is refused, and never replaces one`(_ seq: Int64) throws {
    try StorePlace.memory.withStore { store in
      try store.write { try $0.append(LedgerRowTests.entry(1), about: []) }
      let error = StoreError.unfit(table: "ledger", detail: "entry \(seq) does not follow 1")
      #expect(throws: error) {
        try store.write { try $0.append(StoredEntry(seq: seq, line: [], hash: []), about: []) }
      }
      try #expect(store.read { try $0.ledger(from: 0, limit: 9) } == [LedgerRowTests.entry(1)])
    }
  }
}
