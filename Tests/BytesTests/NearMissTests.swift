import Bytes
import Testing

@Suite struct NearMissTests {
  /// A word, and the candidate it stands for.
  struct Case: CustomTestStringConvertible {
    let word: String
    let nearest: String?
    var testDescription: String { word }

    init(_ word: String, _ nearest: String?) {
      self.word = word
      self.nearest = nearest
    }
  }

  static let candidates = ["limit", "max_rows", "id", "format", "since", "until"]
  static let cases: [Case] = [
    Case("limit", "limit"),
    Case("limt", "limit"),
    Case("lmiit", "limit"),
    Case("limmitt", "limit"),
    Case("LIMIT", "limit"),
    Case("lim", "limit"),
    Case("limits_of_rows", "limit"),
    Case("maxRows", "max_rows"),
    Case("max-rows", "max_rows"),
    Case("ids", "id"),
    Case("di", "id"),
    Case("ab", nil),
    Case("", nil),
    Case("f", nil),
    Case("fo", "format"),
    Case("frmat", "format"),
    Case("something", nil),
    Case("untill", "until"),
    Case(String(repeating: "limit", count: 20), nil),
  ]

  @Test(arguments: cases) func `finds the word that was meant`(_ example: Case) {
    #expect(NearMiss.nearest(to: example.word, among: Self.candidates) == example.nearest)
  }

  @Test func `invisible and moving characters are spelled out`() {
    #expect(
      VisibleText.escape("a\u{1b}[2J\r\n\u{202e}b\u{feff}\u{e0041}\u{a0}é 日", limit: 100)
        == #"a\u{1b}[2J\u{d}\u{a}\u{202e}b\u{feff}\u{e0041}\u{a0}é 日"#
    )
    #expect(VisibleText.escape("abcdef", limit: 6) == "abcdef")
    #expect(VisibleText.escape("abcdefg", limit: 6) == "abcdef…")
    #expect(VisibleText.escape("abcd\u{200b}", limit: 6) == "abcd…")
  }
}
