/// The themes of a corpus's texts: as many as it bears, and none for what belongs to none.
struct Grouping {
  let survey: Survey
  /// The theme of each text, numbered from 0; -1 where it has none.
  private(set) var themeOf: [Int32]
  /// What each text's neighbours say, after the cut.
  private(set) var votes: [Vote] = []
  /// The firmness from which a text belongs to a theme.
  let cut: Float
  private(set) var count = 0

  /// Where there are few texts each is everybody's neighbour: those that share less are none.
  private static let floor: Float = 0.2

  init(_ survey: Survey) {
    self.survey = survey
    let graph = NeighbourGraph(survey.search, floor: Grouping.floor * survey.scarcity)
    themeOf = Partition(graph).groupOf
    cut = survey.cut(themeOf: themeOf) * survey.confidence
    leaveOut(graph)
    renumber()
    votes = votes(graph)
  }

  /// Leaves out texts that do not belong firmly, and then those that only such texts had held.
  private mutating func leaveOut(_ graph: NeighbourGraph) {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (text, vote) in votes(graph).enumerated() where themeOf[text] >= 0 && vote.firmness(in: themeOf[text]) < cut {
        themeOf[text] = -1
        hasChanged = true
      }
    }
  }

  private func votes(_ graph: NeighbourGraph) -> [Vote] {
    graph.lists.indices.map { text in
      Vote(graph.lists[text], themeOf: themeOf, words: survey.corpus.texts[text].count)
    }
  }

  /// Numbers what is left in the order of the texts; a theme of one text is none.
  private mutating func renumber() {
    var sizes: [Int32: Int] = [:]
    for theme in themeOf where theme >= 0 { sizes[theme, default: 0] += 1 }
    var numbers: [Int32: Int32] = [:]
    for text in themeOf.indices where themeOf[text] >= 0 {
      guard sizes[themeOf[text], default: 0] > 1 else {
        themeOf[text] = -1
        continue
      }
      let number = numbers[themeOf[text]] ?? Int32(numbers.count)
      numbers[themeOf[text]] = number
      themeOf[text] = number
    }
    count = numbers.count
  }
}
