import Numerics

/// Texts as points in few dimensions, in which words that keep the same company are near each other.
///
/// The leading singular vectors of the texts' weighted words by subspace iteration from a seeded random start (Halko,
/// Martinsson, Tropp, https://arxiv.org/abs/0909.4061): latent semantic analysis in time linear in the words.
struct LatentSpace: Sendable {
  private static let rounds = 5

  /// The words' directions, and the texts' points at distance one from the middle.
  private let words: [LatentPoint]
  let points: [LatentPoint]

  init(_ corpus: Corpus, rows: [[Float]]) {
    var random = SeededRandom(seed: 0x5eed)
    var words = corpus.frequency.map { _ in
      var point = LatentPoint()
      for lane in 0..<LatentPoint.lanes {
        for index in 0..<16 { point[lane][index] = Float(random.uniform(-0.5, 0.5)) }
      }
      return point
    }
    for _ in 1..<LatentSpace.rounds {
      let points = corpus.texts.indices.map { LatentSpace.sum(corpus.texts[$0], rows[$0], words) }
      words = LatentSpace.spread(corpus, rows, points)
      LatentSpace.orthonormalize(&words)
    }
    self.words = words
    points = corpus.texts.indices.map { text in
      var point = LatentSpace.sum(corpus.texts[text], rows[text], words)
      point.scale()
      return point
    }
  }

  /// Returns where any text lies that is made of known words.
  func point(words list: [Int32], row: [Float]) -> LatentPoint {
    var point = LatentSpace.sum(list, row, words)
    point.scale()
    return point
  }

  /// Sums the directions of a text's words.
  private static func sum(_ text: [Int32], _ row: [Float], _ words: [LatentPoint]) -> LatentPoint {
    var point = LatentPoint()
    for (place, word) in text.enumerated() { point.add(words[Int(word)], times: row[place]) }
    return point
  }

  /// Moves each word to the middle of its texts; a word of one text alone says nothing of company.
  private static func spread(_ corpus: Corpus, _ rows: [[Float]], _ points: [LatentPoint]) -> [LatentPoint] {
    var words = [LatentPoint](repeating: LatentPoint(), count: corpus.frequency.count)
    for text in corpus.texts.indices {
      for (place, word) in corpus.texts[text].enumerated() where corpus.frequency[Int(word)] > 1 {
        words[Int(word)].add(points[text], times: rows[text][place])
      }
    }
    return words
  }

  /// Makes the columns orthonormal, one after the other (modified Gram-Schmidt).
  private static func orthonormalize(_ rows: inout [LatentPoint]) {
    for column in 0..<LatentPoint.dimensions {
      let (lane, index) = (column / 16, column % 16)
      // The products of this column with all.
      var products = LatentPoint()
      for row in rows where row[lane][index] != 0 { products.add(row, times: row[lane][index]) }
      let square = products[lane][index]
      guard square > 1e-20 else {
        for row in rows.indices { rows[row][lane][index] = 0 }
        continue
      }
      // The earlier columns are orthogonal already; what the later ones have of this is taken out.
      var factors = LatentPoint()
      for later in (column + 1)..<max(column + 1, LatentPoint.dimensions) {
        factors[later / 16][later % 16] = -products[later / 16][later % 16] / square
      }
      for row in rows.indices {
        let value = rows[row][lane][index]
        guard value != 0 else { continue }
        rows[row].add(factors, times: value)
        rows[row][lane][index] = value / square.squareRoot()
      }
    }
  }
}
