import Bytes
import TestSupport
import Testing

/// Clients open a pipe in every order there is; none may lock it, and none may fail.
@Suite struct ColdStartTests {
  /// One order of first messages, and what the server must say to each request in it.
  struct Opening: Sendable, CustomTestStringConvertible {
    let name: String
    let messages: @Sendable (Revision) -> [JSONValue]
    let outcomes: [Outcome]

    var testDescription: String { name }
  }

  /// What a request comes to.
  enum Outcome: Equatable, Sendable {
    case result
    case error(Int64)
  }

  /// The tools, in the order they are listed.
  private static let toolNames = [
    "get_status", "list_opportunities", "get_opportunity", "get_bet", "cite_sources", "search_signals", "audit",
    "claim_bet", "record_ship", "measure_impact", "decide", "edit_opportunity", "ingest",
  ]

  private static let unservedVersion = Message.meta("2099-01-01")

  static let openings: [Opening] = [
    Opening(
      name: "the revision's own opening",
      messages: { revision in
        revision.isStateless
          ? [Message.request(1, "server/discover", in: revision)]
          : [Message.initialize(1, revision.rawValue), Message.initialized]
      },
      outcomes: [.result]
    ),
    Opening(
      name: "everything in one go, without waiting for the handshake",
      messages: { revision in
        [
          Message.initialize(1, revision.rawValue), Message.initialized,
          Message.request(2, "tools/list", in: revision), Message.call(3, "get_status", in: revision),
        ]
      },
      outcomes: [.result, .result, .result]
    ),
    Opening(name: "ping", messages: { _ in [Message.request(1, "ping")] }, outcomes: [.result]),
    Opening(
      name: "a probe with server/discover",
      messages: { _ in [Message.request("probe", "server/discover", in: .july2026)] },
      outcomes: [.result]
    ),
    Opening(
      name: "a probe with server/discover that forgets its keys",
      messages: { _ in [Message.request("probe", "server/discover")] },
      outcomes: [.error(-32602)]
    ),
    Opening(
      name: "a probe for a revision to come",
      messages: { _ in [Message.request("probe", "server/discover", ["_meta": .object(unservedVersion)])] },
      outcomes: [.error(-32022)]
    ),
    Opening(
      name: "a bare list of tools",
      messages: { _ in [Message.request(1, "tools/list")] },
      outcomes: [.error(-32602)]
    ),
    Opening(
      name: "a stateless list of tools",
      messages: { _ in [Message.request(1, "tools/list", in: .july2026)] },
      outcomes: [.result]
    ),
    Opening(
      name: "a stateless call",
      messages: { _ in [Message.call(1, "get_status", in: .july2026)] },
      outcomes: [.result]
    ),
    Opening(
      name: "a method nobody knows",
      messages: { _ in [Message.request(1, "tools/teleport", in: .july2026)] },
      outcomes: [.error(-32601)]
    ),
    Opening(name: "initialized, before initialize", messages: { _ in [Message.initialized] }, outcomes: []),
    Opening(
      name: "a stateless initialize",
      messages: { _ in [Message.request(1, "initialize", in: .july2026)] },
      outcomes: [.error(-32601)]
    ),
    Opening(
      name: "a handshake at another revision",
      messages: { _ in [Message.initialize(1, "2024-11-05"), Message.initialized] },
      outcomes: [.result]
    ),
    Opening(
      name: "a cancellation and a response to nothing",
      messages: { _ in [Message.cancelled(7), ["jsonrpc": "2.0", "id": 9, "result": [:]]] },
      outcomes: []
    ),
  ]

  @Test(arguments: openings, Revision.allCases)
  func `a client of any revision is served, however the pipe was opened`(
    _ opening: Opening,
    _ revision: Revision
  ) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      for message in opening.messages(revision) { try server.send(message) }
      // Calls run beside each other, so replies may come in any order.
      let requests = opening.messages(revision).filter { $0["id"] != nil && $0["method"] != nil }
      var outcomes: [String: Outcome] = [:]
      for _ in requests {
        let reply = try server.message()
        outcomes[reply["id"]?.value.text ?? ""] = reply["result"] == nil ? .error(reply.errorCode ?? 0) : .result
      }
      #expect(requests.map { outcomes[$0["id"]?.text ?? ""] } == opening.outcomes.map(Optional.some))

      try server.open(revision)
      let tools = try server.ask(Message.request(20, "tools/list", in: revision))
      #expect(tools["result"]?["tools"]?.elements.map { $0["name"]?.string } == Self.toolNames)
      let status = try server.ask(Message.call("21", "get_status", in: revision))
      #expect(status.answerText?.hasPrefix("Reckon ") == true)
      #expect(try server.hangUp() == .exited(0))
    }
  }

  @Test(arguments: ["2026-07-28", "2099-01-01", "1.0", ""])
  func `a handshake for a revision it cannot open by handshake is offered 2025-11-25`(_ version: String) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      let reply = try server.ask(Message.initialize(1, version))
      #expect(reply["result"]?["protocolVersion"]?.string == "2025-11-25")
    }
  }

  @Test func `revisions alternate on one pipe`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      for revision in Revision.allCases + Revision.allCases.reversed() {
        try server.open(revision)
        let reply = try server.ask(Message.call(1, "get_status", in: revision))
        #expect(reply.answerText != nil)
        #expect((reply["result"]?["resultType"]?.string == "complete") == revision.isStateless)
      }
    }
  }

  @Test(arguments: [JSONValue.integer(0), .integer(.max), .integer(.min), "", "7", "listen:0", "ünï \u{1F600}"])
  func `an id comes back as it went`(_ id: JSONValue) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      try server.send(Message.request(id, "ping"))
      #expect(try server.message()["id"]?.value == id)
    }
  }
}
