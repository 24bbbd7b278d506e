import Domain
import Foundation
import Loop
import Store
import TestSupport
import Testing

@Suite struct AuditTests {
  /// A shop after a whole turn of the loop, at rest on the disk; made once, and copied for each test.
  private static let whole = Result {
    try Shop.withPick { shop, bet in
      try shop.take(SampleSignals.messages(), as: "messages.csv", at: Shop.moment(day: Shop.shipDay))
      let lease = try shop.acquire(bet).lease
      let ship = try shop.ship(bet, try shop.fix(bet), lease: lease.id, at: Shop.moment(day: Shop.shipDay)).ship
      try shop.takeAfter(through: Shop.shipDay + 18)
      _ = try shop.look(at: ship.id, day: Shop.shipDay + 18)
      try shop.books().store.settle()
      let kept = try Fixture.lasting().path("shop")
      try FileManager.default.copyItem(atPath: shop.root, toPath: kept)
      return kept
    }
  }

  private static func withWholeLoop(_ body: (Shop, RecordID, Ship) throws -> Void) throws {
    try Shop.withCopy(of: whole.get()) { shop in
      let ship = try #require(try shop.books().read { try $0.ships().first })
      try body(shop, #require(ship.bets.first), ship)
    }
  }

  private static func audit(_ check: AuditCheck, _ id: RecordID? = nil, in shop: Shop) throws -> AuditReport {
    try Audit(check: check, id: id).run(shop.books(), checkpoint: {})
  }

  @Test func `a whole loop is clean, and every figure comes out again`() throws {
    try Self.withWholeLoop { shop, bet, ship in
      let ledger = try Self.audit(.ledger, in: shop)
      #expect(ledger.faults.isEmpty)
      #expect(ledger.summary.hasPrefix("All clean: "))
      #expect(try Self.audit(.recompute, in: shop).faults.isEmpty)
      for id in [bet, ship.id, try shop.bet(bet).opportunity] {
        let history = try Self.audit(.history, id, in: shop)
        #expect(!history.notes.isEmpty)
        #expect(history.notes.allSatisfy { $0.contains(id.text) || $0.hasPrefix("  D-") }, "\(history.notes)")
      }
      #expect(try Self.audit(.calibration, in: shop).summary.hasPrefix("1 scored bets, 0 void; Brier score 0."))
      #expect(try !Self.audit(.mind, in: shop).summary.isEmpty)
    }
  }

  @Test func `the history of an id that is nobody's is refused`() throws {
    try Shop.withPick { shop, _ in
      let nobody = RecordID(.bet, of: "nobody's")
      #expect(throws: LoopError.unknownID(nobody)) { try Self.audit(.history, nobody, in: shop) }
    }
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    /// What is damaged, as the bytes stand in the database.
    let bytes: String
    /// What the audit must name.
    let names: String

    var testDescription: String { bytes }
  }

  static let damages: [Damage] = [
    Damage(bytes: #""type":"import""#, names: "ledger entry"),
    Damage(bytes: #""hypothesis":"If"#, names: "record B-"),
    Damage(bytes: #""question":"occurrences""#, names: "C-"),
    Damage(bytes: "percent of undefined\n", names: "evidence"),
    Damage(bytes: "G-2Z2CBQ", names: "groups"),
    Damage(bytes: "checkoutproduction1.0.1", names: "releases"),
    Damage(bytes: "reception.otlp", names: "settings"),
    // Behind the form of the row's last column, a seal of eight bytes.
    Damage(bytes: "\u{6}otlp", names: "sources"),
    Damage(bytes: "active:", names: "series"),
    Damage(bytes: "RkSB", names: "signal"),
  ]

  @Test(arguments: damages) func `a byte that was changed is found, and what it belongs to is named`(_ damage: Damage)
    throws
  {
    try Self.withWholeLoop { shop, _, _ in
      let path = shop.root + "/.reckon/store.db"
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      let place = try #require(bytes.range(of: Data(damage.bytes.utf8)), "the database has no such bytes")
      bytes[place.lowerBound + 1] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
      // Another process would open it anew.
      let books = try Desk().books(of: shop.workplace(at: Shop.moment(day: 40)), actor: "person")
      let faults = try Audit(check: .ledger, id: nil).run(books, checkpoint: {}).faults
      #expect(faults.contains { $0.contains(damage.names) }, "\(faults)")
      #expect(!faults.contains { $0.contains("RowFault(") }, "\(faults)")
    }
  }
}
