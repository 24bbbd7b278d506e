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

  /// The fenced blocks marked `sh`, line by line.
  private static func blocks() throws -> [[String]] {
    var blocks: [[String]] = []
    var isInside = false
    for line in try text("README.md").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```sh"
        if isInside { blocks.append([]) }
      } else if isInside, !line.allSatisfy(\.isWhitespace) {
        blocks[blocks.count - 1].append(String(line))
      }
    }
    return blocks
  }

  @Test func `the reckon lines of each block of the README run, in their order and in one folder`() throws {
    let blocks = try Self.blocks().filter { $0.contains { $0.hasPrefix("reckon ") } }
    let lines = blocks.flatMap(\.self)
    for line in ["reckon demo", "reckon status", "reckon import telemetry.jsonl messages.csv"] {
      #expect(lines.contains(line))
    }
    for block in blocks { try Fixture.with { try Self.run(block, in: $0) } }
  }

  /// Runs lines as a person would who stands in a repository with a first export of signals.
  private static func run(_ block: [String], in fixture: Fixture) throws {
    var folder = try fixture.repository("shop")
    try SampleSignals.write(to: "shop", of: fixture)
    for line in block {
      if line.hasPrefix("cd ") {
        folder += "/" + line.dropFirst("cd ".count)
      } else if line == DemoFolder.command {
        // The same command has been run for other tests.
        try DemoFolder.copy(to: fixture, as: "shop/reckon-demo")
      } else {
        let result = try fixture.run("/bin/sh", ["-c", "exec \"$RECKON\" " + line.dropFirst("reckon ".count)]) {
          launch in
          launch.environment["RECKON"] = BuiltProgram.reckon.path
          launch.folder = folder
        }
        // A bet may well be none, which is an answer.
        let isAnswer = result.ending == .exited(0) || (result.ending == .exited(1) && line.hasPrefix("reckon bet"))
        #expect(isAnswer && result.errors.isEmpty, "\(line): \(result)")
      }
    }
  }

  @Test func `each make line of the README names a target`() throws {
    let makefile = try Self.text("Makefile")
    let targets = Set(makefile.matches(of: /(?m)^([a-z][a-z-]*):/).map { String($0.1) })
    let lines = try Self.blocks().flatMap(\.self).filter { $0.hasPrefix("make") }
    #expect(!lines.isEmpty)
    for line in lines {
      let words = line.prefix { $0 != "#" }.split(separator: " ").dropFirst().filter { !$0.contains("=") }
      for word in words { #expect(targets.contains(String(word)), "\(line)") }
    }
  }

  @Test func `the README's table of commands has every command and no other`() throws {
    let rows = try Self.text("README.md").split(separator: "\n").filter { $0.hasPrefix("| `reckon ") }
      .flatMap { $0.matches(of: /`reckon ([a-z]+)/).map { String($0.1) } }
    let help = try Fixture.with { try $0.run(.reckon, ["--help"]).output }
    let listed = help.matches(of: #/(?m)^  ([a-z]+)  /#).map { String($0.1) }
    #expect(Set(rows).subtracting(["help"]) == Set(listed))
  }
}
