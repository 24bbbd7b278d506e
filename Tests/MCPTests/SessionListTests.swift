import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// Lists and their pages, what may be kept, and completions.
@Suite struct SessionListTests {
  private static func catalog(of count: Int) -> Catalog {
    var catalog = Catalog(tools: (0..<count).map { .fixture("t\($0)") { _, _ in .complete(.text("")) } })
    catalog.resources = (0..<count).map { .fixture("demo://\($0)") }
    catalog.templates = (0..<count).map { _ in .rows }
    catalog.prompts = (0..<count).map { _ in .review }
    catalog.changing = Set(CatalogList.allCases)
    return catalog
  }

  private static let lists = [
    ("tools/list", "tools"), ("resources/list", "resources"), ("resources/templates/list", "resourceTemplates"),
    ("prompts/list", "prompts"),
  ]

  @Test(arguments: [
    (0, [0]), (1, [1]), (99, [99]), (100, [100]), (101, [100, 1]), (200, [100, 100]), (250, [100, 100, 50]),
  ])
  func `a list comes in pages of a hundred`(_ count: Int, _ pages: [Int]) {
    for revision in [Revision.june2025, .july2026] {
      for (method, key) in Self.lists {
        var conversation = Conversation.opened(in: revision, Self.catalog(of: count))
        var lengths: [Int] = []
        var cursor: JSONValue?
        repeat {
          let page = conversation.reply(method, cursor.map { ["cursor": $0] }, in: revision)
          lengths.append(page.result?[key]?.count ?? -1)
          cursor = page.result?["nextCursor"]?.value
        } while cursor != nil && lengths.count < 9
        #expect(lengths == pages, "\(method)")
      }
    }
  }

  @Test func `pages follow each other without a gap, in the catalog's order`() {
    var conversation = Conversation.opened(in: .july2026, Self.catalog(of: 250))
    let names = [nil, "100", "200"].flatMap { cursor in
      conversation.reply("tools/list", cursor.map { ["cursor": .string($0)] }, in: .july2026).result?["tools"]?.elements
        .compactMap { $0["name"]?.string } ?? []
    }
    #expect(names == (0..<250).map { "t\($0)" })
  }

  @Test(arguments: ["\"\"", "null"])
  func `an empty cursor is the first page`(_ cursor: String) throws {
    var conversation = Conversation.opened(in: .june2025, Self.catalog(of: 101))
    let reply = conversation.reply("tools/list", ["cursor": try JSONDocument(cursor).root.value], in: .june2025)
    #expect(reply.result?["tools"]?.count == 100)
  }

  @Test(arguments: [
    #""x""#, #""0""#, #""1""#, #""99""#, #""150""#, #""-100""#, #""200""#, #""300""#, #""100.0""#, #"" 100""#,
    #""99999999999999999999""#, "100", "true", "[]", "{}",
  ])
  func `a cursor this server did not give is invalid`(_ cursor: String) throws {
    for (method, _) in Self.lists {
      var conversation = Conversation.opened(in: .june2025, Self.catalog(of: 150))
      let reply = conversation.reply(method, ["cursor": try JSONDocument(cursor).root.value], in: .june2025)
      #expect(reply.code == -32602, "\(method)")
    }
  }

  @Test func `a cursor past a list that has shrunk has expired`() {
    var conversation = Conversation.opened(in: .june2025, Self.catalog(of: 150))
    conversation.take(conversation.session.change(.tools) { $0.tools.removeLast(50) })
    #expect(conversation.reply("tools/list", ["cursor": "100"], in: .june2025).code == -32602)
  }

  // MARK: What may be kept

  @Test func `exactly the results that may be kept say for how long and by whom`() {
    let hints: [(String, JSONObject?, String?)] = [
      ("server/discover", nil, "3600000 public"), ("tools/list", nil, "3600000 public"),
      ("resources/list", nil, "3600000 public"), ("resources/templates/list", nil, "3600000 public"),
      ("prompts/list", nil, "3600000 public"), ("resources/read", ["uri": "demo://one"], "0 private"),
      ("tools/call", ["name": "echo", "arguments": ["text": "x"]], nil),
      ("prompts/get", ["name": "review", "arguments": ["topic": "x"]], nil),
      (
        "completion/complete",
        ["ref": ["type": "ref/prompt", "name": "review"], "argument": ["name": "topic", "value": ""]], nil
      ),
    ]
    for (method, params, hint) in hints {
      var conversation = Conversation()
      let result = conversation.reply(method, params, in: .july2026).result
      let lifetime = result?["ttlMs"]?.integer.map { "\($0)" }
      let said = lifetime.map { "\($0) \(result?["cacheScope"]?.string ?? "?")" }
      #expect(said == hint && (result?["cacheScope"] != nil) == (hint != nil), "\(method)")
      #expect(result?["resultType"]?.string == "complete", "\(method)")
      #expect(result?["_meta"]?[MetaKey.serverInfo]?.value.text == #"{"name":"s","version":"1"}"#, "\(method)")
    }
  }

  @Test func `no legacy result has a field of the stateless revision`() {
    for revision in Revision.legacy {
      var conversation = Conversation.opened(in: revision)
      for row in SessionEraTests.methods where row.revisions.contains(revision) {
        let reply = conversation.reply(row.method, row.params, in: revision)
        for key in ["resultType", "ttlMs", "cacheScope", "_meta"] {
          #expect(reply.isResult && reply.result?[key] == nil, "\(revision.rawValue) \(row.method): \(reply)")
        }
      }
    }
  }

  // MARK: Completions

  private func complete(_ reference: JSONObject, _ name: String, _ value: String, _ context: JSONObject? = nil)
    -> String?
  {
    var params: JSONObject = ["ref": .object(reference), "argument": ["name": .string(name), "value": .string(value)]]
    if let context { params["context"] = ["arguments": .object(context)] }
    var conversation = Conversation.opened(in: .june2025)
    return conversation.reply("completion/complete", params, in: .june2025).result?["completion"]?.value.text
  }

  private let prompt: JSONObject = ["type": "ref/prompt", "name": "review"]
  private let template: JSONObject = ["type": "ref/resource", "uri": "demo://rows/{id}"]

  @Test func `an argument is completed, with the others known`() {
    #expect(complete(prompt, "topic", "") == #"{"values":["alpha","beta","none"],"total":3,"hasMore":false}"#)
    #expect(complete(prompt, "topic", "b") == #"{"values":["beta"],"total":1,"hasMore":false}"#)
    #expect(complete(prompt, "topic", "d", ["depth": "deep"]) == #"{"values":["deep"],"total":1,"hasMore":false}"#)
    #expect(complete(prompt, "topic", "zzz") == #"{"values":[],"total":0,"hasMore":false}"#)
    #expect(complete(prompt, "depth", "x") == #"{"values":[],"total":0,"hasMore":false}"#)
    #expect(
      complete(template, "id", "24", ["suffix": "!"])
        == #"{"values":["24!","240!","241!","242!","243!","244!","245!","246!","247!","248!","249!"],"total":11,"hasMore":false}"#
    )
  }

  @Test func `at most a hundred values are sent, with their number`() throws {
    let text = try #require(complete(template, "id", ""))
    let completion = try JSONDocument(text).root
    #expect(completion["values"]?.count == 100)
    #expect(completion["total"]?.integer == 250 && completion["hasMore"]?.bool == true)
  }
}
