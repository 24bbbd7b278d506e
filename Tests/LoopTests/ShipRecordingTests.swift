import Bytes
import Domain
import Loop
import Ship
import TestSupport
import Testing

@Suite struct ShipRecordingTests {
  @Test func `a merge is verified by git, and the same report again is the same ship`() throws {
    try Shop.withPick { shop, bet in
      let lease = try shop.acquire(bet).lease
      let commit = try shop.fix(bet)
      let first = try shop.ship(
        bet,
        String(commit.prefix(9)),
        lease: lease.id,
        at: Shop.moment(day: Shop.shipDay, hour: 0)
      )
      #expect(!first.isRepeated)
      #expect(first.ship.commit == commit)
      #expect(first.ship.level == .onDefaultBranch)
      #expect(first.ship.worker == "one")
      #expect(first.ship.merged != nil)
      #expect(first.ship.exposed == nil)
      #expect(first.firstRead == nil)
      #expect(try shop.bet(bet).state == .shipped)
      #expect(try shop.opportunity(of: bet).state == .shipped)
      for typed in [String(commit.prefix(7)), commit] {
        let again = try shop.ship(bet, typed)
        #expect(again.isRepeated)
        #expect(again.ship.id == first.ship.id)
      }
      #expect(try shop.books().read { try $0.ships().count } == 1)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `a lease that ran out is refused, and nothing is recorded`() throws {
    try Shop.withPick { shop, bet in
      let lease = try shop.acquire(bet).lease
      let commit = try shop.fix(bet)
      let entries = try shop.entries()
      #expect(
        throws: LoopError.leaseRefused(
          lease: lease.id.text,
          reason: "it has expired at \(lease.expires)"
        )
      ) { try shop.ship(bet, commit, lease: lease.id, at: lease.expires) }
      try shop.acquire(bet, worker: "two", at: lease.expires)
      #expect(
        throws: LoopError.leaseRefused(
          lease: lease.id.text,
          reason: "its fencing number is 1, and two has the bet with 2"
        )
      ) { try shop.ship(bet, commit, lease: lease.id, at: lease.expires) }
      #expect(try shop.books().read { try $0.ships().isEmpty })
      #expect(try shop.entries() > entries)
    }
  }

  @Test func `the clocks run when production shows the release`() throws {
    try Shop.withPick { shop, bet in
      let ship = try shop.ship(bet, try shop.fix(bet)).ship
      try shop.takeAfter(through: Shop.shipDay + 1)
      #expect(try shop.books().read { try $0.ship(ship.id).exposed } == nil)
      try shop.takeAfter(through: Shop.shipDay + 3)
      let seen = try shop.books().read { try $0.ship(ship.id) }
      #expect(seen.exposed == Shop.moment(day: Shop.shipDay + 1))
      #expect(seen.deployed == seen.exposed)
      #expect(seen.level == .exposed)
      #expect(try shop.bet(bet).state == .measuring)
      #expect(try shop.opportunity(of: bet).state == .watching)
      // What it was at first stays in the ledger; what it is now is verified.
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `without git a report stays a claim`() throws {
    try Shop.withPick { shop, bet in
      let outcome = try shop.ship(bet, "0123456789abcdef0123456789abcdef01234567")
      #expect(outcome.ship.level == .claimed)
      #expect(outcome.ship.checks.contains { $0.what == "commit" && !$0.passed })
    }
  }

  @Test func `a revert brings bet and opportunity back`() throws {
    try Shop.withPick { shop, bet in
      let commit = try shop.fix(bet)
      let ship = try shop.ship(bet, commit).ship
      try shop.fixture.git("revert", "--no-edit", commit, in: "shop")
      let head = try String(shop.fixture.git("rev-parse", "HEAD", in: "shop").prefix(40))
      try shop.ship(bet, head) { $0.kind = .revert }
      #expect(try shop.bet(bet).state == .reverted)
      #expect(try shop.opportunity(of: bet).state == .reopened)
      #expect(try shop.books().read { try $0.ship(ship.id).reverted } != nil)
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout ShipReport) -> Void
    let argument: String

    var testDescription: String { name }
  }

  static let faults: [Fault] = [
    Fault(name: "nothing to find it by", change: { $0 = ShipReport(.merge) }, argument: "commit, pr, branch, bet"),
    Fault(name: "an option for a commit", change: { $0.commit = "--all" }, argument: "commit"),
    Fault(name: "an invisible branch", change: { $0.branch = "a\u{202e}b" }, argument: "branch"),
    Fault(name: "a long release", change: { $0.release = String(repeating: "x", count: 251) }, argument: "release"),
    Fault(name: "no pull request", change: { $0.pullRequest = "seven" }, argument: "pr"),
    Fault(name: "a flag without a name", change: { $0.kind = .flag }, argument: "flag"),
    Fault(name: "a rollout without a share", change: { $0.kind = .rollout }, argument: "percent"),
  ]

  @Test(arguments: faults)
  func `a report that cannot be true names the argument`(_ fault: Fault) throws {
    try Shop.withPick { shop, bet in
      let error = try #require(throws: LoopError.self) { try shop.ship(bet, "abcdef1", fault.change) }
      switch error {
      case .badValue(let argument, _, _), .needs(let argument, _): #expect(argument == fault.argument)
      default: Issue.record("\(error)")
      }
      #expect(try shop.books().read { try $0.ships().isEmpty })
    }
  }
}
