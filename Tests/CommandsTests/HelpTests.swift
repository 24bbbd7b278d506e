import TestSupport
import Testing

// The texts are made for one width or another inside the room; outside there is only the terminal's.
@testable import Commands

@Suite struct HelpTests {
  static let widths = [40, 80, 200]

  @Test(arguments: widths)
  func `the overview is the one agreed on and fits the terminal`(_ width: Int) throws {
    let text = Help.overview(CommandTable.all, width: width)
    try Snapshot("help.\(width).txt").expect(text + "\n")
    expectFits(text, width)
    for command in CommandTable.all { #expect(text.contains("  \(command.name)")) }
  }

  @Test(arguments: CommandTable.all.map(\.name), widths)
  func `each command's help is the one agreed on and fits the terminal`(_ name: String, _ width: Int) throws {
    let command = try #require(CommandTable.all.first { $0.name == name })
    let text = Help.text(command, width: width)
    try Snapshot("help-\(name).\(width).txt").expect(text + "\n")
    expectFits(text, width)
    #expect(text.contains("example:"))
    for option in command.options { #expect(text.contains(option.name)) }
    for operand in command.operands { #expect(text.contains(operand.name)) }
  }

  @Test(arguments: CommandTable.all.map(\.name), widths)
  func `an example broken over lines is still the same to a shell`(_ name: String, _ width: Int) throws {
    let command = try #require(CommandTable.all.first { $0.name == name })
    let lines = Help.text(command, width: width).split(separator: "\n").map(String.init)
    let first = try #require(lines.firstIndex { $0.hasPrefix("example:") })
    let text = lines[first...].joined(separator: "\n").dropFirst("example:".count)
    // The shell itself says which words it sees.
    func words(_ line: some StringProtocol) throws -> String {
      try Fixture.with { try $0.run("/bin/sh", ["-c", "for word in \(line)\ndo echo \"$word\"; done"]).output }
    }
    let joined = text.drop { $0.isWhitespace }
    #expect(try words(joined) == words(command.example))
  }

  private func expectFits(_ text: String, _ width: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    for line in text.split(separator: "\n") {
      #expect(line.count <= width, "\(line)", sourceLocation: sourceLocation)
      #expect(line.last != " ", "\(line)", sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [(0, 40), (39, 40), (40, 40), (81, 81), (200, 200), (10_000, 200)])
  func `texts are made for widths from 40 to 200`(_ columns: Int, _ width: Int) {
    #expect(Terminal(width: columns).width == width)
  }
}
