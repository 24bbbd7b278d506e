import Bytes

/// Names a theme by its members' own commonest words; what one person alone wrote never gets in.
package enum ThemeLabel {
  static let wordLimit = 4
  static let lengthLimit = 20
  /// What a theme is called that has no word in common yet.
  package static let nameless = "unsorted"

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
