import Bytes
import Testing

// See Conversation.swift for why the session's inside is looked into.
@testable import MCP

/// What each revision's client is sent, in full: a field newer than the revision is left out.
@Suite struct RenderingTests {
  /// The text of one thing in each revision, oldest first.
  struct Table: Sendable, CustomTestStringConvertible {
    let name: String
    let texts: [String]
    let render: @Sendable (Revision) -> JSONValue

    init(_ name: String, _ texts: [String], _ render: @escaping @Sendable (Revision) -> JSONValue) {
      self.name = name
      self.texts = texts
      self.render = render
    }

    var testDescription: String { name }
  }

  private static let icons = [
    Icon(source: "https://x.example/i.png", mimeType: "image/png", sizes: ["48x48"], theme: .dark),
    Icon(source: "data:,"),
  ]
  private static let annotations = Annotations(
    audience: [.user, .assistant],
    priority: 0.5,
    lastModified: "2026-01-01T00:00:00Z"
  )

  private static let implementation: Implementation = {
    var implementation = Implementation(name: "s", version: "1", title: "S", description: "d")
    implementation.websiteURL = "https://x.example/"
    implementation.icons = [icons[1]]
    return implementation
  }()

  private static let tool: Tool = {
    var tool = Tool.fixture("t") { _, _ in .complete(.text("")) }
    tool.hints = ToolHints(readOnly: false, destructive: true, idempotent: true, openWorld: true)
    tool.output = ["type": "object"]
    tool.meta = ["a/b": 1]
    tool.icons = icons
    return tool
  }()

  private static let listTool: Tool = {
    var tool = Tool.fixture("t") { _, _ in .complete(.text("")) }
    tool.output = ["type": "array"]
    return tool
  }()

  private static let resource: Resource = {
    var resource = Resource.fixture("a://b")
    (resource.title, resource.description, resource.size) = ("T", "d", 7)
    resource.annotations = annotations
    resource.icons = [icons[1]]
    return resource
  }()

  private static let template: ResourceTemplate = {
    var template = ResourceTemplate.rows
    (template.title, template.description, template.mimeType) = ("T", "d", "text/plain")
    template.annotations = annotations
    template.icons = [icons[1]]
    return template
  }()

  private static let prompt: Prompt = {
    var prompt = Prompt(
      name: "p",
      title: "T",
      description: "d",
      arguments: [PromptArgument(name: "a", title: "A", description: "x")]
    ) { _, _ in
      .complete(PromptResult([]))
    }
    prompt.icons = [icons[1]]
    return prompt
  }()

  private static func content(_ content: Content) -> @Sendable (Revision) -> JSONValue { { content.json(for: $0) } }

  private static let link = ResourceLink(
    uri: "a://b",
    name: "n",
    title: "T",
    description: "d",
    mimeType: "m/t",
    size: 9
  )

  static let tables = [
    Table(
      "implementation",
      [
        #"{"name":"s","version":"1"}"#, #"{"name":"s","version":"1"}"#, #"{"name":"s","version":"1","title":"S"}"#,
        #"{"name":"s","version":"1","title":"S","description":"d","websiteUrl":"https://x.example/","icons":[{"src":"data:,"}]}"#,
        #"{"name":"s","version":"1","title":"S","description":"d","websiteUrl":"https://x.example/","icons":[{"src":"data:,"}]}"#,
      ]
    ) { implementation.json(for: $0) },
    Table(
      "tool",
      [
        #"{"name":"t","description":"Does it.","inputSchema":{"type":"object"}}"#,
        #"{"name":"t","description":"Does it.","inputSchema":{"type":"object"},"annotations":{"title":"A tool","readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true}}"#,
        #"{"name":"t","description":"Does it.","inputSchema":{"type":"object"},"annotations":{"title":"A tool","readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true},"title":"A tool","outputSchema":{"type":"object"},"_meta":{"a/b":1}}"#,
        #"{"name":"t","description":"Does it.","inputSchema":{"type":"object"},"annotations":{"title":"A tool","readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true},"title":"A tool","outputSchema":{"type":"object"},"_meta":{"a/b":1},"icons":[{"src":"https://x.example/i.png","mimeType":"image/png","sizes":["48x48"],"theme":"dark"},{"src":"data:,"}]}"#,
        #"{"name":"t","description":"Does it.","inputSchema":{"type":"object"},"annotations":{"title":"A tool","readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true},"title":"A tool","outputSchema":{"type":"object"},"_meta":{"a/b":1},"icons":[{"src":"https://x.example/i.png","mimeType":"image/png","sizes":["48x48"],"theme":"dark"},{"src":"data:,"}]}"#,
      ]
    ) { tool.json(for: $0) },
    Table(
      "the output schema of a list, which only the newest allows",
      [#"null"#, "null", "null", "null", #"{"type":"array"}"#]
    ) { listTool.json(for: $0)["outputSchema"] ?? .null },
    Table(
      "resource",
      [
        #"{"uri":"a://b","name":"one","description":"d","mimeType":"text/plain","size":7,"annotations":{"audience":["user","assistant"],"priority":0.5}}"#,
        #"{"uri":"a://b","name":"one","description":"d","mimeType":"text/plain","size":7,"annotations":{"audience":["user","assistant"],"priority":0.5}}"#,
        #"{"uri":"a://b","name":"one","description":"d","mimeType":"text/plain","size":7,"annotations":{"audience":["user","assistant"],"priority":0.5,"lastModified":"2026-01-01T00:00:00Z"},"title":"T"}"#,
        #"{"uri":"a://b","name":"one","description":"d","mimeType":"text/plain","size":7,"annotations":{"audience":["user","assistant"],"priority":0.5,"lastModified":"2026-01-01T00:00:00Z"},"title":"T","icons":[{"src":"data:,"}]}"#,
        #"{"uri":"a://b","name":"one","description":"d","mimeType":"text/plain","size":7,"annotations":{"audience":["user","assistant"],"priority":0.5,"lastModified":"2026-01-01T00:00:00Z"},"title":"T","icons":[{"src":"data:,"}]}"#,
      ]
    ) { resource.json(for: $0) },
    Table(
      "resource template",
      [
        #"{"uriTemplate":"demo://rows/{id}","name":"rows","description":"d","mimeType":"text/plain","annotations":{"audience":["user","assistant"],"priority":0.5}}"#,
        #"{"uriTemplate":"demo://rows/{id}","name":"rows","description":"d","mimeType":"text/plain","annotations":{"audience":["user","assistant"],"priority":0.5}}"#,
        #"{"uriTemplate":"demo://rows/{id}","name":"rows","description":"d","mimeType":"text/plain","annotations":{"audience":["user","assistant"],"priority":0.5,"lastModified":"2026-01-01T00:00:00Z"},"title":"T"}"#,
        #"{"uriTemplate":"demo://rows/{id}","name":"rows","description":"d","mimeType":"text/plain","annotations":{"audience":["user","assistant"],"priority":0.5,"lastModified":"2026-01-01T00:00:00Z"},"title":"T","icons":[{"src":"data:,"}]}"#,
        #"{"uriTemplate":"demo://rows/{id}","name":"rows","description":"d","mimeType":"text/plain","annotations":{"audience":["user","assistant"],"priority":0.5,"lastModified":"2026-01-01T00:00:00Z"},"title":"T","icons":[{"src":"data:,"}]}"#,
      ]
    ) { template.json(for: $0) },
    Table(
      "prompt",
      [
        #"{"name":"p","description":"d","arguments":[{"name":"a","description":"x","required":false}]}"#,
        #"{"name":"p","description":"d","arguments":[{"name":"a","description":"x","required":false}]}"#,
        #"{"name":"p","description":"d","arguments":[{"name":"a","description":"x","required":false,"title":"A"}],"title":"T"}"#,
        #"{"name":"p","description":"d","arguments":[{"name":"a","description":"x","required":false,"title":"A"}],"title":"T","icons":[{"src":"data:,"}]}"#,
        #"{"name":"p","description":"d","arguments":[{"name":"a","description":"x","required":false,"title":"A"}],"title":"T","icons":[{"src":"data:,"}]}"#,
      ]
    ) { prompt.json(for: $0) },
    Table(
      "text",
      [String](repeating: #"{"type":"text","text":"x\n\"é\u0000"}"#, count: 5),
      content(.text("x\n\"é\u{0}"))
    ),
    Table(
      "image with annotations",
      [String](
        repeating: #"{"type":"image","data":"AA==","mimeType":"image/png","annotations":{"priority":1}}"#,
        count: 5
      ),
      content(Content(.image(base64: "AA==", mimeType: "image/png"), annotations: Annotations(priority: 1)))
    ),
    Table(
      "audio",
      [#"{"type":"text","text":"[audio of type audio/wav, which protocol 2024-11-05 cannot carry]"}"#]
        + [String](repeating: #"{"type":"audio","data":"AA==","mimeType":"audio/wav"}"#, count: 4),
      content(Content(.audio(base64: "AA==", mimeType: "audio/wav")))
    ),
    Table(
      "embedded text",
      [String](repeating: #"{"type":"resource","resource":{"uri":"a://b","text":"x"}}"#, count: 5),
      content(Content(.resource(ResourceContents(uri: "a://b", mimeType: nil, .text("x")))))
    ),
    Table(
      "embedded bytes",
      [String](repeating: #"{"type":"resource","resource":{"uri":"a://b","mimeType":"m/t","blob":"AA=="}}"#, count: 5),
      content(Content(.resource(ResourceContents(uri: "a://b", mimeType: "m/t", .blob(base64: "AA==")))))
    ),
    Table(
      "a link",
      [String](repeating: #"{"type":"text","text":"[resource n] a://b"}"#, count: 2)
        + [String](
          repeating:
            #"{"type":"resource_link","uri":"a://b","name":"n","title":"T","description":"d","mimeType":"m/t","size":9}"#,
          count: 3
        ),
      content(Content(.link(link)))
    ),
    Table(
      "a tool's result",
      [String](repeating: #"{"content":[{"type":"text","text":"x"}],"isError":true,"_meta":{"a/b":1}}"#, count: 2)
        + [String](
          repeating:
            #"{"content":[{"type":"text","text":"x"}],"structuredContent":{"a":1},"isError":true,"_meta":{"a/b":1}}"#,
          count: 3
        )
    ) { revision in
      var result = ToolResult([.text("x")], structured: ["a": 1], isError: true)
      result.meta = ["a/b": 1]
      return .object(result.object(for: revision))
    },
    Table(
      "structured content that is no object",
      [String](repeating: #"{"content":[]}"#, count: 4) + [#"{"content":[],"structuredContent":[1]}"#]
    ) { .object(ToolResult([], structured: [1]).object(for: $0)) },
    Table(
      "a prompt's messages",
      [String](
        repeating:
          #"{"description":"d","messages":[{"role":"user","content":{"type":"text","text":"q"}},{"role":"assistant","content":{"type":"text","text":"[resource n] a://b"}}]}"#,
        count: 2
      )
        + [String](
          repeating:
            #"{"description":"d","messages":[{"role":"user","content":{"type":"text","text":"q"}},{"role":"assistant","content":{"type":"resource_link","uri":"a://b","name":"n"}}]}"#,
          count: 3
        )
    ) { revision in
      let messages: [(role: PromptResult.Role, content: Content)] = [
        (.user, .text("q")), (.assistant, Content(.link(ResourceLink(uri: "a://b", name: "n")))),
      ]
      return .object(PromptResult(description: "d", messages).object(for: revision))
    },
    Table(
      "capabilities of a full catalog",
      [
        #"{"tools":{"listChanged":true},"prompts":{"listChanged":true},"resources":{"listChanged":true,"subscribe":true},"logging":{}}"#
      ]
        + [String](
          repeating:
            #"{"tools":{"listChanged":true},"prompts":{"listChanged":true},"resources":{"listChanged":true,"subscribe":true},"completions":{},"logging":{}}"#,
          count: 4
        )
    ) { Catalog.everything.capabilities(for: $0) },
    Table("capabilities of tools alone", [String](repeating: #"{"tools":{}}"#, count: 5)) {
      Catalog(tools: [.echo]).capabilities(for: $0)
    },
    Table("capabilities of nothing", [String](repeating: "{}", count: 5)) { Catalog().capabilities(for: $0) },
  ]

  @Test(arguments: tables)
  func `a thing is written in each revision with what that revision knows`(_ table: Table) {
    for (revision, text) in zip(Revision.allCases, table.texts) {
      #expect(table.render(revision).text == text, "\(revision.rawValue)")
    }
    #expect(table.texts.count == Revision.allCases.count)
  }

  @Test func `the handshake says who the server is in the words of the revision`() {
    for (revision, info) in zip(Revision.legacy, Self.tables[0].texts) {
      var conversation = Conversation(Catalog(tools: [.echo]), implementation: Self.implementation)
      #expect(
        conversation.receive(Wire.initialize("x", revision.rawValue)) == [
          #"{"jsonrpc":"2.0","id":"x","result":{"protocolVersion":"\#(revision.rawValue)","capabilities":{"tools":{}},"serverInfo":\#(info),"instructions":"Use it."}}"#
        ]
      )
    }
  }

  @Test func `discovery says who the server is in its meta`() {
    var conversation = Conversation(Catalog(tools: [.echo]), implementation: Self.implementation)
    #expect(
      conversation.receive(Wire.request(1, "server/discover", in: .july2026)) == [
        #"{"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"instructions":"Use it.","ttlMs":3600000,"cacheScope":"public","resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":\#(Self.tables[0].texts[4])}}}"#
      ]
    )
  }

  @Test func `a result's own meta stands beside the server's name`() {
    let tool = Tool.fixture { _, _ in
      var result = ToolResult.text("x")
      result.meta = ["a/b": 1]
      return .complete(result)
    }
    var conversation = Conversation(Catalog(tools: [tool]))
    let reply = conversation.reply("tools/call", ["name": "tool"], in: .july2026)
    #expect(
      reply.result?["_meta"]?.value.text
        == #"{"a/b":1,"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}"#
    )
  }
}
