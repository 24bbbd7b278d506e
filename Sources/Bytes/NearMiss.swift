/// Finds the word that a misspelled one was probably meant to be.
package enum NearMiss {
  /// Longest word compared; the comparison takes time in the product of the lengths.
  private static let longestWord = 64

  /// Returns the candidate closest to a word (at most two typing errors apart, or one the beginning of the other).
  ///
  /// Case, hyphens and underscores do not count. Of equally close candidates the first wins.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    guard word.utf8.count <= longestWord else { return nil }
    let folded = fold(word)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate.utf8.count <= longestWord {
      let other = fold(candidate)
      let distance = distance(folded, other)
      // Two errors in a three-letter word leave nothing of it.
      guard distance <= 2, distance * 2 <= other.count, distance < best?.distance ?? .max else { continue }
      best = (candidate, distance)
    }
    return best?.candidate ?? candidates.first { isPrefix(folded, fold($0)) }
  }

  private static func isPrefix(_ one: [Character], _ other: [Character]) -> Bool {
    min(one.count, other.count) >= 2 && (one.starts(with: other) || other.starts(with: one))
  }

  private static func fold(_ word: String) -> [Character] {
    word.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }.map { $0 }
  }

  /// Counts the insertions, deletions, substitutions and swaps of neighbours between two words
  /// (Damerau–Levenshtein, optimal string alignment).
  static func distance(_ one: [Character], _ other: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for i in one.indices {
      var row = [i + 1]
      for j in other.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (one[i] == other[j] ? 0 : 1))
        if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[other.count]
  }
}
