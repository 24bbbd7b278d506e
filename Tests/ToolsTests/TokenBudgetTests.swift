import TestSupport
import Testing

// Packing is the tools' own affair and no other room's: nothing of it is package.
@testable import Tools

@Suite struct TokenBudgetTests {
  struct Cost: Sendable, CustomTestStringConvertible {
    let text: String
    let tokens: Int

    var testDescription: String { text }
  }

  @Test(arguments: [
    Cost(text: "", tokens: 0), Cost(text: "a", tokens: 1), Cost(text: "abc", tokens: 1), Cost(text: "abcd", tokens: 2),
    Cost(text: "abcdefg", tokens: 2), Cost(text: "abcdefgh", tokens: 3), Cost(text: "üüü", tokens: 2),
    Cost(text: "\u{1F600}", tokens: 2),
  ])
  func `a token is three and a half bytes, and a part of one counts whole`(_ cost: Cost) {
    #expect(TokenBudget.tokens(in: cost.text) == cost.tokens)
  }

  /// Paragraphs of random number and length, some of them longer than any budget.
  private static func paragraphs(_ random: inout SplitMix64) -> [String] {
    (0..<Int.random(in: 1...12, using: &random)).map { index in
      let length = Int.random(in: 0...(Bool.random(using: &random) ? 60 : 900), using: &random)
      let filling = (0..<length).map { _ in ["a", " ", "ü", "\u{1F600}"].randomElement(using: &random) ?? "a" }
      return "\(index): " + filling.joined()
    }
  }

  /// The call that fetches the rest, as a tool would word it.
  private static func more(_ tokens: Int) -> String { "All of it: get {\"max_tokens\":\(tokens)}" }

  /// What the packed text says of itself.
  private struct Packed {
    let kept: [String]
    let note: String?

    init(_ text: String, of paragraphs: [String]) {
      if text == paragraphs.joined(separator: "\n") {
        kept = paragraphs
        note = nil
      } else {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        kept = Array(lines.dropLast())
        note = lines.last
      }
    }
  }

  @Test(arguments: 1...20)
  func `packed text keeps to its budget, cuts nothing and says what is missing`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let paragraphs = Self.paragraphs(&random)
      let budget = TokenBudget(tokens: Int.random(in: TokenBudget.range, using: &random))
      let text = budget.pack(paragraphs, more: Self.more)
      let packed = Packed(text, of: paragraphs)

      #expect(TokenBudget.tokens(in: text) <= budget.tokens)
      #expect(packed.kept == Array(paragraphs.prefix(packed.kept.count)), "a paragraph was cut or left its place")
      let whole = TokenBudget.tokens(in: paragraphs.joined(separator: "\n"))
      #expect((packed.note == nil) == (whole <= budget.tokens))
      guard let note = packed.note else { continue }
      let missing = paragraphs.count - packed.kept.count
      #expect(missing > 0)
      let amount = packed.kept.isEmpty ? "all \(missing) lines" : "\(missing) of \(paragraphs.count) lines"
      #expect(note.hasPrefix("Left out: \(amount). All of it: "))

      // One paragraph more would not have fitted.
      let next = Array(paragraphs.prefix(packed.kept.count + 1)) + [note]
      if missing > 1 { #expect(TokenBudget.tokens(in: next.joined(separator: "\n")) > budget.tokens) }
    }
  }

  @Test(arguments: 1...20)
  func `the call a packed text names fetches all, where any call can`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let paragraphs = Self.paragraphs(&random)
      var named: Int?
      _ = TokenBudget(tokens: TokenBudget.range.lowerBound).pack(paragraphs) { tokens in
        named = tokens
        return Self.more(tokens)
      }
      guard let named else { continue }
      #expect(TokenBudget.range.contains(named))
      let whole = paragraphs.joined(separator: "\n")
      guard TokenBudget.tokens(in: whole) <= TokenBudget.range.upperBound else { continue }
      #expect(TokenBudget(tokens: named).pack(paragraphs, more: Self.more) == whole)
    }
  }
}
