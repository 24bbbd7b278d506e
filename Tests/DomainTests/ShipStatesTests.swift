import Bytes
import Domain
import Testing

@Suite struct ShipStatesTests {
  @Test func `a lease takes exactly the steps that make sense from where it is`() {
    let allowed: [Lease.State: [Lease.Step: Lease.State]] = [
      .held: [.renew: .held, .wait: .waiting, .release: .released, .expire: .expired],
      .waiting: [.renew: .held, .wait: .waiting, .release: .released],
      .released: [:],
      .expired: [:],
    ]
    for state in Lease.State.allCases {
      for step in Lease.Step.allCases { #expect(state.after(step) == allowed[state]?[step], "\(state) \(step)") }
    }
  }

  @Test func `levels are ordered as they are listed`() {
    #expect(Ship.Level.allCases == Ship.Level.allCases.sorted())
    #expect(Ship.Level.claimed < .exposed)
  }

  private static func ship(_ merged: Int64?, _ deployed: Int64?, _ exposed: Int64?, _ reverted: Int64? = nil) -> Ship {
    Ship(
      id: RecordID(.ship, of: "s"),
      bets: [],
      kind: .merge,
      commit: nil,
      pullRequest: nil,
      branch: nil,
      environment: nil,
      release: nil,
      flag: nil,
      percent: nil,
      merged: merged.map(Timestamp.init(nanoseconds:)),
      deployed: deployed.map(Timestamp.init(nanoseconds:)),
      exposed: exposed.map(Timestamp.init(nanoseconds:)),
      reverted: reverted.map(Timestamp.init(nanoseconds:)),
      level: .claimed,
      checks: [],
      plan: nil,
      isPostHoc: false,
      worker: "",
      recorded: Timestamp(nanoseconds: 0)
    )
  }

  @Test func `the phase is told by the clocks`() {
    #expect(Self.ship(nil, nil, nil).phase == .declared)
    #expect(Self.ship(1, nil, nil).phase == .merged)
    #expect(Self.ship(1, 2, nil).phase == .deployed)
    #expect(Self.ship(nil, nil, 3).phase == .exposed)
    #expect(Self.ship(1, 2, 3, 4).phase == .reverted)
  }

  @Test func `a look adds what it finds and forgets nothing but a revert that was undone`() {
    var ship = Self.ship(5, nil, 9)
    ship.level = .onDefaultBranch
    let check = Ship.Check(what: "commit", passed: false, detail: "gone")
    let time = Timestamp.init(nanoseconds:)
    ship.take(
      Ship.Finding(
        level: .claimed,
        checks: [check],
        merged: nil,
        deployed: time(7),
        exposed: time(8),
        reverted: time(11)
      )
    )
    #expect(ship.level == .onDefaultBranch)
    #expect(ship.checks == [check])
    #expect([ship.merged, ship.deployed, ship.exposed, ship.reverted] == [5, 7, 8, 11].map(time))
    ship.take(
      Ship.Finding(level: .exposed, checks: [], merged: time(6), deployed: time(8), exposed: nil, reverted: nil)
    )
    #expect(ship.level == .exposed)
    #expect([ship.merged, ship.deployed, ship.exposed] == [5, 7, 8].map(time))
    #expect(ship.reverted == nil)
  }
}
