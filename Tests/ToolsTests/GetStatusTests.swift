import Bytes
import Foundation
import Host
import Loop
import TestSupport
import Testing
import Tools

@Suite struct GetStatusTests {
  struct Place: Sendable, CustomTestStringConvertible {
    let name: String
    var folder = "."
    var rootOption: String?

    var testDescription: String { name }
  }

  static let places: [Place] = [
    Place(name: "repository", folder: "shop"),
    Place(name: "worktree", folder: "tree"),
    Place(name: "bare-folder", folder: "bare"),
    Place(name: "missing-root", rootOption: "gone"),
    Place(name: "strange-name", folder: "line\nbreak \u{202e}right \u{1b}[31mred"),
  ]

  private static func workplace(_ place: Place, _ fixture: Fixture) throws -> Workplace {
    try fixture.repository("shop", hasCommit: true)
    try fixture.git("worktree", "add", "--quiet", fixture.path("tree"), in: "shop")
    try fixture.makeFolder("bare")
    try fixture.makeFolder(place.folder)
    let environment = Environment(
      variables: [:],
      workingDirectory: fixture.path(place.folder),
      executable: "/x"
    )
    return Workplace(environment: environment, rootOption: place.rootOption.map(fixture.path))
  }

  private static func answer(_ workplace: Workplace, _ arguments: JSONValue = [:]) throws -> ToolAnswer {
    let tool = try #require(ToolTable.tool(named: "get_status"))
    return try tool.run(
      ToolCall(arguments: try JSONDocument(arguments.text).root, workplace: workplace, desk: Desk())
    )
  }

  @Test(arguments: places)
  func `the text, the JSON and the summary are those agreed on`(_ place: Place) throws {
    try Fixture.with { fixture in
      let answer = try Self.answer(try Self.workplace(place, fixture))
      let all = "text:\n\(answer.text)\n\njson:\n\(answer.json.text)\n\nsummary:\n\(answer.summary)\n"
      let neutral = all.replacingOccurrences(of: fixture.folder, with: "/home/ada")
      try Snapshot("get_status.\(place.name).txt").expect(neutral)
    }
  }

  @Test func `a small budget leaves out whole lines and names the call for the rest`() throws {
    try Fixture.with { fixture in
      let deep = "bare/" + String(repeating: "deep/", count: 40)
      let workplace = try Self.workplace(Place(name: "deep", folder: deep), fixture)
      let whole = try Self.answer(workplace).text
      let packed = try Self.answer(workplace, ["max_tokens": 100]).text
      let kept = packed.split(separator: "\n").dropLast()
      #expect(whole.hasPrefix(kept.joined(separator: "\n")))
      #expect((packed.utf8.count * 2 + 6) / 7 <= 100)
      let call = try #require(packed.split(separator: "\n").last?.components(separatedBy: "get_status ").last)
      #expect(try Self.answer(workplace, try JSONDocument(call).root.value).text == whole)
    }
  }
}
