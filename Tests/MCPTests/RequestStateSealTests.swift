import Bytes
import Testing

// The seal is the room's own business; handlers see only what was in it.
@testable import MCP

@Suite struct RequestStateSealTests {
  private let seal = RequestStateSeal(key: Array("a key of the test's own".utf8))
  private let binding: JSONValue = ["method": "tools/call", "params": ["name": "x", "arguments": ["a": 1, "b": 2]]]
  private let now: Int64 = 1_800_000_000

  @Test(arguments: [
    "", "plain", "with.dots..and.more.", "\u{301}combining", "e\u{301}", "\u{0}\n\r\u{2028}", "😀", "{\"a\":1}",
  ])
  func `a state comes back as it was`(_ state: String) throws {
    let sealed = seal.seal(state, for: binding, now: now)
    let opened = try seal.open(sealed, for: binding, now: now + 60)
    #expect(Array(opened.utf8) == Array(state.utf8))
  }

  @Test func `the order of members and the spelling of numbers do not count`() throws {
    let sealed = seal.seal("s", for: binding, now: now)
    let retried: JSONValue = [
      "params": ["arguments": ["b": .number(2), "a": .number(1)], "name": "x"], "method": "tools/call",
    ]
    #expect(try seal.open(sealed, for: retried, now: now) == "s")
  }

  @Test func `a number past all doubles still binds`() throws {
    let binding: JSONValue = ["params": .number(.infinity)]
    #expect(try seal.open(seal.seal("s", for: binding, now: now), for: binding, now: now) == "s")
  }

  @Test func `it lasts an hour`() throws {
    let sealed = seal.seal("s", for: binding, now: now)
    #expect(try seal.open(sealed, for: binding, now: now + 3_600) == "s")
    #expect(throws: RPCError.self) { try seal.open(sealed, for: binding, now: now + 3_601) }
  }

  @Test(
    arguments: [
      ["method": "prompts/get", "params": ["name": "x", "arguments": ["a": 1, "b": 2]]],
      ["method": "tools/call", "params": ["name": "y", "arguments": ["a": 1, "b": 2]]],
      ["method": "tools/call", "params": ["name": "x", "arguments": ["a": 1, "b": 3]]],
      ["method": "tools/call", "params": ["name": "x", "arguments": ["a": 1, "b": 2, "c": 3]]],
      ["method": "tools/call", "params": ["name": "x"]],
      ["method": "tools/call"],
    ] as [JSONValue]
  )
  func `it belongs to one request`(_ other: JSONValue) {
    let sealed = seal.seal("s", for: binding, now: now)
    #expect(throws: RPCError.self) { try seal.open(sealed, for: other, now: now) }
  }

  @Test func `every changed or missing byte is noticed`() {
    let sealed = Array(seal.seal("state", for: binding, now: now).utf8)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      let text = String(decoding: changed, as: UTF8.self)
      #expect(throws: RPCError.self, "byte \(index)") { try seal.open(text, for: binding, now: now) }
      let cut = String(decoding: sealed[..<index], as: UTF8.self)
      #expect(throws: RPCError.self, "cut at \(index)") { try seal.open(cut, for: binding, now: now) }
    }
  }

  @Test func `another key's seal is refused`() {
    let sealed = RequestStateSeal(key: Array("another key".utf8)).seal("s", for: binding, now: now)
    #expect(throws: RPCError.self) { try seal.open(sealed, for: binding, now: now) }
  }

  @Test(arguments: [
    "", ".", "..", "...", "a.b.c", "\(String(repeating: "0", count: 64)).9223372036854775807.s", "😀.1.s",
  ])
  func `what was never sealed is refused`(_ text: String) {
    let error = #expect(throws: RPCError.self) { try seal.open(text, for: binding, now: now) }
    #expect(error?.code == -32602)
    #expect(error?.message == "requestState is not valid for this request; start again without it")
  }
}
