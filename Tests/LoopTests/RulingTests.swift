import Domain
import TestSupport
import Testing

// Books with a clock of their own are made in that room alone.
@testable import Loop

@Suite struct RulingTests {
  @Test func `what is deferred is not picked until it is reopened`() throws {
    try Shop.withPick { shop, bet in
      let first = try shop.bet(bet).opportunity
      let outcome = try shop.decide(.defer, first)
      #expect(outcome.decision.kind == .defer)
      #expect(outcome.decision.actor == "person")
      #expect(try shop.bet(bet).state == .deferred)
      #expect(try shop.opportunity(of: bet).state == .deferred)
      #expect(try shop.books().read { try $0.choice()?.subject } != bet)
      try shop.decide(.reopen, first)
      #expect(try shop.bet(bet).state == .ready)
      #expect(try shop.opportunity(of: bet).state == .open)
      #expect(try shop.pick() == bet)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `the last word counts, also where the clock was set back before it`() throws {
    try Shop.withPick { shop, bet in
      let first = try shop.bet(bet).opportunity
      try shop.decide(.defer, first)
      let known = try shop.books(as: "person")
      let early = Books(
        store: known.store,
        project: known.project,
        environment: known.environment,
        now: Shop.moment(day: Shop.shipDay - 1),
        actor: "person",
        isAsOf: false
      )
      var ruling = Ruling(.reopen, first)
      ruling.reason = "Because."
      _ = try ruling.run(early)
      #expect(try shop.pick() == bet)
      let decisions = try shop.books().read { try $0.decisions(about: first) }
      #expect(decisions.map(\.kind) == [.defer, .reopen])
    }
  }

  @Test func `nobody writes into the past by naming an earlier moment`() throws {
    try Shop.withPick { shop, bet in
      let entries = try shop.entries()
      let early = Shop.moment(day: Shop.shipDay - 1)
      let backdated = LoopError.backdated(asOf: early, last: Shop.moment(day: Shop.shipDay))
      #expect(throws: backdated) { try shop.decide(.kill, bet, at: early) }
      #expect(throws: backdated) { try shop.acquire(bet, at: early) }
      #expect(throws: backdated) { try shop.take(SampleSignals.days(3..<4), at: early) }
      #expect(try shop.entries() == entries)
    }
  }

  @Test func `what was killed stays so through an import, and a person's pick brings it back`() throws {
    try Shop.withPick { shop, bet in
      try shop.decide(.kill, bet)
      #expect(try shop.opportunity(of: bet).state == .killed)
      try shop.take(
        SampleSignals.days(Shop.shipDay..<Shop.shipDay + 1, export: 3),
        as: "next.jsonl",
        at: Shop.moment(day: 15)
      )
      #expect(try shop.opportunity(of: bet).state == .killed)
      #expect(try shop.bet(bet).state == .killed)
      let outcome = try shop.decide(.override, bet, at: Shop.moment(day: 15))
      #expect(outcome.decision.kind == .override)
      #expect(try shop.opportunity(of: bet).state == .open)
      #expect(try shop.pick() == bet)
    }
  }

  @Test func `a person's pick is obeyed, whatever comes first`() throws {
    try Shop.withPick { shop, bet in
      let other = try #require(
        try shop.books().read { try $0.opportunities().first { $0.title.contains("RangeError") } }
      )
      try shop.decide(.pick, other.id)
      let pick = try shop.pick()
      #expect(pick != bet)
      #expect(try shop.bet(pick).opportunity == other.id)
    }
  }

  @Test func `a plan is locked once, and amended in the open`() throws {
    try Shop.withPick { shop, bet in
      let locked = try #require(try shop.decide(.lock, bet).plan)
      #expect(locked.amendments == 0)
      #expect(try shop.decide(.lock, bet).plan == locked)
      let outcome = try shop.decide(.amend, bet, plan: #"{"minimum":0.2,"weeks":3}"#)
      let amended = try #require(outcome.plan)
      #expect(amended.minimum == 0.2)
      #expect(amended.measureWeeks == 3)
      #expect(amended.amendments == 1)
      #expect(!outcome.isLate)
      #expect(try shop.books().read { try $0.plan(of: bet) } == amended)
      // The plan that was promised first is kept.
      #expect(try shop.books().read { try $0.plan(locked.id) } == locked)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `a plan that is changed after exposure is late`() throws {
    try Shop.withPick { shop, bet in
      try shop.acquire(bet)
      try shop.ship(bet, try shop.fix(bet))
      try shop.takeAfter(through: Shop.shipDay + 3)
      let outcome = try shop.decide(.amend, bet, plan: #"{"minimum":0.01}"#, at: Shop.moment(day: Shop.shipDay + 3))
      #expect(outcome.isLate)
    }
  }

  // MARK: Refusals

  struct Refusal: Sendable, CustomTestStringConvertible {
    let before: [Ruling.Operation]
    let operation: Ruling.Operation
    var plan: String?
    let says: String

    var testDescription: String {
      ((before + [operation]).map(\.rawValue) + [plan].compactMap(\.self)).joined(separator: ", ")
    }
  }

  static let refusals: [Refusal] = [
    Refusal(before: [], operation: .reopen, says: "open"),
    Refusal(before: [.defer], operation: .defer, says: "deferred"),
    Refusal(before: [.kill], operation: .kill, says: "killed"),
    Refusal(before: [.kill], operation: .defer, says: "killed"),
    Refusal(before: [], operation: .amend, says: "without a locked plan"),
    Refusal(before: [.lock], operation: .amend, says: "plan"),
    Refusal(before: [.lock], operation: .amend, plan: "", says: "plan"),
    Refusal(before: [.lock], operation: .amend, plan: "{}", says: "plan"),
    Refusal(before: [.lock], operation: .amend, plan: "[]", says: "plan"),
    Refusal(before: [.lock], operation: .amend, plan: #"{"minimum":0}"#, says: "plan"),
    Refusal(before: [.lock], operation: .amend, plan: #"{"weeks":27}"#, says: "plan"),
    Refusal(before: [.lock], operation: .amend, plan: #"{"weeks":2.5}"#, says: "plan"),
    Refusal(before: [.lock], operation: .amend, plan: #"{"metric":"x"}"#, says: "plan"),
  ]

  @Test(arguments: refusals)
  func `what cannot be decided now names the state or the value, and changes nothing`(_ refusal: Refusal) throws {
    try Shop.withPick { shop, bet in
      for operation in refusal.before { try shop.decide(operation, bet) }
      let entries = try shop.entries()
      let error = try #require(throws: LoopError.self) { try shop.decide(refusal.operation, bet, plan: refusal.plan) }
      switch error {
      case .wrongState(_, let state, let action, _):
        #expect(state == refusal.says)
        #expect(action == refusal.operation.rawValue)
      case .badValue(let argument, let typed, _):
        #expect(argument == refusal.says)
        #expect(typed == refusal.plan)
      case .needs(let argument, _): #expect(argument == refusal.says)
      default: Issue.record("\(error)")
      }
      #expect(try shop.entries() == entries)
    }
  }

  @Test func `an unknown id and a missing reason are refused`() throws {
    try Shop.withPick { shop, bet in
      let nobody = RecordID(.opportunity, of: "nobody's")
      #expect(throws: LoopError.unknownID(nobody)) { try shop.decide(.kill, nobody) }
      #expect(throws: LoopError.needs(argument: "reason", why: "the ledger says why, not only what")) {
        try shop.decide(.kill, bet, reason: "")
      }
    }
  }
}
