import Testing

// The probe is the room's own business.
@testable import MCP

@Suite struct EnvelopeProbeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let id: RequestID?

    init(_ name: String, _ text: String, _ id: RequestID?) {
      self.name = name
      self.text = text
      self.id = id
    }

    var testDescription: String { name }
  }

  @Test(arguments: [
    Case("a whole message", #"{"jsonrpc":"2.0","id":7,"method":"x"}"#, .integer(7)),
    Case("an id at the end", #"{"method":"x","id":7}"#, .integer(7)),
    Case("a text id", #"{"id":"a\"b","method":"x"}"#, .string("a\"b")),
    Case("an empty text id", #"{"id":""}"#, .string("")),
    Case("spaces around", "{ \"id\" \t:\t 7 , \"x\":1}", .integer(7)),
    Case("newlines around, as in a framed body", "{\n  \"id\":\n  7\n}", .integer(7)),
    Case("nothing", "", nil),
    Case("no id", #"{"method":"x"}"#, nil),
    Case("an id before what is missing", #"{"id":7,"params":{"text":"aaaaa"#, .integer(7)),
    Case("an id cut short may have gone on", #"{"id":7"#, nil),
    Case("a text id cut short", #"{"id":"7"#, nil),
    Case("an id after a nested value", #"{"params":{"id":1,"x":[{"id":2}]},"id":3,"#, .integer(3)),
    Case("an id in params alone", #"{"params":{"id":1}}"#, nil),
    Case("an id in a string", #"{"params":"{\"id\":1}","id":3}"#, .integer(3)),
    Case("a string that ends in a backslash", #"{"a":"\\","id":3}"#, .integer(3)),
    Case("a string with a quote and a brace", #"{"a":"\"}","id":3}"#, .integer(3)),
    Case("the word as a value", #"{"method":"id","id":3}"#, .integer(3)),
    Case("the word as a value before a colon that is none", #"{"method":"id" "id":3}"#, .integer(3)),
    Case("a key that only resembles it", #"{"ID":1,"id2":2,"xid":3}"#, nil),
    Case("a key spelled with an escape is not seen", #"{"\u0069d":1}"#, nil),
    Case("null", #"{"id":null,"x":1}"#, nil),
    Case("a fraction", #"{"id":1.5}"#, nil),
    Case("a whole number spelled as a fraction", #"{"id":1.0}"#, nil),
    Case("an object", #"{"id":{"id":1}}"#, nil),
    Case("an integer past 64 bits", #"{"id":9223372036854775808}"#, nil),
    Case("the largest", #"{"id":9223372036854775807}"#, .integer(.max)),
    Case("the smallest", #"{"id":-9223372036854775808}"#, .integer(.min)),
    Case("a batch has no id of its own", #"[{"id":1},{"id":2}]"#, nil),
    Case("closing braces first", #"}}}}{"id":1}"#, nil),
    Case("half a surrogate pair", #"{"id":"\ud800"}"#, nil),
    Case("an escape at the very end", #"{"a":"\"#, nil),
  ])
  func `the id of a message is found without reading the message`(_ probe: Case) {
    #expect(EnvelopeProbe.id(in: Array(probe.text.utf8)) == probe.id)
  }

  @Test func `an id behind a giant member is found`() {
    let text = #"{"params":{"x":"# + String(repeating: "[", count: 300_000) + String(repeating: "]", count: 300_000)
    #expect(EnvelopeProbe.id(in: Array((text + #"},"id":"late"}"#).utf8)) == .string("late"))
  }

  @Test func `every beginning of a message gives its id or none`() {
    let text = Array(#"{"a":{"id":1},"b":"\"id\":2","id":34,"c":[5]}"#.utf8)
    for count in 0...text.count {
      let id = EnvelopeProbe.id(in: Array(text.prefix(count)))
      #expect(id == nil || id == .integer(34), "\(count) bytes")
    }
  }

  @Test func `an id too long to be echoed is none`() {
    let fits = String(repeating: "x", count: RequestID.longestText)
    #expect(EnvelopeProbe.id(in: Array("{\"id\":\"\(fits)\"}".utf8)) == .string(fits))
    #expect(EnvelopeProbe.id(in: Array("{\"id\":\"\(fits)x\"}".utf8)) == nil)
  }
}
