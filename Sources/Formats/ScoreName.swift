/// What the event of a score is called.
package enum ScoreName {
  private static let wordLimit = 64

  /// Returns the name for a score under a name; what is a word and no number is part of it.
  package static func text(_ name: String, word: String = "") -> String {
    "score \(name)\(word.isEmpty ? "" : "=\(word.prefix(wordLimit))")"
  }
}
