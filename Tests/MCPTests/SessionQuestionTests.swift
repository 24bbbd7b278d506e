import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// The same handlers asking a legacy client by requests, and a stateless one by a retry.
@Suite struct SessionQuestionTests {
  private static let form = Question.form(message: "Name?", schema: ["type": "object", "properties": [:]])
  private static let page = Question.page(message: "Sign in", url: "https://x.example/", id: "v1")
  private static let everything: JSONObject = [
    "elicitation": ["form": [:], "url": [:]], "sampling": [:], "roots": [:],
  ]

  /// Asks for a name and for roots at once, then says both.
  private static let both = Tool.fixture { _, context in
    let name = try context.answer("name", to: form)
    let roots = try context.answer("roots", to: .roots)
    guard let name, let roots else {
      return .inputRequired(InputRequired(["name": form, "roots": .roots], state: "s1"))
    }
    return .complete(
      .text(
        "\(name["content"]?["name"]?.string ?? name["action"]?.string ?? "?") \(roots["roots"]?.count ?? 0) \(context.state ?? "-")"
      )
    )
  }

  /// Counts its rounds in its state, asking once a round, without end.
  private static let endless = Tool.fixture { _, context in
    let round = context.state.flatMap { Int($0) } ?? 0
    _ = try context.answer("q", to: .roots)
    return .inputRequired(InputRequired(["q": .roots], state: "\(round + 1)"))
  }

  private func legacy(_ tool: Tool, _ revision: Revision = .june2025, _ capabilities: JSONObject = everything)
    -> Conversation
  {
    .opened(in: revision, Catalog(tools: [tool]), capabilities: capabilities)
  }

  private let call = Wire.request(1, "tools/call", ["name": "tool"])
  private let accepted: JSONValue = ["action": "accept", "content": ["name": "Ada"]]
  private let roots: JSONValue = ["roots": [["uri": "file:///a"], ["uri": "file:///b"]]]

  // MARK: Legacy

  @Test(arguments: Revision.legacy)
  func `a legacy client is asked by requests, and the handler runs again once all are answered`(_ revision: Revision) {
    for isReversed in [false, true] {
      var conversation = legacy(Self.both, revision)
      let asked = conversation.exchange(call)
      #expect(
        asked == [
          #"{"jsonrpc":"2.0","id":"\#(Reply(asked[0]).textID)","method":"elicitation/create","params":{"message":"Name?","requestedSchema":{"type":"object","properties":{}}}}"#,
          #"{"jsonrpc":"2.0","id":"\#(Reply(asked[1]).textID)","method":"roots/list","params":{}}"#,
        ]
      )
      #expect(Reply(asked[0]).textID != Reply(asked[1]).textID)
      var answers = [Wire.response(Reply(asked[0]).textID, accepted), Wire.response(Reply(asked[1]).textID, roots)]
      if isReversed { answers.reverse() }
      #expect(conversation.exchange(answers[0]) == [])
      #expect(Reply(conversation.exchange(answers[1]).first ?? "").text == "Ada 2 s1")
      #expect(conversation.session.calls.isEmpty)
    }
  }

  @Test func `progress goes on rising when the handler runs again with its answers`() {
    let tool = Tool.fixture { _, context in
      context.progress(1, of: 1)
      guard try context.answer("q", to: .roots) != nil else { return .inputRequired(InputRequired(["q": .roots])) }
      context.progress(2, of: 2)
      return .complete(.text("done"))
    }
    var conversation = legacy(tool)
    let call = Wire.request(1, "tools/call", ["name": "tool"], meta: ["progressToken": "p"])
    var sent = conversation.exchange(call).map { Reply($0) }
    sent += conversation.exchange(Wire.response(sent.last?.textID ?? "", roots)).map { Reply($0) }
    #expect(sent.compactMap { $0.params?["progress"]?.integer } == [1, 2])
    #expect(sent.last?.text == "done")
  }

  @Test func `an answer counts once, and a stray one not at all`() {
    var conversation = legacy(Self.both)
    let asked = conversation.exchange(call).map { Reply($0).textID }
    #expect(conversation.exchange(Wire.response("server-999", roots)) == [])
    #expect(conversation.exchange(Wire.response(asked[0], accepted)) == [])
    #expect(conversation.exchange(Wire.response(asked[0], ["action": "decline"])) == [])
    #expect(Reply(conversation.exchange(Wire.response(asked[1], roots)).first ?? "").text == "Ada 2 s1")
    #expect(conversation.exchange(Wire.response(asked[1], roots)) == [])
  }

  @Test func `a client's error ends the call, and the other question is taken back`() {
    var conversation = legacy(Self.both)
    let asked = conversation.exchange(call).map { Reply($0).textID }
    let refusal = #"{"jsonrpc":"2.0","id":"\#(asked[0])","error":{"code":-1,"message":"no\nway"}}"#
    #expect(
      conversation.exchange(refusal) == [
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"\#(asked[1])","reason":"The call that asked has ended"}}"#,
        #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"The client could not answer: no\\u{a}way"}}"#,
      ]
    )
    #expect(conversation.exchange(Wire.response(asked[1], roots)) == [])
  }

  @Test func `a handler that can do without goes on after a client's error`() {
    let tool = Tool.fixture { _, context in
      do {
        guard try context.answer("q", to: .roots) != nil else { return .inputRequired(InputRequired(["q": .roots])) }
        return .complete(.text("answered"))
      } catch let refusal as QuestionRefused {
        return .complete(.text("without: \(refusal.reason)"))
      }
    }
    var conversation = legacy(tool)
    let asked = conversation.exchange(call).map { Reply($0).textID }
    let sent = conversation.exchange(#"{"jsonrpc":"2.0","id":"\#(asked[0])","error":{"code":-1,"message":"no"}}"#)
    #expect(sent.map { Reply($0).text } == ["without: The client could not answer: no"])
    #expect(conversation.session.calls.isEmpty)
  }

  @Test func `a client is asked nothing before its handshake ends, and a handler that insists comes to an end`() {
    let insistent = Tool.fixture { _, context in
      let round = context.state.flatMap { Int($0) } ?? 0
      return .inputRequired(InputRequired(["q\(round)": .roots], state: "\(round + 1)"))
    }
    var conversation = Conversation(Catalog(tools: [insistent]))
    conversation.receive(Wire.initialize(0, "2025-06-18", capabilities: Self.everything))
    let sent = conversation.exchange(call)
    #expect(sent.map { Reply($0).code } == [-32603], "\(sent)")
    #expect(conversation.session.calls.isEmpty)

    conversation = Conversation(Catalog(tools: [Self.both]))
    conversation.receive(Wire.initialize(0, "2025-06-18", capabilities: Self.everything))
    let words = "The client has not sent notifications/initialized"
    #expect(conversation.exchange(call).map { Reply($0).message } == [words])
  }

  @Test func `questions a client leaves open count as refused after a while, and are taken back`() {
    var conversation = legacy(Self.both)
    let asked = conversation.exchange(call).map { Reply($0).textID }
    #expect(conversation.awaited.map(\.patience) == [.seconds(600)])
    #expect(conversation.exchange(Wire.response(asked[0], accepted)) == [])
    #expect(
      conversation.runOut() == [
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"\#(asked[1])","reason":"The call that asked has ended"}}"#,
        #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"The client did not answer in time"}}"#,
      ]
    )
    #expect(conversation.session.calls.isEmpty)
  }

  @Test func `a client is given seconds for its roots, and no time is called on what it has answered`() {
    let tool = Tool.fixture { _, context in
      guard try context.answer("q", to: .roots) != nil else { return .inputRequired(InputRequired(["q": .roots])) }
      return .complete(.text("thanks"))
    }
    var conversation = legacy(tool)
    let asked = conversation.exchange(call).map { Reply($0).textID }
    #expect(conversation.awaited.map(\.patience) == [.seconds(5)])
    #expect(Reply(conversation.exchange(Wire.response(asked[0], roots)).first ?? "").text == "thanks")
    #expect(conversation.runOut() == [])
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","id":"@"}"#, #"{"id":"@","result":{}}"#, #"{"jsonrpc":"2.0","id":"@","error":7}"#,
    #"{"jsonrpc":"2.0","id":"@","result":\#(String(repeating: "[", count: 200))"#,
  ])
  func `an answer that cannot be read ends the call instead of leaving it waiting`(_ answer: String) {
    var conversation = legacy(Self.endless)
    let asked = conversation.exchange(call).map { Reply($0).textID }
    let sent = conversation.exchange(answer.replacing("@", with: asked[0]))
    #expect(sent.count == 1 && Reply(sent[0]).id == 1 && Reply(sent[0]).code == -32603, "\(sent)")
    #expect(conversation.session.calls.isEmpty)
  }

  @Test func `an answer of the wrong shape is an error of the call`() {
    for (answer, revision) in [(JSONValue.object(["action": "maybe"]), Revision.june2025), ("accept", .november2025)] {
      var conversation = legacy(Self.both, revision)
      let asked = conversation.exchange(call).map { Reply($0).textID }
      _ = conversation.exchange(Wire.response(asked[0], answer))
      let reply = Reply(conversation.exchange(Wire.response(asked[1], roots)).first ?? "")
      #expect(reply.code == -32603)
      #expect(reply.message == "The client's response is not an answer to elicitation/create")
    }
  }

  @Test func `a call that waits for its client can be cancelled, and its questions are taken back`() {
    var conversation = legacy(Self.both)
    let asked = conversation.exchange(call).map { Reply($0).textID }
    let sent = conversation.receive(Wire.cancel(1)).map { Reply($0) }
    #expect(sent.map(\.method) == ["notifications/cancelled", "notifications/cancelled"])
    #expect(Set(sent.compactMap { $0.params?["requestId"]?.string }) == Set(asked))
    #expect(conversation.exchange(Wire.response(asked[0], accepted)) == [])
    #expect(conversation.session.calls.isEmpty)
  }

  @Test func `a dialogue has an end`() {
    var conversation = legacy(Self.endless)
    var sent = conversation.exchange(call)
    for round in 1...Session.roundLimit {
      #expect(Reply(sent.first ?? "").method == "roots/list", "round \(round)")
      sent = conversation.exchange(Wire.response(Reply(sent.first ?? "").textID, roots))
    }
    #expect(Reply(sent.first ?? "").code == -32603)
    #expect(Reply(sent.first ?? "").message == "16 rounds of questions settled nothing")
    #expect(conversation.session.calls.isEmpty)
  }

  @Test func `a state without a question brings another run at once, as often as there are rounds`() {
    let tool = Tool.fixture { arguments, context in
      let round = context.state.flatMap { Int($0) } ?? 0
      guard round < arguments?["rounds"]?.integer ?? 0 else { return .complete(.text("after \(round)")) }
      return .inputRequired(InputRequired([:] as KeyValuePairs, state: "\(round + 1)"))
    }
    var conversation = legacy(tool)
    func run(_ rounds: Int64) -> Reply {
      conversation.reply("tools/call", ["name": "tool", "arguments": ["rounds": .integer(rounds)]], in: .june2025)
    }
    #expect(run(16).text == "after 16")
    #expect(run(17).code == -32603)
    #expect(conversation.session.calls.isEmpty)
  }

  @Test func `a handler that asks nothing and keeps nothing is a bug`() {
    let tool = Tool.fixture { _, _ in .inputRequired(InputRequired([:] as KeyValuePairs)) }
    for revision in [Revision.june2025, .july2026] {
      var conversation = legacy(tool, revision)
      #expect(conversation.reply("tools/call", ["name": "tool"], in: revision).code == -32603)
      #expect(conversation.notes == ["tools/call wants input and asks nothing"])
    }
  }

  @Test func `once the client has closed its end, waiting calls and calls that ask are dropped`() {
    var conversation = legacy(Self.endless)
    conversation.receive(Wire.request(2, "tools/call", ["name": "tool"]))
    _ = conversation.runNext()
    conversation.receive(Wire.request(3, "tools/call", ["name": "tool"]))
    #expect(conversation.take(conversation.session.inputClosed()) == [])
    #expect(conversation.runAll() == [])
    #expect(conversation.session.calls.isEmpty)
  }

  // MARK: Capabilities

  /// What a client declares and what becomes of each question.
  struct Declared: Sendable, CustomTestStringConvertible {
    let capabilities: JSONObject
    let form: Bool
    let page: Bool

    var testDescription: String { JSONValue.object(capabilities).text }
  }

  @Test(arguments: [
    Declared(capabilities: [:], form: false, page: false),
    Declared(capabilities: ["elicitation": [:]], form: true, page: false),
    Declared(capabilities: ["elicitation": ["form": [:]]], form: true, page: false),
    Declared(capabilities: ["elicitation": ["url": [:]]], form: false, page: true),
    Declared(capabilities: ["elicitation": ["form": [:], "url": [:]]], form: true, page: true),
    Declared(capabilities: ["elicitation": true], form: false, page: false),
    Declared(capabilities: ["elicitation": nil, "sampling": [:]], form: false, page: false),
  ])
  func `a question goes only to a client that declared what it takes`(_ declared: Declared) {
    for revision in Revision.allCases {
      for (question, isAllowed) in [(Self.form, declared.form), (Self.page, declared.page)] {
        let tool = Tool.fixture { _, _ in .inputRequired(InputRequired(["q": question])) }
        var conversation = legacy(tool, revision, declared.capabilities)
        let line = Wire.request(1, "tools/call", ["name": "tool"], in: revision, capabilities: declared.capabilities)
        let reply = Reply(conversation.exchange(line).first ?? "")
        #expect((reply.code == nil) == isAllowed, "\(revision.rawValue): \(reply)")
        guard !isAllowed else { continue }
        #expect(reply.code == (revision.isStateless ? -32021 : -32603))
        let needed = if case .page = question { #"{"url":{}}"# } else { "{}" }
        #expect(reply.data == #"{"requiredCapabilities":{"elicitation":\#(needed)}}"#)
      }
    }
  }

  @Test(arguments: ClientCapability.allCases)
  func `a handler that requires a capability fails with the protocol's own error`(_ capability: ClientCapability) {
    let tool = Tool.fixture { _, context in
      try context.require(capability)
      return .complete(.text("had it"))
    }
    var conversation = legacy(tool, .july2026)
    let refused = conversation.reply("tools/call", ["name": "tool"], in: .july2026)
    #expect(refused.code == -32021)
    #expect(refused.data == #"{"requiredCapabilities":{"\#(capability.rawValue)":{}}}"#)
    let served = conversation.reply(
      "tools/call",
      ["name": "tool"],
      in: .july2026,
      capabilities: [capability.rawValue: [:]]
    )
    #expect(served.text == "had it")
  }

  // MARK: Stateless

  private func stateless(_ conversation: inout Conversation, _ params: JSONObject) -> Reply {
    conversation.reply("tools/call", params, in: .july2026, capabilities: Self.everything)
  }

  @Test func `a stateless client is told what to answer, and its retry may come in any process`() throws {
    var first = legacy(Self.both, .july2026)
    let asked = stateless(&first, ["name": "tool", "arguments": ["a": 1, "b": [2]]])
    let sealed = try #require(asked.result?["requestState"]?.string)
    #expect(
      asked.line
        == #"{"jsonrpc":"2.0","id":1001,"result":{"resultType":"input_required","inputRequests":{"name":{"method":"elicitation/create","params":{"message":"Name?","requestedSchema":{"type":"object","properties":{}}}},"roots":{"method":"roots/list","params":{}}},"requestState":"\#(sealed)","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}}"#
    )
    #expect(first.session.calls.isEmpty)
    var second = Conversation(Catalog(tools: [Self.both]))
    let answers: JSONValue = ["name": accepted, "roots": roots, "ignored": [:]]
    let params: JSONObject = [
      "requestState": .string(sealed), "arguments": ["b": [2], "a": 1], "inputResponses": answers, "name": "tool",
    ]
    #expect(stateless(&second, params).text == "Ada 2 s1")
  }

  @Test func `a missing answer is asked for again`() {
    var conversation = legacy(Self.both, .july2026)
    for answers in [[:], ["name": accepted], ["other": roots]] as [JSONObject] {
      let reply = stateless(&conversation, ["name": "tool", "inputResponses": .object(answers)])
      #expect(reply.result?["resultType"]?.string == "input_required")
      #expect(reply.result?["inputRequests"]?.count == 2)
      #expect(reply.result?["ttlMs"] == nil)
    }
  }

  @Test(arguments: [
    ("inputResponses", "5"), ("inputResponses", "[]"), ("inputResponses", #"{"name":5}"#),
    ("inputResponses", #"{"name":{"action":"maybe"},"roots":{"roots":[]}}"#),
    ("inputResponses", #"{"name":{},"roots":{"roots":[]}}"#),
    ("inputResponses", #"{"name":{"action":"accept"},"roots":{"roots":{}}}"#), ("requestState", "5"),
    ("requestState", "null"), ("requestState", #""x""#), ("requestState", #""""#),
  ])
  func `answers and states of a wrong shape are invalid params`(_ key: String, _ value: String) throws {
    var conversation = legacy(Self.both, .july2026)
    let reply = stateless(&conversation, ["name": "tool", key: try JSONDocument(value).root.value])
    #expect(reply.code == -32602, "\(reply)")
  }

  @Test func `a state is refused when it was tampered with, is too old, or belongs to another request`() throws {
    let other = Tool.fixture("other") { _, context in .complete(.text(context.state ?? "none")) }
    var catalog = Catalog(tools: [Self.both, other])
    catalog.prompts = [.review]
    var conversation = Conversation(catalog)
    let asked = stateless(&conversation, ["name": "tool", "arguments": ["a": 1]])
    let sealed = try #require(asked.result?["requestState"]?.string)
    func retry(_ name: String, _ arguments: JSONObject, _ state: String) -> Reply {
      stateless(
        &conversation,
        ["name": .string(name), "arguments": .object(arguments), "requestState": .string(state)]
      )
    }
    let words = "requestState is not valid for this request; start again without it"
    #expect(retry("tool", ["a": 1], sealed).isResult)
    #expect(retry("tool", ["a": 1], sealed + "x").message == words)
    #expect(retry("tool", ["a": 2], sealed).message == words)
    #expect(retry("tool", [:], sealed).message == words)
    #expect(retry("other", ["a": 1], sealed).message == words)
    let prompt = conversation.reply(
      "prompts/get",
      ["name": "tool", "arguments": ["a": 1], "requestState": .string(sealed)],
      in: .july2026
    )
    #expect(prompt.code == -32602)
    conversation.now += 3_600
    #expect(retry("tool", ["a": 1], sealed).isResult)
    conversation.now += 1
    #expect(retry("tool", ["a": 1], sealed).code == -32602)
  }

  @Test func `a request with many members is bound in no time`() throws {
    var conversation = legacy(Self.both, .july2026)
    let members = (0..<60_000).map { #""k\#($0)":0"# }.joined(separator: ",")
    let meta =
      #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#
    let line =
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tool","requestState":"a.1.b",\#(meta),\#(members)}}"#
    let time = ContinuousClock().measure {
      #expect(Reply(conversation.exchange(line).first ?? "").code == -32602)
    }
    // Compared each with each, so many members would take minutes.
    #expect(time < .seconds(30))
  }

  @Test func `a legacy request is not read for answers or a state`() {
    let tool = Tool.fixture { _, context in
      .complete(.text("\(try context.answer("q", to: .roots) == nil) \(context.state ?? "-")"))
    }
    var conversation = legacy(tool)
    let reply = conversation.reply(
      "tools/call",
      ["name": "tool", "inputResponses": ["q": roots], "requestState": "x"],
      in: .june2025
    )
    #expect(reply.text == "true -")
  }

  @Test(arguments: [Revision.june2025, .july2026])
  func `prompts and resources ask in the same way`(_ revision: Revision) {
    var catalog = Catalog()
    catalog.resources = [
      Resource(uri: "demo://x", name: "x") { context in
        guard try context.answer("q", to: .roots) != nil else { return .inputRequired(InputRequired(["q": .roots])) }
        return .complete([])
      }
    ]
    catalog.prompts = [
      Prompt(name: "p", description: "") { _, context in
        guard try context.answer("q", to: .roots) != nil else { return .inputRequired(InputRequired(["q": .roots])) }
        return .complete(PromptResult([]))
      }
    ]
    for (method, params, key) in [
      ("resources/read", ["uri": "demo://x"], "contents"), ("prompts/get", ["name": "p"], "messages"),
    ]
      as [(String, JSONObject, String)]
    {
      var conversation = Conversation.opened(in: revision, catalog, capabilities: Self.everything)
      let line = Wire.request(1, method, params, in: revision, capabilities: Self.everything)
      let asked = Reply(conversation.exchange(line).first ?? "")
      let answered: [String]
      if revision.isStateless {
        #expect(asked.result?["inputRequests"]?.value.text == #"{"q":{"method":"roots/list","params":{}}}"#)
        #expect(asked.result?["requestState"] == nil && asked.result?["ttlMs"] == nil)
        let retry = params.adding("inputResponses", ["q": roots])
        answered = conversation.exchange(Wire.request(2, method, retry, in: revision, capabilities: Self.everything))
      } else {
        answered = conversation.exchange(Wire.response(asked.textID, roots))
      }
      #expect(Reply(answered.first ?? "").result?[key]?.count == 0, "\(answered)")
    }
  }
}
