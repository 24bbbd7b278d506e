import Bytes
import Domain
import Formats
import Loop
import Store
import TestSupport
import Testing

/// Faults of agents' runs: each counts once, however the records of the run come.
@Suite struct AgentFaultTests {
  private static let second = SampleSignals.firstSecond + 3 * 86_400

  /// Attributes as OTLP has them; numbers as integers.
  private static func attributes(_ pairs: [(String, String)]) -> String {
    let all = pairs.map { key, value in
      Int(value) == nil
        ? #"{"key":"\#(key)","value":{"stringValue":\#(JSONValue.string(value).text)}}"#
        : #"{"key":"\#(key)","value":{"intValue":"\#(value)"}}"#
    }
    return "[\(all.joined(separator: ","))]"
  }

  /// A span of a run, in a request of its own.
  private static func span(
    _ id: Int,
    of run: Int,
    under parent: Int = 0,
    failure: String = "",
    _ pairs: [(String, String)]
  ) -> String {
    func hex(_ number: Int, _ count: Int) -> String {
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: count - digits.count) + digits
    }
    let start = second + run * 60 + id
    var members = [
      #""traceId":"\#(hex(run + 1, 32))","spanId":"\#(hex(run << 8 | id, 16))","name":"work","kind":1"#,
      #""startTimeUnixNano":"\#(start)000000000","endTimeUnixNano":"\#(start)500000000""#,
      #""attributes":\#(attributes(pairs))"#,
    ]
    if parent > 0 { members.append(#""parentSpanId":"\#(hex(run << 8 | parent, 16))""#) }
    if !failure.isEmpty { members.append(#""status":{"code":2,"message":"\#(failure)"}"#) }
    let resource = #"{"attributes":\#(attributes([("service.name", "desk")]))}"#
    return
      #"{"resourceSpans":[{"resource":\#(resource),"scopeSpans":[{"spans":[{\#(members.joined(separator: ","))}]}]}]}"#
  }

  private static func agent(_ run: Int, name: String = "helper") -> String {
    span(
      1,
      of: run,
      [
        ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", name), ("user.id", "u\(run)"),
        ("gen_ai.conversation.id", "c\(run)"),
      ]
    )
  }

  private static func tool(_ id: Int, of run: Int, _ arguments: String, failure: String = "") -> String {
    span(
      id,
      of: run,
      under: 1,
      failure: failure,
      [
        ("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", "find_order"),
        ("gen_ai.tool.call.id", "call-\(run)-\(id)"), ("gen_ai.tool.call.arguments", arguments),
      ]
    )
  }

  private static func model(
    _ id: Int,
    of run: Int,
    _ model: String = "claude-sonnet-4",
    input: Int = 2_000,
    cached: Int = 1_200
  ) -> String {
    span(
      id,
      of: run,
      under: 1,
      [
        ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "anthropic"), ("gen_ai.request.model", model),
        ("gen_ai.response.id", "m-\(run)-\(id)"), ("gen_ai.usage.input_tokens", "\(input)"),
        ("gen_ai.usage.output_tokens", "100"), ("gen_ai.usage.cache_read.input_tokens", "\(cached)"),
      ]
    )
  }

  /// The groups of errors: what each is called, how often, and whom it happened to.
  private static func groups(_ shop: Shop) throws -> [String] {
    try shop.books().read { records in
      var people: [String: Set<UInt64>] = [:]
      var filter = SignalFilter()
      filter.kinds = SignalKinds(.error)
      try records.reader.scan(filter) { batch in
        for row in batch.rows {
          #expect(row.session != 0 && !row.trace.isNone)
          people[batch.text(row.group), default: []].insert(row.subject)
        }
        return true
      }
      return try records.reader.groups().map { group in
        "\(group.label) (\(group.service)): \(group.count), \(people[group.id.text]?.count ?? 0) people"
      }.sorted()
    }
  }

  private static let loop = [agent(0)] + (2..<8).map { tool($0, of: 0, #"{"id": 7}"#) }

  struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    let records: [String]
    let groups: [String]
    var testDescription: String { name }
  }

  static let stories = [
    Story(
      name: "a tool that is called with the same arguments over and over",
      records: loop,
      groups: ["Agent helper repeats the same call of find_order (desk): 1, 1 people"]
    ),
    Story(
      name: "the same in two runs, and a run that is in order",
      records: loop + [agent(1)] + (2..<7).map { tool($0, of: 1, "{}") } + [agent(2)]
        + (2..<9).map { tool($0, of: 2, #"{"id": \#($0)}"#) },
      groups: ["Agent helper repeats the same call of find_order (desk): 2, 2 people"]
    ),
    Story(
      name: "a tool that fails again and again",
      records: [agent(0)] + (2..<8).map { tool($0, of: 0, #"{"id": \#($0)}"#, failure: "403") },
      groups: [
        "Agent helper calls find_order again and again while it fails (desk): 1, 1 people",
        "Error at helper (desk) (desk): 6, 1 people",
      ]
    ),
  ]

  @Test(arguments: stories)
  func `whatever the cut and the order of the records, the faults are the same`(_ story: Story) throws {
    for records in [story.records, story.records.reversed(), story.records + story.records] {
      try Shop.with { shop in
        try shop.take(records.joined(separator: "\n"), at: Shop.moment(day: 12))
        let oneFile = try Self.groups(shop)
        #expect(oneFile == story.groups, "one file")
        try shop.take(records.joined(separator: "\n"), at: Shop.moment(day: 13))
        let onceMore = try Self.groups(shop)
        #expect(onceMore == story.groups, "once more")
        #expect(try shop.faults().isEmpty)
      }
      try Shop.with { shop in
        let post = try WatchPost(
          workplace: shop.workplace(at: Shop.moment(day: 12)),
          desk: shop.desk,
          token: nil,
          spoolLimit: WatchPost.spoolLimit
        )
        for record in records {
          let request = Receiver.Request(
            method: "POST",
            path: "/v1/traces",
            query: "",
            headers: [],
            body: Array(record.utf8)
          )
          #expect(post.receiver.answer(request).status == 200)
        }
        post.drain.end()
        post.drain.run()
        let apart = try Self.groups(shop)
        #expect(apart == story.groups, "a body each")
      }
    }
  }

  @Test func `a run of which more comes later counts once`() throws {
    try Shop.with { shop in
      for part in [Self.loop.prefix(3), Self.loop.prefix(6), Self.loop[...]] {
        try shop.take(part.joined(separator: "\n"), at: Shop.moment(day: 12))
      }
      #expect(try Self.groups(shop) == Self.stories[0].groups)
      #expect(try shop.faults().isEmpty)
    }
  }

  /// Sixty runs as they usually are, then some others.
  private static func days(_ other: (Int) -> [String]) -> String {
    let usual = (0..<60).flatMap { [agent($0), model(2, of: $0), tool(3, of: $0, "{}"), model(4, of: $0)] }
    return (usual + (60..<63).flatMap(other)).joined(separator: "\n")
  }

  @Test func `prompts that no longer come from the cache are a fault of their agent`() throws {
    try Shop.with { shop in
      try shop.take(Self.days { [Self.agent($0), Self.model(2, of: $0, cached: 0)] }, at: Shop.moment(day: 12))
      #expect(
        try Self.groups(shop) == ["Agent helper no longer reads its prompts from the cache (desk): 3, 3 people"]
      )
    }
  }

  @Test func `a model that costs more than the usual one is a fault of its agent`() throws {
    try Shop.with { shop in
      try shop.take(Self.days { [Self.agent($0), Self.model(2, of: $0, "claude-opus-4-1")] }, at: Shop.moment(day: 12))
      let found = "Agent helper runs on claude-opus-4-1, which costs more than its usual model (desk): 3, 3 people"
      #expect(try Self.groups(shop) == [found])
    }
    try Shop.with { shop in
      try shop.take(
        Self.days { [Self.agent($0), Self.model(2, of: $0, "claude-3-5-haiku")] },
        at: Shop.moment(day: 12)
      )
      #expect(try Self.groups(shop) == [])
    }
  }

  @Test func `a run that takes many times the usual tokens is told, unless a loop is what took them`() throws {
    try Shop.with { shop in
      try shop.take(
        Self.days { run in [Self.agent(run), Self.model(2, of: run, input: 90_000, cached: 60_000)] },
        at: Shop.moment(day: 12)
      )
      #expect(try Self.groups(shop) == ["Agent helper takes far more tokens than usual (desk): 3, 3 people"])
    }
    try Shop.with { shop in
      try shop.take(
        Self.days { run in
          [Self.agent(run), Self.model(2, of: run, input: 90_000, cached: 60_000)]
            + (3..<9).map { Self.tool($0, of: run, "{}") }
        },
        at: Shop.moment(day: 12)
      )
      #expect(try Self.groups(shop) == ["Agent helper repeats the same call of find_order (desk): 3, 3 people"])
    }
  }

  @Test func `an agent's fault is an opportunity in its own words`() throws {
    try Shop.with { shop in
      let runs = (0..<12).flatMap { run in [Self.agent(run)] + (2..<8).map { Self.tool($0, of: run, "{}") } }
      try shop.take(runs.joined(separator: "\n"), at: Shop.moment(day: 12))
      let titles = try shop.books().read { try $0.opportunities().map(\.title) }
      #expect(titles == ["Agent helper repeats the same call of find_order"])
    }
  }
}
