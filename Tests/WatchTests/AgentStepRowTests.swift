import Bytes
import Domain
import Formats
import Testing
import Watch

/// What rows say of agents' steps, whoever tells of them.
@Suite struct AgentStepRowTests {
  /// The steps of a batch's rows, in their order.
  static func steps(_ watched: WatchedBatch) -> [AgentStep] {
    watched.batch.rows.compactMap { watched.batch.extra(of: $0).flatMap { AgentStep(extra: $0) } }
  }

  /// An attribute of whatever type the text of its value looks like.
  static func typed(_ pair: String) -> String {
    let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
    if let number = Int(parts[1]) { return #"{"key":"\#(parts[0])","value":{"intValue":"\#(number)"}}"# }
    if let number = Double(parts[1]) { return #"{"key":"\#(parts[0])","value":{"doubleValue":\#(number)}}"# }
    var writer = JSONWriter()
    writer.string(parts[1])
    return #"{"key":"\#(parts[0])","value":{"stringValue":\#(String(decoding: writer.bytes, as: UTF8.self))}}"#
  }

  static func step(_ pairs: [String], name: String = "work", with members: String = "") -> AgentStep? {
    let attributes = pairs.map(typed).joined(separator: ",")
    let text = request(span(2, parent: 1, name, with: members, attributes: attributes))
    let watched = watch(text) { options in
      // At the time of the test's spans these models had no price yet.
      options.prices.overrides = [
        PriceTable.Price("gpt-4o", input: 2_500_000, output: 10_000_000),
        PriceTable.Price("gpt-4o-mini", input: 150_000, output: 600_000),
      ]
    }
    return steps(watched).first
  }

  struct Dialect: Sendable, CustomTestStringConvertible {
    let name: String
    var span = "work"
    let attributes: [String]
    /// Operation, provider, model, tool, agent, tokens, cost.
    let step: String

    var testDescription: String { name }
  }

  static func described(_ step: AgentStep?) -> String {
    guard let step else { return "none" }
    let tokens = step.tokens.map { "\($0.input)/\($0.output)/\($0.cacheRead)/\($0.cacheWrite)/\($0.reasoning)" } ?? "-"
    let cost =
      switch step.cost?.source {
      case .none: "-"
      case .reported: "reported \(step.cost?.microDollars ?? 0)"
      case .priced: "priced \(step.cost?.microDollars ?? 0)"
      }
    let names = [step.provider, step.model, step.tool, step.agent].map { $0.isEmpty ? "-" : $0 }.joined(separator: " ")
    return "\(step.operation) \(names) \(tokens) \(cost)"
  }

  @Test(arguments: [
    Dialect(
      name: "the first instrumentations",
      attributes: [
        "gen_ai.system=OpenAI", "llm.request.type=chat", "gen_ai.request.model=gpt-4o-mini",
        "gen_ai.usage.prompt_tokens=1000", "gen_ai.usage.completion_tokens=100", "llm.usage.total_tokens=1100",
      ],
      step: "modelCall openai gpt-4o-mini - - 1000/100/0/0/0 priced 210"
    ),
    Dialect(
      name: "conventions until 1.36",
      attributes: [
        "gen_ai.operation.name=chat", "gen_ai.system=az.ai.openai", "gen_ai.request.model=gpt-4o",
        "gen_ai.response.model=gpt-4o-2024-08-06", "gen_ai.usage.input_tokens=1000", "gen_ai.usage.output_tokens=100",
      ],
      step: "modelCall azure.ai.openai gpt-4o-2024-08-06 - - 1000/100/0/0/0 priced 3500"
    ),
    Dialect(
      name: "conventions from 1.37",
      attributes: [
        "gen_ai.operation.name=chat", "gen_ai.provider.name=anthropic", "gen_ai.request.model=claude-sonnet-4",
        "gen_ai.usage.input_tokens=1000", "gen_ai.usage.output_tokens=100",
        "gen_ai.usage.cache_read.input_tokens=600", "gen_ai.usage.cache_creation.input_tokens=100",
      ],
      step: "modelCall anthropic claude-sonnet-4 - - 1000/100/600/100/0 -"
    ),
    Dialect(
      name: "the conventions' own repository",
      attributes: [
        "gen_ai.operation.name=generate_content", "gen_ai.provider.name=gcp.gemini",
        "gen_ai.usage.cache_write.input_tokens=5", "gen_ai.usage.reasoning.output_tokens=7",
        "gen_ai.usage.input_tokens=10", "gen_ai.usage.output_tokens=9", "gen_ai.usage.cache_creation.input_tokens=6",
      ],
      step: "modelCall gcp.gemini - - - 10/9/0/5/7 -"
    ),
    Dialect(
      name: "OpenInference",
      attributes: [
        "openinference.span.kind=LLM", "llm.provider=openai", "llm.system=openai",
        "llm.model_name=gpt-4o-mini-2024-07-18", "llm.token_count.prompt=1615", "llm.token_count.completion=119",
        "llm.token_count.prompt_details.cache_read=1043", "llm.cost.total=0.00023542",
      ],
      step: "modelCall openai gpt-4o-mini-2024-07-18 - - 1615/119/1043/0/0 reported 235"
    ),
    Dialect(
      name: "OpenInference, a call that failed",
      attributes: [
        "openinference.span.kind=LLM", "llm.system=openai",
        #"llm.invocation_parameters={"model":"gpt-4o-mini","temperature":0.2}"#,
      ],
      step: "modelCall openai gpt-4o-mini - - - -"
    ),
    Dialect(
      name: "OpenInference, parameters that name none",
      attributes: ["openinference.span.kind=LLM", #"llm.invocation_parameters=[{"model":"m"}]"#],
      step: "modelCall - - - - - -"
    ),
    Dialect(
      name: "OpenInference, a tool",
      attributes: ["openinference.span.kind=TOOL", "tool.name=refund"],
      step: "toolCall - - refund - - -"
    ),
    Dialect(
      name: "Traceloop, an agent",
      attributes: ["traceloop.span.kind=agent", "traceloop.entity.name=support"],
      step: "agentRun - - - support - -"
    ),
    Dialect(
      name: "Traceloop, a tool",
      attributes: ["traceloop.span.kind=tool", "traceloop.entity.name=search"],
      step: "toolCall - - search - - -"
    ),
    Dialect(
      name: "Langfuse",
      attributes: [
        "langfuse.observation.type=generation", "langfuse.observation.model.name=claude-x",
        #"langfuse.observation.usage_details={"prompt_tokens":187,"completion_tokens":23,"prompt_tokens_details":{"cached_tokens":64}}"#,
        #"langfuse.observation.cost_details={"input":0.0036,"total":0.0048}"#, "langfuse.trace.name=support-run",
      ],
      step: "modelCall - claude-x - support-run 187/23/64/0/0 reported 4800"
    ),
    Dialect(
      name: "Langfuse, details that are none",
      attributes: [
        "langfuse.observation.type=generation", "langfuse.observation.usage_details={\"input\":[1", "model=x",
        "langfuse.observation.cost_details=7",
      ],
      step: "modelCall - x - - - -"
    ),
    Dialect(
      name: "a tool known by its span's name",
      span: "execute_tool search",
      attributes: ["gen_ai.operation.name=execute_tool"],
      step: "toolCall - - search - - -"
    ),
    Dialect(
      name: "an agent known by its span's name",
      span: "invoke_agent support",
      attributes: ["gen_ai.operation.name=invoke_agent", "gen_ai.usage.input_tokens=5"],
      step: "agentRun - - - support 5/0/0/0/0 -"
    ),
    Dialect(
      name: "Claude Code, a request: its count is without the cache",
      attributes: [
        "span.type=llm_request", "gen_ai.system=anthropic", "model=claude-x", "input_tokens=10", "output_tokens=5",
        "cache_read_tokens=100", "cache_creation_tokens=20", "cost_usd_micros=140",
      ],
      step: "modelCall anthropic claude-x - - 130/5/100/20/0 reported 140"
    ),
    Dialect(
      name: "Claude Code, the whole",
      span: "claude_code.interaction",
      attributes: ["span.type=interaction", "gen_ai.provider.name=anthropic", "gen_ai.operation.name=invoke_agent"],
      step: "agentRun anthropic - - claude_code - -"
    ),
    Dialect(
      name: "Claude Code, a tool",
      attributes: ["span.type=tool.execution", "gen_ai.provider.name=anthropic"],
      step: "toolPart anthropic - - - - -"
    ),
    Dialect(
      name: "Claude Code, waiting",
      attributes: ["span.type=tool.blocked_on_user", "gen_ai.provider.name=anthropic"],
      step: "none"
    ),
    Dialect(
      name: "an operation nobody knows",
      attributes: ["gen_ai.operation.name=dream"],
      step: "other - - - - - -"
    ),
    Dialect(
      name: "more in the cache than went in",
      attributes: [
        "gen_ai.system=anthropic", "gen_ai.request.model=m", "gen_ai.usage.input_tokens=3",
        "gen_ai.usage.cache_read_input_tokens=90",
      ],
      step: "modelCall anthropic m - - 93/0/90/0/0 -"
    ),
    Dialect(name: "no step", attributes: ["http.route=/pay", "model=Golf"], step: "none"),
    Dialect(
      name: "numbers that are none",
      attributes: [
        "gen_ai.request.model=m", "gen_ai.usage.input_tokens=-5", "gen_ai.usage.output_tokens=many",
        "llm.cost.total=-1.5", "gen_ai.response.time_to_first_chunk=1e300",
      ],
      step: "modelCall - m - - - -"
    ),
    Dialect(
      name: "numbers past all honesty",
      attributes: [
        "gen_ai.request.model=gpt-4o", "gen_ai.usage.input_tokens=9000000000000000", "llm.cost.total=1e300",
      ],
      step: "modelCall - gpt-4o - - 1099511627776/0/0/0/0 priced 2748779069440"
    ),
  ])
  func `a span is a step as its attributes say`(_ dialect: Dialect) {
    let step = AgentStepRowTests.step(dialect.attributes, name: dialect.span)
    #expect(AgentStepRowTests.described(step) == dialect.step)
  }

  @Test func `a step is part of its span's row and of no other`() throws {
    let attributes = ["gen_ai.operation.name=execute_tool", "gen_ai.tool.name=search", "gen_ai.conversation.id=c1"]
    let watched = watch(
      request(
        span(
          2,
          with: exception("TimeoutError", "no answer") + #","status":{"code":2}"#,
          attributes: attributes.map(AgentStepRowTests.typed).joined(separator: ",")
        ),
        span(3, attributes: attribute("session.id", "c1"))
      )
    )
    let spans = watched.rows(.span)
    #expect(spans.map(\.extra) == [0, -1])
    #expect(watched.rows(.error).map(\.extra) == [-1])
    // The conversation is the session, also of the error.
    #expect(spans[0].session == spans[1].session && spans[0].session != 0)
    #expect(watched.rows(.error).map(\.session) == [spans[0].session])
  }

  @Test func `steps of Langfuse's library that name no service are of one, whatever their trace is called`() {
    let model = attribute("gen_ai.request.model", "m")
    let trace = attribute("langfuse.trace.name", "support-run")
    func service(_ named: String, _ attributes: String...) -> [String] {
      let resource = attribute("service.name", named)
      let watched = watch(request(span(1, attributes: attributes.joined(separator: ",")), resource: resource))
      return watched.batch.rows.map { watched.batch.text($0.service) }
    }
    let child = attribute("langfuse.observation.type", "generation")
    #expect(service("unknown_service:python", model, trace) == ["langfuse"])
    #expect(service("unknown_service:python", child) == ["langfuse"])
    #expect(service("shop", model, trace) == ["shop"])
    #expect(service("unknown_service:python", model) == ["unknown_service:python"])
  }

  @Test func `what was said is not kept, and what was given is known again`() throws {
    let calls = [
      #"gen_ai.tool.call.arguments={"id": 7, "city":"Köln"}"#,
      #"gen_ai.tool.call.arguments={"city":"K\u00f6ln","id":7.0}"#,
      #"gen_ai.tool.call.arguments={"id":8,"city":"Köln"}"#, "gen_ai.tool.call.arguments=plain words",
    ]
    let text = request(
      calls.enumerated().map { index, given in
        let attributes = [
          "gen_ai.operation.name=execute_tool", given, "gen_ai.input.messages=my words", "input.value=my words",
        ]
        return span(index + 2, attributes: attributes.map(AgentStepRowTests.typed).joined(separator: ","))
      }.joined(separator: ",")
    )
    let watched = watch(text)
    let steps = AgentStepRowTests.steps(watched)
    try #require(steps.count == 4)
    #expect(steps[0].arguments == steps[1].arguments && steps[0].arguments != 0)
    #expect(Set(steps.map(\.arguments)).count == 3)
    let kept = watched.allTexts.joined() + watched.batch.extras.map { String(decoding: $0, as: UTF8.self) }.joined()
    #expect(!kept.contains("words") && !kept.contains("Köln"))
    // Another store's secret gives another hash.
    let other = watch(text) { $0 = WatchOptions(secret: Array(repeating: 9, count: 32)) }
    #expect(AgentStepRowTests.steps(other).map(\.arguments) != steps.map(\.arguments))
  }

  @Test(arguments: [
    (#"{"error":"no such order"}"#, true), (#"{"isError":true}"#, true), (#"{"is_error":true,"x":1}"#, true),
    (#"{"error":{"code":1}}"#, true), (#"{"error":null,"ok":1}"#, false), (#"{"error":""}"#, false),
    (#"{"error":false}"#, false), (#"{"errors":[]}"#, false), ("error", false), (#"["error"]"#, false),
    ("{\"error\"", false),
  ])
  func `a result that says it is an error is one`(_ result: String, _ saysError: Bool) {
    let step = AgentStepRowTests.step(["gen_ai.operation.name=execute_tool", "gen_ai.tool.call.result=\(result)"])
    #expect(step?.saysError == saysError)
    #expect(step?.result != 0)
  }

  @Test func `names are masked and cut`() {
    let key = "sk-proj-" + String(repeating: "a1B2", count: 12)
    let step = AgentStepRowTests.step([
      "gen_ai.operation.name=execute_tool", "gen_ai.tool.name=\(key)",
      "gen_ai.agent.name=\(String(repeating: "n", count: 400))",
    ])
    #expect(step?.tool.contains("a1B2") == false)
    #expect(step?.agent.utf8.count == AgentStep.textLimit)
  }

  @Test(arguments: [
    ("stop", AgentStep.Finish.stop), ("tool_calls", .toolUse), ("tool_call", .toolUse), ("MAX_TOKENS", .length),
    (#"["tool_calls"]"#, .toolUse), (#"["end_turn","stop"]"#, .stop), ("refusal", .filtered), ("7", .unknown),
  ])
  func `why a model stopped has many names`(_ word: String, _ finish: AgentStep.Finish) {
    let step = AgentStepRowTests.step(["gen_ai.operation.name=chat", "gen_ai.response.finish_reasons=\(word)"])
    #expect(step?.finish == finish)
  }

  @Test func `the time to the first token has four forms`() {
    let chat = "gen_ai.operation.name=chat"
    let event = #""events":[{"name":"First Token Stream Event","timeUnixNano":"1700000000100000000"}]"#
    #expect(AgentStepRowTests.step([chat, "gen_ai.response.time_to_first_chunk=0.065"])?.timeToFirstToken == 65_000)
    #expect(AgentStepRowTests.step([chat, "ttft_ms=15"])?.timeToFirstToken == 15_000)
    #expect(AgentStepRowTests.step([chat], with: event)?.timeToFirstToken == 100_000)
    let time = #"langfuse.observation.completion_start_time="2023-11-14T22:13:20.05Z""#
    #expect(AgentStepRowTests.step([chat, time])?.timeToFirstToken == 50_000)
    let late = #"langfuse.observation.completion_start_time="2023-11-14T22:13:21Z""#
    #expect(AgentStepRowTests.step([chat, late])?.timeToFirstToken == nil)
  }

  @Test func `on an error a reported nothing is no cost, and errors lose their module`() {
    let step = AgentStepRowTests.step(
      [
        "gen_ai.operation.name=chat", "gen_ai.request.model=x", "llm.cost.total=0",
        "error.type=openai.InternalServerError",
      ],
      with: #""status":{"code":2}"#
    )
    #expect(step?.cost == nil && step?.errorType == "InternalServerError")
  }

  // MARK: Log records

  static func log(_ event: String, scope: String, _ pairs: [String]) -> WatchedBatch {
    let attributes = (["event.name=\(event)"] + pairs).map(typed).joined(separator: ",")
    return watch(
      #"{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{"name":"\#(scope)"},"logRecords":["#
        + #"{"timeUnixNano":"1700000000100000000","eventName":"event src/telemetry.rs:7","attributes":[\#(attributes)]}]}]}]}"#
    )
  }

  struct Event: Sendable, CustomTestStringConvertible {
    let name: String
    var scope = "com.anthropic.claude_code.events"
    let attributes: [String]
    let step: String
    var saysError = false

    var testDescription: String { name }
  }

  @Test(arguments: [
    Event(
      name: "api_request",
      attributes: [
        "model=claude-sonnet-5", "input_tokens=12", "output_tokens=811", "cache_read_tokens=48211",
        "cache_creation_tokens=900", "cost_usd=0.0421", "cost_usd_micros=42100", "request_id=r", "prompt.id=p",
      ],
      step: "modelCall - claude-sonnet-5 - - 49123/811/48211/900/0 reported 42100"
    ),
    Event(
      name: "tool_result",
      attributes: ["tool_name=Bash", "success=false", "duration_ms=12", "error_type=ShellError"],
      step: "toolCall - - Bash - - -",
      saysError: true
    ),
    Event(name: "tool_result", scope: "my.app", attributes: ["tool_name=Bash"], step: "none"),
    Event(
      name: "api_error",
      attributes: ["model=m", "status_code=529"],
      step: "modelCall - m - - - -",
      saysError: true
    ),
    Event(name: "user_prompt", attributes: ["prompt_length=3"], step: "none"),
    Event(
      name: "codex.sse_event",
      scope: "codex",
      attributes: [
        "event.kind=response.completed", "model=gpt-5.1-codex", "input_token_count=100", "output_token_count=9",
        "cached_token_count=60", "reasoning_token_count=4", "conversation.id=c",
      ],
      step: "modelCall - gpt-5.1-codex - - 100/9/60/0/4 -"
    ),
    Event(name: "codex.sse_event", scope: "codex", attributes: ["model=m"], step: "none"),
    Event(
      name: "codex.tool_result",
      scope: "codex",
      attributes: ["tool_name=exec", "success=true", "arguments={}", "output=ok", "call_id=c"],
      step: "toolCall - - exec - - -"
    ),
  ])
  func `an agent's log record is a step as its event says`(_ event: Event) {
    let watched = AgentStepRowTests.log(event.name, scope: event.scope, event.attributes)
    let step = AgentStepRowTests.steps(watched).first
    #expect(AgentStepRowTests.described(step) == event.step)
    #expect(step?.saysError ?? false == event.saysError)
    #expect(watched.batch.rows.map(\.kind) == [.event])
    // What tracing puts in place of a name is none.
    #expect(watched.batch.text(watched.batch.rows[0].name) == event.name)
  }

  // MARK: Runs

  @Test func `the spans of a trace are one run, whoever tells of its calls`() {
    func tell(_ pairs: String...) -> String { pairs.map(AgentStepRowTests.typed).joined(separator: ",") }
    let openInference = tell(
      "openinference.span.kind=LLM",
      "llm.model_name=gpt-4o-mini",
      "llm.token_count.prompt=100",
      "llm.token_count.completion=10",
      "llm.cost.total=0.00021"
    )
    let conventions = tell(
      "gen_ai.operation.name=chat",
      "gen_ai.response.model=gpt-4o-mini-2024-07-18",
      "gen_ai.usage.input_tokens=100",
      "gen_ai.usage.output_tokens=10",
      "gen_ai.response.id=r1",
      "gen_ai.response.finish_reasons=stop"
    )
    let agent = tell("gen_ai.operation.name=invoke_agent", "gen_ai.agent.name=support", "gen_ai.usage.input_tokens=200")
    let tool = tell("gen_ai.operation.name=execute_tool", "gen_ai.tool.name=search")
    let watched = watch(
      request(
        span(1, "invoke_agent support", attributes: agent),
        span(2, parent: 1, attributes: openInference),
        span(3, parent: 2, "POST"),
        span(4, parent: 3, attributes: conventions),
        span(5, parent: 1, attributes: conventions.replacing("r1", with: "r2").replacing("100", with: "101")),
        span(6, parent: 1, attributes: openInference.replacing("100", with: "101")),
        span(7, parent: 1, with: #""status":{"code":2}"#, attributes: tool)
      )
    )
    let rows = watched.rows(.span)
    let parents = Dictionary(uniqueKeysWithValues: rows.map { ($0.span, $0.parent) })
    let run = AgentRun(rows.compactMap { AgentRun.Entry($0, of: watched.batch) }, parents: parents)
    // The second is inside the first, the fourth is the third once more.
    #expect(run.modelCalls.map(\.span) == [4, 5])
    #expect(run.tokens == TokenCount(input: 201, output: 20))
    #expect(run.agent == "support" && run.toolCalls.count == 1 && run.toolErrors == 1)
    #expect(run.start == 1_700_000_000_000_000 && run.end == 1_700_000_000_250_000)
    // The reported cost, for the models had no price at the time.
    #expect(run.microDollars == 420 && run.unpriced == 0)
  }

  // MARK: Other sources

  @Test func `steps of other tools are spans of their source, the same once`() throws {
    let run =
      #"{"id":"r","trace_id":"t","run_type":"tool","name":"search","start_time":"2023-11-14T22:13:20Z","#
      + #""end_time":"2023-11-14T22:13:21Z","error":"KeyError('x')","session_name":"shop","#
      + #""extra":{"metadata":{"session_id":"c1","user_id":"u1"}},"inputs":{"q":1}}"#
    let watched = watch(run + "\n" + run)
    try #require(watched.batch.rows.count == 2)
    let row = watched.batch.rows[0]
    #expect(row.key == watched.batch.rows[1].key)
    #expect(watched.texts(row).prefix(2) == ["langsmith", "shop"])
    #expect(row.kind == .span && row.status == .error && row.duration == 1_000_000)
    // By Python's hmac, as for spans of OpenTelemetry.
    #expect(row.subject == 0x6e78_f0dc_a9c3_95e5 && row.session != 0)
    let step = try #require(AgentStepRowTests.steps(watched).first)
    #expect(step.operation == .toolCall && step.tool == "search" && step.errorType == "KeyError" && step.arguments != 0)
    #expect(watch(run) { $0.source = "mine" }.texts(watched.batch.rows[0])[0] != "")
  }
}
