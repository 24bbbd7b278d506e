import Bytes
import Domain
import Loop
import TestSupport
import Testing

@Suite struct StatusTests {
  struct Pause: Sendable, CustomTestStringConvertible {
    let hours: Int
    let state: SourceHealth.State

    var testDescription: String { "\(hours) h" }
  }

  /// The sample's signals come 20 minutes apart for 6 hours and a half, then pause for the night: 18 hours are usual, twice
  /// as long is late, and fourteen times silence.
  @Test(arguments: [
    Pause(hours: 0, state: .live), Pause(hours: 10, state: .live), Pause(hours: 36, state: .live),
    Pause(hours: 37, state: .late), Pause(hours: 252, state: .late), Pause(hours: 253, state: .silent),
  ])
  func `a source is late or silent by its own cadence`(_ pause: Pause) throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14), at: Shop.moment(day: 14))
      let last = Shop.moment(day: 13).microseconds + 19 * 1_200_000_000
      let now = Timestamp(microseconds: last + Int64(pause.hours) * 3_600_000_000)
      let contents = try #require(try Status(of: shop.workplace(at: now), at: shop.desk, actor: "person").contents)
      let source = try #require(contents.sources.first)
      #expect(source.state == pause.state, "\(source)")
      #expect(source.lagSeconds == Double(pause.hours) * 3_600)
      #expect(source.cadenceSeconds == 18 * 3_600)
      #expect(contents.dataThrough == Timestamp(microseconds: last))
    }
  }

  @Test func `a clock that was set back makes nothing late`() throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<2), at: Shop.moment(day: 2))
      let before = try Status(of: shop.workplace(at: Shop.moment(day: 0)), at: shop.desk, actor: "person")
      let source = try #require(before.contents?.sources.first)
      #expect(source.state == .live)
      #expect(source.lagSeconds == 0)
    }
  }

  @Test func `leases that run and read-outs that are due are told, others not`() throws {
    try Shop.withPick { shop, bet in
      func contents(day: Int, hour: Int = 0) throws -> Status.Contents {
        let workplace = shop.workplace(at: Shop.moment(day: day, hour: hour))
        let contents = try Status(of: workplace, at: shop.desk, actor: "person").contents
        return try #require(contents)
      }
      try shop.acquire(bet)
      #expect(try contents(day: Shop.shipDay).leases.map(\.bet) == [bet])
      #expect(try contents(day: Shop.shipDay, hour: 1).leases.isEmpty)
      let ship = try shop.ship(bet, try shop.fix(bet)).ship
      let waiting = try contents(day: Shop.shipDay).due
      #expect(waiting.map(\.ship) == [ship.id])
      #expect(waiting.map(\.from) == [nil])
      #expect(waiting.map(\.isDue) == [false])
      try shop.takeAfter(through: Shop.shipDay + 10)
      let due = try #require(try contents(day: Shop.shipDay + 10).due.first)
      #expect(due.from == Shop.moment(day: Shop.shipDay + 8))
      #expect(due.isDue)
    }
  }
}
