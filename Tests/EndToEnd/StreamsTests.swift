import Bytes
import TestSupport
import Testing

/// Streams that are closed, unread or gone.
@Suite struct StreamsTests {
  @Test func `input that ends at once ends the server in silence`() throws {
    try Fixture.with { fixture in
      let result = try fixture.run(.reckon, ["serve"])
      #expect(result == ProgramResult(ending: .exited(0), output: "", errors: ""))
    }
  }

  @Test(arguments: [Launch.Input.nothing, .closed], Launch.Errors.allCases)
  func `a server without input ends at once, whatever stderr is`(
    _ input: Launch.Input,
    _ errors: Launch.Errors
  ) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"]) { launch in
        launch.input = input
        launch.errors = errors
      }
      #expect(try server.rest().isEmpty)
      #expect(try server.end() == .exited(0))
    }
  }

  @Test(arguments: Launch.Errors.allCases, Revision.allCases)
  func `the server serves whatever stderr is`(_ errors: Launch.Errors, _ revision: Revision) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"]) { $0.errors = errors }
      try server.open(revision)
      let reply = try server.ask(Message.call(1, "get_status", in: revision))
      #expect(reply.answerText?.contains("Project: \(fixture.folder)") == true)
      #expect(try server.hangUp() == .exited(0))
    }
  }

  @Test func `a stderr that nobody reads never holds the server up`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"]) { $0.errors = .unreadPipe }
      // Each bad line is noted on stderr, and each ping makes room for another note: ten pipes full in all.
      let round = "garbage\n" + Message.request(1, "ping").text + "\n"
      try server.write(Array(String(repeating: round, count: 6_000).utf8), within: .seconds(60))
      var pings = 0
      while pings < 6_000 {
        if try server.message(within: .seconds(60))["result"] != nil { pings += 1 }
      }
      #expect(try server.hangUp() == .exited(0))
    }
  }

  @Test func `requests still queued when the input ends are answered`() throws {
    try Fixture.with { fixture in
      let lines = (1...200).map { Message.call(.integer($0), "get_status", in: .july2026).text + "\n" }
      let result = try fixture.run(.reckon, ["serve"], input: lines.joined())
      let replies = try result.output.split(separator: "\n").map { try JSONDocument(String($0)).root }
      #expect(Set(replies.compactMap { $0["id"]?.integer }) == Set(1...200))
      #expect(replies.allSatisfy { $0.answerText != nil })
      #expect(result.ending == .exited(0))
      #expect(result.errors == "")
    }
  }

  @Test func `a last line without its ending is nobody's message`() throws {
    try Fixture.with { fixture in
      let whole = Message.request(1, "ping").text
      let result = try fixture.run(.reckon, ["serve"], input: whole + "\n" + Message.request(2, "ping").text)
      #expect(result.output == #"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
      #expect(result.ending == .exited(0))
    }
  }

  @Test func `a client that no longer reads ends the server without an error`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      try server.expectAlive()
      server.closeOutput()
      try server.send(Message.request(1, "ping"))
      #expect(try server.end() == .exited(0))
      #expect(server.errorText == "")
    }
  }

  @Test func `four servers at once do not know of each other`() throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      let servers = try (0..<4).map { _ in
        try fixture.start(.reckon, ["serve"]) { $0.folder = fixture.path("shop") }
      }
      for (index, server) in servers.enumerated() {
        try server.send(Message.call(.integer(Int64(index)), "get_status", in: .july2026))
      }
      for (index, server) in servers.enumerated() {
        let reply = try server.reply(to: .integer(Int64(index)))
        #expect(reply.answerText?.contains("Project: \(fixture.path("shop"))") == true)
      }
      for server in servers { #expect(try server.hangUp() == .exited(0)) }
    }
  }

  @Test func `the server needs no environment and no folder of its own`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"]) { launch in
        launch.environment = [:]
        launch.folder = "/"
      }
      let reply = try server.ask(Message.call(1, "get_status", in: .july2026))
      #expect(reply.answerText?.contains("Project: /, found by the working directory") == true)
      #expect(try server.hangUp() == .exited(0))
    }
  }
}
