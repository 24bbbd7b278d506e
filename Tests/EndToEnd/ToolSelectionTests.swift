import Bytes
import TestSupport
import Testing

/// A server that offers less than everything.
@Suite struct ToolSelectionTests {
  private static func names(_ words: [String], _ revision: Revision = .november2025) throws -> [String] {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"] + words)
      try server.open(revision)
      let list = try server.ask(Message.request(1, "tools/list", in: revision))
      return list["result"]?["tools"]?.elements.compactMap { $0["name"]?.string } ?? []
    }
  }

  private static let core = ["get_bet", "cite_sources", "claim_bet", "record_ship", "measure_impact"]

  @Test func `the core is what an agent needs that only does its work`() throws {
    #expect(try Self.names(["--tools", "core"]) == Self.core)
  }

  @Test func `named tools are offered in the order of the list`() throws {
    #expect(try Self.names(["--tools", "audit,get_bet"]) == ["get_bet", "audit"])
    #expect(try Self.names(["--tools", "core,get_status"]) == ["get_status"] + Self.core)
  }

  @Test func `a tool that is none is a usage error with the nearest name`() throws {
    try Fixture.with { fixture in
      let result = try fixture.run(.reckon, ["serve", "--tools", "get_bat"])
      #expect(result.ending == .exited(2))
      #expect(result.errors.contains("there is no tool get_bat; did you mean get_bet?"))
    }
  }

  @Test(arguments: Revision.allCases) func `a server that may change nothing offers nothing that does`(
    _ revision: Revision
  ) throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      let server = try fixture.start(.reckon, ["serve", "--read-only"]) { $0.folder = fixture.path("shop") }
      try server.open(revision)
      let tools = try #require(try server.ask(Message.request(1, "tools/list", in: revision))["result"]?["tools"])
        .elements
      for name in ["claim_bet", "record_ship", "decide"] { #expect(!tools.contains { $0["name"]?.string == name }) }
      let measure = try #require(tools.first { $0["name"]?.string == "measure_impact" })
      #expect(measure["inputSchema"]?["properties"]?["look"] == nil)
      for tool in tools where tool["annotations"] != nil {
        #expect(tool["annotations"]?["readOnlyHint"]?.bool == true, "\(tool["name"]?.string ?? "")")
      }
      let call = try server.ask(Message.call(2, "claim_bet", in: revision))
      #expect(call["error"] != nil || call["result"]?["isError"]?.bool == true)
      #expect(fixture.listing("shop").allSatisfy { $0.hasPrefix(".git") })
    }
  }

  @Test(arguments: Revision.allCases) func `the whole list costs at most 12,000 bytes on the wire`(_ revision: Revision)
    throws
  {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      try server.open(revision)
      try server.send(Message.request(1, "tools/list", in: revision))
      #expect(try server.line().count <= 12_000)
    }
  }
}
