import Bytes
import Domain
import Foundation
import Loop
import TestSupport
import Testing

// How a token is counted is the tools' own affair.
@testable import Tools

/// What every tool says, on one small store through one turn of the loop.
@Suite struct AnswerTests {
  @Test func `every answer is the one that was agreed on`() throws {
    for said in try Said.all() {
      let arguments = JSONValue.object(said.arguments).text
      let answer = said.answer
      let text =
        "> \(said.tool) \(arguments)\n\(answer.text)\n\njson:\n\(answer.json.text)\n\nsummary:\n\(answer.summary)\n"
      // The fixture's folder has another name in every run.
      let neutral = text.replacing(#/(/[A-Za-z0-9._-]+)+/reckon-test-[A-Za-z0-9]+/files/#, with: "/home/ada")
      do {
        try Snapshot("\(said.tool).\(said.name).txt").expect(neutral)
      } catch {
        Issue.record("\(error)")
      }
    }
  }

  @Test func `the loop turns once: every tool has spoken, and the bet has moved`() throws {
    let all = try Said.all()
    #expect(Set(all.map(\.tool)) == Set(ToolTable.all.map(\.name)))
    #expect(all.first { $0.name == "moved" }?.answer.text.hasPrefix("MOVED") == true)
    #expect(all.filter(\.answer.isNegative).map(\.name) == ["none", "none"])
  }

  @Test func `no text shows what is meant for programs`() throws {
    for said in try Said.all() {
      for text in [said.answer.text, said.answer.summary] {
        for word in ["null", "nil", "Optional(", "Domain.", "Loop.", "\u{1b}"] {
          #expect(!text.contains(word), "\(said.tool) \(said.name): \(text)")
        }
        // A work order is a document, and ends as a file does.
        #expect(!text.isEmpty && (text.last != "\n" || said.name == "bundle"), "\(said.tool) \(said.name)")
        #expect(!said.answer.summary.contains("\n"), "\(said.tool) \(said.name)")
      }
    }
  }

  @Test func `what others wrote stands between quotes, and in no title, summary or reason`() throws {
    var isQuoted = false
    for said in try Said.all() {
      #expect(!said.answer.summary.contains(ShopStory.orders), "\(said.tool) \(said.name)")
      for line in said.answer.text.split(separator: "\n") where line.contains(ShopStory.orders) {
        isQuoted = true
        #expect(line.contains("\"\(ShopStory.orders)"), "\(said.tool) \(said.name): \(line)")
      }
    }
    #expect(isQuoted, "the search for its words shows it")
  }

  @Test func `every id in a text can be passed to a tool`() throws {
    try Said.withShop { shop, all, end in
      let ids = Set(
        all.flatMap { $0.answer.text.matches(of: #/\b[OBCSRPDLE]-[0-9A-Z]{6,10}\b/#).map { String($0.output) } }
      )
      #expect(Set(ids.compactMap(\.first)) == Set("OBCSRPDLE"))
      for id in ids.sorted() {
        let tool =
          switch id.first {
          case "O": "get_opportunity"
          case "B": "get_bet"
          case "C", "R": "cite_sources"
          case "S": "measure_impact"
          default: "audit"
          }
        #expect(throws: Never.self, "\(id)") { try shop.call(tool, ["id": .string(id)], at: end) }
      }
    }
  }

  @Test func `every call in a text can be sent as it stands`() throws {
    try Said.withShop { shop, all, end in
      var seen: Set<String> = []
      for match in all.flatMap({ $0.answer.text.matches(of: #/([a-z_]+) (\{"[^}]*\}|\{\})/#).map(\.output) }) {
        let name = String(match.1)
        // What only a person or a commit can fill in stands as a word in capitals or as dots.
        guard let tool = ToolTable.tool(named: name), !match.2.contains("SHA"), !match.2.contains("…") else { continue }
        guard seen.insert(String(match.0)).inserted else { continue }
        let arguments = try JSONDocument(String(match.2)).root
        #expect(tool.schema.problems(in: arguments).isEmpty, "\(match.0)")
        guard tool.isReadOnly, case .object(let object) = arguments.value else { continue }
        #expect(throws: Never.self, "\(match.0)") { try shop.call(name, object, at: end) }
      }
      #expect(seen.count > 5)
    }
  }

  @Test(arguments: [100, 150, 300, 1_000, 6_000])
  func `no answer costs more than it may`(_ tokens: Int) throws {
    try Said.withShop { shop, all, end in
      for said in all
      where ToolTable.tool(named: said.tool)?.arguments.contains(where: { $0.name == "max_tokens" }) == true {
        var arguments = said.arguments
        arguments["max_tokens"] = .integer(Int64(tokens))
        arguments["look"] = nil
        let text = try shop.call(said.tool, arguments, at: end).text
        // A page holds one item at least, and a work order its head, however little was asked for.
        let isSmallest = text.split(separator: "\n").count <= 12 && tokens <= 300
        let cost = TokenBudget.tokens(in: text)
        #expect(cost <= tokens || (isSmallest && cost < 450), "\(said.tool) \(said.name): \(cost) tokens\n\(text)")
      }
    }
  }

  @Test(arguments: [1, 2, 5, 20]) func `pages of opportunities show each of them exactly once`(_ limit: Int) throws {
    try Said.withShop { shop, _, _ in
      var seen: [String] = []
      var cursor: JSONValue? = "0"
      while let at = cursor, seen.count < 100 {
        let json = try shop.call("list_opportunities", ["limit": .integer(Int64(limit)), "cursor": at]).json
        guard case .array(let page)? = json["opportunities"] else { break }
        seen += page.compactMap { $0["id"]?.text }
        cursor = json["next_cursor"] == .null ? nil : json["next_cursor"]
      }
      let total = try shop.call("list_opportunities", ["limit": 20]).json["total"]
      #expect(.integer(Int64(seen.count)) == total)
      #expect(Set(seen).count == seen.count)
    }
  }

  @Test func `a page cut short by its budget goes on with the first item that was left out`() throws {
    try Said.withShop { shop, all, _ in
      let id = try #require(all.first { $0.name == "card" }?.answer.json["bet"]?["id"])
      var seen: [Substring] = []
      var arguments: JSONObject = ["id": id, "what": "subjects", "max_tokens": 200]
      for _ in 0..<100 {
        let lines = try shop.call("cite_sources", arguments).text.split(separator: "\n")
        seen += lines.dropFirst().filter { !$0.hasPrefix("Left out: ") }
        guard let more = lines.last?.firstMatch(of: #/More: cite_sources (\{.*\})/#) else { break }
        guard case .object(let next) = try JSONDocument(String(more.1)).root.value else { break }
        arguments = next
      }
      #expect(Set(seen).count == seen.count)
      let total = try shop.call("cite_sources", ["id": id, "what": "subjects"]).json["total"]
      #expect(.integer(Int64(seen.count)) == total)
    }
  }

  @Test func `a rebuilt store gives every answer byte for byte`() throws {
    try Fixture.with { fixture in
      let shop = try ShopStory(fixture)
      let all = try Said.play(shop)
      let end = try #require(all.last?.at)
      func answers(_ shop: ShopStory) throws -> [String] {
        try all.filter { ToolTable.tool(named: $0.tool)?.isReadOnly == true || $0.tool == "measure_impact" }.map {
          said in
          var arguments = said.arguments
          arguments["look"] = nil
          let answer = try shop.call(said.tool, arguments, at: end)
          return "\(said.tool) \(said.name)\n\(answer.text)\n\(answer.json.text)\n\(answer.summary)"
        }
      }
      let before = try answers(shop)
      let books = try Desk().books(of: shop.workplace(at: end), actor: "person")
      _ = try Archive.export(books, to: fixture.path("export")) { _ in }
      _ = try Archive.rebuild(from: fixture.path("export"), workplace: shop.workplace(at: end), isReplacing: true) {
        _ in
      }
      #expect(try answers(shop) == before)
    }
  }
}
