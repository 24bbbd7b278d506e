import Bytes
import Domain
import TestSupport
import Testing

@Suite struct AgentStepTests {
  /// A step drawn at random, every field there and absent.
  static func step(_ generator: inout SplitMix64) -> AgentStep {
    let texts = ["", "gpt-4o-mini", "refund_api", "prüfung 🙂", "a\u{0}b", "x"]
    func text() -> String { texts.randomElement(using: &generator) ?? "" }
    func hash() -> UInt64 { generator.next() & 3 == 0 ? 0 : generator.next() }
    func count() -> Int64 { Int64(generator.next() >> UInt64.random(in: 24...63, using: &generator)) }
    var step = AgentStep(AgentStep.Operation.allCases.randomElement(using: &generator) ?? .other)
    step.provider = text()
    step.model = text()
    step.tool = text()
    step.agent = text()
    step.prompt = text()
    step.promptVersion = text()
    step.errorType = text()
    (step.call, step.turn, step.arguments, step.result) = (hash(), hash(), hash(), hash())
    if Bool.random(using: &generator) {
      step.tokens = TokenCount(
        input: count(),
        output: count(),
        cacheRead: count(),
        cacheWrite: count(),
        reasoning: count()
      )
    }
    if Bool.random(using: &generator) {
      let source: AgentStep.Cost.Source = Bool.random(using: &generator) ? .reported : .priced(table: 20_251_201)
      step.cost = AgentStep.Cost(microDollars: count(), source: source)
    }
    step.finish = AgentStep.Finish.allCases.randomElement(using: &generator) ?? .unknown
    if Bool.random(using: &generator) { step.timeToFirstToken = count() }
    if Bool.random(using: &generator) { step.took = count() }
    step.saysError = Bool.random(using: &generator)
    return step
  }

  @Test func `a step comes back from its bytes as it was`() {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<2_000 {
      let step = AgentStepTests.step(&generator)
      #expect(step.extra.count <= SignalBatch.extraLimit)
      #expect(AgentStep(extra: step.extra) == step)
    }
  }

  @Test func `an empty step has few bytes, a usual one less than a hundred`() {
    #expect(AgentStep(.modelCall).extra == [1, 2, 1])
    var step = AgentStep(.modelCall)
    step.provider = "openai"
    step.model = "gpt-4o-mini-2024-07-18"
    step.call = 7
    step.tokens = TokenCount(input: 187, output: 23, cacheRead: 64)
    step.cost = AgentStep.Cost(microDollars: 37, source: .priced(table: 20_251_201))
    step.finish = .toolUse
    #expect(step.extra.count < 70)
  }

  @Test func `fields and words of a later version are passed over`() {
    var step = AgentStep(.toolCall)
    step.tool = "search"
    var later = step.extra
    later.appendVarint(99 << 1)
    later.appendVarint(5)
    later.appendVarint(98 << 1 | 1)
    later.appendVarint(3)
    later += [1, 2, 3]
    #expect(AgentStep(extra: later) == step)
    // An operation that this version does not know.
    #expect(AgentStep(extra: [1, 2, 77])?.operation == .other)
    #expect(AgentStep(extra: [2, 2, 1]) == nil)
    #expect(AgentStep(extra: []) == nil)
  }

  @Test func `cut or changed anywhere it is read or refused, never a trap`() {
    var generator = SplitMix64(seed: 2)
    for _ in 0..<100 {
      let extra = AgentStepTests.step(&generator).extra
      for count in extra.indices { _ = AgentStep(extra: Array(extra[..<count])) }
      var changed = extra
      for _ in 0..<50 {
        changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        if let step = AgentStep(extra: changed) { #expect(AgentStep(extra: step.extra) != nil) }
      }
    }
  }

  @Test func `a long text is cut between characters`() {
    var step = AgentStep(.toolCall)
    step.tool = String(repeating: "é", count: 100)
    #expect(AgentStep(extra: step.extra)?.tool == String(repeating: "é", count: 64))
    step.tool = "x" + String(repeating: "é", count: 100)
    #expect(AgentStep(extra: step.extra)?.tool == "x" + String(repeating: "é", count: 63))
  }

  @Test func `counts past all honesty are bounded, and a sum too`() {
    var sum = TokenCount(input: .max, output: -5)
    #expect(sum.input == TokenCount.limit && sum.output == 0)
    sum += TokenCount(input: .max)
    #expect(sum.input == TokenCount.limit)
  }

  @Test(arguments: [
    ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"), ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"), ("openai/gpt-4o", "gpt-4o"),
    ("claude-3-5-sonnet-latest", "claude-3-5-sonnet"), ("models/gemini-2.5-pro", "gemini-2.5-pro"),
    ("claude-opus-4-1@20250805", "claude-opus-4-1"), ("GPT-4.1", "gpt-4.1"), ("claude-opus-5-5", "claude-opus-5-5"),
    ("", ""), ("o3", "o3"), ("openai/", "openai/"), (":", ":"), ("-20250929", "-20250929"),
  ])
  func `a model has one name`(_ name: String, _ canonical: String) {
    #expect(ModelName.canonical(name) == canonical)
  }
}
