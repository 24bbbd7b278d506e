import Bytes
import TestSupport
import Testing
import Tools

// What a definition costs is what its wire form costs, which the protocol room makes and shows to nobody.
@testable import MCP

/// What models read before they call anything: measured, and held to limits.
@Suite struct ToolDefinitionTests {
  private static let tools = ServerCatalog.catalog(.nowhere).tools

  /// Bytes over 3.5, as everywhere.
  private static func tokens(_ text: String) -> Int { (text.utf8.count * 2 + 6) / 7 }

  private static func definition(_ tool: Tool) -> JSONValue { tool.json(for: .july2026) }

  @Test(arguments: ToolTable.all.map(\.name))
  func `each definition is the one that was agreed on, at the price that was agreed on`(_ name: String) throws {
    let tool = try #require(Self.tools.first { $0.name == name })
    let definition = Self.definition(tool)
    try Snapshot("\(name).definition.txt").expect("\(Self.tokens(definition.text)) tokens\n\(definition.text)\n")
  }

  @Test func `the whole list costs little`() {
    let list = JSONValue.array(Self.tools.map(Self.definition)).text
    #expect(list.utf8.count <= 12_000)
    #expect(Self.tools.map(\.name) == ToolTable.all.map(\.name))
    #expect(Set(Self.tools.map(\.name)).count == Self.tools.count)
  }

  @Test(arguments: ToolTable.all.map(\.name))
  func `names, descriptions and hints are fit for every client`(_ name: String) throws {
    let tool = try #require(Self.tools.first { $0.name == name })
    #expect(name.allSatisfy { ("a"..."z").contains($0) || $0 == "_" })
    #expect(name.count <= 40)
    #expect(tool.description.count <= 600)
    #expect(!tool.title.isEmpty)
    let definition = Self.definition(tool)
    let hints = ["title", "readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"]
    for hint in hints { #expect(definition["annotations"]?[hint] != nil, "\(hint)") }
    #expect(definition["outputSchema"] == nil, "it would hide the text from several clients")
    let reads = ToolTable.tool(named: name)?.isReadOnly == true
    #expect(definition["annotations"]?["readOnlyHint"] == .bool(reads))
    #expect(definition["annotations"]?["destructiveHint"] == false)
    #expect(definition["annotations"]?["idempotentHint"] == .bool(ToolTable.tool(named: name)?.isIdempotent == true))
    #expect(definition["annotations"]?["openWorldHint"] == false)
  }

  @Test(arguments: ToolTable.all.map(\.name))
  func `schemas stay within what every client understands`(_ name: String) throws {
    let tool = try #require(Self.tools.first { $0.name == name })
    let schema = try #require(Self.definition(tool)["inputSchema"])
    #expect(schema["type"] == "object")
    for fault in PortableSchema.faults(in: schema, at: "") { Issue.record("\(fault)") }
  }

  @Test(arguments: ToolTable.all.map(\.name))
  func `the example a tool shows is one that it takes`(_ name: String) throws {
    let tool = try #require(Self.tools.first { $0.name == name })
    let example = try #require(tool.example)
    let schema = try #require(ToolTable.tool(named: name)?.schema)
    #expect(schema.problems(in: try JSONDocument(JSONValue.object(example).text).root).isEmpty)
  }

  @Test func `the instructions fit, and their beginning says when to use the server`() {
    let text = ServerCatalog.instructions
    #expect(text.utf8.count <= 1_024)
    let beginning = String(text.prefix(200))
    #expect(beginning.contains("before choosing what to work on"))
    #expect(beginning.contains("after a change has shipped"))
    #expect(text.prefix(512).contains("get_status"))
    #expect(ToolTable.all.contains { text.contains($0.name) && $0.isAlwaysLoaded })
  }
}

/// The part of JSON Schema that no known client rewrites or refuses.
private enum PortableSchema {
  private static let keys: [String: Set<String>] = [
    "object": ["type", "description", "properties", "required"],
    "string": ["type", "description", "enum", "default", "minLength", "maxLength"],
    "integer": ["type", "description", "minimum", "maximum", "default"],
    "number": ["type", "description", "minimum", "maximum", "default"],
    "boolean": ["type", "description", "default"],
    "array": ["type", "description", "items", "minItems", "maxItems", "default"],
  ]

  static func faults(in schema: JSONValue, at path: String) -> [String] {
    guard case .object(let members) = schema else { return ["\(path) is no object"] }
    guard case .string(let type)? = members["type"], let known = keys[type] else {
      return ["\(path) has no single type"]
    }
    var faults = members.members.filter { !known.contains($0.key) }.map { "\(path) has the key \($0.key)" }
    if case .object(let properties)? = members["properties"] {
      for (key, value) in properties.members.map({ ($0.key, $0.value) }) {
        if key.count > 64 || !key.allSatisfy({ ("a"..."z").contains($0) || $0 == "_" }) {
          faults.append("\(path)/\(key) is a name that some client refuses")
        }
        if value["description"] == nil { faults.append("\(path)/\(key) is not described") }
        if value["type"] == "object", path.contains("/") { faults.append("\(path)/\(key) nests too deep") }
        faults += self.faults(in: value, at: "\(path)/\(key)")
      }
    }
    if type == "array" {
      guard let items = members["items"] else { return faults + ["\(path) is an array of nothing said"] }
      faults += self.faults(in: items, at: "\(path)/items")
    }
    return faults
  }
}
