import Domain
import TestSupport
import Testing

@testable import Store

@Suite struct RecordTests {
  private static func record(
    _ kind: RecordKind,
    _ name: String,
    owner: String = "",
    state: String = "open",
    order: Double = 0
  ) -> StoredRecord {
    let body = Array("{\"name\":\"\(name)\"}".utf8)
    return StoredRecord(id: RecordID(kind, of: name), owner: owner, state: state, order: order, seq: 1, body: body)
  }

  @Test(arguments: StorePlace.allCases)
  func `records are found by id, and by kind, state and owner in the order of their ids`(_ place: StorePlace) throws {
    try place.withStore { store in
      let bets = (0..<20).map { number in
        RecordTests.record(
          .bet,
          "\(number)",
          owner: number < 10 ? "O-1" : "O-2",
          state: number.isMultiple(of: 2) ? "ready" : "killed",
          order: Double(number) / 3
        )
      }
      try store.write { writer in
        for bet in bets { try writer.put(bet) }
        try writer.put(RecordTests.record(.ship, "0", owner: "O-1", state: "ready"))
      }
      let sorted = bets.sorted { $0.id < $1.id }
      try store.read { reader in
        try #expect(reader.record(bets[3].id) == bets[3])
        try #expect(reader.record(RecordID(.bet, of: "nobody's")) == nil)
        try #expect(reader.records(.bet) == sorted)
        try #expect(reader.records(.bet, state: "ready") == sorted.filter { $0.state == "ready" })
        try #expect(reader.records(.bet, owner: "O-2") == sorted.filter { $0.owner == "O-2" })
        let both = sorted.filter { $0.owner == "O-2" && $0.state == "killed" }
        try #expect(reader.records(.bet, state: "killed", owner: "O-2") == both)
        try #expect(reader.records(.ship).count == 1)
        try #expect(reader.records(.lease).isEmpty)
      }
    }
  }

  @Test func `a record takes the place of an earlier one with its id`() throws {
    try StorePlace.memory.withStore { store in
      try store.write { try $0.put(RecordTests.record(.plan, "a", state: "open", order: -0.0)) }
      let later = RecordTests.record(.plan, "a", owner: "B", state: "locked", order: .infinity)
      try store.write { try $0.put(later) }
      try #expect(store.read { try $0.records(.plan) } == [later])
      try #expect(store.read { try $0.records(.plan, state: "open") } == [])
    }
  }

  @Test func `orders keep every bit`() throws {
    try StorePlace.memory.withStore { store in
      let orders = [0.1 + 0.2, -0.0, .nan, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
      try store.write { writer in
        for (number, order) in orders.enumerated() {
          try writer.put(RecordTests.record(.bet, "\(number)", order: order))
        }
      }
      for (number, order) in orders.enumerated() {
        let found = try store.read { try $0.record(RecordID(.bet, of: "\(number)")) }
        #expect(found?.order.bitPattern == order.bitPattern)
      }
    }
  }

  @Test(arguments: [
    "UPDATE records SET kind = 'ship'", "UPDATE records SET owner = 'x'", "UPDATE records SET state = 'x'",
    "UPDATE records SET rank = 1", "UPDATE records SET seq = 2", "UPDATE records SET body = x'00'",
    "UPDATE records SET seal = 0", "UPDATE records SET id = 'B-AAAAAA'", "UPDATE records SET id = 'b-aaaaaa'",
  ])
  func `a record changed from outside is not given out`(_ sql: String) throws {
    try StorePlace.memory.withStore { store in
      try store.write { writer in
        try writer.put(RecordTests.record(.bet, "a"))
        try writer.connection.execute(sql)
      }
      #expect(throws: StoreError.self) { try store.read { try $0.records(.bet) + $0.records(.ship) } }
      let faults = try store.faults()
      #expect(faults.map(\.table) == ["records"])
      #expect(faults.first?.what.isEmpty == false)
    }
  }
}
