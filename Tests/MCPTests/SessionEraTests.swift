import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// Which revision a request is served in is decided by the request, and by the last handshake where it says nothing.
@Suite struct SessionEraTests {
  // MARK: Openings

  /// The ways a client may begin, and go on, on one pipe.
  enum Opening: CaseIterable, Sendable {
    case initialize, discover, bareModern, ping, bareLegacy, modernCall

    func line(_ id: JSONValue, _ revision: Revision) -> String {
      switch self {
      case .initialize: Wire.initialize(id, revision.rawValue)
      case .discover: Wire.request(id, "server/discover", in: .july2026)
      case .bareModern: Wire.request(id, "tools/list", in: .july2026)
      case .ping: Wire.request(id, "ping")
      case .bareLegacy: Wire.request(id, "tools/list")
      case .modernCall: Wire.request(id, "tools/call", ["name": "echo", "arguments": ["text": "hi"]], in: .july2026)
      }
    }

    /// What the line is answered with, given the revision of the handshake so far.
    func isRight(_ reply: Reply, asked: Revision, handshake: Revision?) -> Bool {
      let isModern = reply.result?["resultType"]?.string == "complete"
      switch self {
      case .initialize:
        let agreed = asked.isStateless ? Revision.latestLegacy : asked
        return !isModern && reply.result?["protocolVersion"]?.string == agreed.rawValue
      case .discover: return isModern && reply.result?["supportedVersions"]?.value.text == #"["2026-07-28"]"#
      case .bareModern: return isModern && reply.result?["tools"]?.count == 1
      case .modernCall: return isModern && reply.text == "hi"
      case .ping: return reply.result?.value.text == "{}"
      case .bareLegacy:
        guard let handshake else { return reply.code == -32602 && reply.message?.contains("initialize") == true }
        let hasAnnotations = reply.result?["tools"]?.elements.first?["annotations"] != nil
        return !isModern && reply.result?["ttlMs"] == nil && hasAnnotations == (handshake >= .march2025)
      }
    }
  }

  @Test(arguments: Revision.allCases)
  func `every order of the openings is served on one pipe`(_ revision: Revision) {
    for order in permutations(of: Opening.allCases.filter { $0 != .modernCall }) {
      var conversation = Conversation()
      var handshake: Revision?
      for (index, opening) in order.enumerated() {
        let id = JSONValue.integer(Int64(index))
        let sent = conversation.exchange(opening.line(id, revision))
        let reply = Reply(sent.first ?? "")
        #expect(sent.count == 1 && reply.id == id, "\(opening) in \(order): \(sent)")
        #expect(opening.isRight(reply, asked: revision, handshake: handshake), "\(opening) in \(order): \(reply)")
        if opening == .initialize { handshake = revision.isStateless ? .latestLegacy : revision }
      }
    }
  }

  private func permutations<Element>(of elements: [Element]) -> [[Element]] {
    guard !elements.isEmpty else { return [[]] }
    return elements.indices.flatMap { index in
      var rest = elements
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }

  @Test func `every pair of handshakes leaves the pipe at the second one's revision`() {
    for first in Revision.legacy {
      for second in Revision.legacy {
        var conversation = Conversation.opened(in: first)
        conversation.open(in: second)
        let tool = conversation.reply("tools/list", in: second).result?["tools"]?.elements.first
        #expect((tool?["annotations"] != nil) == (second >= .march2025), "\(first) then \(second)")
        #expect((tool?["title"] != nil) == (second >= .june2025), "\(first) then \(second)")
      }
    }
  }

  @Test(arguments: [
    "2026-07-28", "2027-01-01", "2024-10-07", "1.0", "", "draft", "2025-06-18 ", "DRAFT-2026-v1", "２０２５-06-18",
  ])
  func `initialize with a version not served is offered the latest of the legacy ones`(_ version: String) {
    var conversation = Conversation()
    let reply = Reply(conversation.receive(Wire.initialize(1, version)).first ?? "")
    #expect(reply.result?["protocolVersion"]?.string == "2025-11-25")
  }

  @Test func `a second handshake begins anew: level, subscriptions and readiness are forgotten`() {
    var conversation = Conversation.opened(in: .june2025)
    _ = conversation.reply("logging/setLevel", ["level": "error"], in: .june2025)
    _ = conversation.reply("resources/subscribe", ["uri": "demo://one"], in: .june2025)
    #expect(conversation.take(conversation.session.updated(uri: "demo://one")).count == 1)
    conversation.receive(Wire.initialize(1, "2025-06-18"))
    #expect(conversation.take(conversation.session.change(.tools) { _ in }) == [])
    conversation.receive(Wire.notification("notifications/initialized"))
    #expect(conversation.take(conversation.session.updated(uri: "demo://one")) == [])
    #expect(conversation.session.legacyLogLevel == .info)
  }

  // MARK: Methods

  /// One row of the table of methods: who serves it, and what it needs of the catalog.
  struct MethodRow: Sendable, CustomTestStringConvertible {
    let method: String
    let revisions: Set<Revision>
    var params: JSONObject = [:]
    /// Takes what the method needs out of a catalog; nil for methods that need nothing.
    var withdraw: (@Sendable (inout Catalog) -> Void)?

    var testDescription: String { method }
  }

  private static let legacy = Set(Revision.legacy)
  private static let all = Set(Revision.allCases)
  private static let noTools: @Sendable (inout Catalog) -> Void = {
    $0.tools = []
    $0.changing.remove(.tools)
  }
  private static let noResources: @Sendable (inout Catalog) -> Void = {
    ($0.resources, $0.templates) = ([], [])
    $0.changing.remove(.resources)
  }
  private static let noPrompts: @Sendable (inout Catalog) -> Void = {
    $0.prompts = []
    $0.changing.remove(.prompts)
  }

  static let methods = [
    MethodRow(method: "ping", revisions: legacy),
    MethodRow(method: "server/discover", revisions: [.july2026]),
    MethodRow(method: "tools/list", revisions: all, withdraw: noTools),
    MethodRow(method: "tools/call", revisions: all, params: ["name": "echo"], withdraw: noTools),
    MethodRow(method: "resources/list", revisions: all, withdraw: noResources),
    MethodRow(method: "resources/templates/list", revisions: all, withdraw: noResources),
    MethodRow(method: "resources/read", revisions: all, params: ["uri": "demo://one"], withdraw: noResources),
    MethodRow(method: "resources/subscribe", revisions: legacy, params: ["uri": "demo://one"]) {
      $0.announcesUpdates = false
    },
    MethodRow(method: "resources/unsubscribe", revisions: legacy, params: ["uri": "demo://one"]) {
      $0.announcesUpdates = false
    },
    MethodRow(method: "prompts/list", revisions: all, withdraw: noPrompts),
    MethodRow(
      method: "prompts/get",
      revisions: all,
      params: ["name": "review", "arguments": ["topic": "x"]],
      withdraw: noPrompts
    ),
    MethodRow(
      method: "completion/complete",
      revisions: all.subtracting([.november2024]),
      params: ["ref": ["type": "ref/prompt", "name": "review"], "argument": ["name": "topic", "value": "a"]]
    ) { catalog in
      catalog.prompts[0].arguments[0].complete = nil
      catalog.templates = []
    },
    MethodRow(method: "logging/setLevel", revisions: legacy, params: ["level": "error"]) { $0.writesLog = false },
    MethodRow(method: "subscriptions/listen", revisions: [.july2026], params: ["notifications": [:]]) { catalog in
      catalog.changing = []
      catalog.announcesUpdates = false
    },
    MethodRow(method: "tasks/list", revisions: []), MethodRow(method: "tasks/get", revisions: []),
    MethodRow(method: "roots/list", revisions: []), MethodRow(method: "sampling/createMessage", revisions: []),
    MethodRow(method: "elicitation/create", revisions: []), MethodRow(method: "no/such", revisions: []),
    MethodRow(method: "", revisions: []), MethodRow(method: "Tools/list", revisions: []),
    MethodRow(method: "notifications/cancelled", revisions: []),
  ]

  @Test(arguments: methods)
  func `a method is served exactly in its revisions`(_ row: MethodRow) {
    for revision in Revision.allCases {
      var conversation = Conversation.opened(in: revision)
      let sent = conversation.exchange(Wire.request(1, row.method, row.params, in: revision))
      let reply = Reply(sent.first ?? "")
      #expect(sent.count == 1)
      guard !row.revisions.contains(revision) else {
        #expect(reply.isResult || reply.method != nil, "\(revision.rawValue): \(reply)")
        continue
      }
      // The one method with an answer of its own: it tells a client what it left out.
      let code: Int64 = row.method == "server/discover" ? -32602 : -32601
      #expect(reply.code == code && reply.id == 1 && reply.data == nil, "\(revision.rawValue): \(reply)")
    }
  }

  @Test(arguments: methods.filter { $0.withdraw != nil })
  func `a method is not served where the catalog has nothing for it`(_ row: MethodRow) {
    var catalog = Catalog.everything
    row.withdraw?(&catalog)
    for revision in Revision.allCases where row.revisions.contains(revision) {
      var conversation = Conversation.opened(in: revision, catalog)
      let reply = conversation.reply(row.method, row.params, in: revision)
      #expect(reply.code == -32601, "\(revision.rawValue): \(reply)")
      #expect(reply.message == "Method not found: \(row.method)")
    }
  }

  @Test func `a list that may change is served while it is empty`() {
    var catalog = Catalog()
    catalog.changing = Set(CatalogList.allCases)
    for revision in Revision.allCases {
      var conversation = Conversation.opened(in: revision, catalog)
      for (method, key) in [("tools/list", "tools"), ("prompts/list", "prompts"), ("resources/list", "resources")] {
        #expect(conversation.reply(method, in: revision).result?[key]?.count == 0, "\(revision.rawValue) \(method)")
      }
      #expect(
        catalog.capabilities(for: revision).text
          == #"{"tools":{"listChanged":true},"prompts":{"listChanged":true},"resources":{"listChanged":true}}"#
      )
    }
  }

  @Test(arguments: Opening.allCases)
  func `before a handshake nothing of the legacy era is served but ping`(_ opening: Opening) {
    for row in Self.methods where row.method != "ping" {
      var conversation = Conversation()
      if opening != .initialize, opening != .bareLegacy { _ = conversation.exchange(opening.line(1, .june2025)) }
      let reply = Reply(conversation.receive(Wire.request(2, row.method, row.params)).first ?? "")
      #expect(reply.code == -32602, "\(row.method): \(reply)")
      #expect(reply.message?.contains("io.modelcontextprotocol/protocolVersion") == true)
      #expect(reply.message?.contains("Send initialize first") == (row.method != "server/discover"))
    }
  }

  // MARK: The keys of a stateless request

  /// A `_meta` and the error it brings; nil where it is served.
  struct Meta: Sendable, CustomTestStringConvertible {
    let name: String
    let meta: String
    let code: Int64?
    var method = "tools/list"
    var data: String?

    init(_ name: String, _ meta: String, _ code: Int64?, method: String = "tools/list", data: String? = nil) {
      self.name = name
      self.meta = meta
      self.code = code
      self.method = method
      self.data = data
    }

    var testDescription: String { name }

    var line: String {
      let long = meta.replacing("@", with: "io.modelcontextprotocol/")
      return #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"_meta":\#(long)}}"#
    }
  }

  @Test(arguments: [
    Meta("both keys", #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{}}"#, nil),
    Meta(
      "a client that names itself",
      #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{},"@clientInfo":{"name":"x","version":"1"}}"#,
      nil
    ),
    Meta("keys nobody knows", #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{},"@future":1,"x/y":[]}"#, nil),
    Meta("no version", #"{"@clientCapabilities":{}}"#, -32602),
    Meta("only a name", #"{"@clientInfo":{"name":"x","version":"1"}}"#, -32602),
    Meta("no capabilities", #"{"@protocolVersion":"2026-07-28"}"#, -32602),
    Meta("a version that is a number", #"{"@protocolVersion":20260728,"@clientCapabilities":{}}"#, -32602),
    Meta("a version that is null", #"{"@protocolVersion":null,"@clientCapabilities":{}}"#, -32602),
    Meta("capabilities in a list", #"{"@protocolVersion":"2026-07-28","@clientCapabilities":[]}"#, -32602),
    Meta("capabilities that are null", #"{"@protocolVersion":"2026-07-28","@clientCapabilities":null}"#, -32602),
    Meta(
      "a client without a version",
      #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{},"@clientInfo":{"name":"x"}}"#,
      -32602
    ),
    Meta(
      "a client that is a string",
      #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{},"@clientInfo":"x"}"#,
      -32602
    ),
    Meta(
      "a level nobody knows",
      #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{},"@logLevel":"loud"}"#,
      -32602
    ),
    Meta(
      "an old version",
      #"{"@protocolVersion":"1900-01-01","@clientCapabilities":{}}"#,
      -32022,
      data: #"{"supported":["2026-07-28"],"requested":"1900-01-01"}"#
    ),
    Meta(
      "a legacy version",
      #"{"@protocolVersion":"2025-11-25","@clientCapabilities":{}}"#,
      -32022,
      data: #"{"supported":["2026-07-28"],"requested":"2025-11-25"}"#
    ),
    Meta("keys before the version", #"{"@protocolVersion":"1900-01-01"}"#, -32602),
    Meta(
      "the version before the method",
      #"{"@protocolVersion":"1900-01-01","@clientCapabilities":{}}"#,
      -32022,
      method: "no/such",
      data: #"{"supported":["2026-07-28"],"requested":"1900-01-01"}"#
    ),
    Meta("keys before the method", #"{"@protocolVersion":"2026-07-28"}"#, -32602, method: "no/such"),
    Meta(
      "a method that is gone",
      #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{}}"#,
      -32601,
      method: "ping"
    ),
    Meta("initialize", #"{"@protocolVersion":"2026-07-28","@clientCapabilities":{}}"#, -32601, method: "initialize"),
    Meta("initialize before all else", #"{"@protocolVersion":7}"#, -32601, method: "initialize"),
    Meta(
      "initialize in a version to come",
      #"{"@protocolVersion":"2027-07-28","@clientCapabilities":{}}"#,
      -32601,
      method: "initialize"
    ),
  ])
  func `the keys of a stateless request are checked in order`(_ meta: Meta) {
    for revision in [nil, Revision.june2025] {
      var conversation = Conversation()
      if let revision { conversation.open(in: revision) }
      let reply = Reply(conversation.exchange(meta.line).first ?? "")
      #expect(reply.code == meta.code && reply.data == meta.data && reply.id == 1, "\(reply)")
      // An error decides nothing for the next request.
      #expect(conversation.reply("tools/list", in: .july2026).isResult)
    }
  }

  @Test(arguments: [
    #"{"progressToken":1}"#, #"{"io.modelcontextprotocol/related-task":{"taskId":"x"}}"#, "{}", "5", "null",
  ])
  func `a request without those keys is of the handshake's revision, whatever else its meta says`(_ meta: String) {
    let line = #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":\#(meta)}}"#
    var conversation = Conversation()
    #expect(Reply(conversation.receive(line).first ?? "").code == -32602)
    conversation.open(in: .june2025)
    let reply = Reply(conversation.receive(line).first ?? "")
    #expect(reply.isResult && reply.result?["resultType"] == nil)
  }
}
