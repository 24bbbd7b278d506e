import Bytes
import Domain
import Numerics
import Prove
import Testing

@Suite struct ImpactPropertyTests {
  private func drawn(_ seed: UInt64, mean: Double = 30, effect: Double = 0.4) -> Look {
    var random = SeededRandom(seed: seed)
    let metric = DriftingMetric(mean: mean, memory: 0.4, spread: 0.15)
    let days = 43 + 14
    let counts = metric.counts(days, &random) { $0 > 42 ? 1 - effect : 1 }
    var look = Look(counts, exposed: 42)
    look.picked = 33..<40
    return look
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `the same question has the same answer`(seed: UInt64) {
    #expect(drawn(seed).answer == drawn(seed).answer)
  }

  @Test(arguments: [-20_006, -700, 7, 364, 7_000])
  func `whole weeks earlier or later nothing changes but the dates`(days: Int) {
    let look = drawn(2)
    var moved = look
    moved.moved = days
    let (one, other) = (look.answer, moved.answer)
    #expect(one.effect == other.effect)
    #expect(one.verdict == other.verdict)
    #expect(one.placebos == other.placebos)
    #expect(one.placeboShare == other.placeboShare)
    #expect(one.baseline?.rate == other.baseline?.rate)
  }

  @Test func `days may come in any order, and twice`() {
    let question = drawn(3).question
    var days = Array(question.days.reversed())
    days += days.prefix(5)
    let other = ImpactQuestion(days: days, exposure: question.exposure, asOf: question.asOf, plan: question.plan)
    #expect(Impact.answer(question) == Impact.answer(other))
  }

  @Test func `what counts are divided by has no unit`() throws {
    var random = SeededRandom(seed: 9)
    var look = drawn(4)
    let denominators = look.counts.map { _ in random.uniform(900, 1_100).rounded() }
    look.denominators = denominators
    let one = look.answer
    look.denominators = denominators.map { $0 * 1_024 }
    let other = look.answer
    let (effect, scaled) = (try #require(one.effect), try #require(other.effect))
    for (left, right) in [(effect.low, scaled.low), (effect.likely, scaled.likely), (effect.high, scaled.high)] {
      #expect(abs(left - right) < 1e-6)
    }
    #expect(one.verdict == other.verdict)
    #expect(one.placeboShare == other.placeboShare)
  }

  @Test func `more traffic with the same noise tells more`() throws {
    let widths = try [0.1, 1, 10].map { volume in
      let look = Look(stepped(57, 14, from: volume, to: volume * 0.7), exposed: 56)
      let effect = try #require(look.answer.effect)
      return effect.high - effect.low
    }
    #expect(widths[0] > widths[1] && widths[1] > widths[2])
  }

  @Test func `a denominator that halves with the count is no effect`() {
    var look = Look(stepped(57, 14, from: 10, to: 5), exposed: 56)
    look.denominators = Array(repeating: 10_000, count: 57) + Array(repeating: 5_000, count: 14)
    #expect(look.answer.verdict == .noEffect)
    // Days without traffic are days without data.
    look.denominators?[60] = 0
    #expect(look.answer.observed?.days == 13)
  }

  private static let oddCounts: [Double] = [
    0, 1, -1, .nan, .infinity, -.infinity, 1e300, 1e-300, 1e15, 0.5, 3, 1e9,
  ]
  private static let oddClocks: [Int64] = [.min, .max, 0, -1, 1, 86_399, -86_401, .max - 1, .min + 1]

  private func hostileQuestion(_ random: inout SeededRandom) -> ImpactQuestion {
    func pick<Element>(_ odd: [Element], share: Double, _ usual: Element) -> Element {
      random.uniform() < share ? random.choice(odd) ?? usual : usual
    }
    func clock() -> Int64 { pick(Self.oddClocks, share: 0.3, 1_728_000_000 + Int64(random.below(90 * 86_400))) }
    let mean = random.uniform() < 0.5 ? 20 : 0.2
    // One denominator among many days makes all others unknown.
    let divided = random.uniform() < 0.1 ? 0.02 : 0
    let days = (0..<random.below(90)).map { place in
      DayCount(
        day: pick([.min, .max], share: 0.02, Int32(20_000 + place)),
        count: pick(Self.oddCounts, share: 0.05, Double(random.poisson(mean: mean))),
        denominator: pick(Self.oddCounts, share: divided, nil),
        isCovered: random.uniform() < 0.95
      )
    }
    let bounds = [clock(), clock()].sorted()
    let isGood = random.uniform() < 0.5
    let plan = Plan(
      id: RecordID(.plan, of: ""),
      bet: RecordID(.bet, of: ""),
      metric: Metric(name: "", series: [], denominator: nil, countsErrors: false, fewerIsGood: isGood),
      minimum: pick(Self.oddCounts, share: 0.3, 0.2),
      promised: Interval(low: 0, likely: 0, high: pick(Self.oddCounts, share: 0.3, 0.6)),
      probability: 0.5,
      guardrails: [],
      picked: bounds[0]..<bounds[1],
      baselineWeeks: pick([0, -1, .max, .min, 1], share: 0.5, 8),
      measureWeeks: pick([0, -1, .max, .min, 1], share: 0.5, 2),
      alpha: pick([.nan, 0, -1, 2, 1e-12], share: 0.5, 0.05),
      lockedAt: Timestamp(nanoseconds: 0),
      amendments: 0
    )
    return ImpactQuestion(
      days: days,
      exposure: clock(),
      asOf: clock(),
      plan: plan,
      reverted: random.uniform() < 0.2 ? clock() : nil,
      otherShips: random.uniform() < 0.2 ? [clock()] : [],
      guardrails: random.uniform() < 0.3
        ? [ImpactQuestion.Guardrail(name: "g", days: days, fewerIsGood: !isGood)] : []
    )
  }

  @Test func `hostile questions get a plain answer, whose numbers are numbers`() {
    var random = SeededRandom(seed: 77)
    var verdicts: Set<Verdict> = []
    for _ in 0..<200 {
      let answer = Impact.answer(hostileQuestion(&random))
      verdicts.insert(answer.verdict)
      var numbers = [answer.placeboShare ?? 0, answer.baseline?.rate ?? 0, answer.observed?.rate ?? 0]
      if let effect = answer.effect {
        numbers += [effect.low, effect.likely, effect.high]
        #expect(effect.low <= effect.likely && effect.likely <= effect.high)
      }
      #expect(numbers.allSatisfy { $0.isFinite && $0 == Rounding.nine($0) })
      #expect(!answer.advice.isEmpty)
    }
    // The questions reach far enough to be worth asking.
    #expect(verdicts.count >= 6, "\(verdicts)")
  }
}
