import Bytes
import Domain
import Loop
import TestSupport
import Testing

@Suite struct LeaseRequestTests {
  private static let start = Shop.moment(day: Shop.shipDay)

  /// So many minutes after the start.
  private static func later(_ minutes: Int64) -> Timestamp {
    Timestamp(microseconds: start.microseconds + minutes * 60_000_000)
  }

  private static func run(
    _ operation: LeaseRequest.Operation,
    _ lease: RecordID?,
    in shop: Shop,
    at moment: Timestamp,
    minutes: Int? = nil
  ) throws -> LeaseRequest.Outcome {
    var request = LeaseRequest(operation)
    request.lease = lease
    request.minutes = minutes
    request.reason = "lunch"
    return try request.run(shop.books(at: moment))
  }

  @Test func `a claim takes the bet, locks its plan and moves the opportunity`() throws {
    try Shop.withPick { shop, bet in
      let taken = try shop.acquire(bet)
      #expect(taken.lease.bet == bet)
      #expect(taken.lease.state == .held)
      #expect(taken.lease.expires == Self.later(60))
      #expect(taken.lease.fencing == 1)
      #expect(taken.plan?.bet == bet)
      #expect(taken.plan?.lockedAt == Self.start)
      #expect(try shop.bet(bet).state == .claimed)
      #expect(try shop.opportunity(of: bet).state == .targeted)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `without an id the pick is taken`() throws {
    try Shop.withPick { shop, bet in
      var request = LeaseRequest(.acquire)
      request.worker = "one"
      let taken = try request.run(shop.books())
      #expect(taken.lease.bet == bet)
    }
  }

  @Test func `a second claim learns the holder, the end and which bet is free`() throws {
    try Shop.withPick { shop, bet in
      let other = try #require(
        try shop.books().read { try $0.opportunities().first { $0.title.contains("RangeError") } }
      )
      try shop.acquire(bet)
      let alone = LoopError.leaseHeld(bet: bet, by: "one", until: Self.later(60), nextFree: nil)
      #expect(throws: alone) { try shop.acquire(bet, worker: "two", at: Self.later(1)) }
      // Another process of the same name is another worker.
      #expect(throws: alone) { try shop.acquire(bet, worker: "one", at: Self.later(1)) }
      try shop.decide(.pick, other.id)
      let next = try shop.pick()
      #expect(next != bet)
      let entries = try shop.entries()
      #expect(throws: LoopError.leaseHeld(bet: bet, by: "one", until: Self.later(60), nextFree: next)) {
        try shop.acquire(bet, worker: "two", at: Self.later(59))
      }
      #expect(try shop.entries() == entries, "a lost race is no event")
      #expect(try shop.acquire(next, worker: "two").lease.state == .held)
    }
  }

  @Test func `renewing, waiting and giving back`() throws {
    try Shop.withPick { shop, bet in
      let lease = try shop.acquire(bet).lease.id
      let renewed = try Self.run(.renew, lease, in: shop, at: Self.later(30), minutes: 120)
      #expect(renewed.lease.expires == Self.later(150))
      let waiting = try Self.run(.wait, lease, in: shop, at: Self.later(40))
      #expect(waiting.lease.state == .waiting)
      // Waiting for a person pauses the expiry.
      #expect(throws: LoopError.leaseHeld(bet: bet, by: "one", until: nil, nextFree: nil)) {
        try shop.acquire(bet, worker: "two", at: Self.later(10_000))
      }
      let again = try Self.run(.renew, lease, in: shop, at: Self.later(10_001), minutes: 5)
      #expect(again.lease.state == .held)
      let released = try Self.run(.release, lease, in: shop, at: Self.later(10_002))
      #expect(released.lease.state == .released)
      #expect(try shop.bet(bet).state == .ready)
      #expect(try shop.opportunity(of: bet).state == .open)
      #expect(throws: LoopError.self) { try Self.run(.renew, lease, in: shop, at: Self.later(10_003)) }
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `a lease that ran out goes to the next one, with a higher number`() throws {
    try Shop.withPick { shop, bet in
      let first = try shop.acquire(bet).lease
      let second = try shop.acquire(bet, worker: "two", at: Self.later(60)).lease
      #expect(second.fencing == first.fencing + 1)
      #expect(try shop.books().read { try $0.leases(of: bet).map(\.state) } == [.expired, .held])
      for operation in [LeaseRequest.Operation.renew, .wait, .release] {
        #expect(
          throws: LoopError.leaseRefused(
            lease: first.id.text,
            reason: "its fencing number is 1, and two has the bet with 2"
          )
        ) { try Self.run(operation, first.id, in: shop, at: Self.later(61)) }
      }
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    var bet: RecordID?
    var worker = "one"
    var minutes = 60
    let error: LoopError

    var testDescription: String { name }
  }

  private static let nobody = RecordID(.bet, of: "nobody's")

  static let faults: [Fault] = [
    Fault(name: "an unknown bet", bet: nobody, error: .unknownID(nobody)),
    Fault(
      name: "no worker",
      worker: "",
      error: .badValue(argument: "worker", typed: "", expected: "a name of 1 to 200 characters")
    ),
    Fault(name: "too short", minutes: 4, error: .badValue(argument: "minutes", typed: "4", expected: "from 5 to 480")),
    Fault(
      name: "too long",
      minutes: 481,
      error: .badValue(argument: "minutes", typed: "481", expected: "from 5 to 480")
    ),
  ]

  @Test(arguments: faults)
  func `a request that cannot be granted says why and changes nothing`(_ fault: Fault) throws {
    try Shop.withPick { shop, bet in
      let entries = try shop.entries()
      var request = LeaseRequest(.acquire)
      request.bet = fault.bet ?? bet
      request.worker = fault.worker
      request.minutes = fault.minutes
      #expect(throws: fault.error) { try request.run(shop.books()) }
      #expect(try shop.entries() == entries)
    }
  }

  @Test(arguments: [LeaseRequest.Operation.renew, .wait, .release])
  func `everything but acquire needs the lease`(_ operation: LeaseRequest.Operation) throws {
    try Shop.withPick { shop, bet in
      #expect(
        throws: LoopError.needs(
          argument: "lease",
          why: "\(operation.rawValue) goes by the lease that acquire returned"
        )
      ) { try Self.run(operation, nil, in: shop, at: Self.start) }
      let unknown = RecordID(.lease, of: "nobody's")
      #expect(throws: LoopError.unknownID(unknown)) { try Self.run(operation, unknown, in: shop, at: Self.start) }
    }
  }
}
