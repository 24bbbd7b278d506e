import Foundation
import Host
import TestSupport
import Testing

@Suite struct ChildProcessTests {
  private static let patience = Duration.seconds(180)
  /// Long enough to be sure of, short enough to wait for.
  private static let brief = Duration.milliseconds(150)

  private static func shell(_ words: String, _ environment: [String: String] = [:]) throws -> ChildProcess {
    signal(SIGPIPE, SIG_IGN)  // as the program's own start does
    return try #require(ChildProcess("/bin/sh", ["-c", words], environment: environment))
  }

  @Test func `lines go in and come out, whole and in order`() throws {
    let child = try Self.shell("cat")
    let long = String(repeating: "x", count: 300_000)
    for line in ["one", "", "ünï"] {
      #expect(child.send(line))
      #expect(child.receive(within: Self.patience) == Array(line.utf8))
    }
    // Longer than any pipe: cat writes while it reads.
    #expect(child.send("short\n" + String(long.prefix(50_000))))
    #expect(child.receive(within: Self.patience) == Array("short".utf8))
    #expect(child.receive(within: Self.patience)?.count == 50_000)
    child.closeInput()
    #expect(child.timeToEnd(within: Self.patience) != nil)
    #expect(child.exitCode == 0)
    #expect(child.unreceived.isEmpty)
  }

  @Test func `the environment is the given one and nothing else`() throws {
    let child = try Self.shell("exec /usr/bin/env", ["GIVEN": "a=b", "EMPTY": ""])
    var lines: Set<String> = []
    while let line = child.receive(within: Self.patience) { lines.insert(String(decoding: line, as: UTF8.self)) }
    // The shell adds its own folder.
    #expect(lines.subtracting(lines.filter { $0.hasPrefix("PWD=") }) == ["GIVEN=a=b", "EMPTY="])
  }

  struct End: Sendable, CustomTestStringConvertible {
    let words: String
    let code: Int?

    var testDescription: String { words }
  }

  @Test(arguments: [
    End(words: "exit 0", code: 0), End(words: "exit 7", code: 7), End(words: "kill -9 $$", code: nil),
    End(words: "printf unasked; exit 3", code: 3),
  ])
  func `the exit code is that of a program that ended by itself`(_ end: End) throws {
    let child = try Self.shell(end.words)
    #expect(child.timeToEnd(within: Self.patience) != nil)
    #expect(child.exitCode == end.code)
    #expect(child.unreceived == Array((end.words.contains("unasked") ? "unasked" : "").utf8))
    #expect(child.receive(within: Self.patience) == nil)
    #expect(child.hasClosedOutput)
  }

  @Test func `what a program says and does not finish is not a line`() throws {
    let child = try Self.shell("printf half; exec sleep 60")
    #expect(child.receive(within: Self.brief) == nil)
    #expect(child.unreceived == Array("half".utf8))
    #expect(!child.hasClosedOutput)
    #expect(child.exitCode == nil)
  }

  @Test func `a program that closes its output and goes on has not ended`() throws {
    let child = try Self.shell("exec sleep 60 >&-")
    #expect(child.receive(within: Self.patience) == nil)
    #expect(child.hasClosedOutput)
    #expect(child.timeToEnd(within: Self.brief) == nil)
    child.terminate()
    #expect(child.timeToEnd(within: Self.patience) != nil)
    #expect(child.exitCode == nil)
  }

  @Test func `a program that leaves its output to a child has ended`() throws {
    let child = try Self.shell("sleep 1 & exit 5")
    #expect(child.timeToEnd(within: Self.patience) != nil)
    #expect(child.exitCode == 5)
  }

  @Test func `a program that no longer reads is told by the write`() throws {
    let child = try Self.shell("exit 0")
    #expect(child.receive(within: Self.patience) == nil)
    #expect(child.timeToEnd(within: Self.patience) != nil)
    #expect(!child.send("anyone?"))
  }

  @Test func `what is not there is not started`() {
    #expect(ChildProcess("/no/such/program", [], environment: [:]) == nil)
  }

  @Test func `a program let go of is killed`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("pid")
      var child: ChildProcess? = try Self.shell("trap '' TERM; echo $$ > '\(path)'; echo up; exec sleep 60")
      #expect(child?.receive(within: Self.patience) == Array("up".utf8))
      let pid = try #require(pid_t(try String(contentsOfFile: path, encoding: .utf8).dropLast()))
      #expect(kill(pid, 0) == 0)
      child = nil
      #expect(kill(pid, 0) == -1)
    }
  }

  @Test func `programs started side by side do not hold each other's pipes`() async throws {
    // Each reads to the end of its input, which comes only when nobody else has the other end.
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 {
        group.addTask {
          guard let child = ChildProcess("/bin/cat", [], environment: [:]) else { return false }
          child.closeInput()
          return child.timeToEnd(within: Self.patience) != nil && child.exitCode == 0
        }
      }
      for await hasEnded in group { #expect(hasEnded) }
    }
  }
}
