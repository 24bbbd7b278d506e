import Bytes
import Formats
import Testing

/// Steps of agents as JSON objects of tools that watch them.
@Suite struct StepReaderTests {
  /// A span as a test can compare it.
  static func described(_ batch: RecordBatch) -> [String] {
    batch.spans.map { span in
      let hex = { (id: UInt64) in String(id, radix: 16) }
      let took = (span.end - span.start) / 1_000_000
      return "\(span.source.word) \(batch.string(span.name)) \(hex(span.traceHigh))-\(hex(span.traceLow)) "
        + "\(took) ms \(span.status) '\(batch.string(span.statusMessage))' "
        + batch.shown(span.attributes).joined(separator: " ")
    }
  }

  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let json: String
    let spans: [String]
    var skips: [Skip: Int] = [:]
    var rejects = 0

    var testDescription: String { name }
  }

  static let samples = [
    Sample(
      name: "an observation of Langfuse",
      json: #"""
        {"id":"00f0000000000001","trace_id":"0102030405060708090a0b0c0d0e0f10","type":"GENERATION",
        "start_time":"2026-11-20 09:27:16.000","end_time":"2026-11-20 09:27:17.000","name":"answer","level":"ERROR",
        "status_message":"TimeoutError('no')","provided_model_name":"gpt-4o","usage_details":{"input":10,"output":2},
        "total_cost":0.5,"user_id":"u1","session_id":"s1","trace_name":"support","input":"[]"}
        """#,
      spans: [
        "langfuse answer 102030405060708-90a0b0c0d0e0f10 1000 ms error 'no' "
          + "langfuse.observation.type='GENERATION' user.id='u1' session.id='s1' error.type='TimeoutError' "
          + "provided_model_name='gpt-4o' usage_details.input=10 usage_details.output=2 total_cost=0.5 "
          + "trace_name='support' input='[]'"
      ]
    ),
    Sample(
      name: "a run of LangSmith",
      json: #"""
        {"id":"01a1f848-be4a-79ed-9fec-2d68ddfc490f","trace_id":"01a1f848-be4a-79ed-9fec-2d68ddfc490f","run_type":"llm",
        "start_time":"2026-11-20T09:27:59Z","end_time":"2026-11-20T09:28:00Z","name":"ChatOpenAI","error":null,
        "outputs":{"usage_metadata":{"input_tokens":7,"input_token_details":{"cache_read":3}},"model":"gpt-4o",
        "choices":[{"finish_reason":"stop"},{"finish_reason":"length"}]},
        "extra":{"metadata":{"ls_provider":"openai","session_id":"c1","user_id":"u7"}}}
        """#,
      spans: [
        "langsmith ChatOpenAI 1a1f848be4a79ed-9fec2d68ddfc490f 1000 ms unset '' run_type='llm' user.id='u7' "
          + "run_type='llm' "
          + #"outputs=json usage_metadata":{"input_tokens":7,"input_token_details":{"cache_read":3}},"model":"gpt-4o","#
          + "\n" + #""choices":[{"finish_reason":"stop"},{"finish_reason":"length "#
          + "outputs.usage_metadata.input_tokens=7 outputs.usage_metadata.input_token_details.cache_read=3 "
          + "outputs.model='gpt-4o' outputs.choices.0.finish_reason='stop' extra.metadata.ls_provider='openai' extra.metadata.session_id='c1'"
      ]
    ),
    Sample(
      name: "a body of runs, one of them open",
      json: #"""
        {"post":[{"id":"a","trace_id":"t","run_type":"tool","name":"search","start_time":"2026-11-20T09:27:59Z"},7],
        "patch":[{"id":"a","trace_id":"t","run_type":"tool","name":"search","start_time":"2026-11-20T09:27:59Z",
        "end_time":"2026-11-20T09:28:00Z","error":"KeyError('x')\n\nTraceback"}]}
        """#,
      spans: [
        "langsmith search ae9ff5c6d22ab5a8-4bc9d5c3ff2e4b0b 0 ms unset '' run_type='tool' run_type='tool'",
        "langsmith search ae9ff5c6d22ab5a8-4bc9d5c3ff2e4b0b 1000 ms error 'KeyError('x')\n\nTraceback' "
          + "run_type='tool' error.type='KeyError' run_type='tool'",
      ],
      rejects: 1
    ),
    Sample(
      name: "PostHog's events of models",
      json: #"""
        {"batch":[{"event":"$ai_generation","uuid":"1","distinct_id":"u1","timestamp":"2026-11-20T09:30:44Z",
        "properties":{"$ai_trace_id":"0102030405060708090a0b0c0d0e0f10","$ai_parent_id":"p","$ai_latency":1.5,
        "$ai_model":"gpt-4o","$ai_input_tokens":5,"$ai_http_status":500,"$ai_is_error":false,"$ai_input":[{"a":1}]}},
        {"event":"$ai_trace","uuid":"2","distinct_id":"u1","timestamp":"2026-11-20T09:30:44Z",
        "properties":{"$ai_trace_id":"0102030405060708090a0b0c0d0e0f10","$ai_span_name":"support"}}]}
        """#,
      spans: [
        "posthog $ai_generation 102030405060708-90a0b0c0d0e0f10 1500 ms error '' "
          + "properties.$ai_event='$ai_generation' user.id='u1' http.response.status_code=500 properties.$ai_model='gpt-4o' "
          + "properties.$ai_input_tokens=5 properties.$ai_is_error=false",
        "posthog support 102030405060708-90a0b0c0d0e0f10 0 ms unset '' properties.$ai_event='$ai_trace' user.id='u1'",
      ]
    ),
    Sample(
      name: "spans of Phoenix, as it answers and as lines of a table",
      json: #"""
        [{"data":[{"id":"U3Bhbjox","name":"answer","context":{"trace_id":"0102030405060708090a0b0c0d0e0f10",
        "span_id":"00f0000000000001"},"span_kind":"LLM","parent_id":null,"start_time":"2026-11-20T09:27:16Z",
        "end_time":"2026-11-20T09:27:17Z","status_code":"OK","status_message":"",
        "attributes":{"llm.model_name":"gpt-4o","llm":{"token_count":{"prompt":10,"prompt_details":{"cache_read":4}}},
        "session.id":"s1","user":{"id":"u1"}}},{"id":"x"}]},
        {"name":"find","span_kind":"TOOL","parent_id":"00f0000000000001","start_time":"2026-11-20T09:27:16Z",
        "end_time":"2026-11-20T09:27:17Z","status_code":"ERROR","status_message":"TimeoutError('no')",
        "context.span_id":"00f0000000000002","context.trace_id":"0102030405060708090a0b0c0d0e0f10",
        "attributes.tool.name":"find","attributes.input.value":"{}"}]
        """#,
      spans: [
        "phoenix answer 102030405060708-90a0b0c0d0e0f10 1000 ms unset '' openinference.span.kind='LLM' user.id='u1' "
          + "session.id='s1' llm.model_name='gpt-4o' llm.token_count.prompt=10 llm.token_count.prompt_details.cache_read=4",
        "phoenix find 102030405060708-90a0b0c0d0e0f10 1000 ms error 'no' openinference.span.kind='TOOL' "
          + "error.type='TimeoutError' tool.name='find' input.value='{}'",
      ],
      rejects: 1
    ),
    Sample(
      name: "without a time, an id or a trace",
      json: #"""
        [{"run_type":"llm","trace_id":"t","id":"i","start_time":"soon","end_time":"later"},
        {"run_type":"llm","trace_id":"t","start_time":"2026-11-20T09:28:00Z","end_time":"2026-11-20T09:28:00Z"},
        {"run_type":"llm","id":"i","start_time":"2026-11-20T09:28:00Z","end_time":"2026-11-20T09:28:00Z"}]
        """#,
      spans: [],
      rejects: 3
    ),
  ]

  @Test(arguments: samples)
  func `each becomes a span with what it says`(_ sample: Sample) {
    let batch = read(sample.json, as: .jsonDocument)
    let spans = StepReaderTests.described(batch)
    if sample.name.hasPrefix("a body") {
      #expect(spans.map { $0.split(separator: " ")[3...] } == sample.spans.map { $0.split(separator: " ")[3...] })
    } else {
      #expect(spans == sample.spans)
    }
    #expect(batch.skips.counts == sample.skips)
    #expect(batch.rejects.count == sample.rejects)
    #expect(batch.messages.isEmpty && batch.events.isEmpty)
  }

  @Test(arguments: [
    ("KeyError('x')", "KeyError", "x", ""), (#"openai.APIError(\"no\")"#, "openai.APIError", "no", ""),
    ("KeyError('x', 'y')", "KeyError", "'x', 'y'", ""), ("Error(')", "Error", "'", ""), ("Error('')", "Error", "", ""),
    (
      #"TimeoutError('no')\n\nTraceback (most recent call last):\n  File \"a.py\", line 3, in pay\nTimeoutError: no"#,
      "TimeoutError", "no",
      "Traceback (most recent call last):\n  File \"a.py\", line 3, in pay\nTimeoutError: no"
    ),
    (
      #"TypeError: x is no function\n\nTypeError: x\n    at pay (a.js:3:1)"#, "TypeError", "x is no function",
      "TypeError: x\n    at pay (a.js:3:1)"
    ),
    ("no answer", "", "no answer", ""), ("Note: no answer", "", "Note: no answer", ""),
    ("Error(", "Error", "Error(", ""),
    (#"it failed\n\nand again"#, "", "it failed\n\nand again", ""), ("()", "", "()", ""), ("E()", "E", "", ""),
  ]) func `an error is told by its type, its message and its stack`(
    _ text: String,
    _ type: String,
    _ message: String,
    _ stack: String
  ) throws {
    let batch = read(
      #"""
      {"id":"r1","trace_id":"t1","run_type":"tool","name":"x","start_time":"2026-11-20T09:27:59Z",\#
      "end_time":"2026-11-20T09:28:00Z","error":"\#(text)"}
      """#
    )
    let span = try #require(batch.spans.first)
    #expect(span.status == .error)
    let said = [
      batch.said(.errorType, by: span), batch.string(span.statusMessage), batch.said(.exceptionStack, by: span),
    ]
    #expect(said == [type, message, stack])
  }

  private static func failed(_ members: String) -> String {
    #"""
    {"name":"find","span_kind":"TOOL","context":{"trace_id":"0102030405060708090a0b0c0d0e0f10",\#
    "span_id":"00f0000000000002"},"start_time":"2026-11-20T09:27:16Z","end_time":"2026-11-20T09:27:17Z",\#
    "status_code":"ERROR",\#(members)}
    """#
  }

  private static let raised = [
    #"{"name":"retry","attributes":{"exception.message":"not this"}}"#,
    #"{"name":"exception","attributes":{"exception.type":"KeyError","exception.message":"first"}}"#,
    #"{"name":"exception","attributes":{"exception.type":"TimeoutError","exception.message":"no answer","#
      + #""exception.stacktrace":"Traceback"}}"#,
  ].joined(separator: ",")

  @Test(arguments: [
    (#""status_message":"","attributes":{"exception":{"message":"no answer"}}"#, ["", "no answer", ""]),
    (#""status_message":"","events":[\#(raised)]"#, ["TimeoutError", "no answer", "Traceback"]),
    (#""status_message":"it failed","events":[\#(raised)]"#, ["TimeoutError", "it failed", "Traceback"]),
    (
      #""events":[{"name":"exception","attributes":{"exception":{"type":"KeyError","message":"k"}}}]"#,
      ["KeyError", "k", ""]
    ),
    (#""status_message":"","events":[7,{"name":"exception"}]"#, ["", "", ""]),
    (#""status_message":null,"events":{}"#, ["", "", ""]),
  ]) func `an error of Phoenix's is told by its message, and by the exception among its events`(
    _ members: String,
    _ told: [String]
  ) throws {
    let batch = read(Self.failed(members))
    let span = try #require(batch.spans.first)
    #expect(span.status == .error)
    let said = [
      batch.said(.errorType, by: span), batch.string(span.statusMessage), batch.said(.exceptionStack, by: span),
    ]
    #expect(said == told)
  }

  @Test func `a body of runs is read as one whatever else it has`() {
    let run =
      #"{"id":"r1","trace_id":"t1","run_type":"llm","start_time":"2026-11-20T09:27:59Z","#
      + #""end_time":"2026-11-20T09:28:00Z"}"#
    let batch = read(#"{"data":[],"post":[\#(run)]}"#)
    #expect(batch.spans.count == 1 && batch.rejects.count == 0)
  }

  /// What is read of a body that is sent under the path of the run `r1`.
  private static func patched(_ body: String) -> RecordBatch {
    var batch = RecordBatch()
    WireBody(route: .langSmith, label: "r1").read(Array(body.utf8), received: 7, into: &batch)
    return batch
  }

  @Test(arguments: ["{}", "{ }", #"{"outputs":{}}"#, #"{"outputs":{"a":1},"id":"r2"}"#, #"{"trace_id":"t1"}"#])
  func `more of a run that says neither when it began nor when it ended is counted, and no fault`(_ body: String) {
    let batch = Self.patched(body)
    #expect(batch.spans.isEmpty && batch.rejects.count == 0 && batch.messages.isEmpty)
    #expect(batch.skips.counts == [.timelessParts: 1])
  }

  @Test(arguments: [
    #"{"end_time":"2026-11-20T09:28:00Z"}"#, #"{"id":"r2","end_time":"2026-11-20T09:28:00Z"}"#,
    #"{"outputs":{\#((0..<400).map { #""m\#($0)":1"# }.joined(separator: ","))},"end_time":"2026-11-20T09:28:00Z"}"#,
  ]) func `more of a run is that of the run that the path names`(_ body: String) {
    let (batch, other) = (Self.patched(body), read(#"{"patch":[{"id":"r1","end_time":"2026-11-20T09:28:00Z"}]}"#))
    #expect(batch.spans.map(\.span) == other.spans.map(\.span) && batch.spans.count == 1)
    #expect(batch.rejects.count == 0 && batch.skips.counts.isEmpty)
  }

  @Test(arguments: [#"{"post":[{"id":1,"title":"x"}]}"#, #"{"patch":[{"id":1}],"op":"x"}"#])
  func `lists of other things are no runs`(_ body: String) {
    let batch = read(body)
    #expect(batch.spans.isEmpty && batch.skips.counts.isEmpty && batch.rejects.count == 1)
  }

  @Test func `a step names the span of its parent, whatever its ids look like`() throws {
    let run = { (id: String, parent: String) in
      #"{"id":"\#(id)","trace_id":"trace 1","parent_run_id":\#(parent),"run_type":"chain","name":"x","#
        + #""start_time":"2026-11-20T09:27:59Z","end_time":"2026-11-20T09:28:00Z"}"#
    }
    let batch = read(#"{"post":[\#(run("root", "null")),\#(run("child", #""root""#))]}"#)
    try #require(batch.spans.count == 2)
    #expect(batch.spans[0].parent == 0)
    #expect(batch.spans[1].parent == batch.spans[0].span)
    #expect(batch.spans[1].traceHigh == batch.spans[0].traceHigh && batch.spans[1].span != batch.spans[0].span)
    // Ids of OpenTelemetry stay what they are.
    let event =
      #"{"event":"$ai_span","uuid":"1","timestamp":"2026-11-20T09:30:44Z","properties":{"$ai_trace_id":"#
      + #""01020304-0506-0708-090a-0b0c0d0e0f10","$ai_span_id":"00f0000000000001","$ai_parent_id":"t"}}"#
    let span = try #require(read(event).spans.first)
    #expect(span.traceHigh == 0x0102_0304_0506_0708 && span.span == 0x00f0_0000_0000_0001 && span.parent > 0)
  }

  @Test func `deep, wide and long objects are read as far as the limits reach`() {
    let deep = String(repeating: #"{"outputs":"#, count: 60) + "1" + String(repeating: "}", count: 60)
    let wide = (0..<6_000).map { #""m\#($0)":1"# }.joined(separator: ",")
    let known = (0..<300).map { _ in #""model":"m""# }.joined(separator: ",")
    let text =
      #"{"run_type":"llm","trace_id":"t","id":"i","start_time":"2026-11-20T09:28:00Z","#
      + #""end_time":"2026-11-20T09:28:00Z",\#(known),\#(wide),"outputs":\#(deep),"total_cost":1}"#
    let batch = read(text)
    #expect(batch.spans.count == 1)
    #expect(batch.spans.allSatisfy { $0.attributes.count <= Attribute.limit })
    #expect(batch.rejects.count == 0)
  }

  @Test func `every name of a field is found, and none twice`() {
    var seen: Set<String> = []
    for field in AgentField.allCases {
      #expect(!field.spellings.isEmpty)
      for (rank, name) in field.spellings.enumerated() {
        #expect(seen.insert(name).inserted, "\(name)")
        let spelling = AgentField.spelling(Array(name.utf8).span)
        #expect(spelling?.field == field && spelling?.rank == UInt8(rank))
      }
    }
    #expect(AgentField.spelling(Array("gen_ai".utf8).span) == nil)
    #expect(AgentField.spelling([UInt8]().span) == nil)
  }
}

extension RecordBatch {
  /// The text of a span's first attribute of a name; empty where there is none.
  fileprivate func said(_ name: AttributeName, by span: SpanRecord) -> String {
    for index in span.attributes where attributes[Int(index)].name == name {
      if case .text(let text) = attributes[Int(index)].value { return string(text) }
    }
    return ""
  }
}
