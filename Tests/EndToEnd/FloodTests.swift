import Bytes
import TestSupport
import Testing

/// Much at once takes time, and never memory in proportion.
@Suite struct FloodTests {
  /// In KiB: room for the queue of replies and its copies, and not for a line of 1 GB.
  private static let memoryLimit = 96 << 10

  struct Manner: Sendable, CustomTestStringConvertible {
    let name: String
    let isReading: Bool

    var testDescription: String { name }
  }

  @Test(arguments: [
    Manner(name: "the client reads meanwhile", isReading: true),
    Manner(name: "the client reads only after it has written all", isReading: false),
  ])
  func `ten thousand requests in one write are all answered`(_ manner: Manner) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      let lines = (1...10_000).map { id -> String in
        let id = JSONValue.integer(Int64(id))
        let isCall = id.text.hasSuffix("0")
        return (isCall ? Message.call(id, "get_status", in: .july2026) : Message.request(id, "ping")).text + "\n"
      }
      try server.write(Array(lines.joined().utf8), isReading: manner.isReading, within: .seconds(60))
      var missing = Set(1...10_000)
      while !missing.isEmpty {
        let reply = try server.message(within: .seconds(60))
        let id = try #require(reply["id"]?.integer)
        guard reply["result"] != nil, missing.remove(Int(id)) != nil else {
          Issue.record("refused, answered twice, or never asked: \(reply.value.text)")
          return
        }
      }
      #expect(try server.peakMemory() < Self.memoryLimit)
      server.closeInput()
      #expect(try server.rest().isEmpty)
      #expect(try server.end() == .exited(0))
    }
  }

  @Test(.tags(.slow), .enabled(if: SlowTests.areWanted, "set RECKON_SLOW_TESTS=1"))
  func `a line of 1 GB is refused in little memory`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      try server.write(Array(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"pad":""#.utf8))
      let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
      for _ in 0..<1_000 { try server.write(piece, within: .seconds(60)) }
      try server.write(Array("\"}}\n".utf8))
      let reply = try server.message(within: .seconds(60))
      #expect(reply["id"]?.integer == 1)
      #expect(reply.errorCode == -32600)
      #expect(try server.peakMemory() < Self.memoryLimit)
      try server.expectAlive()
    }
  }
}
