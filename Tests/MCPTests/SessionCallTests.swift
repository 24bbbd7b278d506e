import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// The life of a call: run, cancelled, late, failed, too large, too many.
@Suite struct SessionCallTests {
  private struct Unexpected: Error {}

  private static let call: JSONObject = ["name": "tool"]

  private func opened(_ revision: Revision, _ tool: Tool, replyBytes: Int = 1 << 20) -> Conversation {
    .opened(in: revision, Catalog(tools: [tool]), replyBytes: replyBytes)
  }

  private func line(_ id: JSONValue, _ revision: Revision, meta: JSONObject = [:]) -> String {
    Wire.request(id, "tools/call", Self.call, in: revision, meta: meta)
  }

  /// A result as it is written in a revision.
  private func result(_ id: Int, _ members: String, _ revision: Revision) -> String {
    let era =
      revision.isStateless
      ? #","resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}"# : ""
    return #"{"jsonrpc":"2.0","id":\#(id),"result":{\#(members)\#(era)}}"#
  }

  // MARK: Ends

  @Test(arguments: Revision.allCases)
  func `an answer is sent once, and the call is closed`(_ revision: Revision) {
    var conversation = opened(revision, .fixture { _, _ in .complete(.text("done")) })
    #expect(conversation.receive(line(1, revision)) == [])
    let ticket = conversation.takeTicket()
    let answer: Answer<JSONObject> = .complete(["content": []])
    let sent = conversation.take(conversation.session.finish(serial: ticket.serial, .success(answer), now: 0))
    #expect(sent == [result(1, #""content":[]"#, revision)])
    #expect(conversation.session.calls.isEmpty)
    #expect(conversation.take(conversation.session.finish(serial: ticket.serial, .success(answer), now: 0)) == [])
    #expect(conversation.take(conversation.session.expire(serial: ticket.serial, partial: nil)) == [])
    #expect(conversation.interrupted == [])
  }

  @Test func `a bug in a handler is an internal error, with its story on stderr only`() {
    var conversation = opened(.june2025, .fixture { _, _ in throw Unexpected() })
    #expect(
      conversation.exchange(line(1, .june2025)) == [
        #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error; details are on stderr"}}"#
      ]
    )
    #expect(conversation.notes == ["tools/call failed: Unexpected()"])
  }

  @Test func `a handler's own protocol error goes out as it is`() {
    var conversation = opened(.june2025, .fixture { _, _ in throw RPCError(code: 7, message: "m", data: [1]) })
    #expect(
      conversation.exchange(line(1, .june2025)) == [
        #"{"jsonrpc":"2.0","id":1,"error":{"code":7,"message":"m","data":[1]}}"#
      ]
    )
    #expect(conversation.notes == [])
  }

  // MARK: Duplicates

  @Test(arguments: Revision.allCases)
  func `an id in flight is refused, and free again once answered`(_ revision: Revision) {
    var conversation = opened(revision, .fixture { _, _ in .complete(.text("done")) })
    conversation.receive(line(1, revision))
    let ping = Wire.request(1, "ping")
    for duplicate in [line(1, revision), ping, Wire.initialize(1, "2025-06-18"), Wire.request(1, "tools/list")] {
      #expect(
        conversation.receive(duplicate) == [
          #"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"This id is in use by a request not yet answered"}}"#
        ]
      )
    }
    #expect(conversation.runAll().count == 1)
    #expect(Reply(conversation.receive(ping).first ?? "").isResult)
  }

  @Test func `a number and its text are two ids`() {
    var conversation = opened(.june2025, .fixture { _, _ in .complete(.text("done")) })
    conversation.receive(line(1, .june2025))
    conversation.receive(line("1", .june2025))
    #expect(conversation.runAll().map { Reply($0).id } == [1, "1"])
  }

  // MARK: Cancellation

  @Test(arguments: Revision.allCases)
  func `a cancelled call is interrupted, and nothing is said of it any more`(_ revision: Revision) {
    var conversation = opened(revision, .fixture { _, _ in .complete(.text("too late")) })
    conversation.receive(line(1, revision))
    let serial = conversation.waiting[0].serial
    #expect(conversation.receive(Wire.cancel(1)) == [])
    #expect(conversation.interrupted == [serial])
    #expect(conversation.take(conversation.session.notify(serial: serial, "notifications/progress", [:])) == [])
    #expect(conversation.take(conversation.session.expire(serial: serial, partial: .text("x"))) == [])
    #expect(conversation.runAll() == [])
    #expect(conversation.session.calls.isEmpty)
    // A cancellation that comes twice, or too late, is nobody's business.
    #expect(conversation.receive(Wire.cancel(1)) == [])
    #expect(conversation.interrupted == [serial])
  }

  @Test(arguments: [
    Wire.cancel(2), Wire.cancel("1"), Wire.cancel(1.5), Wire.cancel(.null), Wire.cancel([1]),
    Wire.notification("notifications/cancelled"), Wire.notification("cancelled", ["requestId": 1]),
    Wire.request(9, "notifications/cancelled", ["requestId": 1]),
  ])
  func `a cancellation of something else leaves a call alone`(_ cancellation: String) {
    var conversation = opened(.june2025, .fixture { _, _ in .complete(.text("done")) })
    conversation.receive(line(1, .june2025))
    conversation.receive(cancellation)
    #expect(conversation.interrupted == [])
    #expect(conversation.runAll() == [result(1, #""content":[{"type":"text","text":"done"}]"#, .june2025)])
  }

  @Test func `an id is free at once after its cancellation, while the handler still runs`() {
    var conversation = opened(.june2025, .fixture { _, _ in .complete(.text("done")) })
    conversation.receive(line(1, .june2025))
    let old = conversation.takeTicket()
    conversation.receive(Wire.cancel(1))
    conversation.receive(line(1, .june2025))
    #expect(conversation.take(conversation.session.notify(serial: old.serial, "notifications/progress", [:])) == [])
    let answer: Answer<JSONObject> = .complete(["content": ["old"]])
    #expect(conversation.take(conversation.session.finish(serial: old.serial, .success(answer), now: 0)) == [])
    #expect(conversation.runAll() == [result(1, #""content":[{"type":"text","text":"done"}]"#, .june2025)])
  }

  @Test func `a handler that throws its interruption says nothing more`() {
    var conversation = opened(.june2025, .fixture { _, _ in throw CallInterruption.cancelled })
    conversation.receive(line(1, .june2025))
    conversation.receive(Wire.cancel(1))
    #expect(conversation.runAll() == [])
    #expect(conversation.notes == [])
  }

  @Test func `initialize cannot be cancelled`() {
    var conversation = Conversation()
    #expect(Reply(conversation.receive(Wire.initialize(1, "2025-06-18")).first ?? "").isResult)
    #expect(conversation.receive(Wire.cancel(1)) == [])
    #expect(conversation.reply("tools/list", in: .june2025).isResult)
  }

  // MARK: Deadlines

  @Test(arguments: Revision.allCases)
  func `a late call is answered with what was ready, and interrupted`(_ revision: Revision) {
    var conversation = opened(revision, .fixture { _, _ in .complete(.text("too late")) })
    conversation.receive(line(1, revision))
    let serial = conversation.waiting[0].serial
    let sent = conversation.take(conversation.session.expire(serial: serial, partial: .text("half")))
    let note = "Incomplete: the call ran out of time. This is what was ready by then."
    #expect(
      sent == [result(1, #""content":[{"type":"text","text":"half"},{"type":"text","text":"\#(note)"}]"#, revision)]
    )
    #expect(conversation.interrupted == [serial])
    #expect(conversation.runAll() == [])
  }

  @Test func `a late call with nothing to show is an error the model can read`() {
    var conversation = opened(.june2025, .fixture { _, _ in throw CallInterruption.deadline })
    let reply = Reply(conversation.exchange(line(1, .june2025)).first ?? "")
    #expect(reply.result?["isError"]?.bool == true)
    #expect(reply.text == "The call ran out of time before it had anything to show. Ask for less, or try again.")
  }

  @Test func `a handler that meets its deadline itself leaves what it published`() {
    let tool = Tool.fixture { _, context in
      context.publish(partial: .text("first"))
      context.publish(partial: .text("second"))
      throw CallInterruption.deadline
    }
    var conversation = opened(.june2025, tool)
    let reply = Reply(conversation.exchange(line(1, .june2025)).first ?? "")
    #expect(reply.text == "second" && reply.result?["isError"] == nil && reply.result?["content"]?.count == 2)
  }

  @Test func `a late read, prompt or completion is an error`() {
    for (method, params) in [
      ("resources/read", ["uri": "demo://one"]), ("prompts/get", ["name": "review", "arguments": ["topic": "x"]]),
      (
        "completion/complete",
        ["ref": ["type": "ref/prompt", "name": "review"], "argument": ["name": "topic", "value": ""]]
      ),
    ] as [(String, JSONObject)] {
      var conversation = Conversation.opened(in: .june2025)
      conversation.receive(Wire.request(1, method, params))
      let serial = conversation.waiting[0].serial
      #expect(
        conversation.take(conversation.session.expire(serial: serial, partial: nil)) == [
          #"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"The request ran out of time; try again"}}"#
        ]
      )
    }
  }

  // MARK: Progress and log

  @Test(arguments: ["1", "-3", #""p""#, #""""#])
  func `progress carries the token as it came, and only rises`(_ token: String) throws {
    let tool = Tool.fixture { _, context in
      for (done, total) in [
        (.nan, .nan), (.infinity, .infinity), (0.0, 4.0), (0, 4), (4, 4), (4, 4), (3, 3), (5, 5), (.nan, 6),
      ] {
        context.progress(done, of: total, "at \(done)")
      }
      context.progress(7, of: 7)
      return .complete(.text("done"))
    }
    let node = try JSONDocument(token).root.value
    for revision in Revision.allCases {
      var conversation = opened(revision, tool)
      let sent = conversation.exchange(line(1, revision, meta: ["progressToken": node]))
      func progress(_ done: Int, _ words: Bool) -> String {
        let message = words && revision >= .march2025 ? #","message":"at \#(done).0""# : ""
        return
          #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":\#(token),"progress":\#(done),"total":\#(max(done, 4))\#(message)}}"#
      }
      #expect(sent.dropLast() == [progress(0, true), progress(4, true), progress(5, true), progress(7, false)])
    }
  }

  @Test(arguments: ["null", "1.5", "{}", "[]", "true"])
  func `a token that is none brings no progress`(_ token: String) throws {
    let tool = Tool.fixture { _, context in
      context.progress(1, of: 1)
      return .complete(.text("done"))
    }
    var conversation = opened(.june2025, tool)
    let node = try JSONDocument(token).root.value
    #expect(conversation.exchange(line(1, .june2025, meta: ["progressToken": node])).count == 1)
    #expect(conversation.exchange(line(2, .june2025)).count == 1)
  }

  @Test func `progress after the end is dropped`() {
    var conversation = opened(.june2025, .fixture { _, _ in .complete(.text("done")) })
    conversation.receive(line(1, .june2025))
    let serial = conversation.waiting[0].serial
    #expect(conversation.take(conversation.session.notify(serial: serial, "notifications/progress", [:])).count == 1)
    #expect(conversation.runAll().count == 1)
    #expect(conversation.take(conversation.session.notify(serial: serial, "notifications/progress", [:])) == [])
    #expect(conversation.take(conversation.session.notify(serial: 99, "notifications/progress", [:])) == [])
  }

  private static let logger = Tool.fixture { _, context in
    for level in LogLevel.allCases { context.log(level, .string(level.rawValue), logger: "l") }
    return .complete(.text("done"))
  }

  private func levels(_ lines: [String]) -> [String] {
    lines.compactMap { Reply($0) }.filter { $0.method == "notifications/message" }
      .compactMap { $0.params?["level"]?.string }
  }

  @Test func `a legacy client gets the levels it has set, from then on`() {
    var catalog = Catalog(tools: [Self.logger])
    catalog.writesLog = true
    for revision in Revision.legacy {
      var conversation = Conversation.opened(in: revision, catalog)
      let all = LogLevel.allCases.map(\.rawValue)
      #expect(levels(conversation.exchange(line(1, revision))) == Array(all.dropFirst()))
      for (index, level) in LogLevel.allCases.enumerated() {
        let reply = conversation.reply("logging/setLevel", ["level": .string(level.rawValue)], in: revision)
        #expect(reply.result?.value.text == "{}")
        #expect(levels(conversation.exchange(line(2, revision))) == Array(all.dropFirst(index)))
      }
    }
  }

  @Test func `a stateless request gets the levels it asks for itself, and none without asking`() {
    var catalog = Catalog(tools: [Self.logger])
    catalog.writesLog = true
    var conversation = Conversation.opened(in: .june2025, catalog)
    _ = conversation.reply("logging/setLevel", ["level": "debug"], in: .june2025)
    #expect(levels(conversation.exchange(line(1, .july2026))) == [])
    let sent = conversation.exchange(line(2, .july2026, meta: [MetaKey.logLevel: "critical"]))
    #expect(
      sent.first
        == #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"critical","data":"critical","logger":"l"}}"#
    )
    #expect(levels(sent) == ["critical", "alert", "emergency"])
    #expect(levels(conversation.exchange(line(3, .july2026))) == [])
  }

  @Test func `nothing is logged where logging is not declared`() {
    for revision in Revision.allCases {
      var conversation = opened(revision, Self.logger)
      #expect(levels(conversation.exchange(line(1, revision, meta: [MetaKey.logLevel: "debug"]))) == [])
    }
  }

  // MARK: Bounds

  @Test func `an answer as long as allowed is sent, and one byte more is an error that says so`() {
    let tool = Tool.fixture { arguments, _ in
      .complete(.text(String(repeating: "x", count: arguments?["n"]?.integer.map { Int($0) } ?? 0)))
    }
    for revision in [Revision.june2025, .july2026] {
      func call(_ count: Int, _ limit: Int) -> Reply {
        var conversation = opened(revision, tool, replyBytes: limit)
        return conversation.reply(
          "tools/call",
          ["name": "tool", "arguments": ["n": .integer(Int64(count))]],
          in: revision
        )
      }
      let length = call(1_000, 10_000).line.utf8.count + 1
      #expect(call(1_000, length).isResult)
      let refused = call(1_001, length)
      #expect(refused.code == -32603)
      #expect(
        refused.message == "The answer has \(length + 1) bytes; this server sends at most \(length). Ask for less."
      )
    }
  }

  @Test func `a notification longer than an answer may be is dropped with a note`() {
    let tool = Tool.fixture { _, context in
      context.log(.error, .string(String(repeating: "x", count: 5_000)))
      context.log(.error, "short")
      return .complete(.text("done"))
    }
    var catalog = Catalog(tools: [tool])
    catalog.writesLog = true
    var conversation = Conversation.opened(in: .june2025, catalog, replyBytes: 4_096)
    #expect(conversation.exchange(line(1, .june2025)).count == 2)
    #expect(conversation.notes == ["notifications/message of 5088 bytes dropped: clients are sent 4096 at most"])
  }

  @Test func `calls are refused as busy past a number, and cancelled ones count until their handler returns`() throws {
    var conversation = opened(.june2025, .fixture { _, _ in .complete(.text("done")) })
    let count = OpenCalls.limit
    let params = try JSONDocument(#"{"name":"tool","requestId":7}"#).root
    for _ in 0..<count {
      let request = IncomingMessage.Request(id: .integer(7), method: "tools/call", params: params, bytes: 9)
      conversation.take(conversation.session.receive(.request(request), now: 0))
      let cancellation = IncomingMessage.notification(method: "notifications/cancelled", params: params)
      conversation.take(conversation.session.receive(cancellation, now: 0))
    }
    #expect(conversation.session.calls.isEmpty)
    #expect(conversation.waiting.count == count)
    let refused = Reply(conversation.receive(line(-1, .june2025)).first ?? "")
    #expect(refused.code == -32603 && refused.message?.hasPrefix("The server is busy: ") == true)
    #expect(Reply(conversation.receive(Wire.request(-2, "ping")).first ?? "").isResult)
    _ = conversation.runNext()
    #expect(conversation.receive(line(-3, .june2025)) == [])
    #expect(Reply(conversation.receive(line(-4, .june2025)).first ?? "").code == -32603)
  }

  @Test func `calls are refused as busy past a number of bytes`() throws {
    var conversation = opened(.june2025, .fixture { _, _ in .complete(.text("done")) })
    let params = try JSONDocument(#"{"name":"tool"}"#).root
    func call(_ id: Int64) -> [String] {
      let request = IncomingMessage.Request(id: .integer(id), method: "tools/call", params: params, bytes: 15 << 20)
      return conversation.take(conversation.session.receive(.request(request), now: 0))
    }
    for id in 1...4 as ClosedRange<Int64> { #expect(call(id) == []) }
    #expect(Reply(call(5).first ?? "").message?.hasPrefix("The server is busy: ") == true)
    #expect(conversation.receive(line(6, .june2025)) == [])
    #expect(conversation.runNext().count == 1)
    #expect(call(7) == [])
  }

  @Test func `a line's length weighs on what it starts, shared among the members of a batch`() {
    func bytes(_ message: IncomingMessage) -> [Int] {
      switch message {
      case .request(let request): [request.bytes]
      case .response(let response): [response.bytes]
      case .batch(let messages): messages.flatMap(bytes)
      default: []
      }
    }
    let ping = Wire.request(1, "ping")
    #expect(bytes(IncomingMessage(line: Array(ping.utf8))) == [ping.utf8.count])
    #expect(bytes(IncomingMessage(line: Array(Wire.response("x", [:]).utf8))) == [38])
    let batch = Array("[\(ping),\(ping)]".utf8)
    #expect(bytes(IncomingMessage(line: batch)) == [batch.count / 2, batch.count / 2])
  }

  @Test func `an answer that finds no room ends its call as busy`() throws {
    let tool = Tool.fixture { _, _ in .inputRequired(InputRequired(["q": .roots])) }
    var conversation = Conversation.opened(in: .june2025, Catalog(tools: [tool]), capabilities: ["roots": [:]])
    let question = Reply(conversation.exchange(line(1, .june2025)).first ?? "").textID
    let answer = try JSONDocument("{}").root
    let response = IncomingMessage.Response(id: .string(question), outcome: .success(answer), bytes: 64 << 20)
    let sent = conversation.take(conversation.session.receive(.response(response), now: 0))
    #expect(sent.count == 1 && Reply(sent[0]).message?.hasPrefix("The server is busy: ") == true)
    #expect(conversation.waiting.isEmpty && conversation.session.calls.hasRoom(for: 64 << 20))
  }

  @Test func `the end cancels what is open and tells listeners`() {
    var conversation = Conversation.opened(in: .june2025)
    conversation.receive(Wire.request(1, "tools/call", ["name": "echo", "arguments": ["text": "x"]]))
    conversation.receive(
      Wire.request(2, "subscriptions/listen", ["notifications": ["toolsListChanged": true]], in: .july2026)
    )
    #expect(
      conversation.take(conversation.session.inputClosed()) == [
        #"{"jsonrpc":"2.0","id":2,"result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"},"io.modelcontextprotocol/subscriptionId":2}}}"#
      ]
    )
    #expect(conversation.interrupted == [])
    #expect(conversation.runNext().count == 1)
    conversation.receive(Wire.request(3, "tools/call", ["name": "echo", "arguments": ["text": "x"]]))
    let serial = conversation.waiting[0].serial
    #expect(conversation.take(conversation.session.cancelAll()) == [])
    #expect(conversation.interrupted == [serial])
    #expect(conversation.session.calls.isEmpty)
  }
}
