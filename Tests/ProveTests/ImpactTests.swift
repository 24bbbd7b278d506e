import Bytes
import Domain
import Prove
import Testing

@Suite struct ImpactTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let look: Look
    let verdict: Verdict
    let grade: Grade
  }

  /// 56 days before, the day of the exposure, then whole weeks.
  private static func after(_ times: Double, volume: Double = 1, days: Int = 14) -> Look {
    var look = Look(stepped(57, days, from: volume, to: volume * times), exposed: 56)
    look.picked = 40..<47
    return look
  }

  private static func with(_ look: Look, _ change: (inout Look) -> Void) -> Look {
    var look = look
    change(&look)
    return look
  }

  private static let guardrail = ImpactQuestion.Guardrail(
    name: "checkout errors",
    days: Look.days(stepped(57, 14, to: 3)),
    fewerIsGood: true
  )

  private static let cases = [
    Case(testDescription: "half is gone", look: after(0.5), verdict: .moved, grade: .interrupted),
    Case(testDescription: "nearly all is gone", look: after(0.1), verdict: .movedMore, grade: .interrupted),
    Case(testDescription: "all is gone", look: after(0), verdict: .movedMore, grade: .beforeAfter),
    Case(
      testDescription: "a little is gone, of very much",
      look: after(0.9, volume: 1_000),
      verdict: .movedLess,
      grade: .interrupted
    ),
    Case(testDescription: "nothing is gone", look: after(1, volume: 10), verdict: .noEffect, grade: .interrupted),
    Case(testDescription: "twice as much", look: after(2), verdict: .wrongWay, grade: .interrupted),
    Case(
      testDescription: "too few to tell",
      look: after(0.8, volume: 0.05),
      verdict: .inconclusive,
      grade: .interrupted
    ),
    Case(testDescription: "six days", look: after(0.5, days: 6), verdict: .immature, grade: .none),
    Case(
      testDescription: "taken back on the fifth day",
      look: with(after(0.5)) { $0.reverted = 61 },
      verdict: .revertedEarly,
      grade: .none
    ),
    Case(
      testDescription: "taken back after a week",
      look: with(after(0.5)) { $0.reverted = 65 },
      verdict: .moved,
      grade: .interrupted
    ),
    Case(
      testDescription: "another ship on the third day",
      look: with(after(0.5)) { $0.others = [59] },
      verdict: .confounded,
      grade: .interrupted
    ),
    Case(
      testDescription: "another ship long before",
      look: with(after(0.5)) { $0.others = [-200] },
      verdict: .moved,
      grade: .interrupted
    ),
    Case(
      testDescription: "another ship that did nothing",
      look: with(after(0.5)) { $0.others = [65] },
      verdict: .moved,
      grade: .interrupted
    ),
    Case(
      testDescription: "a guardrail triples",
      look: with(after(0.5)) { $0.guardrails = [guardrail] },
      verdict: .guardrailBreach,
      grade: .interrupted
    ),
    Case(
      testDescription: "nothing before and after",
      look: Look(Array(repeating: 0, count: 71), exposed: 56),
      verdict: .unmeasurable,
      grade: .none
    ),
    Case(
      testDescription: "nothing before, much after",
      look: Look(Array(repeating: 0, count: 57) + weekly(days: 14), exposed: 56),
      verdict: .unmeasurable,
      grade: .none
    ),
    Case(
      testDescription: "five days of history",
      look: Look(stepped(6, 14, to: 0.5), exposed: 5),
      verdict: .unmeasurable,
      grade: .none
    ),
    Case(testDescription: "one day in all", look: Look([4], exposed: 0), verdict: .unmeasurable, grade: .none),
    Case(testDescription: "no day at all", look: Look([], exposed: 0), verdict: .unmeasurable, grade: .none),
    Case(
      testDescription: "silence after",
      look: with(after(0.5)) { $0.counts.replaceSubrange(58..., with: Array(repeating: nil, count: 13)) },
      verdict: .unmeasurable,
      grade: .none
    ),
    Case(
      testDescription: "more is good, and there is more",
      look: with(after(1.5)) { $0.fewerIsGood = false },
      verdict: .moved,
      grade: .interrupted
    ),
    Case(
      testDescription: "more is good, and there is less",
      look: with(after(0.5)) { $0.fewerIsGood = false },
      verdict: .wrongWay,
      grade: .interrupted
    ),
    Case(
      testDescription: "an error that came three weeks ago and is cured",
      look: with(Look(Array(repeating: 0, count: 42) + stepped(22, 14, to: 0.05), exposed: 63)) {
        $0.picked = 44..<51
      },
      verdict: .movedMore,
      grade: .beforeAfter
    ),
    Case(
      testDescription: "an error that came twelve days ago and is cured",
      look: with(Look(Array(repeating: 0, count: 42) + stepped(13, 14, to: 0.1), exposed: 54)) {
        $0.picked = 44..<51
      },
      verdict: .movedMore,
      grade: .beforeAfter
    ),
    Case(
      testDescription: "an error that came four days ago and is cured",
      look: Look(Array(repeating: 0, count: 42) + weekly(days: 5) + weekly(days: 14, times: 0), exposed: 46),
      verdict: .unmeasurable,
      grade: .none
    ),
  ]

  @Test(arguments: cases)
  func `each course of events gets its verdict`(known: Case) {
    let answer = known.look.answer
    #expect(answer.verdict == known.verdict, "\(answer)")
    #expect(answer.grade == known.grade)
    #expect((answer.effect == nil) == (answer.grade == .none))
  }

  @Test(arguments: cases)
  func `words stay plain and short, and nothing is claimed to have been brought about`(known: Case) {
    let answer = known.look.answer
    let texts = [answer.advice] + answer.checks.flatMap { [$0.what, $0.detail] }
    for text in texts {
      #expect(!text.lowercased().contains("caus"), "\(text)")
      #expect(!text.isEmpty && text.count <= 240, "\(text)")
    }
    #expect(answer.advice.last == ".")
  }

  @Test func `the figures are those of the days`() throws {
    let answer = Self.after(0.5).answer
    let baseline = try #require(answer.baseline)
    let observed = try #require(answer.observed)
    #expect(baseline.days == 49)
    #expect(baseline.window == 1_728_000_000..<1_732_838_400)
    #expect(observed.days == 14)
    #expect(observed.window == 1_732_924_800..<1_734_134_400)
    #expect(observed.count == Int64(stepped(57, 14, to: 0.5)[57...].compactMap { $0 }.reduce(0, +)))
    #expect(abs(observed.rate - Double(observed.count) / 14) < 1e-6)
    let effect = try #require(answer.effect)
    #expect(abs(effect.likely - 0.5) < 0.03)
    #expect(effect.low < effect.likely && effect.likely < effect.high)
    #expect(answer.placebos > 10)
    #expect(answer.placeboShare == 0)
    #expect(answer.isFinal)
    #expect(answer.next == nil)
  }

  @Test func `the first honest read is a week after the first whole day`() throws {
    let answer = Self.after(0.5, days: 3).answer
    #expect(answer.next?.description == "2024-12-07T00:00:00Z")
    #expect(answer.advice.contains("2024-12-07"))
    #expect(!answer.isFinal)
  }

  @Test func `a change at midnight is read from that day on`() {
    var question = Self.after(0.5).question
    question = ImpactQuestion(
      days: question.days,
      exposure: question.exposure - 36_000,
      asOf: question.exposure - 36_000 + 7 * 86_400,
      plan: question.plan
    )
    let answer = Impact.answer(question)
    #expect(answer.observed?.days == 7)
    #expect(answer.observed?.window.lowerBound == question.exposure)
  }

  @Test func `an early look is wider, not final, and names the day of the final one`() throws {
    let early = Self.after(0.5, days: 10).answer
    let final = Self.after(0.5).answer
    #expect(!early.isFinal)
    #expect(early.observed?.days == 7)
    #expect(early.next?.description == "2024-12-14T00:00:00Z")
    #expect(early.advice.contains("2024-12-14"))
    let (wide, narrow) = (try #require(early.effect), try #require(final.effect))
    #expect(wide.high - wide.low > narrow.high - narrow.low)
  }

  @Test func `whoever looks late reads what was read on the day`() {
    var late = Self.after(0.5)
    late.counts += weekly(days: 40, times: 3, from: 71)
    #expect(late.answer == Self.after(0.5).answer)
  }

  @Test func `silent days are left out and named, never read as zero`() throws {
    var look = Self.after(1, volume: 10)
    for place in [20, 21, 60, 63] { look.counts[place] = nil }
    let answer = look.answer
    #expect(answer.verdict == .noEffect)
    #expect(answer.observed?.days == 12)
    let coverage = try #require(answer.checks.first { $0.what == "coverage" })
    #expect(!coverage.passed)
    #expect(coverage.detail.contains("2024-10-24 to 2024-10-25, 2024-12-03, 2024-12-06"))

    look = Self.after(1)
    for place in 58..<62 { look.counts[place] = nil }
    look.known = 64
    #expect(look.answer.verdict == .immature)
    #expect(look.answer.next?.description == "2024-12-14T00:00:00Z")
  }

  @Test func `a day missing altogether is a silent day`() {
    let look = Self.after(0.5)
    var silent = look
    silent.counts[60] = nil
    let missing = look.question.days.filter { $0.day != Int32(Look.start + 60) }
    let question = ImpactQuestion(
      days: missing,
      exposure: look.question.exposure,
      asOf: look.question.asOf,
      plan: look.question.plan
    )
    #expect(Impact.answer(question) == silent.answer)
  }

  @Test func `the window of picking is left out, and kept only for want of others`() throws {
    var look = Look(stepped(29, 14, to: 0.5), exposed: 28)
    for place in 20..<27 { look.counts[place] = 200 }
    look.picked = 20..<27
    let answer = look.answer
    #expect(answer.baseline?.days == 21)
    #expect(abs(try #require(answer.effect).likely - 0.5) < 0.06)
    // With the picked week in, nearly all would seem gone; the high end allows for it.
    #expect(try #require(answer.effect).high > 0.7)

    var short = Look(stepped(8, 14, to: 0.5), exposed: 7)
    let free = try #require(short.answer.effect)
    short.picked = 0..<5
    let kept = short.answer
    #expect(kept.baseline?.days == 7)
    #expect(kept.checks.contains { $0.what == "picked window" && !$0.passed })
    #expect(try #require(kept.effect).low < free.low)
    #expect(try #require(kept.effect).likely == free.likely)
  }

  @Test func `a plan locked late is said to be so`() {
    let late = Self.with(Self.after(0.5)) { $0.isPostHoc = true }.answer
    #expect(late.checks.contains { $0.what == "plan" && !$0.passed })
    #expect(Self.after(0.5).answer.checks.contains { $0.what == "plan" && $0.passed })
  }

  @Test func `an inconclusive end says how long it would take`() {
    let few = Self.with(Self.after(1)) { $0.minimum = 0.12 }.answer
    #expect(few.verdict == .inconclusive)
    #expect(few.advice.contains("weeks after the exposure would tell 12 % from nothing"), "\(few.advice)")
    let never = Self.after(1, volume: 0.05).answer
    #expect(never.advice.contains("hardly"), "\(never.advice)")
  }
}
