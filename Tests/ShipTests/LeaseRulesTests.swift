import Bytes
import Domain
import Ship
import TestSupport
import Testing

@Suite struct LeaseRulesTests {
  private static let bet = RecordID(.bet, of: "the bet")
  private static let start = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

  private static func at(_ minutes: Int64) -> Timestamp {
    Timestamp(nanoseconds: start.nanoseconds + minutes * 60_000_000_000)
  }

  /// The lease of `ann`, taken at the start for an hour, in a state.
  private static func lease(_ state: Lease.State, fencing: Int = 3) -> Lease {
    Lease(
      id: RecordID(.lease, of: "lease \(fencing)"),
      bet: bet,
      worker: "ann",
      fencing: fencing,
      state: state,
      acquired: start,
      expires: at(60),
      reason: state == .waiting ? "asks" : ""
    )
  }

  /// Where a bet's last lease can be at the moment somebody asks: ten minutes in, or ten after its end.
  enum Situation: CaseIterable {
    case none, held, runOut, waiting, waitingLong, released, expired

    var lease: Lease? {
      switch self {
      case .none: nil
      case .held, .runOut: LeaseRulesTests.lease(.held)
      case .waiting, .waitingLong: LeaseRulesTests.lease(.waiting)
      case .released: LeaseRulesTests.lease(.released)
      case .expired: LeaseRulesTests.lease(.expired)
      }
    }

    var minute: Int64 {
      switch self {
      case .runOut, .waitingLong, .expired: 70
      case .none, .held, .waiting, .released: 10
      }
    }
  }

  enum Ask: CaseIterable {
    case acquireOther, acquireSame, acquireWithLease, renew, wait, release, expire

    var event: LeaseEvent {
      switch self {
      case .acquireOther: .acquire(bet: LeaseRulesTests.bet, worker: "bob", minutes: nil)
      case .acquireSame, .acquireWithLease: .acquire(bet: LeaseRulesTests.bet, worker: "ann", minutes: nil)
      case .renew: .renew(minutes: nil)
      case .wait: .wait(reason: "needs a key")
      case .release: .release(reason: "gave up")
      case .expire: .expire
      }
    }

    func named(_ current: Lease?) -> Lease? {
      switch self {
      case .acquireOther, .acquireSame, .expire: nil
      case .acquireWithLease, .renew, .wait, .release: current
      }
    }
  }

  /// What is expected, short: the state, the fencing and the minute of the end.
  enum Answer: Equatable {
    case lease(Lease.State, Int, ends: Int64, endedOther: Bool = false)
    case refused(LeaseRefusal)
  }

  private static func answer(_ ask: Ask, _ situation: Situation) -> Answer {
    let now = at(situation.minute)
    do throws(LeaseRefusal) {
      let current = situation.lease
      let change = try LeaseRules.apply(ask.event, to: current, named: ask.named(current), at: now)
      let ends = (change.lease.expires.nanoseconds - start.nanoseconds) / 60_000_000_000
      if let ended = change.ended {
        #expect(ended.state == .expired && ended.id == current?.id && change.lease.id != ended.id)
      }
      return .lease(change.lease.state, change.lease.fencing, ends: ends, endedOther: change.ended != nil)
    } catch {
      return .refused(error)
    }
  }

  @Test func `every event in every situation gives its lease or its refusal`() {
    let id = lease(.held).id
    let new = Answer.lease(.held, 4, ends: 70)
    let after = Answer.lease(.held, 4, ends: 130)
    let busy = Answer.refused(.held(by: "ann", until: Self.at(60)))
    let mine = Answer.refused(.heldByYou(lease: id, until: Self.at(60)))
    let paused = Answer.refused(.held(by: "ann", until: nil))
    let minePaused = Answer.refused(.heldByYou(lease: id, until: nil))
    let gone = Answer.refused(.over(.expired, at: Self.at(60)))
    let over = { (state: Lease.State) in Answer.refused(.over(state, at: nil)) }
    let first = Answer.lease(.held, 1, ends: 70)
    let unknown = Answer.refused(.unknown)
    let renewed = Answer.lease(.held, 3, ends: 70)
    let resumed = Answer.lease(.held, 3, ends: 130)
    let waits = Answer.lease(.waiting, 3, ends: 60)
    let released = Answer.lease(.released, 3, ends: 60)
    let taken = Answer.lease(.held, 4, ends: 130, endedOther: true)
    // In the order of Ask: another acquires, the same, the same with the lease; renew, wait, release, expire.
    let table: [Situation: [Answer]] = [
      .none: [first, first, first, unknown, unknown, unknown, unknown],
      .held: [busy, mine, renewed, renewed, waits, released, .refused(.notDue(until: Self.at(60)))],
      .runOut: [taken, taken, taken, gone, gone, gone, .lease(.expired, 3, ends: 60)],
      .waiting: [paused, minePaused, renewed, renewed, waits, released, .refused(.notDue(until: nil))],
      .waitingLong: [paused, minePaused, resumed, resumed, waits, released, .refused(.notDue(until: nil))],
      .released: [
        new, new, new, over(.released), over(.released), over(.released), .refused(.over(.released, at: Self.at(60))),
      ],
      .expired: [
        after, after, after, over(.expired), over(.expired), over(.expired), .refused(.over(.expired, at: Self.at(60))),
      ],
    ]
    for situation in Situation.allCases {
      let answers = Ask.allCases.map { Self.answer($0, situation) }
      #expect(answers == table[situation], "\(situation)")
    }
  }

  private func lease(_ state: Lease.State) -> Lease { Self.lease(state) }

  @Test func `the lease ends at the very moment it says`() throws {
    let held = lease(.held)
    let end = held.expires
    let before = Timestamp(nanoseconds: end.nanoseconds - 1)
    #expect(held.isLive(at: before) && !held.isLive(at: end))
    #expect(throws: LeaseRefusal.self) { try LeaseRules.apply(.expire, to: held, at: before) }
    #expect(try LeaseRules.apply(.expire, to: held, at: end).lease.state == .expired)
    let taken = try LeaseRules.apply(.acquire(bet: Self.bet, worker: "bob", minutes: nil), to: held, at: end)
    #expect(taken.lease.worker == "bob" && taken.ended?.state == .expired)
  }

  @Test func `a write with an older lease comes too late, with another bet's or none it is lost`() {
    let current = lease(.held)
    let older = Self.lease(.expired, fencing: 2)
    for event in [LeaseEvent.renew(minutes: nil), .wait(reason: ""), .release(reason: "")] {
      #expect(throws: LeaseRefusal.stale(fencing: 2, current: 3, holder: "ann")) {
        try LeaseRules.apply(event, to: current, named: older, at: Self.start)
      }
      #expect(throws: LeaseRefusal.unknown) { try LeaseRules.apply(event, to: current, named: nil, at: Self.start) }
      let newer = Self.lease(.held, fencing: 4)
      #expect(throws: LeaseRefusal.unknown) { try LeaseRules.apply(event, to: current, named: newer, at: Self.start) }
      let foreign = Lease(
        id: RecordID(.lease, of: "foreign"),
        bet: RecordID(.bet, of: "other"),
        worker: "ann",
        fencing: 3,
        state: .held,
        acquired: Self.start,
        expires: Self.at(60),
        reason: ""
      )
      #expect(throws: LeaseRefusal.otherBet(foreign.bet)) {
        try LeaseRules.apply(event, to: current, named: foreign, at: Self.start)
      }
    }
    // A stale lease in hand does not take what another holds.
    #expect(throws: LeaseRefusal.held(by: "ann", until: Self.at(60))) {
      let event = LeaseEvent.acquire(bet: Self.bet, worker: "bob", minutes: nil)
      return try LeaseRules.apply(event, to: current, named: older, at: Self.start)
    }
  }

  @Test(arguments: [
    (5, true), (60, true), (480, true), (4, false), (481, false), (0, false), (-60, false), (.max, false),
  ])
  func `minutes from 5 to 480 may be asked for`(_ minutes: Int, _ isAllowed: Bool) throws {
    let events = [LeaseEvent.acquire(bet: Self.bet, worker: "w", minutes: minutes), .renew(minutes: minutes)]
    for event in events {
      let current = event == events[1] ? lease(.held) : nil
      func apply() throws(LeaseRefusal) -> Timestamp {
        try LeaseRules.apply(event, to: current, named: current, at: Self.start).lease.expires
      }
      if isAllowed {
        #expect(try apply() == Self.at(Int64(minutes)))
      } else {
        #expect(throws: LeaseRefusal.minutes(minutes)) { try apply() }
      }
    }
  }

  @Test func `a renewal that names no minutes never shortens`() throws {
    let held = lease(.held)
    let long = try LeaseRules.apply(.renew(minutes: 480), to: held, named: held, at: Self.start).lease
    #expect(
      try LeaseRules.apply(.renew(minutes: nil), to: long, named: long, at: Self.at(1)).lease.expires == Self.at(480)
    )
    #expect(try LeaseRules.apply(.renew(minutes: 5), to: long, named: long, at: Self.at(1)).lease.expires == Self.at(6))
  }

  @Test func `fencing rises with every lease, and no two leases share an id`() throws {
    var current: Lease?
    var ids: Set<RecordID> = []
    for round in 1...20 {
      let event = LeaseEvent.acquire(bet: Self.bet, worker: "w\(round % 3)", minutes: 5)
      let lease = try LeaseRules.apply(event, to: current, at: Self.at(Int64(round) * 10)).lease
      #expect(lease.fencing == round)
      #expect(ids.insert(lease.id).inserted)
      current = lease
    }
  }

  @Test func `a worker has a name, made visible; a reason is cut`() throws {
    for name in ["", String(repeating: "x", count: 201)] {
      #expect(throws: LeaseRefusal.worker) {
        try LeaseRules.apply(.acquire(bet: Self.bet, worker: name, minutes: nil), to: nil, at: Self.start)
      }
    }
    let event = LeaseEvent.acquire(bet: Self.bet, worker: "a\nb", minutes: nil)
    let first = try LeaseRules.apply(event, to: nil, at: Self.start).lease
    #expect(first.worker == "a\\u{a}b")
    #expect(throws: LeaseRefusal.heldByYou(lease: first.id, until: Self.at(60))) {
      try LeaseRules.apply(event, to: first, at: Self.start)
    }
    let wait = LeaseEvent.wait(reason: String(repeating: "é", count: 1_000))
    let waiting = try LeaseRules.apply(wait, to: first, named: first, at: Self.start).lease
    #expect(waiting.reason.unicodeScalars.count == LeaseRules.textLimit + 1)
  }

  @Test func `at the end of all times a lease still has an end`() throws {
    let event = LeaseEvent.acquire(bet: Self.bet, worker: "w", minutes: nil)
    let lease = try LeaseRules.apply(event, to: nil, at: Timestamp(nanoseconds: .max - 5)).lease
    #expect(lease.expires.nanoseconds == .max)
  }

  @Test func `whatever is asked in whatever order, never two hold one bet`() throws {
    var random = SplitMix64(seed: 41)
    for _ in 0..<200 {
      var leases: [Lease] = []
      var minute: Int64 = 0
      for _ in 0..<60 {
        minute += Int64(random.next() % 40)
        let worker = "w\(random.next() % 3)"
        let named = leases.isEmpty ? nil : leases[Int(random.next() % UInt64(leases.count))]
        let events: [LeaseEvent] = [
          .acquire(bet: Self.bet, worker: worker, minutes: nil), .renew(minutes: nil), .wait(reason: "r"),
          .release(reason: "r"), .expire,
        ]
        let event = events[Int(random.next() % 5)]
        guard
          let change = try? LeaseRules.apply(  // fine because refusals are half of what happens
            event,
            to: leases.last,
            named: named,
            at: Self.at(minute)
          )
        else { continue }
        if let ended = change.ended { leases[leases.count - 1] = ended }
        if let index = leases.firstIndex(where: { $0.id == change.lease.id }) {
          leases[index] = change.lease
        } else {
          leases.append(change.lease)
        }
        #expect(leases.filter { $0.isLive(at: Self.at(minute)) }.count <= 1)
        #expect(leases.map(\.fencing) == Array(1...leases.count))
      }
    }
  }
}
