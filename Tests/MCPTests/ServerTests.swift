import Bytes
import Glibc
import Testing

// Streams other than standard input and output can only be given from inside the room.
@testable import MCP

/// A whole server between two pipes.
@Suite struct ServerTests {
  /// A running server and the client's ends of its pipes.
  struct Running {
    let input = TestPipe()
    let output = TestPipe()
    var replies: LineReader
    private let ending = Monitor<Server.Ending?>(nil)

    init(_ tools: [Tool], _ adjust: (inout Server.Limits) -> Void = { _ in }) {
      var limits = Server.Limits()
      limits.threads = 4
      adjust(&limits)
      var catalog = Catalog(tools: tools)
      catalog.writesLog = true
      replies = LineReader(output.reading)
      let server = Server(
        .plain,
        instructions: nil,
        catalog: catalog,
        streams: StandardStreams(input: input.reading, output: output.writing),
        limits: limits
      )
      startThread { [ending] in
        let reason = server.run()
        ending.update { $0 = reason }
      }
    }

    func send(_ lines: String...) { input.write(lines.map { $0 + "\n" }.joined()) }

    /// Shakes hands.
    mutating func open(_ revision: Revision = .june2025, capabilities: JSONObject = [:]) throws {
      send(Wire.initialize(0, revision.rawValue, capabilities: capabilities))
      #expect(Reply(try replies.next() ?? "").isResult)
      send(Wire.notification("notifications/initialized"))
    }

    /// Waits until the server has stopped; nil when it does not.
    func waitForEnd() -> Server.Ending? { ending.wait(until: .now + LineReader.patience) { $0 } }
  }

  private static let sleeper = Tool.fixture("sleeper") { _, context in
    try context.sleep(for: .seconds(3_000))
    return .complete(.text("slept"))
  }

  private func call(_ id: JSONValue, _ name: String, _ arguments: JSONObject = [:], meta: JSONObject = [:]) -> String {
    Wire.request(id, "tools/call", ["name": .string(name), "arguments": .object(arguments)], meta: meta)
  }

  @Test func `a conversation from the handshake to the end of input`() throws {
    let stepper = Tool.fixture("stepper") { _, context in
      context.progress(1, of: 1)
      context.log(.warning, "careful")
      return .complete(.text("stepped"))
    }
    var server = Running([.echo, stepper, Self.sleeper])
    try server.open()
    server.send(Wire.request(1, "tools/list"))
    #expect(Reply(try server.replies.next() ?? "").result?["tools"]?.count == 3)
    server.send(call(2, "stepper", meta: ["progressToken": "p"]))
    #expect(
      try server.replies.next(3) == [
        #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1,"total":1}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"warning","data":"careful"}}"#,
        #"{"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"stepped"}]}}"#,
      ]
    )
    server.send(call(3, "sleeper"), Wire.request(4, "ping"), Wire.cancel(3), call(5, "echo", ["text": "hi"]))
    #expect(try server.replies.next(2).map { Reply($0).id } == [4, 5])
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
    server.output.closeWriting()
    #expect(try server.replies.next() == nil)
  }

  @Test func `what was asked just before the end of input is answered`() throws {
    var server = Running([.echo])
    server.send(Wire.initialize(0, "2025-06-18"), call(1, "echo", ["text": "a"]), call(2, "echo", ["text": "b"]))
    server.input.write(Wire.request(3, "ping"))  // without its newline, and so nobody's
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
    server.output.closeWriting()
    let replies = try server.replies.next(9).map { Reply($0).id?.text ?? "" }
    #expect(replies.sorted() == ["0", "1", "2"])
  }

  @Test func `at the end of input a call gets a moment, and is then cancelled`() throws {
    let woken = Flag()
    let tool = Tool.fixture("stuck") { _, context in
      defer { woken.raise() }
      try context.sleep(for: .seconds(3_000))
      return .complete(.text("?"))
    }
    var server = Running([tool]) { $0.drainTime = .milliseconds(20) }
    try server.open()
    server.send(call(1, "stuck"))
    server.input.closeWriting()
    let time = ContinuousClock().measure { #expect(server.waitForEnd() == .inputClosed) }
    #expect(time < LineReader.patience)
    #expect(woken.wait())
    server.output.closeWriting()
    #expect(try server.replies.next() == nil)
  }

  @Test func `a cancelled call is woken`() throws {
    let (begun, woken) = (Flag(), Flag())
    let tool = Tool.fixture("stuck") { _, context in
      begun.raise()
      defer { woken.raise() }
      try context.sleep(for: .seconds(3_000))
      return .complete(.text("?"))
    }
    var server = Running([tool])
    try server.open()
    server.send(call(1, "stuck"))
    #expect(begun.wait())
    server.send(Wire.cancel(1))
    #expect(woken.wait())
    server.send(Wire.request(1, "ping"))
    #expect(try server.replies.next() == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
  }

  @Test func `a call past its time is answered with what there was`() throws {
    let tool = Tool.fixture("late") { arguments, context in
      if arguments?["partial"]?.bool == true { context.publish(partial: .text("half")) }
      try context.sleep(for: .seconds(3_000))
      return .complete(.text("?"))
    }
    // Deaf to its interruption: the client is answered all the same.
    let gate = Flag()
    let deaf = Tool.fixture("deaf") { _, _ in
      _ = gate.wait()
      return .complete(.text("?"))
    }
    var server = Running([tool, deaf]) { $0.callTime = .seconds(2) }
    try server.open()
    server.send(call(1, "late"), call(2, "late", ["partial": true]), call(3, "deaf"))
    let replies = try server.replies.next(3).map { Reply($0) }
    for reply in replies where reply.id != 2 {
      #expect(reply.result?["isError"]?.bool == true)
      #expect(reply.text?.hasPrefix("The call ran out of time") == true)
    }
    #expect(replies.first { $0.id == 2 }?.text == "half")
    gate.raise()
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
    server.output.closeWriting()
    #expect(try server.replies.next() == nil)
  }

  @Test func `thousands of calls in one write are each answered once`() throws {
    var server = Running([.echo])
    try server.open()
    let count = 2_000
    let lines = (1...count).map { call(.integer(Int64($0)), "echo", ["text": .string("\($0)")]) + "\n" }.joined()
    let input = server.input
    startThread { input.write(lines) }
    var seen: Set<String> = []
    for line in try server.replies.next(count) {
      let reply = Reply(line)
      #expect(reply.text == reply.id?.text)
      seen.insert(reply.text ?? "")
    }
    #expect(seen.count == count)
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
  }

  @Test func `a legacy client is asked over the pipe, and its answer ends the call`() throws {
    let tool = Tool.fixture("asker") { _, context in
      guard let answer = try context.answer("q", to: .roots) else {
        return .inputRequired(InputRequired(["q": .roots]))
      }
      return .complete(.text("\(answer["roots"]?.count ?? -1) roots"))
    }
    var server = Running([tool])
    try server.open(capabilities: ["roots": [:]])
    server.send(call(1, "asker"))
    let question = Reply(try server.replies.next() ?? "")
    #expect(question.method == "roots/list")
    server.send(Wire.response(question.textID, ["roots": []]))
    #expect(Reply(try server.replies.next() ?? "").text == "0 roots")
    server.send(call(2, "asker"))
    #expect(Reply(try server.replies.next() ?? "").method == "roots/list")
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
  }

  @Test func `a state alone runs the handler again until it is done`() throws {
    let tool = Tool.fixture("again") { _, context in
      let round = context.state.flatMap { Int($0) } ?? 0
      guard round < 10 else { return .complete(.text("after \(round)")) }
      return .inputRequired(InputRequired([:] as KeyValuePairs, state: "\(round + 1)"))
    }
    var server = Running([tool])
    try server.open()
    server.send(call(1, "again"))
    #expect(Reply(try server.replies.next() ?? "").text == "after 10")
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
  }

  @Test func `lines too long, framed or broken are told so, and the next is served`() throws {
    var server = Running([.echo]) { $0.messageBytes = 200 }
    let long = String(repeating: "x", count: 300)
    server.send(#"{"jsonrpc":"2.0","id":"big","method":"ping","params":{"x":"\#(long)"}}"#)
    server.send(
      "Content-Length: 40\r\n\r",
      #"{"jsonrpc":"2.0","id":8,"method":"ping"}"#,
      "garbage",
      Wire.request(9, "ping")
    )
    let replies = try server.replies.next(5).map { Reply($0) }
    #expect(replies.map(\.id) == ["big", nil, 8, nil, 9])
    #expect(replies.map(\.code) == [-32600, -32600, -32600, -32700, nil])
    #expect(replies[0].message == "Message refused: longer than 200 bytes")
    #expect(replies[1].message?.contains("without Content-Length headers") == true)
    #expect(replies[2].message == replies[1].message)
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
  }

  @Test func `a client that no longer reads ends the server, though its input stays open`() throws {
    var server = Running([.echo])
    try server.open()
    server.output.closeReading()
    server.send(Wire.request(1, "ping"))
    #expect(server.waitForEnd() == .outputClosed)
    server.input.closeWriting()
  }

  @Test func `a client that neither reads nor writes any more ends the server, whatever it left unread`() {
    let running = Running([]) { limits in
      limits.waitingReplyBytes = 0
      limits.drainTime = .milliseconds(50)
    }
    _ = running.output.fill()
    for id in 1...3 { running.send(Wire.request(.integer(Int64(id)), "ping")) }
    running.input.closeWriting()
    #expect(running.waitForEnd() == .inputClosed)
    running.output.closeReading()
  }

  @Test func `a handler that talks to a client that does not read fills no memory`() throws {
    let done = Flag()
    let text = String(repeating: "x", count: 1_000)
    let tool = Tool.fixture("chatter") { _, context in
      for _ in 0..<2_000 { context.log(.error, .string(text)) }
      done.raise()
      return .complete(.text("done"))
    }
    var server = Running([tool]) { $0.waitingReplyBytes = 100_000 }
    try server.open()
    server.send(call(1, "chatter"))
    #expect(done.wait())
    var count = 0
    while let line = try server.replies.next(), Reply(line).id != 1 { count += 1 }
    // What fits the limit, and the pipe before it.
    #expect(count > 50 && count < 400)
    server.input.closeWriting()
    #expect(server.waitForEnd() == .inputClosed)
  }
}
