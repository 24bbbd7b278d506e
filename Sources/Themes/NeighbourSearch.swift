/// Finds the texts of a corpus that are nearest to a text, by its words and by where it lies in the latent space.
struct NeighbourSearch: Sendable {
  let corpus: Corpus
  let rows: [[Float]]
  let space: LatentSpace
  private let index: WordIndex
  private let cells: LatentCells

  static let neighbours = 15
  /// How much the latent space counts beside the words themselves.
  static let share: Float = 0.5
  /// Entries of the index read for one text, the most telling words first: what keeps a flood linear.
  private static let budget = 24_000
  /// In a large corpus the texts that share most words are compared beside those of the same corner of the space.
  private static let candidates = 96

  init(_ corpus: Corpus, rows: [[Float]], space: LatentSpace) {
    self.corpus = corpus
    self.rows = rows
    self.space = space
    index = WordIndex(corpus, rows: rows)
    cells = LatentCells(space)
  }

  /// What a search writes on; one serves for many.
  var memory: [Float] { [Float](repeating: 0, count: corpus.texts.count) }

  /// Returns the neighbours of a text of the corpus, nearest first.
  func nearest(to text: Int, memory: inout [Float]) -> [Neighbour] {
    nearest(words: corpus.texts[text], row: rows[text], point: space.points[text], but: Int32(text), memory: &memory)
  }

  /// Returns the neighbours of any text that is made of known words.
  func nearest(
    words: [Int32],
    row: [Float],
    point: LatentPoint,
    but own: Int32 = -1,
    memory sums: inout [Float]
  ) -> [Neighbour] {
    var touched: [Int32] = []
    index.add(words, row, budget: NeighbourSearch.budget, to: &sums, touched: &touched)
    var best = Nearest(limit: NeighbourSearch.neighbours)
    if cells.isWhole {
      for other in 0..<Int32(sums.count) where other != own { offer(other, sums[Int(other)], point, to: &best) }
    } else {
      let near = cells.near(point)
      for cell in near {
        for other in cells[cell] where other != own { offer(other, sums[Int(other)], point, to: &best) }
      }
      var sharing = Nearest(limit: NeighbourSearch.candidates)
      for other in touched where other != own { sharing.offer(other, sums[Int(other)]) }
      for other in sharing.found where !cells.contains(other.text, in: near) {
        offer(other.text, other.closeness, point, to: &best)
      }
    }
    for other in touched { sums[Int(other)] = 0 }
    return best.found
  }

  /// Offers a text by the product of its words and by where it lies.
  @inline(__always)
  private func offer(_ other: Int32, _ product: Float, _ point: LatentPoint, to best: inout Nearest) {
    let closeness = product + NeighbourSearch.share * max(0, point.product(space.points[Int(other)]))
    best.offer(other, closeness / (1 + NeighbourSearch.share))
  }
}
