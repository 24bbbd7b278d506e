/// A message as weights of hashed features, sorted by feature, of length one.
struct TextVector: Equatable, Sendable {
  private(set) var features: [UInt32] = []
  private(set) var weights: [Float] = []

  /// How much pairs of neighbouring words, and pieces of words, count beside the words themselves.
  struct Mix: Equatable, Sendable {
    var pair: Float = 0.6
    var piece: Float = 0.35
    var pieceLength = 4
  }

  /// Weighs words by how rare they are.
  init(_ words: [Word], mix: Mix, rarity: (UInt32) -> Float) {
    var sums: [UInt32: Float] = [:]
    var previous: Word?
    for word in words {
      let feature = TextVector.feature(word.stem)
      let weight = rarity(feature)
      sums[feature] = weight
      if let previous, previous.stem != word.stem {
        let pair = TextVector.feature("\(previous.stem) \(word.stem)")
        sums[pair] = mix.pair * rarity(pair)
      }
      TextVector.addPieces(of: word, weight: weight, mix: mix, to: &sums)
      previous = word
    }
    features = sums.keys.sorted()
    weights = features.map { sums[$0] ?? 0 }
    scale()
  }

  /// Names a feature by a hash of its text: FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
  static func feature(_ text: String) -> UInt32 {
    var hash: UInt32 = 0x811c_9dc5
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return hash
  }

  /// Pieces make a mistyped word like the right one.
  private static func addPieces(of word: Word, weight: Float, mix: Mix, to sums: inout [UInt32: Float]) {
    guard mix.piece > 0 else { return }
    let bytes = Array(" \(word.text) ".utf8)
    let count = bytes.count - mix.pieceLength + 1
    guard count > 0 else { return }
    let share = mix.piece * weight / Float(count).squareRoot()
    for start in 0..<count {
      // Begun elsewhere than words are, so that a piece and a word never meet.
      var hash: UInt32 = 0x050c_5d1f
      for byte in bytes[start..<(start + mix.pieceLength)] { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
      sums[hash] = share
    }
  }

  private mutating func scale() {
    let norm = length
    guard norm > 0 else { return }
    for index in weights.indices { weights[index] /= norm }
  }

  private var length: Float {
    var square: Float = 0
    for weight in weights { square += weight * weight }
    return square.squareRoot()
  }
}
