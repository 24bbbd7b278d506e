import Domain
import Testing

/// Every legal step of both machines; whatever is not here must be refused.
private let opportunitySteps: [Opportunity.State: [Opportunity.Step: Opportunity.State]] = [
  .candidate: [
    .suffice: .open, .target: .targeted, .ship: .shipped, .defer: .deferred, .kill: .killed, .merge: .merged,
  ],
  .open: [.target: .targeted, .ship: .shipped, .defer: .deferred, .kill: .killed, .merge: .merged],
  .targeted: [.release: .open, .ship: .shipped, .defer: .deferred, .kill: .killed, .merge: .merged],
  .shipped: [.expose: .watching, .revert: .reopened, .merge: .merged],
  .watching: [
    .prove: .resolved, .fail: .reopened, .recur: .regressed, .revert: .reopened, .merge: .merged,
  ],
  .resolved: [.recur: .reopened, .revert: .reopened, .merge: .merged],
  .regressed: [.target: .targeted, .ship: .shipped, .defer: .deferred, .kill: .killed, .merge: .merged],
  .reopened: [.target: .targeted, .ship: .shipped, .defer: .deferred, .kill: .killed, .merge: .merged],
  .deferred: [.kill: .killed, .revive: .open, .merge: .merged],
  .killed: [.revive: .open, .merge: .merged],
  .merged: [.split: .open],
]

private let betSteps: [Bet.State: [Bet.Step: Bet.State]] = [
  .ready: [.claim: .claimed, .ship: .shipped, .defer: .deferred, .kill: .killed, .expire: .expired],
  .claimed: [.release: .ready, .ship: .shipped, .defer: .deferred, .kill: .killed],
  .shipped: [.measure: .measuring, .revert: .reverted, .settle: .settled],
  .measuring: [.revert: .reverted, .settle: .settled],
  .settled: [:],
  .deferred: [.kill: .killed, .expire: .expired, .reopen: .ready],
  .killed: [.reopen: .ready],
  .expired: [.reopen: .ready],
  .reverted: [.settle: .settled, .reopen: .ready],
]

@Suite struct StatesTests {
  @Test(arguments: Opportunity.State.allCases, Opportunity.Step.allCases)
  func `an opportunity takes the steps of the table and no other`(state: Opportunity.State, step: Opportunity.Step)
    throws
  {
    if let next = opportunitySteps[state]?[step] {
      #expect(try state.after(step) == next)
    } else {
      #expect(throws: IllegalStep(kind: .opportunity, state: state.rawValue, step: step.rawValue)) {
        try state.after(step)
      }
    }
  }

  @Test(arguments: Bet.State.allCases, Bet.Step.allCases)
  func `a bet takes the steps of the table and no other`(state: Bet.State, step: Bet.Step) throws {
    if let next = betSteps[state]?[step] {
      #expect(try state.after(step) == next)
    } else {
      #expect(throws: IllegalStep(kind: .bet, state: state.rawValue, step: step.rawValue)) { try state.after(step) }
    }
  }

  @Test func `the tables name every state, and every step is taken from somewhere`() {
    #expect(Set(opportunitySteps.keys) == Set(Opportunity.State.allCases))
    #expect(Set(betSteps.keys) == Set(Bet.State.allCases))
    #expect(Set(opportunitySteps.values.flatMap(\.keys)) == Set(Opportunity.Step.allCases))
    #expect(Set(betSteps.values.flatMap(\.keys)) == Set(Bet.Step.allCases))
  }

  @Test func `whatever waits for a choice can be targeted, and nothing else can`() {
    for state in Opportunity.State.allCases {
      #expect(state.isOpenToChoice == (opportunitySteps[state]?[.target] != nil))
      #expect(!(state.isOpenToChoice && state.isInFlight))
    }
  }

  @Test func `a refused step says what was refused`() {
    let refused = IllegalStep(kind: .bet, state: "settled", step: "claim")
    #expect(refused.description == "a settled bet cannot take the step claim")
  }
}
