import Testing

// Excerpts are the room's own business.
@testable import MCP

@Suite struct ExcerptTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("é 日本 😀", "é 日本 😀"),
    ("a\nb\r\t\u{0}\u{1b}[2J", "a\\u{a}b\\u{d}\\u{9}\\u{0}\\u{1b}[2J"),
    ("\u{202e}evil\u{2066}\u{200f}", "\\u{202e}evil\\u{2066}\\u{200f}"),
    ("\u{200b}\u{feff}\u{ad}", "\\u{200b}\\u{feff}\\u{ad}"),
    ("\u{e0001}\u{e0041}\u{e007f}", "\\u{e0001}\\u{e0041}\\u{e007f}"),
    ("\u{2028}\u{2029}\u{85}", "\\u{2028}\\u{2029}\\u{85}"),
    ("\u{e000}\u{fe0f}\u{3164}", "\\u{e000}\\u{fe0f}\\u{3164}"),
    ("", ""),
  ])
  func `foreign text shows all there is of it on one line`(_ text: String, _ shown: String) {
    #expect(Excerpt.of(text) == shown)
  }

  @Test(arguments: ["x", "\u{202e}", "\u{e0041}", "e\u{301}", "👩‍👩‍👧‍👦"])
  func `an excerpt has at most 80 scalars and a mark of the cut`(_ piece: String) {
    let excerpt = Excerpt.of(String(repeating: piece, count: 100_000))
    #expect(excerpt.unicodeScalars.count <= 81)
    #expect(excerpt.hasSuffix("…"))
  }
}
