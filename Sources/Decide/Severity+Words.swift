package import Domain

extension Severity {
  /// Reads it off the words of a checked error type; nil for an ordinary one.
  ///
  /// Only whole words count, and only of types: a message is whatever somebody wrote.
  package init?(errorType: String) {
    let words = Severity.words(of: errorType)
    let found = Severity.signs.first { sign in sign.words.allSatisfy(words.contains) }
    guard let found else { return nil }
    self = found.severity
  }

  private static let signs: [(words: [String], severity: Severity)] = [
    (["data", "loss"], .dataLoss), (["data", "lost"], .dataLoss), (["corrupt"], .dataLoss), (["corrupted"], .dataLoss),
    (["corruption"], .dataLoss),
    (["security"], .security), (["breach"], .security), (["tampered"], .security),
    (["injection", "detected"], .security),
    (["charge"], .money), (["charged"], .money), (["overcharge"], .money), (["refund"], .money), (["payment"], .money),
    (["payout"], .money), (["billing"], .money),
    (["outage"], .outage),
  ]

  private static func words(of name: String) -> Set<String> {
    var words: Set<String> = []
    var word = ""
    for character in name {
      if character.isUppercase || !character.isLetter {
        if !word.isEmpty { words.insert(word) }
        word = ""
      }
      if character.isLetter { word += character.lowercased() }
    }
    if !word.isEmpty { words.insert(word) }
    return words
  }
}
