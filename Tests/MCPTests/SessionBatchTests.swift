import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// Arrays of messages, which one revision has.
@Suite struct SessionBatchTests {
  private func batch(_ lines: String...) -> String { "[" + lines.joined(separator: ",") + "]" }
  private func ping(_ id: JSONValue) -> String { Wire.request(id, "ping") }
  private func echo(_ id: JSONValue) -> String {
    Wire.request(id, "tools/call", ["name": "echo", "arguments": ["text": "hi"]])
  }
  private let pong1 = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
  private let pong2 = #"{"jsonrpc":"2.0","id":"2","result":{}}"#
  private func said(_ id: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"result":{"content":[{"type":"text","text":"hi"}]}}"#
  }

  @Test(arguments: Revision.allCases)
  func `only one revision has batches`(_ revision: Revision) {
    var conversation = Conversation.opened(in: revision)
    let sent = conversation.receive(batch(ping(1), ping("2")))
    guard revision != .march2025 else {
      #expect(sent == ["[\(pong1),\(pong2)]"])
      return
    }
    #expect(sent.count == 1 && Reply(sent[0]).code == -32600 && Reply(sent[0]).id == nil)
    #expect(conversation.notes.count == 1)
  }

  @Test func `requests, notifications, stray responses and invalid members are each treated as they are`() {
    var conversation = Conversation.opened(in: .march2025)
    let sent = conversation.receive(
      batch(
        ping(1),
        Wire.notification("notifications/no/such"),
        "7",
        "[]",
        batch(ping(5)),
        #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
        #"{"jsonrpc":"2.0","id":3,"method":5}"#,
        Wire.response("server-1", [:]),
        Wire.request(4, "no/such"),
        ping("2")
      )
    )
    #expect(
      sent == [
        "[\(pong1),"
          + #"{"jsonrpc":"2.0","id":3,"error":{"code":-32600,"message":"\"method\" must be a string"}},"#
          + #"{"jsonrpc":"2.0","id":4,"error":{"code":-32601,"message":"Method not found: no/such"}},"# + "\(pong2)]"
      ]
    )
  }

  @Test func `a batch that wants no answer gets none`() {
    var conversation = Conversation.opened(in: .march2025)
    #expect(conversation.receive(batch(Wire.notification("a"), Wire.notification("b"))) == [])
    #expect(conversation.receive("[1,2,[],null]") == [])
  }

  @Test func `an empty batch is an invalid request`() {
    var conversation = Conversation.opened(in: .march2025)
    #expect(
      conversation.receive("[]") == [
        #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"A batch must not be empty"}}"#
      ]
    )
  }

  @Test func `a batch of more than 100 messages is refused`() {
    var conversation = Conversation.opened(in: .march2025)
    let pings = (0..<101).map { ping(.integer($0)) }
    let replies = conversation.receive("[" + pings.dropLast().joined(separator: ",") + "]")
    #expect(replies.count == 1)
    #expect(Reply("{\"result\":\(replies[0])}").result?.count == 100)
    let refused = conversation.receive("[" + pings.joined(separator: ",") + "]")
    #expect(refused.map { Reply($0).message } == ["A batch has at most 100 messages"])
  }

  @Test func `the answer waits for the last call, and comes in the order of answering`() {
    var conversation = Conversation.opened(in: .march2025)
    #expect(conversation.receive(batch(echo(7), ping(1), echo(8))) == [])
    #expect(conversation.receive(ping("2")) == [pong2])
    #expect(conversation.runNext() == [])
    #expect(conversation.runNext() == ["[\(pong1),\(said("7")),\(said("8"))]"])
  }

  @Test func `two batches do not mix`() {
    var conversation = Conversation.opened(in: .march2025)
    conversation.receive(batch(echo(7), echo(8)))
    conversation.receive(batch(echo(9)))
    _ = conversation.runNext()
    let later = conversation.takeTicket()
    #expect(conversation.runNext() == ["[\(said("9"))]"])
    #expect(conversation.take(conversation.session.expire(serial: later.serial, partial: nil)).count == 1)
  }

  @Test func `a cancelled member is missing from the answer`() {
    var conversation = Conversation.opened(in: .march2025)
    conversation.receive(batch(echo(7), echo(8)))
    #expect(conversation.runNext() == [])
    #expect(conversation.receive(Wire.cancel(8)) == ["[\(said("7"))]"])
    #expect(conversation.runAll() == [])
  }

  @Test func `a member cancelled in its own batch is missing, and a batch of nothing else is silent`() {
    var conversation = Conversation.opened(in: .march2025)
    #expect(conversation.receive(batch(echo(7), Wire.cancel(7), ping(1))) == ["[\(pong1)]"])
    #expect(conversation.receive(batch(echo(8), Wire.cancel(8))) == [])
    #expect(conversation.runAll() == [])
    #expect(conversation.session.calls.isEmpty)
  }

  @Test func `initialize must not be in a batch`() {
    var conversation = Conversation.opened(in: .march2025)
    let sent = conversation.receive(batch(Wire.initialize(5, "2025-11-25"), ping(1)))
    #expect(
      sent == [
        #"[{"jsonrpc":"2.0","id":5,"error":{"code":-32600,"message":"initialize must not be part of a batch"}},"#
          + "\(pong1)]"
      ]
    )
    #expect(conversation.receive(batch(ping(1))) == ["[\(pong1)]"])
  }

  @Test func `a stateless request has no place in a batch`() {
    var conversation = Conversation.opened(in: .march2025)
    let listen = Wire.request(5, "subscriptions/listen", ["notifications": ["toolsListChanged": true]], in: .july2026)
    let sent = conversation.receive(batch(listen, Wire.request(6, "tools/list", in: .july2026), ping(1)))
    let refusal = #""error":{"code":-32600,"message":"Protocol 2026-07-28 has no batches; send one message a line"}"#
    #expect(
      sent == [#"[{"jsonrpc":"2.0","id":5,\#(refusal)},{"jsonrpc":"2.0","id":6,\#(refusal)},"# + "\(pong1)]"]
    )
    #expect(conversation.session.listeners.isEmpty)
  }

  @Test func `the same id twice in a batch is refused the second time while the first is open`() {
    var conversation = Conversation.opened(in: .march2025)
    #expect(conversation.receive(batch(echo(7), echo(7))) == [])
    #expect(
      conversation.runAll() == [
        #"[{"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"This id is in use by a request not yet answered"}},"#
          + "\(said("7"))]"
      ]
    )
  }

  @Test func `a batch outlives a new handshake`() {
    var conversation = Conversation.opened(in: .march2025)
    conversation.receive(batch(echo(7)))
    conversation.open(in: .november2025)
    #expect(conversation.runAll() == ["[\(said("7"))]"])
  }

  @Test func `answers that would make the line too long are replaced one by one`() throws {
    var conversation = Conversation.opened(in: .march2025, replyBytes: 1_000)
    let text = String(repeating: "x", count: 300)
    func call(_ id: Int64) -> String {
      Wire.request(.integer(id), "tools/call", ["name": "echo", "arguments": ["text": .string(text)]])
    }
    conversation.receive(batch(call(1), call(2), call(3)))
    let sent = conversation.runAll()
    let replies = try #require(sent.first.map { Reply("{\"result\":\($0)}").result?.elements })
    #expect(sent.count == 1)
    #expect(replies?.map { $0["error"]?["code"]?.integer } == [nil, nil, -32603])
  }

  @Test func `answers of the client to the server's questions may come in a batch`() {
    let tool = Tool.fixture { _, context in
      guard let answer = try context.answer("q", to: .roots) else {
        return .inputRequired(InputRequired(["q": .roots]))
      }
      return .complete(.text(answer["roots"]?.elements.first?["uri"]?.string ?? ""))
    }
    var conversation = Conversation.opened(in: .march2025, Catalog(tools: [tool]), capabilities: ["roots": [:]])
    let asked = conversation.exchange(batch(Wire.request(7, "tools/call", ["name": "tool"]), ping(1)))
    #expect(asked.map { Reply($0).method } == ["roots/list"])
    let question = Reply(asked[0]).textID
    let answer = Wire.response(question, ["roots": [["uri": "file:///x"]]])
    #expect(
      conversation.exchange(batch(answer, ping("2"))) == [
        "[\(pong2)]",
        "[\(pong1)," + #"{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"file:///x"}]}}]"#,
      ]
    )
  }
}
