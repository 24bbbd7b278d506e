import Foundation
import TestSupport
import Testing

/// The README says nothing that does not work: each command in its shell blocks is run or known.
@Suite struct ReadmeTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: repository.appendingPathComponent(name), encoding: .utf8)
  }

  /// The lines of all fenced blocks marked `sh`.
  private static func commands() throws -> [String] {
    var commands: [String] = []
    var isInside = false
    for line in try text("README.md").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```sh"
      } else if isInside, !line.allSatisfy(\.isWhitespace) {
        commands.append(String(line))
      }
    }
    return commands
  }

  @Test func `each reckon line of the README runs`() throws {
    let lines = try Self.commands().filter { $0.hasPrefix("reckon ") && !$0.contains("# needs a client") }
    #expect(lines.contains("reckon --help") && lines.contains("reckon status") && lines.contains("reckon doctor"))
    for line in lines {
      try Fixture.with { fixture in
        try fixture.repository("shop")
        let words = ["-c", "exec \"$RECKON\" " + line.dropFirst("reckon ".count)]
        let result = try fixture.run("/bin/sh", words) { launch in
          launch.environment["RECKON"] = BuiltProgram.reckon.path
          launch.folder = fixture.path("shop")
        }
        #expect(result.ending == .exited(0), "\(line): \(result)")
      }
    }
  }

  @Test func `each make line of the README names a target`() throws {
    let makefile = try Self.text("Makefile")
    let targets = Set(makefile.matches(of: /(?m)^([a-z][a-z-]*):/).map { String($0.1) })
    let lines = try Self.commands().filter { $0.hasPrefix("make") }
    #expect(!lines.isEmpty)
    for line in lines {
      let words = line.prefix { $0 != "#" }.split(separator: " ").dropFirst().filter { !$0.contains("=") }
      for word in words { #expect(targets.contains(String(word)), "\(line)") }
    }
  }

  @Test func `the README's table of commands has every command and no other`() throws {
    let rows = try Self.text("README.md").matches(of: /(?m)^\| `reckon ([a-z]+)/).map { String($0.1) }
    let help = try Fixture.with { try $0.run(.reckon, ["--help"]).output }
    let listed = help.matches(of: #/(?m)^  ([a-z]+)  /#).map { String($0.1) }
    #expect(Set(rows).subtracting(["help"]) == Set(listed))
  }
}
