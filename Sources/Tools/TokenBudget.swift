/// How much an answer may cost its reader, counted as bytes ÷ 3.5 everywhere.
struct TokenBudget: Sendable {
  let tokens: Int

  static let standard = 1_500
  static let range = 100...6_000

  /// Returns the tokens a text costs, rounded up.
  static func tokens(in text: String) -> Int {
    (text.utf8.count * 2 + 6) / 7
  }

  /// Joins paragraphs, given most valuable first, as far as the budget goes; none is cut in the middle.
  ///
  /// The last line says how many were left out and how to get them.
  func pack(_ paragraphs: [String], more: (_ tokens: Int) -> String) -> String {
    let whole = paragraphs.joined(separator: "\n")
    guard TokenBudget.tokens(in: whole) > tokens else { return whole }
    let needed = min(TokenBudget.range.upperBound, TokenBudget.tokens(in: whole) + 20)
    for kept in stride(from: paragraphs.count - 1, through: 1, by: -1) {
      let note = "Left out: \(paragraphs.count - kept) of \(paragraphs.count) lines. \(more(needed))"
      let text = (paragraphs.prefix(kept) + [note]).joined(separator: "\n")
      if TokenBudget.tokens(in: text) <= tokens { return text }
    }
    return "Left out: all \(paragraphs.count) lines. \(more(needed))"
  }
}
