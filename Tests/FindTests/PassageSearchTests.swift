import Domain
import Find
import Numerics
import Testing

@Suite struct PassageSearchTests {
  private static let window = SmallStore.window
  private static let names = ["cart", "checkout", "order_completed", "payment_failed"]

  /// Four weeks of a hundred people a day; each goes on to the next event with the chance of the day.
  private static func events(
    seed: UInt64,
    people: (_ day: Int) -> Int = { _ in 100 },
    chance: (_ day: Int, _ step: Int) -> Double
  ) -> [EventDays] {
    var random = SeededRandom(seed: seed)
    var events = names.map { EventDays(.event($0)) }
    for (number, day) in window.days.enumerated() {
      var rest = Array(0..<UInt64(people(number)))
      for step in names.indices {
        let going = rest.filter { _ in step == 0 || random.uniform() < chance(number, step) }
        for person in going {
          let time = Int64(day) * 86_400_000_000 + Int64(person) * 600_000_000 + Int64(step) * 20_000_000
          var row = SubjectDay(day: day, subject: person + UInt64(number) * 37 % 90, account: 0, first: time)
          row.count = 1
          events[step].add(row)
        }
        rest = going
      }
    }
    return events
  }

  @Test func `where nothing changes hardly anything is told`() {
    let told = (0..<40).reduce(0) { sum, seed in
      let events = Self.events(seed: UInt64(seed)) { _, step in [0, 0.8, 0.5, 0.1][step] }
      return sum + PassageSearch(events, window: Self.window).find().count
    }
    #expect(told <= 2)
  }

  @Test func `a fall of what goes on is told once, with its beginning and its counts`() throws {
    let events = Self.events(seed: 3) { day, step in [0, 0.8, day >= 20 ? 0.25 : 0.5, 0.1][step] }
    let found = PassageSearch(events, window: Self.window).find()
    let fall = try #require(found.first)
    #expect(found.count == 1)
    #expect(fall.from == 1 && fall.to == 2 && !fall.isUnwanted)
    #expect(abs(Int(fall.after.days.lowerBound) - Int(Self.window.days.lowerBound) - 20) <= 1)
    #expect(fall.after.days.upperBound == Self.window.today)
    #expect(fall.ratio.low < 0.5 && fall.ratio.high > 0.4)
    #expect(fall.ratio.likely == PassageSearch.ratio(fall.before, fall.after).likely)
  }

  @Test func `more of what nobody wants is told, less of it is not`() {
    for (rises, count) in [(true, 1), (false, 0)] {
      let events = Self.events(seed: 4) { day, step in
        [0, 0.8, 0.7, (day >= 18) == rises ? 0.4 : 0.08][step]
      }
      let found = PassageSearch(events, window: Self.window).find()
      #expect(found.count == count)
      #expect(found.allSatisfy { $0.isUnwanted && $0.to == 3 })
    }
  }

  @Test func `people who only look are no loss, nor is a day on which nobody came`() {
    let crowd = Self.events(
      seed: 5,
      people: { $0 >= 20 ? 300 : 100 },
      chance: { day, step in [0, day >= 20 ? 0.3 : 0.8, 0.5, 0.1][step] }
    )
    #expect(PassageSearch(crowd, window: Self.window).find().isEmpty)
    let silence = Self.events(seed: 6, people: { 20...24 ~= $0 ? 0 : 100 }) { _, step in [0, 0.8, 0.5, 0.1][step] }
    #expect(PassageSearch(silence, window: Self.window).find().isEmpty)
  }

  /// A month of a generated shop whose pay button is dead on one platform from the tenth day on.
  @Test func `a fall is seen among days that scatter and a campaign`() throws {
    let days = [
      (102, 13), (107, 19), (102, 26), (82, 16), (67, 13), (98, 19), (100, 18), (110, 20), (92, 16), (95, 26), (71, 26),
      (68, 29), (88, 22), (106, 33), (100, 19), (94, 35), (120, 27), (104, 18), (78, 15), (135, 38), (130, 41),
      (115, 32), (81, 31), (100, 33), (89, 23), (66, 29), (113, 37), (125, 44), (119, 45),
    ]
    var (start, end) = (EventDays(.event("checkout_started")), EventDays(.event("payment_submitted")))
    for (day, (tries, misses)) in zip(Self.window.days, days) {
      for person in 0..<tries {
        let time = Int64(day) * 86_400_000_000 + Int64(person) * 600_000_000
        start.add(SubjectDay(day: day, subject: UInt64(person + 1), account: 0, first: time))
        guard person >= misses else { continue }
        end.add(SubjectDay(day: day, subject: UInt64(person + 1), account: 0, first: time + 20_000_000))
      }
    }
    let found = PassageSearch([start, end], window: Self.window).find()
    #expect(found.count == 1)
    #expect(found.first?.from == 0)
  }

  @Test func `nothing, one event, or people of one day give nothing`() {
    #expect(PassageSearch([], window: Self.window).find().isEmpty)
    #expect(PassageSearch([EventDays(.event("a"))], window: Self.window).find().isEmpty)
    var one = EventDays(.event("b"))
    one.add(SubjectDay(day: Self.window.today, subject: 1, account: 0, first: 0))
    #expect(PassageSearch([one], window: Self.window).find().isEmpty)
  }

  /// 60 of 100 against 30 of 100, by Katz's formula with Python's statistics.NormalDist.
  @Test func `two shares are compared by their ratio`() {
    let ratio = PassageSearch.ratio(
      Loss.Passage(days: 0..<1, tries: 100, passed: 60),
      Loss.Passage(days: 1..<2, tries: 100, passed: 30)
    )
    #expect(abs(ratio.likely - 0.5) < 1e-9)
    #expect(abs(ratio.low - 0.3560718) < 1e-6)
    #expect(abs(ratio.high - 0.7021056) < 1e-6)
  }

  @Test func `what those who stay meet more often than those who go on is the cause`() {
    var store = SmallStore()
    for person in 0..<30 as Range<UInt64> { store.error("CardError", in: "pay", by: person, daysAgo: 2) }
    for person in 0..<80 as Range<UInt64> where person % 2 == 0 {
      store.error("Noise", in: "log", by: person, daysAgo: 2)
    }
    let day = Self.window.today - 2
    let visits = { (people: Range<UInt64>) in
      people.map { EventDays.Visit(SubjectDay(day: day, subject: $0, account: 0, first: 0)) }
    }
    let cause = { (excess: Double, since: Int32) in
      LossCause(lost: [day: visits(1..<41)], passed: [day: visits(41..<90)], since: since, excess: excess)
        .find(among: store.facts())
    }
    let error = store.facts().first { $0.tally.label.contains("CardError") }?.tally.id
    #expect(cause(30, day - 9) == error)
    #expect(cause(80, day - 9) == nil)
    // What begins with it need not show in everybody.
    #expect(cause(80, day) == error)
  }
}
