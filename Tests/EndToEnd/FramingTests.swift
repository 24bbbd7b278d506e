import Bytes
import TestSupport
import Testing

/// However the bytes come, good messages are served and bad ones harm nobody else.
@Suite struct FramingTests {
  struct Writing: Sendable, CustomTestStringConvertible {
    let name: String
    /// Cuts and dresses the bytes of three pings with the ids 1, 2 and 3.
    let pieces: @Sendable ([String]) -> [[UInt8]]

    var testDescription: String { name }
  }

  static let writings: [Writing] = [
    Writing(name: "a line a write", pieces: { $0.map { Array(($0 + "\n").utf8) } }),
    Writing(name: "all in one write", pieces: { [Array(($0.joined(separator: "\n") + "\n").utf8)] }),
    Writing(
      name: "a byte a write",
      pieces: { ($0.joined(separator: "\n") + "\n").utf8.map { [$0] } }
    ),
    Writing(
      name: "writes that end in the middle of a line",
      pieces: { lines in
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        return stride(from: 0, to: bytes.count, by: 17).map { Array(bytes[$0..<min($0 + 17, bytes.count)]) }
      }
    ),
    Writing(name: "CRLF", pieces: { $0.map { Array(($0 + "\r\n").utf8) } }),
    Writing(
      name: "CRLF cut between CR and LF",
      pieces: { $0.flatMap { [Array(($0 + "\r").utf8), Array("\n".utf8)] } }
    ),
    Writing(name: "blank lines between", pieces: { $0.map { Array(("\n \t\r\n" + $0 + "\n\n").utf8) } }),
    Writing(name: "spaces around", pieces: { $0.map { Array(("  \t" + $0 + " \t \n").utf8) } }),
  ]

  @Test(arguments: writings)
  func `messages are found however they were written`(_ writing: Writing) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      let pings = (1...3).map { Message.request(.integer($0), "ping").text }
      for piece in writing.pieces(pings) { try server.write(piece) }
      for id in 1...3 {
        #expect(try server.message()["id"]?.integer == Int64(id))
      }
      #expect(try server.hangUp() == .exited(0))
    }
  }

  struct Garbage: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// What the server says to it: the code of an error, or nothing.
    let code: Int64?
    /// The id the error names.
    var id: JSONValue?

    init(_ name: String, _ bytes: [UInt8], code: Int64?, id: JSONValue? = nil) {
      self.name = name
      self.bytes = bytes
      self.code = code
      self.id = id
    }

    init(_ name: String, _ text: String, code: Int64?, id: JSONValue? = nil) {
      self.init(name, Array(text.utf8), code: code, id: id)
    }

    var testDescription: String { name }
  }

  private static let deepPrefix = #"{"jsonrpc":"2.0","id":5,"method":"ping","params":"#

  static let garbage: [Garbage] = [
    Garbage("words", "hello?", code: -32700),
    Garbage("half a message", #"{"jsonrpc":"2.0","id":1,"#, code: -32700),
    Garbage(
      "invalid UTF-8",
      Array(#"{"jsonrpc":"2.0","id":1,"method":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8),
      code: -32700
    ),
    Garbage("a NUL byte", [0], code: -32700),
    Garbage("binary", (0...255).filter { $0 != 10 }.map { UInt8($0) }, code: -32700),
    Garbage("a number", "42", code: -32600),
    Garbage("a batch, in no revision that has them", #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, code: -32600),
    Garbage("no version", #"{"id":1,"method":"ping"}"#, code: -32600, id: 1),
    Garbage("an id of null", #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, code: -32600),
    Garbage("an id with a fraction", #"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, code: -32600),
    Garbage("params in an array", #"{"jsonrpc":"2.0","id":2,"method":"ping","params":[]}"#, code: -32600, id: 2),
    Garbage("a method that is a number", #"{"jsonrpc":"2.0","id":3,"method":7}"#, code: -32600, id: 3),
    Garbage("an unknown notification", #"{"jsonrpc":"2.0","method":"notifications/weather"}"#, code: nil),
    Garbage("a stray response", #"{"jsonrpc":"2.0","id":77,"result":{}}"#, code: nil),
    Garbage("a stray error", #"{"jsonrpc":"2.0","id":77,"error":{"code":1,"message":"no"}}"#, code: nil),
    Garbage(
      "arrays nested 20,000 deep",
      deepPrefix + String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000) + "}",
      code: -32600,
      id: 5
    ),
    Garbage(
      "objects nested 20,000 deep",
      deepPrefix + String(repeating: #"{"a":"#, count: 20_000) + "1" + String(repeating: "}", count: 20_001),
      code: -32600,
      id: 5
    ),
    Garbage("20,000 brackets never closed", String(repeating: "[", count: 20_000), code: -32600),
  ]

  @Test(arguments: garbage)
  func `garbage gets an error and the next message its answer`(_ garbage: Garbage) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      try server.write(garbage.bytes + [UInt8(ascii: "\n")])
      if let code = garbage.code {
        let reply = try server.message()
        #expect(reply.errorCode == code)
        #expect(reply["id"]?.value == garbage.id)
      }
      try server.send(Message.request("next", "ping"))
      #expect(try server.message()["id"]?.string == "next")
      #expect(try server.hangUp() == .exited(0))
    }
  }

  @Test func `errors that name no request are rationed`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      try server.write(Array(String(repeating: "garbage\n", count: 5_000).utf8))
      try server.send(Message.request("next", "ping"))
      var errors = 0
      while try server.message()["id"]?.string != "next" { errors += 1 }
      #expect((1...10).contains(errors))
    }
  }

  @Test func `a line of exactly 16 MiB is served and one byte more is refused by its id`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      for (id, length, isServed) in [(1, 16 << 20, true), (2, (16 << 20) + 1, false), (3, 40 << 20, false)] {
        let head = #"{"jsonrpc":"2.0","id":\#(id),"method":"ping","params":{"pad":""#
        let tail = #""}}"#
        let pad = [UInt8](repeating: UInt8(ascii: "x"), count: length - head.utf8.count - tail.utf8.count)
        try server.write(Array(head.utf8) + pad + Array((tail + "\n").utf8))
        let reply = try server.message()
        #expect(reply["id"]?.integer == Int64(id))
        #expect((reply["result"] != nil) == isServed)
        #expect(reply.errorCode == (isServed ? nil : -32600))
      }
      try server.expectAlive()
    }
  }

  @Test func `another protocol's framing is refused at once, and by id where there is one`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      let body = Message.initialize(1, "2024-11-05").text
      try server.send("Content-Length: \(body.utf8.count)\r")
      // The header alone is enough: a client that waits for its answer need not wait for its time-out.
      let header = try server.message()
      #expect(header.errorCode == -32600)
      #expect(header["error"]?["message"]?.string?.contains("Content-Length") == true)
      try server.write(Array(("\r\n" + body).utf8))
      let refusal = try server.message()
      #expect(refusal["id"]?.integer == 1)
      #expect(refusal.errorCode == -32600)
      // The same pipe then serves the right framing.
      try server.open(.november2024)
      try server.expectAlive()
    }
  }

  @Test func `a batch is answered as one array in the revision that has batches`() throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"])
      try server.open(.march2025)
      try server.send([
        Message.request(1, "ping"), Message.initialized, Message.call(2, "get_status", in: .march2025),
        Message.request(3, "no/such"),
      ])
      let replies = try server.message().elements
      #expect(Set(replies.compactMap { $0["id"]?.integer }) == [1, 2, 3])
      #expect(replies.first { $0["id"]?.integer == 3 }?.errorCode == -32601)
    }
  }
}
