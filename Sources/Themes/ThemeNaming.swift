private import Glibc

/// Finds the words that tell a theme's messages from all the others.
struct ThemeNaming {
  /// A message of a theme: its words, and who wrote it, or its own number where nobody knows.
  struct Member {
    let words: [String]
    let writer: UInt64
  }

  /// The share of all texts that have a word, by its stem; nil where that is not known.
  private let usual: (String) -> Double?

  /// The least share of the writers who say a word, and of the best word's weight.
  private static let leastShare = 0.15
  private static let leastWeight = 0.35
  /// The share of the writers who must say any of a name's words: a theme that most of its people have no word of has none.
  private static let leastTold = 0.5

  /// Compares with what is usual.
  init(usual: @escaping (String) -> Double?) { self.usual = usual }

  /// Compares with all messages.
  init(_ words: [[String]]) {
    var frequency: [String: Int] = [:]
    for message in words { for stem in ThemeNaming.stems(message).keys { frequency[stem, default: 0] += 1 } }
    let count = Double(max(words.count, 1))
    usual = { [frequency] stem in frequency[stem].map { Double($0) / count } }
  }

  /// Returns up to four words of a theme's messages, the most telling first; what one person alone says is never among
  /// them.
  func name(_ members: [Member]) -> String {
    var writers: [String: Set<UInt64>] = [:]
    var forms: [String: [String: Int]] = [:]
    for member in members {
      for (stem, form) in ThemeNaming.stems(member.words) {
        writers[stem, default: []].insert(member.writer)
        forms[stem, default: [:]][form, default: 0] += 1
      }
    }
    let all = Double(Set(members.map(\.writer)).count)
    let least = max(2, Int((all * ThemeNaming.leastShare).rounded(.up)))
    var scored: [(stem: String, word: String, weight: Double)] = []
    for (stem, own) in writers where own.count >= least {
      let share = Double(own.count) / all
      // A word that only newer texts have is as rare as words can be.
      let usual = max(usual(stem) ?? share, ThemeNaming.rarest)
      let form = forms[stem]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      if let form { scored.append((stem, form, share * log(1 + share / usual))) }
    }
    scored.sort { ($1.weight, $0.word) < ($0.weight, $1.word) }
    let best = scored.prefix(ThemeLabel.wordLimit).filter { $0.weight >= ThemeNaming.leastWeight * scored[0].weight }
    let told = best.reduce(into: Set<UInt64>()) { $0.formUnion(writers[$1.stem] ?? []) }
    guard !told.isEmpty, Double(told.count) >= ThemeNaming.leastTold * all else { return ThemeLabel.nameless }
    return best.map(\.word).joined(separator: ", ")
  }

  private static let rarest = 1e-4

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

extension ThemeStream {
  /// Names a theme by some of its messages, each with who wrote it; what talks to machines has no part in it.
  package func name(of messages: [(text: String, writer: UInt64)]) -> String {
    let members = messages.compactMap { message -> ThemeNaming.Member? in
      let (clean, isSuspect) = MessageFrame.said(in: message.text)
      return isSuspect ? nil : ThemeNaming.Member(words: Words.all(clean), writer: message.writer)
    }
    return ThemeNaming(usual: share).name(members)
  }
}
