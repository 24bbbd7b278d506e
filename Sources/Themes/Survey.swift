import Numerics

/// A corpus that has been looked over: what its words weigh, where its texts lie, and from where on a text belongs.
struct Survey: Sendable {
  let search: NeighbourSearch
  let weights: WordWeights
  var corpus: Corpus { search.corpus }

  /// How far the texts are too few to tell by themselves what is chance: 1 for none, 0 from so many on.
  var scarcity: Float { max(0, 1 - Float(corpus.texts.count) / Survey.enough) }
  private static let enough: Float = 48

  /// How far the cut holds: texts of chance are near to each other where all there is are a few phrases.
  var confidence: Float { min(1, Float(corpus.texts.count) / Survey.sure) }
  private static let sure: Float = 64

  /// Texts of words drawn at random, and the share of them that is no reason to let another text in.
  private static let draws = 600
  private static let refused = 0.8

  init(_ corpus: Corpus) {
    weights = WordWeights(corpus)
    let rows = corpus.texts.map { [weights] in weights.row($0) }
    search = NeighbourSearch(corpus, rows: rows, space: LatentSpace(corpus, rows: rows))
  }

  /// Returns the neighbours of any text, by the words of it that are known.
  func nearest(_ features: [UInt32], memory: inout [Float]) -> [Neighbour] {
    var known: [Int32] = []
    var unknown = 0
    for feature in features {
      if let number = corpus.numbers[feature] { known.append(number) } else { unknown += 1 }
    }
    return nearest(known, unknown: unknown, memory: &memory)
  }

  private func nearest(_ words: [Int32], unknown: Int = 0, memory: inout [Float]) -> [Neighbour] {
    let row = weights.row(words, unknown: unknown)
    let point = search.space.point(words: words, row: row)
    return search.nearest(words: words, row: row, point: point, memory: &memory)
  }

  /// Returns the firmness that a text must have to belong to a theme, such as four in five texts of chance have not.
  ///
  /// A text of words drawn at random has neighbours too; how near they are depends on how alike the messages of the corpus
  /// are, so that the cut follows from the corpus.
  func cut(themeOf: [Int32]) -> Float {
    let words = corpus.texts.flatMap { $0 }
    guard !words.isEmpty else { return 0 }
    var random = SeededRandom(seed: 7)
    var memory = search.memory
    var chance: [Float] = []
    for _ in 0..<Survey.draws {
      var text: [Int32] = []
      for _ in corpus.texts[random.below(corpus.texts.count)] {
        let word = words[random.below(words.count)]
        if !text.contains(word) { text.append(word) }
      }
      chance.append(Vote(nearest(text, memory: &memory), themeOf: themeOf, words: text.count).firmness)
    }
    chance.sort()
    return chance[Int(Double(Survey.draws) * Survey.refused)]
  }
}
