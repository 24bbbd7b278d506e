import Bytes
import Testing

/// Texts past a mebibyte, where room for the tape is reserved by counting separators.
@Suite struct JSONLongTextTests {
  /// A text made of one piece many times over, and the number of words of its tape.
  struct Case: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let words: Int?
    var testDescription: String { name }

    init(_ name: String, _ opening: String, _ piece: String, times: Int, _ closing: String, words: Int?) {
      self.name = name
      bytes = Array(opening.utf8) + Array(repeatElement(Array(piece.utf8), count: times).joined()) + Array(closing.utf8)
      self.words = words
    }
  }

  static let cases: [Case] = [
    Case("shortest elements", "[1", ",1", times: 600_000, "]", words: 600_002),
    Case("empty arrays", "[[]", ",[]", times: 400_000, "]", words: 400_002),
    Case("arrays in arrays", "[[[]]", ",[[]]", times: 300_000, "]", words: 600_003),
    Case("members without space", #"{"":1"#, #","":1"#, times: 250_000, "}", words: 500_003),
    Case("separators inside a string", #"[""#, ",:[{", times: 300_000, #""]"#, words: 2),
    Case("one long plain string", "\"", "abcdefgh", times: 150_000, "\"", words: 1),
    Case("space", "[1", "        ", times: 150_000, "]", words: 2),
    Case("a separator at every place of a block", "[1", ",1,12,123,1234", times: 100_000, "]", words: 400_002),
    Case("open arrays", "", "[", times: 1_100_000, "", words: nil),
    Case("open array", "[1", ",1", times: 600_000, "", words: nil),
    Case("only separators", "", ",", times: 1_100_000, "", words: nil),
  ]

  @Test(arguments: cases) func `reserves enough, whatever the text`(_ example: Case) throws {
    var tape = JSONTape()
    guard let words = example.words else {
      #expect(throws: JSONError.self) { try tape.parse(example.bytes.span) }
      return
    }
    try tape.parse(example.bytes.span)
    #expect(tape.words.count == words)
    let first = tape.words
    try tape.parse(example.bytes.span)
    #expect(tape.words == first, "a tape used again gives the same words")
  }

  @Test func `deep nesting is accepted as far as the caller allows`() throws {
    for depth in [1, 127, 128, 129, 5000] {
      let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      var tape = JSONTape()
      try tape.parse(text.utf8Span.span, maximumDepth: depth)
      #expect(tape.words.count == depth)
      #expect(throws: JSONError(.tooDeep(limit: depth - 1), at: depth - 1)) {
        try tape.parse(text.utf8Span.span, maximumDepth: depth - 1)
      }
    }
  }

  @Test func `a failed parse leaves the tape usable`() throws {
    var tape = JSONTape()
    #expect(throws: JSONError.self) { try tape.parse(Array("[1,2".utf8).span) }
    try tape.parse(Array("[1]".utf8).span)
    #expect(tape.words.count == 2)
  }
}
