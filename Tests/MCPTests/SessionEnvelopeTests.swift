import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// What is wrong with a line, and what is answered to it.
@Suite struct SessionEnvelopeTests {
  // MARK: Ids

  @Test(arguments: [
    "0", "-7", "7", "9007199254740991", "9007199254740993", "9223372036854775807", "-9223372036854775808", #""""#,
    #""7""#, #""a b""#, #""é日😀""#, #""\u0000\n\"\\""#, #""\ud83d\ude00""#,
  ])
  func `an id comes back with its type and value`(_ id: String) throws {
    let expected = try JSONDocument(id).root.value
    var conversation = Conversation()
    for line in [
      #"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#, #"{"method":"no/such","id":\#(id),"jsonrpc":"2.0"}"#,
      #"{"jsonrpc":"2.0","id":\#(id),"method":5}"#, #"{"id":\#(id),"method":"ping"}"#,
    ] {
      let reply = Reply(conversation.receive(line).first ?? "")
      #expect(reply.id == expected, "\(line) gives \(reply)")
    }
  }

  @Test(arguments: [
    "null", "1.5", "1.0", "1e2", "true", "{}", "[1]", #"{"id":1}"#, "9223372036854775808", "-9223372036854775809",
    "99999999999999999999999", #""\ud800""#, #""x\udc00""#, "\"\(String(repeating: "x", count: 1_025))\"",
  ])
  func `an id that cannot be echoed is refused without one`(_ id: String) {
    var conversation = Conversation()
    let sent = conversation.receive(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
    #expect(
      sent == [
        #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"\"id\" must be an integer of at most 64 bits, or a string of at most 1024 bytes"}}"#
      ]
    )
    #expect(Reply(conversation.receive(Wire.request(1, "ping")).first ?? "").isResult)
  }

  @Test func `ids of equal look and different spelling are two`() {
    var conversation = Conversation.opened(in: .july2026)
    let params: JSONObject = ["name": "echo", "arguments": ["text": "x"]]
    for id in ["é", "e\u{301}", "1"] as [JSONValue] + [1] {
      #expect(conversation.receive(Wire.request(id, "tools/call", params, in: .july2026)) == [])
    }
    #expect(conversation.waiting.count == 4)
    conversation.receive(Wire.cancel("e\u{301}"))
    conversation.receive(Wire.cancel("1"))
    #expect(conversation.runAll().map { Reply($0).id } == ["é", 1])
  }

  // MARK: Lines

  /// A line and all that is answered to it: a code, an id and data, or nothing.
  struct Line: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let code: Int64?
    var id: JSONValue?
    var data: String?
    /// The revision whose handshake came before; nil for none.
    var revision: Revision? = .june2025

    init(
      _ name: String,
      _ text: String,
      _ code: Int64?,
      id: JSONValue? = nil,
      data: String? = nil,
      in revision: Revision? = .june2025
    ) {
      self.name = name
      self.text = text
      self.code = code
      self.id = id
      self.data = data
      self.revision = revision
    }

    var testDescription: String { name }
  }

  private static func request(_ method: String, _ params: String) -> String {
    #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#
  }

  static let lines = [
    // Not a message.
    Line("not JSON", "hello", -32700), Line("half of a message", #"{"jsonrpc":"2.0","id":1"#, -32700),
    Line("two messages on a line", #"{"jsonrpc":"2.0","method":"x"} {}"#, -32700),
    Line("bytes that are not UTF-8 stand for a replacement and make no message", "\u{fffd}", -32700),
    Line("a number", "5", -32600), Line("a string", #""ping""#, -32600), Line("null", "null", -32600),
    Line("an empty object", "{}", -32600),
    Line("a message without a version", #"{"id":1,"method":"ping"}"#, -32600, id: 1),
    Line("version 1", #"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600, id: 1),
    Line("a version that is a number", #"{"jsonrpc":2.0,"id":"x","method":"ping"}"#, -32600, id: "x"),
    Line("a method that is a number", #"{"jsonrpc":"2.0","id":1,"method":5}"#, -32600, id: 1),
    Line("a method that is null", #"{"jsonrpc":"2.0","id":1,"method":null}"#, -32600, id: 1),
    Line("params in a list", #"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32600, id: 1),
    Line("params that are null", #"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#, -32600, id: 1),
    Line("neither a method nor a result", #"{"jsonrpc":"2.0","id":1}"#, -32600, id: 1),
    Line("no id and no method", #"{"jsonrpc":"2.0"}"#, -32600),
    Line("nested too deep, with an id", request("ping", String(repeating: "[", count: 200)), -32600, id: 1),
    Line(
      "nested too deep, with its id behind",
      #"{"x":"# + String(repeating: "[", count: 200) + String(repeating: "]", count: 200) + #","id":"z"}"#,
      -32600,
      id: "z"
    ),
    // Notifications and responses nobody waits for.
    Line("a notification nobody knows", #"{"jsonrpc":"2.0","method":"notifications/no/such"}"#, nil),
    Line("a request's method as a notification", #"{"jsonrpc":"2.0","method":"tools/list"}"#, nil),
    Line("roots that have changed", #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#, nil),
    Line(
      "a late cancellation",
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}"#,
      nil
    ),
    Line("a cancellation of nothing", #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#, nil),
    Line(
      "a cancellation of null",
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":null}}"#,
      nil
    ),
    Line("progress of nothing", #"{"jsonrpc":"2.0","method":"notifications/progress","params":{}}"#, nil),
    Line("a stray result", #"{"jsonrpc":"2.0","id":1,"result":{}}"#, nil),
    Line("a stray result of null", #"{"jsonrpc":"2.0","id":1,"result":null}"#, nil),
    Line("a stray error", #"{"jsonrpc":"2.0","id":"server-1","error":{"code":-1,"message":"x"}}"#, nil),
    Line("a stray error that says nothing", #"{"jsonrpc":"2.0","id":1,"error":7}"#, nil),
    // Methods.
    Line("a method nobody knows", request("no/such", "{}"), -32601, id: 1),
    Line("a batch in a revision without batches", #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
    Line("a batch before any handshake", #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600, in: nil),
    Line("a bare request before any handshake", request("tools/call", #"{"name":"echo"}"#), -32602, id: 1, in: nil),
    Line("initialize without a version", request("initialize", "{}"), -32602, id: 1),
    Line("initialize without params", #"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#, -32602, id: 1),
    Line(
      "initialize with a number for a version",
      request("initialize", #"{"protocolVersion":20250618}"#),
      -32602,
      id: 1
    ),
    // Tools.
    Line("a tool without a name", request("tools/call", "{}"), -32602, id: 1),
    Line("a tool with a number for a name", request("tools/call", #"{"name":7}"#), -32602, id: 1),
    Line("a tool call without params", #"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#, -32602, id: 1),
    Line("a tool nobody knows", request("tools/call", #"{"name":"ecko"}"#), -32602, id: 1),
    Line("arguments in a list", request("tools/call", #"{"name":"echo","arguments":[]}"#), -32602, id: 1),
    Line("arguments that are null", request("tools/call", #"{"name":"echo","arguments":null}"#), -32602, id: 1),
    Line("arguments that are a string", request("tools/call", #"{"name":"echo","arguments":"{}"}"#), -32602, id: 1),
    // Resources.
    Line("a resource without an address", request("resources/read", "{}"), -32602, id: 1),
    Line(
      "a resource nobody knows",
      request("resources/read", #"{"uri":"demo://no"}"#),
      -32002,
      id: 1,
      data: #"{"uri":"demo://no"}"#
    ),
    Line(
      "a row that does not exist",
      request("resources/read", #"{"uri":"demo://rows/99"}"#),
      -32002,
      id: 1,
      data: #"{"uri":"demo://rows/99"}"#
    ),
    Line("a subscription without an address", request("resources/subscribe", "{}"), -32602, id: 1),
    Line("the end of a subscription without an address", request("resources/unsubscribe", "{}"), -32602, id: 1),
    // Prompts.
    Line("a prompt without a name", request("prompts/get", "{}"), -32602, id: 1),
    Line("a prompt nobody knows", request("prompts/get", #"{"name":"no"}"#), -32602, id: 1),
    Line("a prompt without its argument", request("prompts/get", #"{"name":"review"}"#), -32602, id: 1),
    Line(
      "a prompt with a number for an argument",
      request("prompts/get", #"{"name":"review","arguments":{"topic":1}}"#),
      -32602,
      id: 1
    ),
    Line(
      "a prompt with arguments in a list",
      request("prompts/get", #"{"name":"review","arguments":["x"]}"#),
      -32602,
      id: 1
    ),
    // Cursors and levels.
    Line("a cursor nobody gave", request("tools/list", #"{"cursor":"x"}"#), -32602, id: 1),
    Line("a level nobody knows", request("logging/setLevel", #"{"level":"loud"}"#), -32602, id: 1),
    Line("a level in capitals", request("logging/setLevel", #"{"level":"ERROR"}"#), -32602, id: 1),
    Line("no level", request("logging/setLevel", "{}"), -32602, id: 1),
    // Completions.
    Line("a completion of nothing", request("completion/complete", "{}"), -32602, id: 1),
    Line(
      "a completion of an unknown kind",
      request("completion/complete", #"{"ref":{"type":"ref/tool","name":"echo"},"argument":{"name":"a","value":""}}"#),
      -32602,
      id: 1
    ),
    Line(
      "a completion of an unknown prompt",
      request("completion/complete", #"{"ref":{"type":"ref/prompt","name":"no"},"argument":{"name":"a","value":""}}"#),
      -32602,
      id: 1
    ),
    Line(
      "a completion of an unknown argument",
      request(
        "completion/complete",
        #"{"ref":{"type":"ref/prompt","name":"review"},"argument":{"name":"a","value":""}}"#
      ),
      -32602,
      id: 1
    ),
    Line(
      "a completion without a value",
      request("completion/complete", #"{"ref":{"type":"ref/prompt","name":"review"},"argument":{"name":"topic"}}"#),
      -32602,
      id: 1
    ),
    Line(
      "a completion of an unknown template",
      request(
        "completion/complete",
        #"{"ref":{"type":"ref/resource","uri":"demo://{x}"},"argument":{"name":"x","value":""}}"#
      ),
      -32602,
      id: 1
    ),
    Line(
      "a completion of an unknown variable",
      request(
        "completion/complete",
        #"{"ref":{"type":"ref/resource","uri":"demo://rows/{id}"},"argument":{"name":"x","value":""}}"#
      ),
      -32602,
      id: 1
    ),
    Line(
      "a completion with a context of numbers",
      request(
        "completion/complete",
        #"{"ref":{"type":"ref/prompt","name":"review"},"argument":{"name":"topic","value":""},"context":{"arguments":{"a":1}}}"#
      ),
      -32602,
      id: 1
    ),
  ]

  @Test(arguments: lines)
  func `a line is answered with its code, its id and nothing else`(_ line: Line) {
    var conversation = Conversation()
    if let revision = line.revision { conversation.open(in: revision) }
    let sent = conversation.exchange(line.text)
    guard let code = line.code else {
      #expect(sent == [])
      return
    }
    let reply = Reply(sent.first ?? "")
    #expect(sent.count == 1 && reply.code == code && reply.id == line.id && reply.data == line.data, "\(sent)")
    // Alive, and free for the same id again.
    #expect(Reply(conversation.exchange(Wire.request(1, "ping")).first ?? "").isResult)
  }

  @Test(
    arguments: [
      ("tools/call", ["name": "ecko"], "Unknown tool: ecko. Tools: echo"),
      ("tools/call", ["name": "\u{202e}x\n"], #"Unknown tool: \u{202e}x\u{a}. Tools: echo"#),
      ("prompts/get", ["name": "revue"], "Unknown prompt: revue. Prompts: review"),
      ("prompts/get", ["name": "review"], "The prompt review needs the argument topic"),
      ("resources/read", ["uri": "demo://no"], "Resource not found"),
      (
        "tools/list", ["cursor": "x"],
        "This cursor is not one of this server's; leave it out to start at the first page"
      ),
      ("tools/call", ["name": "echo", "arguments": 1], "arguments must be an object"),
    ] as [(String, JSONObject, String)]
  )
  func `an error says what was wrong and what would be right`(_ method: String, _ params: JSONObject, _ words: String) {
    for revision in Revision.allCases {
      var conversation = Conversation.opened(in: revision)
      let reply = conversation.reply(method, params, in: revision)
      #expect(reply.message == words, "\(revision.rawValue)")
    }
  }

  @Test func `a resource that is not found has the code of its era`() {
    for revision in Revision.allCases {
      for uri in ["demo://no", "demo://rows/99"] {
        var conversation = Conversation.opened(in: revision)
        let reply = conversation.reply("resources/read", ["uri": .string(uri)], in: revision)
        #expect(reply.code == (revision.isStateless ? -32602 : -32002))
        #expect(reply.data == #"{"uri":"\#(uri)"}"#)
      }
    }
  }

  @Test func `arguments that do not fit are a result the model can read`() {
    for revision in Revision.allCases {
      var conversation = Conversation.opened(in: revision)
      for params in [["name": "echo"], ["name": "echo", "arguments": ["text": 5]]] as [JSONObject] {
        let reply = conversation.reply("tools/call", params, in: revision)
        #expect(reply.result?["isError"]?.bool == true)
        #expect(reply.text?.hasPrefix("The arguments of echo are not right:\n- ") == true)
      }
    }
  }

  // MARK: Errors without an address

  @Test func `errors that name no request are rationed, and a good request earns one back`() {
    var conversation = Conversation()
    func count(_ lines: Int) -> Int { (0..<lines).reduce(0) { sum, _ in sum + conversation.receive("garbage").count } }
    #expect(count(100) == 10)
    #expect(conversation.notes.count == 10)
    #expect(count(5) == 0)
    conversation.receive(Wire.request(1, "ping"))
    conversation.receive(Wire.request(2, "ping"))
    #expect(count(5) == 2)
    for id in Int64(0)..<50 { conversation.receive(Wire.request(.integer(id), "ping")) }
    #expect(count(50) == 10)
  }

  @Test func `a notification earns nothing back`() {
    var conversation = Conversation()
    for _ in 0..<10 { conversation.receive("garbage") }
    for _ in 0..<10 { conversation.receive(Wire.notification("notifications/initialized")) }
    #expect(conversation.receive("garbage") == [])
  }

  @Test func `a hostile method comes back short and visible`() throws {
    var conversation = Conversation.opened(in: .june2025)
    let method = "\u{1b}[2J\u{202e}\n" + String(repeating: "x", count: 1 << 20)
    let reply = Reply(conversation.receive(Wire.request(1, method)).first ?? "")
    #expect(reply.code == -32601)
    #expect(try #require(reply.message).hasPrefix(#"Method not found: \u{1b}[2J\u{202e}\u{a}xxx"#))
    #expect(reply.line.utf8.count < 300)
  }

  @Test func `an error keeps its code where what it quotes is too long to send`() {
    var conversation = Conversation.opened(in: .june2025, replyBytes: 4_096)
    let uri = "demo://" + String(repeating: "x", count: 10_000)
    let reply = conversation.reply("resources/read", ["uri": .string(uri)], in: .june2025)
    #expect(reply.code == -32002 && reply.message == "Resource not found" && reply.data == nil)
  }
}
