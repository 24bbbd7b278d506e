import Bytes
import TestSupport
import Testing

/// Links to the sources as a person sets and sees them.
@Suite struct LinksCommandTests {
  private static func withShop(_ body: (Fixture) throws -> Void) throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      try SampleSignals.write(to: "shop", of: fixture)
      #expect(try reckon(["import", "telemetry.jsonl"], in: fixture).ending == .exited(0))
      try body(fixture)
    }
  }

  private static func reckon(_ words: [String], in fixture: Fixture) throws -> ProgramResult {
    try fixture.run(.reckon, words) { $0.folder = fixture.path("shop") }
  }

  private static func json(_ words: String..., in fixture: Fixture) throws -> JSONNode {
    let result = try reckon(words + ["--json"], in: fixture)
    #expect(result.ending == .exited(0), "\(result)")
    return try JSONDocument(result.output).root
  }

  @Test func `a tool and its address are all it takes, and every answer with a signal has its link`() throws {
    try Self.withShop { fixture in
      #expect(try Self.reckon(["links"], in: fixture).output == "otlp: no template\n")
      let set = try Self.reckon(["links", "otlp", "jaeger", "http://localhost:16686/"], in: fixture)
      let base = "http://localhost:16686/trace/"
      #expect(set.output == "otlp: \(base){trace}\n  \(base)0000000000000000000000000000001e\n", "\(set)")
      let search = try Self.reckon(["search", "--kind", "span", "--limit", "1"], in: fixture)
      #expect(search.output.contains("\n    at \(base)0000000000000000000000000000001e"), "\(search)")
      let found = try Self.json("search", "--kind", "error", "--limit", "1", in: fixture)
      #expect(found["examples"]?.elements.first?["link"]?.string == base + "0000000000000000000000000000001c")
      let problems = try Self.json("opportunities", in: fixture)["opportunities"]?.elements ?? []
      let id = try #require(problems.first { $0["kind"]?.string == "error" }?["id"]?.string)
      let link = base + "00000000000000000000000000000001"
      #expect(try Self.reckon(["opportunity", id], in: fixture).output.contains("\n    at \(link)"))
      let cited = try Self.json("cite", id, in: fixture)["sources"]?.elements ?? []
      #expect(cited.contains { $0["kind"]?.string == "quote" && $0["link"]?.string == link })
      #expect(try Self.reckon(["audit"], in: fixture).ending == .exited(0))
      let none = try Self.json("links", "otlp", "none", in: fixture)["sources"]?.elements.first
      #expect(none?["template"]?.isNull == true && none?["signals"]?.integer == 40)
    }
  }

  @Test(arguments: [
    ["otlp", "http://elsewhere.example/{trace}"], ["otlp", "https://t.example/"], ["otlp", "jaeger"],
    ["otlp", "jaeger", "http://elsewhere.example"], ["otlp", "https://t.example/{trace}", "https://t.example"],
    ["", "jaeger", "https://t.example"],
  ])
  func `what makes no safe link is refused, and nothing is changed`(_ words: [String]) throws {
    try Self.withShop { fixture in
      let result = try Self.reckon(["links"] + words, in: fixture)
      #expect(result.ending == .exited(3) && result.output.isEmpty, "\(result)")
      #expect(try Self.reckon(["links", "otlp"], in: fixture).output == "otlp: no template\n")
    }
  }
}
