import Bytes
import Testing

@Suite struct JSONErrorTests {
  /// A text, why it is refused, and the words of it.
  struct Case: CustomTestStringConvertible {
    let text: String
    let error: JSONError
    let words: String
    var testDescription: String { words }

    init(_ text: String, _ reason: JSONError.Reason, at offset: Int, _ words: String) {
      self.text = text
      error = JSONError(reason, at: offset)
      self.words = words
    }
  }

  static let cases: [Case] = [
    Case("", .unexpectedEnd, at: 0, "the text is empty at byte 0"),
    Case("[1,", .unexpectedEnd, at: 3, "the text ends too early at byte 3"),
    Case(#"{"abc"#, .unexpectedEnd, at: 5, "the text ends too early at byte 5"),
    Case("tru", .unexpectedEnd, at: 3, "the text ends too early at byte 3"),
    Case("[1,]", .unexpectedByte(0x5d), at: 3, "unexpected character ']' at byte 3"),
    Case(#"{"a" 1}"#, .unexpectedByte(0x31), at: 5, "unexpected character '1' at byte 5"),
    Case("[nule]", .unexpectedByte(0x6e), at: 1, "unexpected character 'n' at byte 1"),
    Case("[01]", .invalidNumber, at: 1, "a number is malformed at byte 1"),
    Case("[1.]", .invalidNumber, at: 1, "a number is malformed at byte 1"),
    Case(#"["abc\q"]"#, .invalidEscape, at: 5, "a string has an invalid escape at byte 5"),
    Case(#"["\u12G4"]"#, .invalidEscape, at: 2, "a string has an invalid escape at byte 2"),
    Case("[\"ab\ncd\"]", .controlCharacter, at: 4, "a string has a raw control character at byte 4"),
    Case("[] []", .trailingBytes, at: 3, "text follows the value at byte 3"),
    Case(String(repeating: "[", count: 200), .tooDeep(limit: 128), at: 128, "nesting is deeper than 128 at byte 128"),
  ]

  @Test(arguments: cases) func `says what is wrong and where`(_ example: Case) {
    let error = #expect(throws: JSONError.self) { try JSONDocument(example.text) }
    #expect(error == example.error)
    #expect(error?.description == example.words)
  }

  @Test func `invalid UTF-8 is found at its first wrong byte`() {
    for lead in 0...40 {
      let text = Array("[\"".utf8) + Array(repeating: 0x61, count: lead)
      #expect(throws: JSONError(.invalidUTF8, at: lead + 2)) { try JSONDocument(text + [0xff, 0x22, 0x5d]) }
      #expect(throws: JSONError(.invalidUTF8, at: lead + 4)) {
        try JSONDocument(text + [0xc3, 0xa9, 0xed, 0xa0, 0x80, 0x22, 0x5d])
      }
    }
  }

  @Test func `words of canonical errors`() {
    #expect(JSONError(.duplicateKey("a\"b"), at: 7).description == #"the key "a\"b" appears twice at byte 7"#)
    #expect(JSONError(.loneSurrogate, at: 7).description == "a string has half of a surrogate pair at byte 7")
    #expect(JSONError(.numberOutOfRange, at: 7).description == "a number does not fit a double at byte 7")
    #expect(JSONError(.tooLarge(limit: 9), at: 9).description == "the text is longer than 9 bytes at byte 9")
    #expect(JSONError(.invalidUTF8, at: 1).description == "a string is not valid UTF-8 at byte 1")
  }
}
