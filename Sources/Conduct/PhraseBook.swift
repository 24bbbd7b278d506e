/// Phrases that are looked for in the words of a text.
///
/// They are written as words are read: in lower case, without apostrophes. `*` stands for any one word, `late*` for all
/// that begin so, and `*error` for all that end so.
struct PhraseBook: Sendable {
  private struct Phrase: Sendable {
    let words: [Word]
  }

  private enum Word: Sendable {
    case exactly(String)
    case beginning(String)
    case ending(String)
    case any

    func matches(_ word: String) -> Bool {
      switch self {
      case .exactly(let text): word == text
      case .beginning(let text): word.hasPrefix(text)
      case .ending(let text): word.hasSuffix(text)
      case .any: true
      }
    }
  }

  /// By their first word, where that is a whole one.
  private var exact: [String: [Phrase]] = [:]
  private var open: [Phrase] = []

  init(_ phrases: [String]) {
    for text in phrases {
      let words = text.split(separator: " ").map { word -> Word in
        if word == "*" { return .any }
        if word.hasPrefix("*") { return .ending(String(word.dropFirst())) }
        return word.hasSuffix("*") ? .beginning(String(word.dropLast())) : .exactly(String(word))
      }
      if case .exactly(let first) = words.first {
        exact[first, default: []].append(Phrase(words: words))
      } else {
        open.append(Phrase(words: words))
      }
    }
  }

  /// Reports whether a phrase stands at a place.
  func matches(_ words: [String], at place: Int) -> Bool {
    if let phrases = exact[words[place]], phrases.contains(where: { matches($0, words, at: place) }) { return true }
    return open.contains { matches($0, words, at: place) }
  }

  private func matches(_ phrase: Phrase, _ words: [String], at place: Int) -> Bool {
    guard place + phrase.words.count <= words.count else { return false }
    for (offset, word) in phrase.words.enumerated() where !word.matches(words[place + offset]) { return false }
    return true
  }
}
