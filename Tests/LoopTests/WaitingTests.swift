import Domain
import Store
import TestSupport
import Testing

@testable import Loop

/// Who stands in line for the store's one lock: nobody who has nothing to write.
@Suite struct WaitingTests {
  /// Runs a test while somebody else holds the lock; the books wait for it in vain.
  private static func whileLocked(_ shop: Shop, _ body: (Books) throws -> Void) throws {
    let others = try Desk().books(of: shop.workplace(at: Shop.moment(day: Shop.shipDay)), actor: "agent:two")
    try shop.books().store.write { _ in try body(others) }
  }

  @Test func `a claim of a bet that is held is refused at once`() throws {
    try Shop.withPick { shop, bet in
      let lease = try shop.acquire(bet).lease
      try Self.whileLocked(shop) { books in
        var request = LeaseRequest(.acquire)
        request.bet = bet
        request.worker = "two"
        #expect(throws: LoopError.leaseHeld(bet: bet, by: "one", until: lease.expires, nextFree: nil)) {
          try request.run(books)
        }
      }
    }
  }

  @Test func `a decision that makes no sense is refused at once`() throws {
    try Shop.withPick { shop, bet in
      let opportunity = try shop.bet(bet).opportunity
      try Self.whileLocked(shop) { books in
        var ruling = Ruling(.reopen, opportunity)
        ruling.reason = "Because."
        let refusal = LoopError.wrongState(opportunity, state: "open", action: "reopen", allowed: "another state")
        #expect(throws: refusal) { try ruling.run(books) }
      }
    }
  }

  @Test func `a turn of the loop that sees nothing new ends at once`() throws {
    try Shop.withPick { shop, bet in
      let entries = try shop.entries()
      try Self.whileLocked(shop) { books in
        let result = try Turn.run(books)
        #expect(result.changed == 0)
        #expect(result.pick == bet)
      }
      #expect(try shop.entries() == entries)
    }
  }
}
