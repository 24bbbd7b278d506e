import Prove
import Testing

@Suite struct RecurrenceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let before: Int
    let daysBefore: Double
    let since: Int
    let days: Double
    /// The binomial tail, summed from the binomial terms with Python's math.comb.
    let chance: Double
    let isBack: Bool

    var testDescription: String { "\(before) in \(daysBefore) days, then \(since) in \(days)" }
  }

  @Test(arguments: [
    Case(before: 0, daysBefore: 14, since: 1, days: 1, chance: 0.06666666667, isBack: false),
    Case(before: 0, daysBefore: 14, since: 2, days: 1, chance: 0.004444444444, isBack: false),
    Case(before: 0, daysBefore: 14, since: 3, days: 1, chance: 0.0002962962963, isBack: true),
    Case(before: 0, daysBefore: 14, since: 3, days: 7, chance: 0.03703703704, isBack: false),
    Case(before: 17, daysBefore: 17, since: 16, days: 2, chance: 4.526655921e-08, isBack: true),
    Case(before: 17, daysBefore: 17, since: 2, days: 2, chance: 0.6090467244, isBack: false),
    Case(before: 17, daysBefore: 17, since: 6, days: 2, chance: 0.02837004066, isBack: false),
    Case(before: 112, daysBefore: 14, since: 40, days: 7, chance: 0.9745233739, isBack: false),
    Case(before: 112, daysBefore: 14, since: 56, days: 7, chance: 0.5289875658, isBack: false),
    Case(before: 112, daysBefore: 14, since: 120, days: 7, chance: 6.109383298e-09, isBack: true),
  ])
  func `it is back where so many cannot be the few that were left`(_ test: Case) {
    let recurrence = Recurrence(
      before: .init(personDays: test.before, days: test.daysBefore),
      since: .init(personDays: test.since, days: test.days)
    )
    #expect(abs(recurrence.chance - test.chance) <= 1e-9 + 1e-6 * test.chance)
    #expect(recurrence.isBack == test.isBack)
  }

  @Test func `no time at all proves nothing`() {
    let none = Recurrence.Span(personDays: 0, days: 0)
    let many = Recurrence.Span(personDays: 1_000_000, days: 0.5)
    #expect(!Recurrence(before: none, since: many).isBack)
    #expect(!Recurrence(before: many, since: .init(personDays: 5, days: 0)).isBack)
    #expect(!Recurrence(before: many, since: .init(personDays: 5, days: -1)).isBack)
  }
}
