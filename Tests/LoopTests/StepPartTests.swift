import Domain
import Formats
import Loop
import Store
import TestSupport
import Testing

/// Steps of agents that are told of when they begin and when they have ended, in one body or in several.
@Suite struct StepPartTests {
  private static let id = "01a1f848-be4a-79ed-9fec-2d68ddfc490f"
  private static let langSmith: [String] = [
    #"""
    {"post":[{"id":"\#(id)","trace_id":"\#(id)","dotted_order":"20251010T092759306569Z\#(id)","name":"chat",\#
    "run_type":"llm","start_time":"2025-10-10T09:27:59.306569+00:00","session_name":"checkout",\#
    "inputs":{"model":"gpt-4o-mini"},"extra":{"metadata":{"ls_provider":"openai","user_id":"u_7"}}}]}
    """#,
    #"""
    {"patch":[{"id":"\#(id)","trace_id":"\#(id)","dotted_order":"20251010T092759306569Z\#(id)",\#
    "end_time":"2025-10-10T09:28:00.306569+00:00","outputs":{"model":"gpt-4o-mini-2024-07-18",\#
    "usage_metadata":{"input_tokens":187,"output_tokens":23}}}]}
    """#,
  ]

  private static func item(_ type: String, _ body: String) -> String {
    #"{"id":"e-\#(type)-\#(body.utf8.count)","type":"\#(type)","timestamp":"2025-10-10T09:28:01Z","body":\#(body)}"#
  }

  private static let langfuse: [String] = [
    item(
      "trace-create",
      #"{"id":"t1","name":"support","userId":"u_7","sessionId":"c1","timestamp":"2025-10-10T09:27:59Z"}"#
    ),
    item(
      "generation-create",
      #"{"id":"g1","traceId":"t1","name":"chat","startTime":"2025-10-10T09:27:59.306569Z","model":"gpt-4o-mini"}"#
    ),
    // The library names no trace in what it sends later.
    item(
      "generation-update",
      #"{"id":"g1","endTime":"2025-10-10T09:28:00.306569Z","usage":{"input":187,"output":23,"unit":"TOKENS"}}"#
    ),
  ]

  private static func watch(_ shop: Shop) throws -> WatchPost {
    try WatchPost(
      workplace: shop.workplace(at: Shop.moment(day: 60)),
      desk: shop.desk,
      token: nil,
      spoolLimit: WatchPost.spoolLimit
    )
  }

  private static func body(_ items: [String]) -> String {
    #"{"batch":[\#(items.joined(separator: ","))],"metadata":{}}"#
  }

  /// Each step of a store: what it is, how long it took, what it used, and by what it is known.
  private static func steps(_ shop: Shop) throws -> [String] {
    var found: [String] = []
    try shop.books().read { records in
      var filter = SignalFilter()
      filter.kinds = SignalKinds(.span)
      try records.reader.scan(filter) { batch in
        for row in batch.rows {
          let step = try #require(batch.extra(of: row).flatMap(AgentStep.init(extra:)))
          let tokens = step.tokens.map { "\($0.input)+\($0.output)" } ?? ""
          let cost = step.cost.map { "\($0.microDollars)" } ?? ""
          found.append("\(batch.text(row.name)) \(step.operation) \(row.duration) \(step.model) \(tokens) \(cost)")
        }
        return true
      }
    }
    return found.sorted()
  }

  private static let run = "chat modelCall 1000000 gpt-4o-mini-2024-07-18 187+23 42"

  @Test func `a run that is posted in one body and patched in another is one step`() throws {
    let whole = Self.langSmith.joined(separator: "\n")
    for files in [[whole], Self.langSmith, Self.langSmith.reversed(), [whole, whole], [Self.langSmith[0], whole]] {
      try Shop.with { shop in
        for (number, file) in files.enumerated() {
          try shop.take(file, as: "\(number).jsonl", at: Shop.moment(day: 60))
        }
        #expect(try Self.steps(shop) == [Self.run])
        #expect(try shop.books().read { try $0.reader.firstWaitingDue(.parts) } == nil)
        #expect(try shop.faults().isEmpty)
      }
    }
  }

  @Test func `what Langfuse's older libraries send is a run with its steps, however it is cut`() throws {
    let cuts = [[Self.langfuse], Self.langfuse.map { [$0] }, Self.langfuse.reversed().map { [$0] }]
    for cut in cuts {
      try Shop.with { shop in
        let post = try Self.watch(shop)
        for items in cut {
          let request = Receiver.Request(
            method: "POST",
            path: "/api/public/ingestion",
            query: "",
            headers: [],
            body: Array(Self.body(items).utf8)
          )
          #expect(post.receiver.answer(request).status == 207)
        }
        post.drain.end()
        post.drain.run()
        #expect(
          try Self.steps(shop) == ["chat modelCall 1000000 gpt-4o-mini 187+23 42", "support agentRun 0   "]
        )
      }
    }
  }

  @Test func `a run that is posted by itself and patched under its id is one step`() throws {
    try Shop.with { shop in
      let post = try Self.watch(shop)
      let begun = Self.langSmith[0].drop { $0 != "[" }.dropFirst().dropLast(2)
      // The library for JavaScript says in the path alone which run it is.
      let ended = #"""
        {"end_time":"2025-10-10T09:28:00.306569+00:00","outputs":{"model":"gpt-4o-mini-2024-07-18",\#
        "usage_metadata":{"input_tokens":187,"output_tokens":23}}}
        """#
      func status(_ method: String, _ path: String, _ body: some StringProtocol) -> Int {
        let request = Receiver.Request(method: method, path: path, query: "", headers: [], body: Array(body.utf8))
        return post.receiver.answer(request).status
      }
      #expect(status("PATCH", "/runs/\(Self.id)", ended) == 202)
      #expect(status("POST", "/runs", begun) == 202)
      #expect(status("PATCH", "/runs", ended) == 405)
      #expect(status("PATCH", "/v1/traces", "{}") == 405)
      #expect(status("POST", "/runs/query", "{}") == 404)
      post.drain.end()
      post.drain.run()
      #expect(try Self.steps(shop) == [Self.run])
      #expect(post.drain.progress.report.rejected == 0)
    }
  }

  /// A tool of a chain fails, and the chain with it.
  private static let failing: [String] = [
    run("post", "c1", "chain", #""start_time":"2025-10-10T09:27:59Z",\#(whose)"#),
    run("post", "t1", "tool", #""start_time":"2025-10-10T09:27:59Z","parent_run_id":"c1",\#(whose)"#),
    run("patch", "t1", "tool", #""end_time":"2025-10-10T09:28:00Z","parent_run_id":"c1",\#(error)"#),
    run("patch", "c1", "chain", #""end_time":"2025-10-10T09:28:00Z",\#(error)"#),
  ]
  private static let error =
    #""error":"TimeoutError('no')\n\nTraceback (most recent call last):\n  File \"a.py\", line 3, in pay\nTimeoutError: no""#

  /// Only told with the beginning.
  private static let whose = #""session_name":"bot","extra":{"metadata":{"user_id":"u_7"}}"#

  private static func run(_ list: String, _ id: String, _ type: String, _ members: String) -> String {
    #"{"\#(list)":[{"id":"\#(id)","trace_id":"\#(Self.id)","name":"n \#(id)","run_type":"\#(type)",\#(members)}]}"#
  }

  @Test func `a failed step is one error, however its run is cut and however far it was raised`() throws {
    for lines in [Self.failing, Self.failing.reversed(), [0, 2, 1, 3].map { Self.failing[$0] }] {
      for size in [1, 4] {
        try Shop.with { shop in
          let post = try Self.watch(shop)
          for start in stride(from: 0, to: lines.count, by: size) {
            let body = lines[start..<start + size].joined(separator: "\n")
            let path = size == 1 ? "/runs/batch" : "/v1/signals"
            let request = Receiver.Request(method: "POST", path: path, query: "", headers: [], body: Array(body.utf8))
            #expect(post.receiver.answer(request).status < 300)
          }
          post.drain.end()
          post.drain.run()
          try shop.take("{}", as: "later.jsonl", at: Shop.moment(day: 60, hour: 1))
          let groups = try shop.books().read { try $0.reader.groups() }
          #expect(groups.map { "\($0.label) \($0.count)" } == ["TimeoutError in pay (bot) 1"])
          let people = try shop.books().read { try $0.reader.subjectDays(.group(groups[0].id), days: 0..<100_000) }
          #expect(people.count == 1)
        }
      }
    }
  }

  @Test func `what has begun and does not end is kept after a day, as far as it is known`() throws {
    try Shop.with { shop in
      try shop.take(Self.langSmith[0], at: Shop.moment(day: 60))
      #expect(try Self.steps(shop) == [])
      try shop.take("{}", as: "later.jsonl", at: Shop.moment(day: 62))
      #expect(try Self.steps(shop) == ["chat modelCall 0 gpt-4o-mini  "])
    }
  }
}
