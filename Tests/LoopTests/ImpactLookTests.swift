import Domain
import Loop
import TestSupport
import Testing

@Suite struct ImpactLookTests {
  /// A bet that was claimed, mended and merged, with what production shows up to a day.
  private static func shipped(
    through day: Int,
    coupon: Int = 1,
    _ body: (Shop, RecordID, Ship) throws -> Void
  ) throws {
    try Shop.withPick { shop, bet in
      let lease = try shop.acquire(bet).lease
      let ship = try shop.ship(bet, try shop.fix(bet), lease: lease.id, at: Shop.moment(day: Shop.shipDay)).ship
      if day > Shop.shipDay { try shop.takeAfter(through: day, coupon: coupon) }
      try body(shop, bet, ship)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `before exposure there is nothing to measure`() throws {
    try Self.shipped(through: 0) { shop, bet, ship in
      #expect(try shop.look(at: ship.id, day: Shop.shipDay, isNew: false).readout == nil)
      let look = try #require(try shop.look(at: ship.id, day: Shop.shipDay).readout)
      #expect(look.verdict == .immature)
      #expect(look.effect == nil)
      #expect(!look.isFinal)
      #expect(look.advice.contains("not exposed yet"))
      #expect(try shop.bet(bet).state == .shipped)
    }
  }

  @Test func `a few days after exposure it is too early, and the next look has a date`() throws {
    try Self.shipped(through: Shop.shipDay + 4) { shop, bet, ship in
      let look = try #require(try shop.look(at: bet, day: Shop.shipDay + 4).readout)
      #expect(look.ship == ship.id)
      #expect(look.verdict == .immature)
      #expect(try #require(look.next) > Shop.moment(day: Shop.shipDay + 4))
      #expect(try shop.bet(bet).state == .measuring)
    }
  }

  @Test func `two weeks after exposure there is a verdict that settles the bet`() throws {
    try Self.shipped(through: Shop.shipDay + 18) { shop, bet, ship in
      let look = try #require(try shop.look(at: ship.id, day: Shop.shipDay + 18).readout)
      #expect([.moved, .movedMore].contains(look.verdict))
      #expect(look.isFinal)
      #expect(!look.isPostHoc)
      let effect = try #require(look.effect)
      // 8 of 23 signals a day became 1 of 16, more or less: signals of the error are counted per signal.
      #expect((0.7...0.95).contains(effect.likely), "\(effect)")
      #expect(effect.low < effect.likely && effect.likely < effect.high)
      #expect(try shop.bet(bet).state == .settled)
      #expect(try shop.opportunity(of: bet).state == .resolved)
      let again = try shop.look(at: ship.id, day: Shop.shipDay + 18).readout
      #expect(again == look, "the same data looked at twice is the same look")
      #expect(try shop.look(at: ship.id, day: Shop.shipDay + 18, isNew: false).readout == look)
    }
  }

  @Test func `a change that changed nothing is not called a success`() throws {
    try Self.shipped(through: Shop.shipDay + 18, coupon: 8) { shop, bet, ship in
      let look = try #require(try shop.look(at: ship.id, day: Shop.shipDay + 18).readout)
      #expect([.noEffect, .inconclusive, .movedLess].contains(look.verdict), "\(look.verdict)")
      #expect(look.isFinal)
      #expect(try shop.opportunity(of: bet).state == .reopened)
    }
  }

  @Test func `without a claim the plan is made late, and the look says so`() throws {
    try Shop.withPick { shop, bet in
      let ship = try shop.ship(bet, try shop.fix(bet)).ship
      try shop.takeAfter(through: Shop.shipDay + 18)
      try shop.decide(.lock, bet, at: Shop.moment(day: Shop.shipDay + 18))
      let look = try #require(try shop.look(at: ship.id, day: Shop.shipDay + 18).readout)
      #expect(look.isPostHoc)
    }
  }

  @Test func `what is no ship, or of no bet, is said`() throws {
    try Shop.withPick { shop, bet in
      let nobody = RecordID(.ship, of: "nobody's")
      #expect(throws: LoopError.unknownID(nobody)) { try shop.look(at: nobody, day: Shop.shipDay) }
      #expect(
        throws: LoopError.wrongState(
          bet,
          state: "not shipped",
          action: "measure_impact",
          allowed: "a ship; record_ship reports one"
        )
      ) { try shop.look(at: bet, day: Shop.shipDay) }
    }
  }
}
