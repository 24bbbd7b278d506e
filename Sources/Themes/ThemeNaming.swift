private import Glibc

/// Finds the words that tell a theme's messages from all the others.
struct ThemeNaming {
  private let words: [[String]]
  private var frequency: [String: Int] = [:]

  /// The least share of the messages that say a word, and of the best word's weight.
  private static let leastShare = 0.15
  private static let leastWeight = 0.35

  init(_ words: [[String]]) {
    self.words = words
    for message in words { for stem in ThemeNaming.stems(message).keys { frequency[stem, default: 0] += 1 } }
  }

  /// Returns up to four words of a theme's messages, the most telling first; what one message alone says is never among
  /// them.
  func name(_ members: [Int]) -> String {
    var counts: [String: Int] = [:]
    var forms: [String: [String: Int]] = [:]
    for member in members {
      for (stem, form) in ThemeNaming.stems(words[member]) {
        counts[stem, default: 0] += 1
        forms[stem, default: [:]][form, default: 0] += 1
      }
    }
    let least = max(2, Int((Double(members.count) * ThemeNaming.leastShare).rounded(.up)))
    var scored: [(word: String, weight: Double)] = []
    for (stem, count) in counts where count >= least {
      let share = Double(count) / Double(members.count)
      let usual = Double(frequency[stem] ?? count) / Double(max(words.count, 1))
      let form = forms[stem]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      if let form { scored.append((form, share * log(1 + share / usual))) }
    }
    scored.sort { ($1.weight, $0.word) < ($0.weight, $1.word) }
    let best = scored.prefix(ThemeLabel.wordLimit).filter { $0.weight >= ThemeNaming.leastWeight * scored[0].weight }
    return best.isEmpty ? ThemeLabel.nameless : best.map(\.word).joined(separator: ", ")
  }

  /// The stems of the words that may stand in a name, each with its first form.
  private static func stems(_ message: [String]) -> [String: String] {
    var stems: [String: String] = [:]
    for word in message where ThemeLabel.isAllowed(word) {
      let stem = Words.stem(word)
      if stems[stem] == nil { stems[stem] = word }
    }
    return stems
  }
}
