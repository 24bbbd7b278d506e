import Bytes

/// Names a theme by its members' own commonest words; what one person alone wrote never gets in.
package enum ThemeLabel {
  static let wordLimit = 4
  static let lengthLimit = 20
  /// What a theme is called that has no word in common yet.
  package static let nameless = "unsorted"
  /// The least share of the members that say a word, and the least part of the best word's weight.
  private static let leastShare = 0.15
  private static let leastWeight: Float = 0.3

  /// Returns up to four words, the most telling first.
  static func make(_ theme: Theme, rarity: (UInt32) -> Float) -> String {
    let least = max(2, Int((Double(theme.count) * leastShare).rounded(.up)))
    let scored = theme.words.filter { $0.count >= least && isAllowed($0.text) }
      .map { (text: $0.text, weight: Float($0.count) * rarity($0.feature)) }
      .sorted { ($1.weight, $0.text) < ($0.weight, $1.text) }
    let words = scored.prefix(wordLimit).filter { $0.weight >= leastWeight * scored[0].weight }.map(\.text)
    return words.isEmpty ? nameless : words.joined(separator: ", ")
  }

  /// Lets through letters only, and no word that orders to machines are made of.
  package static func isAllowed(_ word: String) -> Bool {
    !word.isEmpty && word.unicodeScalars.count <= lengthLimit && word.unicodeScalars.allSatisfy(isLetter)
      && !Suspicion.words.contains(word) && !StopWords.contains(word)
  }

  /// Marks that combine or give direction are letters to Unicode and not to readers.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return ASCII.isLower(UInt8(scalar.value)) }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter: return !scalar.properties.isDefaultIgnorableCodePoint
    default: return false
    }
  }
}
