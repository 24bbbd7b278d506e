import Domain
import Loop
import TestSupport
import Testing

/// What was fixed comes back by signals of releases that have the fix, and by no others.
@Suite struct ReopeningTests {
  /// The day until which everything is known when the read-out resolves it.
  private static let day = Shop.shipDay + 18

  private static func resolved(_ body: (_ shop: Shop, _ bet: RecordID) throws -> Void) throws {
    try Shop.withPick { shop, bet in
      try shop.acquire(bet)
      let ship = try shop.ship(bet, try shop.fix(bet)).ship
      try shop.takeAfter(through: day)
      _ = try shop.look(at: ship.id, day: day)
      #expect(try shop.opportunity(of: bet).state == .resolved)
      try body(shop, bet)
      #expect(try shop.faults().isEmpty)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let release: String
    var failures = 8
    let state: Opportunity.State
  }

  @Test(arguments: [
    Case(testDescription: "the release that has the fix", release: "1.0.1", state: .reopened),
    Case(testDescription: "a later one, of which git knows nothing", release: "1.0.2", state: .reopened),
    Case(testDescription: "the old one, from clients that were not updated", release: "1.0.0", state: .resolved),
    Case(testDescription: "a late one of an older line", release: "0.9.9", state: .resolved),
    Case(testDescription: "one whose name tells nothing", release: "nightly", state: .resolved),
    Case(testDescription: "as few as the read-out knew of", release: "1.0.1", failures: 1, state: .resolved),
  ])
  func `only releases with the fix reopen what was resolved`(_ test: Case) throws {
    try Self.resolved { shop, bet in
      try shop.take(
        SampleSignals.days(Self.day..<Self.day + 2, coupon: test.failures, release: test.release),
        as: "back.jsonl",
        at: Shop.moment(day: Self.day + 2)
      )
      let opportunity = try shop.opportunity(of: bet)
      #expect(opportunity.state == test.state)
      let decisions = try shop.books().read { try $0.decisions(about: opportunity.id) }.filter { $0.kind == .reopen }
      guard test.state == .reopened else {
        #expect(decisions.isEmpty)
        return
      }
      let decision = try #require(decisions.first)
      #expect(decisions.count == 1 && decision.actor == "reckon")
      #expect(decision.reason.contains("in releases that contain the fix"))
      // Once is enough: from then on it waits for a choice, and the next bet is another one.
      try shop.take(
        SampleSignals.days(Self.day + 2..<Self.day + 3, release: test.release),
        as: "more.jsonl",
        at: Shop.moment(day: Self.day + 3)
      )
      #expect(try shop.books().read { try $0.decisions(about: opportunity.id) }.count { $0.kind == .reopen } == 1)
      #expect(try shop.bet(bet).state == .settled)
    }
  }

  @Test func `signals of old releases beside those with the fix are told and not counted`() throws {
    try Self.resolved { shop, bet in
      let days = Self.day..<Self.day + 2
      try shop.take(SampleSignals.days(days, release: "1.0.0"), as: "old.jsonl", at: Shop.moment(day: Self.day + 2))
      #expect(try shop.opportunity(of: bet).state == .resolved)
      let new = days.lowerBound + 2..<days.upperBound + 2
      try shop.take(SampleSignals.days(new, release: "1.0.1"), as: "new.jsonl", at: Shop.moment(day: Self.day + 4))
      let opportunity = try shop.opportunity(of: bet)
      #expect(opportunity.state == .reopened)
      let decision = try #require(try shop.books().read { try $0.decisions(about: opportunity.id) }.last)
      #expect(
        decision.reason.contains("16 times a person met it on a day since the last read-out"),
        "\(decision.reason)"
      )
      #expect(decision.reason.contains("signals of releases without the fix were not counted"))
    }
  }

  @Test(
    arguments: [(24, "1.0.1", .regressed), (8, "1.0.1", .watching), (24, "1.0.0", .watching)]
      as [(Int, String, Opportunity.State)]
  )
  func `what is watched is worse only by more than before the ship, where the fix is`(
    failures: Int,
    release: String,
    state: Opportunity.State
  ) throws {
    try Shop.withPick { shop, bet in
      try shop.ship(bet, try shop.fix(bet))
      let first = Shop.shipDay + 1
      // A request that goes well shows the release, and with it that the fix is out.
      let out = SampleSignals.days(first..<first + 1, coupon: 0, release: "1.0.1")
      try shop.take(out, as: "out.jsonl", at: Shop.moment(day: first + 1))
      #expect(try shop.opportunity(of: bet).state == .watching)
      let days = first + 1..<first + 5
      let after = SampleSignals.days(days, coupon: failures, export: 3, release: release)
      try shop.take(after, as: "after.jsonl", at: Shop.moment(day: days.upperBound))
      let opportunity = try shop.opportunity(of: bet)
      #expect(opportunity.state == state)
      let reasons = try shop.books().read { try $0.decisions(about: opportunity.id) }.map(\.reason)
      #expect(reasons.contains { $0.contains("more than before the ship") } == (state == .regressed))
      #expect(try shop.faults() == [])
    }
  }
}
