import Bytes
import Foundation
import TestSupport
import Testing

/// Calls side by side, cancelled, late, stubborn and noisy, on the server of fixtures.
@Suite struct CallTests {
  /// What holds one call up must not hold up another: far below the 2 s of the slow call, far above a busy machine's lag.
  private static let promptly = Duration.seconds(1)

  private static func slow(_ id: JSONValue, seconds: Double, token: JSONValue? = nil) -> JSONValue {
    let meta: JSONObject = token.map { ["progressToken": $0] } ?? [:]
    return Message.call(id, "slow", ["seconds": .number(seconds)], meta: meta, in: .july2026)
  }

  private static func echo(_ id: JSONValue, _ text: String) -> JSONValue {
    Message.call(id, "echo", ["text": .string(text)], in: .july2026)
  }

  @Test func `nineteen calls are answered while one takes two seconds`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--slow-tool"])
      try server.expectAlive()
      let start = ContinuousClock.now
      try server.send(Self.slow("slow", seconds: 2))
      for id in 1...19 { try server.send(Self.echo(.integer(Int64(id)), "call \(id)")) }
      for _ in 1...19 {
        let reply = try server.message()
        #expect(reply.answerText == "call \(reply["id"]?.integer ?? 0)")
      }
      #expect(ContinuousClock.now - start < Self.promptly)
      let asked = ContinuousClock.now
      _ = try server.ask(Message.request("ping", "ping"))
      #expect(ContinuousClock.now - asked < Self.promptly)
      let last = try server.message()
      #expect(last["id"]?.string == "slow")
      #expect(last.answerText == "100 of 100 steps")
      #expect(ContinuousClock.now - start >= .seconds(2))
    }
  }

  @Test func `progress rises, names its token and ends with the reply`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--slow-tool"])
      try server.send(Self.slow(1, seconds: 0.3, token: "tök"))
      var values: [Double] = []
      var message = try server.message()
      while message["method"]?.string == "notifications/progress" {
        #expect(message["params"]?["progressToken"]?.string == "tök")
        values.append(message["params"]?["progress"]?.number ?? -1)
        message = try server.message()
      }
      #expect(message["id"]?.integer == 1)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(values.last == 15)
      server.closeInput()
      #expect(try server.rest().isEmpty)
    }
  }

  // MARK: Cancelling

  /// Promised are 50 ms; a busy machine gets four times that.
  private static let cancelBound = Duration.milliseconds(200)

  @Test func `a cancelled call stops, gets no reply and reports no progress any more`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--slow-tool"])
      try server.send(Self.slow("long", seconds: 60, token: 7))
      #expect(try server.message()["params"]?["progressToken"]?.integer == 7)
      let sent = Date().timeIntervalSince1970
      try server.send(Message.cancelled("long"))
      try server.send(Message.request("after", "ping"))
      while try server.message()["id"]?.string != "after" {}
      // From here on the cancelled call would have shown itself every 20 ms.
      try server.send(Self.slow("short", seconds: 0.3))
      let next = try server.message()
      #expect(next["id"]?.string == "short", "\(next.value.text)")
      server.closeInput()
      #expect(try server.rest().isEmpty)
      #expect(try server.end() == .exited(0))
      let words = server.errorText.split(separator: " ")
      #expect(server.errorText.hasPrefix("slow: cancelled noticed at "))
      let noticed = try #require(words.dropFirst(4).first.flatMap { Double($0) }) / 1e9
      #expect(noticed - sent < Self.cancelBound / .seconds(1))
    }
  }

  @Test func `workers that compute are free soon after their calls are cancelled`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer)
      // As many as there are workers, so that the next call has to wait for one of them.
      for id in 1...16 {
        try server.send(Message.call(.integer(Int64(id)), "spin", ["milliseconds": 60_000], in: .july2026))
      }
      try server.expectAlive()
      try server.send(Self.echo("waiting", "free"))
      for id in 1...16 { try server.send(Message.cancelled(.integer(Int64(id)))) }
      let sent = ContinuousClock.now
      let reply = try server.message()
      #expect(reply["id"]?.string == "waiting")
      #expect(reply.answerText == "free")
      #expect(ContinuousClock.now - sent < Self.promptly)
      #expect(try server.hangUp() == .exited(0))
    }
  }

  // MARK: Deadlines

  @Test func `a call past its deadline answers with what it had`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--slow-tool", "--deadline", "300"])
      try server.expectAlive()
      let start = ContinuousClock.now
      let reply = try server.ask(Self.slow(1, seconds: 60))
      let taken = ContinuousClock.now - start
      #expect(taken >= .milliseconds(300))
      #expect(taken < .milliseconds(300) + Self.promptly)
      let texts = reply["result"]?["content"]?.elements.compactMap { $0["text"]?.string } ?? []
      #expect(texts.first?.hasSuffix(" of 3000 steps") == true)
      #expect(texts.last?.hasPrefix("Incomplete: ") == true)
      #expect(reply["result"]?["isError"] == nil)
      #expect(try server.ask(Self.echo(2, "next")).answerText == "next")
    }
  }

  @Test func `a call that takes no notice is answered all the same, and does not outlive its client`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--deadline", "200"])
      let call = Message.call(1, "stubborn", ["milliseconds": 60_000], in: .july2026)
      let reply = try server.ask(call)
      #expect(reply["result"]?["isError"]?.bool == true)
      #expect(reply.answerText?.contains("ran out of time") == true)
      #expect(try server.ask(Self.echo(2, "next")).answerText == "next")
      // Cancelled, it gets no reply at all; the client goes, and so does the server.
      try server.send(Message.call(3, "stubborn", ["milliseconds": 60_000], in: .july2026))
      try server.send(Message.cancelled(3))
      try server.expectAlive()
      let closed = ContinuousClock.now
      server.closeInput()
      #expect(try server.rest().isEmpty)
      #expect(try server.timeToEnd(since: closed) < .seconds(2))
      #expect(try server.end() == .exited(0))
    }
  }

  // MARK: The end of the input

  @Test func `a call that runs when the input ends is still answered`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--slow-tool"])
      try server.send(Self.slow(1, seconds: 0.4))
      let closed = ContinuousClock.now
      server.closeInput()
      #expect(try server.message().answerText == "20 of 20 steps")
      #expect(try server.end() == .exited(0))
      #expect(try server.timeToEnd(since: closed) < .seconds(2))
    }
  }

  @Test(arguments: ["slow", "spin", "stubborn"])
  func `a call without end does not keep the server from ending with its input`(_ tool: String) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--slow-tool"])
      let arguments: JSONObject = tool == "slow" ? ["seconds": 60] : ["milliseconds": 60_000]
      try server.send(Message.call(1, tool, arguments, in: .july2026))
      try server.expectAlive()
      let closed = ContinuousClock.now
      server.closeInput()
      #expect(try server.rest().isEmpty)
      #expect(try server.end() == .exited(0))
      #expect(try server.timeToEnd(since: closed) < .seconds(2))
    }
  }

  // MARK: Noise and traces

  @Test func `whatever a tool prints, stdout carries the protocol alone`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--noisy"])
      for id in 1...20 { try server.send(Self.echo(.integer(Int64(id)), "quiet")) }
      for _ in 1...20 { #expect(try server.message().answerText == "quiet") }
      #expect(try server.hangUp() == .exited(0))
      #expect(server.errorText.contains("echo prints to stdout\n"))
      #expect(server.errorText.contains("echo writes to descriptor 1\n"))
    }
  }

  @Test func `noise harms nobody where stderr is closed`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer, ["--noisy"]) { $0.errors = .closed }
      for id in 1...20 { #expect(try server.ask(Self.echo(.integer(Int64(id)), "quiet")).answerText == "quiet") }
      #expect(try server.hangUp() == .exited(0))
    }
  }

  @Test func `a trace has both directions with their times, and only its owner can read it`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("trace.ndjson")
      let server = try fixture.start(.conformanceServer, ["--slow-tool", "--trace", path])
      _ = try server.ask(Self.slow(1, seconds: 0.1))
      try server.send("not JSON")
      _ = try server.message()
      #expect(try server.hangUp() == .exited(0))

      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      let entries = try lines.map { try JSONDocument(String($0)).root }
      #expect(entries.map { $0["direction"]?.string } == ["received", "sent", "received", "sent"])
      #expect(entries[0]["message"]?["params"]?["name"]?.string == "slow")
      #expect(entries[1]["message"]?["id"]?.integer == 1)
      #expect((entries[1]["took_us"]?.integer ?? 0) >= 100_000)
      #expect(entries[2]["unreadable"]?.string == "not JSON")
      let times = entries.compactMap { $0["at_us"]?.integer }
      #expect(times.count == 4 && times == times.sorted())
      #expect(entries.allSatisfy { ($0["bytes"]?.integer ?? 0) > 0 })
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test func `a trace of reckon shows no secret of a call, in neither direction`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("trace.ndjson")
      let server = try fixture.start(.reckon, ["serve", "--trace", path])
      let key = "sk-" + "proj-" + String(repeating: "a1B2c3D4", count: 6)
      try server.open(.june2025, capabilities: [:])
      // An unknown argument is quoted back, so the secret goes both ways.
      try server.send(
        Message.call(1, "get_status", ["api_key": "hunter2hunter2", "note": .string(key)], in: .june2025)
      )
      #expect(try server.reply(to: 1)["result"]?["isError"]?.bool == true)
      #expect(try server.hangUp() == .exited(0))
      let trace = try String(contentsOfFile: path, encoding: .utf8)
      #expect(!trace.contains("hunter2") && !trace.contains("a1B2c3D4"), "\(trace)")
      #expect(trace.contains("⟦secret"))
    }
  }

  @Test(arguments: Launch.Errors.allCases)
  func `a trace holds messages and nothing else, whatever stderr is`(_ errors: Launch.Errors) throws {
    try Fixture.with { fixture in
      let path = fixture.path("trace.ndjson")
      let server = try fixture.start(.reckon, ["serve", "--trace", path]) { $0.errors = errors }
      // Noted on stderr: a file that has taken the place of a closed stderr would hold the note.
      try server.send("not JSON")
      _ = try server.message()
      try server.expectAlive()
      #expect(try server.hangUp() == .exited(0))
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      let directions = try lines.map { try JSONDocument(String($0)).root["direction"]?.string }
      #expect(directions == ["received", "sent", "received", "sent"])
    }
  }

  // MARK: Refused questions

  @Test func `a tool that needs an answer fails with the client's words`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.conformanceServer)
      try server.open(.june2025, capabilities: ["elicitation": [:]])
      try server.send(Message.call(1, "test_elicitation", ["message": "Name?"], in: .june2025))
      let question = try server.message()
      #expect(question["method"]?.string == "elicitation/create")
      try server.send([
        "jsonrpc": "2.0", "id": question["id"]?.value ?? .null, "error": ["code": -1, "message": "no window"],
      ])
      let reply = try server.reply(to: 1)
      #expect(reply.errorCode == -32603)
      #expect(reply["error"]?["message"]?.string == "The client could not answer: no window")
    }
  }
}
