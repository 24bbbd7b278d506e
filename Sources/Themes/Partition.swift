/// Texts in themes, each as fine as the corpus itself bears it.
///
/// How fine is nothing that one number says of every corpus, nor of every theme of one. Groups are looked for at many
/// degrees, at each from several starts, and what the starts of a degree agree on is offered (consensus of starts:
/// Lancichinetti and Fortunato, https://arxiv.org/abs/1203.6093). Of the groups that are offered those become themes that
/// are found again, much the same, by most starts of all degrees.
struct Partition {
  private(set) var groupOf: [Int32] = []

  private static let resolutions: [Float] = [0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8, 11, 16, 22]
  private static let starts: UInt64 = 4
  /// A theme has at least so many texts in the mean.
  private static let least = 3

  init(_ graph: NeighbourGraph) {
    let count = graph.starts.count - 1
    var runs: [TextGroups] = []
    var offers: [TextGroups] = []
    for resolution in Partition.resolutions {
      let found = (1...Partition.starts).map {
        TextGroups(Communities(graph, resolution: resolution, seed: $0).groupOf)
      }
      // Starts agree on nothing as easily as on leaving texts alone.
      if !runs.isEmpty, Partition.least * found[0].members.count > count { break }
      let agreed = graph.weighted { left, right in
        found.reduce(0) { $0 + ($1.groupOf[left] == $1.groupOf[right] ? 1 : 0) } / Float(found.count)
      }
      runs += found
      offers.append(TextGroups(Communities(agreed, resolution: resolution).groupOf))
    }
    groupOf = [Int32](repeating: -1, count: count)
    choose(offers, foundAgainIn: runs)
    join(graph)
  }

  /// Takes groups as themes, those first that are found again most; one that is mostly taken by then is none.
  private mutating func choose(_ offers: [TextGroups], foundAgainIn runs: [TextGroups]) {
    let groups = offers.flatMap(\.members).filter { $0.count > 1 }
    let order = groups.map { TextGroups.constancy(of: $0, in: runs) }.enumerated()
      .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
    var next: Int32 = 0
    for (place, _) in order {
      let free = groups[place].filter { groupOf[Int($0)] < 0 }
      guard free.count > 1, 2 * free.count >= groups[place].count else { continue }
      for text in free { groupOf[Int(text)] = next }
      next += 1
    }
  }

  /// Gives texts that no chosen group has the theme of their neighbours, or one of their own.
  private mutating func join(_ graph: NeighbourGraph) {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      let before = groupOf
      for text in before.indices where before[text] < 0 {
        guard let best = Vote(graph.lists[text], themeOf: before, words: 1).themes.first else { continue }
        groupOf[text] = best.theme
        hasChanged = true
      }
    }
    var next = (groupOf.max() ?? -1) + 1
    for text in groupOf.indices where groupOf[text] < 0 {
      groupOf[text] = next
      next += 1
    }
  }
}
