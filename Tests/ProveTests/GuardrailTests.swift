import Domain
import Prove
import Testing

@Suite struct GuardrailTests {
  /// Four days after a change that halves what it should.
  private var look: Look { Look(stepped(57, 4, to: 0.5), exposed: 56) }

  private func answer(_ days: [Double?], fewerIsGood: Bool) -> ImpactAnswer {
    var look = look
    look.guardrails = [ImpactQuestion.Guardrail(name: "orders", days: Look.days(days), fewerIsGood: fewerIsGood)]
    return look.answer
  }

  @Test func `a rise asks to roll back, even before the first week`() throws {
    let answer = answer(stepped(57, 4, to: 3), fewerIsGood: true)
    #expect(answer.verdict == .guardrailBreach)
    #expect(answer.effect == nil)
    #expect(answer.isFinal)
    #expect(answer.next == nil)
    #expect(answer.advice.hasPrefix("orders: "))
    #expect(answer.advice.hasSuffix("Roll back."))
    let check = try #require(answer.checks.first { $0.what == "guardrail orders" })
    #expect(!check.passed)
    #expect(check.detail.contains("2024-11-30"))
  }

  @Test func `a fall does where more is good`() {
    #expect(answer(stepped(57, 4, to: 0.3), fewerIsGood: false).verdict == .guardrailBreach)
  }

  @Test func `what goes on as before breaks nothing`() {
    #expect(answer(weekly(days: 61), fewerIsGood: true).verdict == .immature)
    #expect(answer(weekly(days: 61), fewerIsGood: false).verdict == .immature)
  }

  @Test func `what gets better breaks nothing`() {
    #expect(answer(stepped(57, 4, to: 3), fewerIsGood: false).verdict == .immature)
    #expect(answer(stepped(57, 4, to: 0.3), fewerIsGood: true).verdict == .immature)
  }

  @Test func `a source that fell silent is not a drop to zero`() throws {
    let answer = answer(weekly(days: 57) + Array(repeating: nil, count: 4), fewerIsGood: false)
    #expect(answer.verdict == .immature)
    #expect(answer.checks.contains { $0.what == "guardrail orders" && $0.detail.contains("no whole day") })
  }

  @Test func `without a week of history nothing is watched, and that is said`() {
    let answer = answer(Array(repeating: nil, count: 52) + stepped(5, 4, to: 9), fewerIsGood: true)
    #expect(answer.verdict == .immature)
    #expect(answer.checks.contains { $0.detail == "not watched: less than a week of history" })
  }

  @Test func `something from nothing breaks it`() {
    #expect(answer(Array(repeating: 0, count: 57) + weekly(days: 4), fewerIsGood: true).verdict == .guardrailBreach)
    #expect(answer(Array(repeating: 0, count: 61), fewerIsGood: false).verdict == .immature)
  }

  @Test func `once broken, a later recovery does not mend it`() {
    var look = Look(stepped(57, 28, to: 0.5), exposed: 56)
    let days = stepped(57, 5, to: 3) + weekly(days: 23, times: 0.8, from: 62)
    look.guardrails = [ImpactQuestion.Guardrail(name: "errors", days: Look.days(days), fewerIsGood: true)]
    #expect(look.answer.verdict == .guardrailBreach)
    look.reverted = 61
    #expect(look.answer.verdict == .guardrailBreach)
    #expect(look.answer.advice.hasSuffix("It has been taken back."))
  }
}
