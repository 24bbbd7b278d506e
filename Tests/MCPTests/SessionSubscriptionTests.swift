import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// Telling clients what has changed.
@Suite struct SessionSubscriptionTests {
  private func listen(_ id: JSONValue, _ filter: JSONValue) -> String {
    Wire.request(id, "subscriptions/listen", ["notifications": filter], in: .july2026)
  }

  private func tag(_ id: String) -> String { #""_meta":{"io.modelcontextprotocol/subscriptionId":\#(id)}"# }

  private func acknowledged(_ id: String, _ honoured: String) -> String {
    #"{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":\#(honoured),\#(tag(id))}}"#
  }

  // MARK: Listening

  /// A filter and the part of it that a catalog honours.
  struct Filter: Sendable, CustomTestStringConvertible {
    let asked: String
    let honoured: String
    var changing: Set<CatalogList> = Set(CatalogList.allCases)
    var updates = true

    init(
      _ asked: String,
      _ honoured: String,
      changing: Set<CatalogList> = Set(CatalogList.allCases),
      updates: Bool = true
    ) {
      self.asked = asked
      self.honoured = honoured
      self.changing = changing
      self.updates = updates
    }

    var testDescription: String { "\(asked) of \(changing.map(\.rawValue).sorted()) \(updates)" }
  }

  @Test(arguments: [
    Filter("{}", "{}"),
    Filter(#"{"toolsListChanged":true}"#, #"{"toolsListChanged":true}"#),
    Filter(#"{"toolsListChanged":false}"#, "{}"),
    Filter(#"{"toolsListChanged":"yes"}"#, "{}"),
    Filter(#"{"toolsListChanged":true}"#, "{}", changing: [.prompts]),
    Filter(
      #"{"resourcesListChanged":true,"promptsListChanged":true,"toolsListChanged":true,"future":true}"#,
      #"{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true}"#
    ),
    Filter(
      #"{"resourcesListChanged":true,"promptsListChanged":true,"toolsListChanged":true}"#,
      #"{"promptsListChanged":true}"#,
      changing: [.prompts]
    ),
    Filter(#"{"resourceSubscriptions":["a","b"]}"#, #"{"resourceSubscriptions":["a","b"]}"#),
    Filter(#"{"resourceSubscriptions":["a"]}"#, "{}", updates: false),
    Filter(#"{"resourceSubscriptions":[]}"#, "{}"),
    Filter(#"{"resourceSubscriptions":[1,null,"a"]}"#, #"{"resourceSubscriptions":["a"]}"#),
    Filter(#"{"resourceSubscriptions":"a"}"#, "{}"),
  ])
  func `the acknowledgement comes first and names what is honoured`(_ filter: Filter) throws {
    var catalog = Catalog.everything
    catalog.changing = filter.changing
    catalog.announcesUpdates = filter.updates
    if filter.changing.isEmpty && !filter.updates { return }
    var conversation = Conversation(catalog)
    let sent = conversation.receive(listen(7, try JSONDocument(filter.asked).root.value))
    #expect(sent == [acknowledged("7", filter.honoured)])
  }

  @Test(arguments: ["7", #""7""#, "0", #""""#, "-9223372036854775808"])
  func `every notification carries the id of its listener with its type`(_ id: String) throws {
    var conversation = Conversation()
    let filter: JSONValue = ["toolsListChanged": true, "resourceSubscriptions": ["demo://one"]]
    conversation.receive(listen(try JSONDocument(id).root.value, filter))
    #expect(
      conversation.take(conversation.session.change(.tools) { _ in }) == [
        #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{\#(tag(id))}}"#
      ]
    )
    #expect(
      conversation.take(conversation.session.updated(uri: "demo://one")) == [
        #"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"demo://one",\#(tag(id))}}"#
      ]
    )
  }

  @Test func `nothing outside the filter is sent`() {
    var conversation = Conversation()
    conversation.receive(listen(1, ["promptsListChanged": true, "resourceSubscriptions": ["demo://one"]]))
    #expect(conversation.take(conversation.session.change(.tools) { _ in }) == [])
    #expect(conversation.take(conversation.session.change(.resources) { _ in }) == [])
    #expect(conversation.take(conversation.session.updated(uri: "demo://two")) == [])
    #expect(conversation.take(conversation.session.change(.prompts) { _ in }).count == 1)
  }

  @Test func `several listeners are each told, until each is cancelled in silence`() {
    var conversation = Conversation()
    for id in ["a", "b", "c"] as [JSONValue] { conversation.receive(listen(id, ["toolsListChanged": true])) }
    func told() -> [String] {
      conversation.take(conversation.session.change(.tools) { _ in })
        .compactMap { Reply($0).params?["_meta"]?[MetaKey.subscriptionID]?.string }
    }
    #expect(told() == ["a", "b", "c"])
    #expect(conversation.receive(Wire.cancel("b")) == [])
    #expect(told() == ["a", "c"])
    #expect(conversation.receive(Wire.cancel("a")) == [])
    #expect(conversation.receive(Wire.cancel("c")) == [])
    #expect(told() == [])
    #expect(
      conversation.receive(listen("b", ["toolsListChanged": true])) == [
        acknowledged("\"b\"", #"{"toolsListChanged":true}"#)
      ]
    )
  }

  @Test func `a listener's id is in use until it is cancelled`() {
    var conversation = Conversation()
    conversation.receive(listen(1, [:]))
    #expect(Reply(conversation.receive(listen(1, [:])).first ?? "").code == -32600)
    #expect(Reply(conversation.receive(Wire.request(1, "ping")).first ?? "").code == -32600)
    conversation.receive(Wire.cancel(1))
    #expect(Reply(conversation.receive(Wire.request(1, "ping")).first ?? "").isResult)
  }

  @Test func `a change made by a call is told while the call runs, and the list has it`() {
    let tool = Tool.fixture { _, context in
      context.change(.tools) { $0.tools.append(.echo) }
      context.resourceUpdated("demo://one")
      return .complete(.text("done"))
    }
    var catalog = Catalog(tools: [tool])
    catalog.changing = [.tools]
    catalog.announcesUpdates = true
    var conversation = Conversation.opened(in: .june2025, catalog)
    conversation.receive(listen(1, ["toolsListChanged": true, "resourceSubscriptions": ["demo://one"]]))
    let sent = conversation.exchange(Wire.request(2, "tools/call", ["name": "tool"], in: .july2026))
    #expect(
      sent.map { Reply($0).method } == [
        "notifications/tools/list_changed", "notifications/tools/list_changed", "notifications/resources/updated", nil,
      ]
    )
    #expect(conversation.reply("tools/list", in: .july2026).result?["tools"]?.count == 2)
  }

  @Test(arguments: ["{}", #"{"notifications":null}"#, #"{"notifications":[]}"#, #"{"notifications":true}"#])
  func `listening to nothing at all is invalid`(_ params: String) throws {
    var conversation = Conversation()
    guard case .object(let params) = try JSONDocument(params).root.value else { return }
    let sent = conversation.receive(Wire.request(1, "subscriptions/listen", params, in: .july2026))
    #expect(sent.map { Reply($0).code } == [-32602])
    #expect(conversation.session.listeners.isEmpty)
  }

  // MARK: The legacy way

  @Test func `a legacy client is told of lists unasked, once it has said that it is ready`() {
    for revision in Revision.legacy {
      var conversation = Conversation()
      func changed() -> [String] {
        CatalogList.allCases.flatMap { conversation.take(conversation.session.change($0) { _ in }) }
      }
      conversation.receive(Wire.notification("notifications/initialized"))
      #expect(changed() == [], "no handshake")
      conversation.receive(Wire.initialize(0, revision.rawValue))
      #expect(changed() == [], "not ready")
      conversation.receive(Wire.notification("notifications/initialized"))
      #expect(
        changed() == [
          #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#,
          #"{"jsonrpc":"2.0","method":"notifications/prompts/list_changed"}"#,
          #"{"jsonrpc":"2.0","method":"notifications/resources/list_changed"}"#,
        ]
      )
    }
  }

  @Test func `a list not declared as changing is changed in silence`() {
    var catalog = Catalog.everything
    catalog.changing = [.prompts]
    var conversation = Conversation.opened(in: .june2025, catalog)
    #expect(conversation.take(conversation.session.change(.tools) { $0.tools = [] }) == [])
    #expect(conversation.session.catalog.tools.isEmpty)
  }

  @Test func `a stateless client that does not listen is told nothing`() {
    var conversation = Conversation()
    _ = conversation.reply("tools/list", in: .july2026)
    #expect(conversation.take(conversation.session.change(.tools) { _ in }) == [])
    #expect(conversation.take(conversation.session.updated(uri: "demo://one")) == [])
  }

  @Test func `a legacy client is told of the resources it subscribed to`() {
    var conversation = Conversation.opened(in: .november2025)
    func updated(_ uri: String) -> [String] { conversation.take(conversation.session.updated(uri: uri)) }
    for _ in 0..<2 {
      #expect(
        conversation.reply("resources/subscribe", ["uri": "demo://one"], in: .november2025).result?.value.text == "{}"
      )
    }
    #expect(
      updated("demo://one") == [
        #"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"demo://one"}}"#
      ]
    )
    #expect(updated("demo://two") == [])
    for _ in 0..<2 {
      #expect(conversation.reply("resources/unsubscribe", ["uri": "demo://one"], in: .november2025).isResult)
    }
    #expect(updated("demo://one") == [])
  }

  // MARK: Bounds

  @Test func `subscriptions have a limit, and those there are stay as they are`() {
    var conversation = Conversation.opened(in: .june2025)
    func subscribe(_ uri: String) -> Reply {
      conversation.reply("resources/subscribe", ["uri": .string(uri)], in: .june2025)
    }
    for number in 0..<Session.subscriptionLimit { #expect(subscribe("demo://\(number)").isResult) }
    #expect(subscribe("demo://more").code == -32602)
    #expect(subscribe("demo://0").isResult)
    _ = conversation.reply("resources/unsubscribe", ["uri": "demo://0"], in: .june2025)
    #expect(subscribe("demo://more").isResult)
  }

  @Test func `an address that is subscribed to is of bounded length`() {
    var conversation = Conversation.opened(in: .june2025)
    let long = JSONValue.string(String(repeating: "x", count: Session.longestURI + 1))
    let fits = JSONValue.string(String(repeating: "x", count: Session.longestURI))
    #expect(conversation.reply("resources/subscribe", ["uri": long], in: .june2025).code == -32602)
    #expect(conversation.reply("resources/subscribe", ["uri": fits], in: .june2025).isResult)
    #expect(Reply(conversation.receive(listen(1, ["resourceSubscriptions": [long]])).first ?? "").code == -32602)
    #expect(Reply(conversation.receive(listen(1, ["resourceSubscriptions": [fits]])).first ?? "").code == nil)
  }

  @Test func `all listeners together hold a bounded number of addresses`() {
    var conversation = Conversation()
    func listen(_ id: Int64, _ count: Int) -> Reply {
      let uris = (0..<count).map { JSONValue.string("demo://\($0)") }
      return Reply(conversation.receive(self.listen(.integer(id), ["resourceSubscriptions": .array(uris)])).first ?? "")
    }
    #expect(listen(1, 600).method == "notifications/subscriptions/acknowledged")
    #expect(listen(2, 401).code == -32602)
    #expect(listen(3, 400).method == "notifications/subscriptions/acknowledged")
    #expect(listen(4, 1).message == "At most 1000 subscriptions are kept, to addresses of at most 2048 bytes")
    conversation.receive(Wire.cancel(1))
    #expect(listen(5, 1).code == nil)
  }

  @Test func `there is a bounded number of listeners`() {
    var conversation = Conversation()
    for id in Int64(0)..<Int64(Session.subscriptionLimit) { conversation.receive(listen(.integer(id), [:])) }
    #expect(Reply(conversation.receive(listen(-1, [:])).first ?? "").code == -32602)
    #expect(conversation.session.listeners.count == Session.subscriptionLimit)
  }

  @Test func `a filter whose acknowledgement would be too long is refused`() {
    var conversation = Conversation(replyBytes: 10_000)
    let uris = (0..<10).map { JSONValue.string("\($0)" + String(repeating: "x", count: 2_000)) }
    #expect(Reply(conversation.receive(listen(1, ["resourceSubscriptions": .array(uris)])).first ?? "").code == -32602)
    #expect(conversation.session.listeners.isEmpty)
  }
}
