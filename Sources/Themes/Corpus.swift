/// Messages as numbered words: the same words in the same order are one text, however often and wherever it was sent.
struct Corpus: Sendable {
  /// What is read of a message at most.
  static let wordLimit = 64
  /// The distinct texts, each as the numbers of its different words in the order they first stand in it.
  private(set) var texts: [[Int32]] = []
  /// The text of each message; nil where it has no word.
  private(set) var textOfMessage: [Int32?] = []
  /// The words by their number, as hashes of their stems.
  private(set) var features: [UInt32] = []
  /// In how many texts each word stands.
  private(set) var frequency: [Int32] = []
  private(set) var numbers: [UInt32: Int32] = [:]

  /// Takes messages as the hashes of their words' stems.
  init(_ messages: [[UInt32]]) {
    var known: [[Int32]: Int32] = [:]
    textOfMessage.reserveCapacity(messages.count)
    for message in messages {
      let words = message.map { number($0) }
      textOfMessage.append(words.isEmpty ? nil : place(of: words, in: &known))
    }
  }

  /// Returns the different words of a message as hashes, in the order they first stand in it.
  static func features(of words: some Sequence<String>) -> [UInt32] {
    var features: [UInt32] = []
    for word in words {
      let feature = Words.feature(Words.stem(word))
      if !features.contains(feature) { features.append(feature) }
      if features.count == wordLimit { break }
    }
    return features
  }

  private mutating func number(_ feature: UInt32) -> Int32 {
    if let number = numbers[feature] { return number }
    let number = Int32(features.count)
    numbers[feature] = number
    features.append(feature)
    frequency.append(0)
    return number
  }

  private mutating func place(of words: [Int32], in known: inout [[Int32]: Int32]) -> Int32 {
    if let place = known[words] { return place }
    let place = Int32(texts.count)
    known[words] = place
    texts.append(words)
    for word in words { frequency[Int(word)] += 1 }
    return place
  }
}
