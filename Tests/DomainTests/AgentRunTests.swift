import Domain
import Testing

@Suite struct AgentRunTests {
  typealias Entry = AgentRun.Entry

  static func entry(
    _ operation: AgentStep.Operation,
    _ span: UInt64,
    under parent: UInt64 = 1,
    at start: Int64 = 0,
    for length: Int64 = 10,
    failed: Bool = false,
    logged: Bool = false,
    _ change: (inout AgentStep) -> Void = { _ in }
  ) -> Entry {
    var step = AgentStep(operation)
    change(&step)
    return Entry(
      step,
      span: span,
      parent: parent,
      start: start,
      end: start + length,
      hasFailed: failed,
      isLogged: logged
    )
  }

  static func call(
    _ span: UInt64,
    under parent: UInt64 = 1,
    at start: Int64 = 0,
    tokens: Int64? = 100,
    cost: Int64? = 10,
    id: UInt64 = 0,
    logged: Bool = false,
    model: String = "gpt-4o",
    finish: AgentStep.Finish = .stop
  ) -> Entry {
    entry(.modelCall, span, under: parent, at: start, logged: logged) { step in
      step.model = model
      step.call = id
      step.finish = finish
      step.tokens = tokens.map { TokenCount(input: $0, output: 1) }
      step.cost = cost.map { AgentStep.Cost(microDollars: $0, source: .priced(table: 1)) }
    }
  }

  static let root = entry(.agentRun, 1, under: 0, for: 100) { step in
    step.agent = "support"
    step.tokens = TokenCount(input: 9_999)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let entries: [Entry]
    var parents: [UInt64: UInt64] = [:]
    let calls: Int
    let input: Int64
    var cost: Int64 = 0
    var unpriced = 0

    var testDescription: String { name }
  }

  @Test(arguments: [
    Case(
      name: "the totals of a run are not summed",
      entries: [root, call(2), call(3, at: 50)],
      calls: 2,
      input: 200,
      cost: 20
    ),
    Case(name: "nothing", entries: [], calls: 0, input: 0),
    Case(
      name: "one call inside another is one call",
      entries: [root, call(2), call(3, under: 2)],
      calls: 1,
      input: 100,
      cost: 10
    ),
    Case(
      name: "also where a span that is no step lies between",
      entries: [root, call(2), call(3, under: 7)],
      parents: [7: 2],
      calls: 1,
      input: 100,
      cost: 10
    ),
    Case(
      name: "what only the outer says counts",
      entries: [root, call(2), call(3, under: 2, tokens: nil, cost: nil)],
      calls: 1,
      input: 100,
      cost: 10
    ),
    Case(
      name: "three around each other, of which each says another part",
      entries: [
        root, call(2, tokens: nil, cost: 33), call(3, under: 2, cost: nil),
        call(4, under: 3, tokens: nil, cost: nil),
      ],
      calls: 1,
      input: 100,
      cost: 33
    ),
    Case(
      name: "a call with two inside says the same as both",
      entries: [root, call(2, tokens: 200), call(3, under: 2), call(4, under: 2, at: 50)],
      calls: 2,
      input: 200,
      cost: 20
    ),
    Case(
      name: "a call with two inside that say nothing",
      entries: [
        root, call(2, tokens: 200), call(3, under: 2, tokens: nil, cost: nil),
        call(4, under: 2, at: 50, tokens: nil, cost: nil),
      ],
      calls: 2,
      input: 200,
      cost: 10
    ),
    Case(
      name: "two instrumentations side by side, one without an id",
      entries: [root, call(2, id: 5), call(3, at: 2)],
      calls: 1,
      input: 100,
      cost: 10
    ),
    Case(
      name: "the same id under another model's name",
      entries: [root, call(2, id: 5), call(3, at: 2, tokens: 101, id: 5, model: "gpt-4o-2024-08-06")],
      calls: 1,
      input: 100,
      cost: 10
    ),
    Case(
      name: "two ids are two calls",
      entries: [root, call(2, id: 5), call(3, at: 2, id: 6)],
      calls: 2,
      input: 200,
      cost: 20
    ),
    Case(
      name: "one after the other is two calls",
      entries: [root, call(2), call(3, at: 10)],
      calls: 2,
      input: 200,
      cost: 20
    ),
    Case(
      name: "a stream's request, and a span of no length that says what it took",
      entries: [
        root, call(2, tokens: nil, cost: nil),
        entry(.modelCall, 3, at: 40, for: 0) { step in
          step.model = "gpt-4o"
          step.tokens = TokenCount(input: 7)
        },
      ],
      calls: 1,
      input: 7,
      unpriced: 1
    ),
    Case(
      name: "a request that failed, and a later call",
      entries: [
        root, entry(.modelCall, 2, failed: true) { $0.model = "gpt-4o" },
        entry(.modelCall, 3, at: 40, for: 0) { step in
          step.model = "gpt-4o"
          step.tokens = TokenCount(input: 7)
        },
      ],
      calls: 2,
      input: 7,
      unpriced: 1
    ),
    Case(
      name: "other tokens are another call",
      entries: [root, call(2), call(3, at: 2, tokens: 101)],
      calls: 2,
      input: 201,
      cost: 20
    ),
    Case(
      name: "other parents are other calls",
      entries: [root, call(2), call(3, under: 9, at: 2)],
      calls: 2,
      input: 200,
      cost: 20
    ),
    Case(
      name: "a log record of a span's call",
      entries: [root, call(2, cost: nil, id: 5), call(1, under: 0, at: 2, cost: 7, id: 5, logged: true)],
      calls: 1,
      input: 100,
      cost: 7
    ),
    Case(
      name: "a log record within a span that failed, without ids",
      entries: [
        root, call(2, tokens: nil, cost: nil, model: ""),
        call(2, under: 0, at: 10, tokens: nil, cost: nil, logged: true),
      ],
      calls: 1,
      input: 0
    ),
    Case(
      name: "log records in the span of a run are calls of their own",
      entries: [root, call(1, under: 0, id: 5, logged: true), call(1, under: 0, id: 6, logged: true)],
      calls: 2,
      input: 200,
      cost: 20
    ),
    Case(
      name: "calls told by log records alone",
      entries: [call(0, under: 0, logged: true), call(0, under: 0, logged: true)],
      calls: 2,
      input: 200,
      cost: 20
    ),
    Case(name: "an unknown price is said", entries: [root, call(2, cost: nil)], calls: 1, input: 100, unpriced: 1),
    Case(
      name: "spans that are their own ancestors",
      entries: [call(2, under: 3), call(3, under: 2, at: 50)],
      calls: 2,
      input: 200,
      cost: 20
    ),
  ])
  func `calls of models are counted once, and their tokens and cost`(_ sample: Case) {
    let run = AgentRun(sample.entries, parents: sample.parents)
    #expect(run.modelCalls.count == sample.calls)
    #expect(run.tokens.input == sample.input)
    #expect(run.microDollars == sample.cost)
    #expect(run.unpriced == sample.unpriced)
    // The order in which they come makes no difference.
    #expect(AgentRun(sample.entries.reversed(), parents: sample.parents) == run)
  }

  @Test func `a reported cost is worth more than a computed one`() {
    var reported = AgentRunTests.call(3, at: 2, id: 5)
    reported.step.cost = AgentStep.Cost(microDollars: 12, source: .reported)
    #expect(AgentRun([AgentRunTests.call(2, id: 5), reported]).microDollars == 12)
  }

  @Test func `a tool's part and a log record say how it ended`() {
    let tool = { (span: UInt64, call: UInt64) in
      AgentRunTests.entry(.toolCall, span, at: Int64(span)) { step in
        step.tool = "search"
        step.call = call
      }
    }
    let run = AgentRun([
      AgentRunTests.root, tool(2, 21), tool(3, 22), tool(4, 23), tool(5, 0),
      AgentRunTests.entry(.toolPart, 8, under: 2, failed: true),
      AgentRunTests.entry(.toolPart, 9, under: 3),
      AgentRunTests.entry(.toolCall, 1, logged: true) { step in
        step.call = 23
        step.saysError = true
        step.arguments = 77
      },
      AgentRunTests.entry(.toolCall, 1, at: 60, logged: true) { $0.call = 24 },
    ])
    #expect(run.toolCalls.map(\.isError) == [true, false, true, false, false])
    #expect(run.toolCalls[2].step.arguments == 77)
    #expect(run.toolErrors == 2)
  }

  struct End: Sendable, CustomTestStringConvertible {
    let name: String
    let entries: [Entry]
    let outcome: AgentRun.Outcome

    var testDescription: String { name }
  }

  @Test(arguments: [
    End(name: "nothing", entries: [], outcome: .unknown),
    End(name: "a run alone", entries: [root], outcome: .completed),
    End(name: "a failed run", entries: [entry(.agentRun, 1, failed: true), call(2)], outcome: .failed),
    End(name: "a last word", entries: [root, call(2)], outcome: .completed),
    End(name: "too long", entries: [root, call(2, finish: .length)], outcome: .cutShort),
    End(name: "refused", entries: [call(2, finish: .filtered)], outcome: .cutShort),
    End(name: "asked for a tool", entries: [root, call(2, finish: .toolUse)], outcome: .unfinished),
    End(
      name: "a tool, and no answer",
      entries: [root, call(2, finish: .toolUse), entry(.toolCall, 3, at: 20)],
      outcome: .completed
    ),
    End(
      name: "the last tool failed",
      entries: [root, call(2, finish: .toolUse), entry(.toolCall, 3, at: 20, failed: true)],
      outcome: .failed
    ),
    End(
      name: "a tool failed, and the model went on",
      entries: [root, entry(.toolCall, 3, failed: true), call(2, at: 20)],
      outcome: .completed
    ),
    End(name: "no word why", entries: [call(2, finish: .unknown)], outcome: .unknown),
  ])
  func `a run ends as its last step does`(_ sample: End) {
    #expect(AgentRun(sample.entries).outcome == sample.outcome)
  }

  @Test func `the agent is that of the topmost run`() {
    let inner = AgentRunTests.entry(.agentRun, 2, at: -5) { $0.agent = "researcher" }
    #expect(AgentRun([inner, AgentRunTests.root, AgentRunTests.call(3, under: 2)]).agent == "support")
    #expect(AgentRun([AgentRunTests.call(3)]).agent == "")
  }

  @Test func `a row's step stands where the row does`() throws {
    var batch = SignalBatch()
    var row = SignalRow(kind: .span, key: SignalKey(prefix: 0, rest: 0), time: 1_000)
    row.duration = 50
    row.span = 4
    row.parent = 3
    row.status = .error
    #expect(AgentRun.Entry(row, of: batch) == nil)
    row.extra = batch.addExtra(AgentStep(.toolCall).extra)
    let entry = try #require(AgentRun.Entry(row, of: batch))
    #expect(entry == Entry(AgentStep(.toolCall), span: 4, parent: 3, start: 1_000, end: 1_050, hasFailed: true))
    row.kind = .event
    var told = AgentStep(.toolCall)
    told.took = 400
    row.extra = batch.addExtra(told.extra)
    let logged = try #require(AgentRun.Entry(row, of: batch))
    #expect(logged.start == 600 && logged.end == 1_000 && logged.isLogged)
  }
}
