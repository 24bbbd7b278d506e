/// Which texts are nearest to each other, and how near.
struct NeighbourGraph: Sendable {
  /// The neighbours of a text stand from its start to the next one's, each edge under both its ends.
  private(set) var starts: [Int]
  private(set) var ends: [Int32]
  private(set) var weights: [Float]
  /// What each text itself found, nearest first.
  let lists: [[Neighbour]]

  /// Finds the neighbours of each text that are at least so near.
  init(_ search: NeighbourSearch, floor: Float) {
    var memory = search.memory
    lists = search.corpus.texts.indices.map { text in
      search.nearest(to: text, memory: &memory).filter { $0.closeness >= floor }
    }
    (starts, ends, weights) = ([0], [], [])
    join()
  }

  private init(starts: [Int], ends: [Int32], weights: [Float], lists: [[Neighbour]]) {
    self.starts = starts
    self.ends = ends
    self.weights = weights
    self.lists = lists
  }

  /// Returns the same graph with each edge as strong as a function of its ends says.
  func weighted(by share: (Int, Int) -> Float) -> NeighbourGraph {
    var weights = weights
    for node in 0..<(starts.count - 1) {
      for edge in starts[node]..<starts[node + 1] { weights[edge] *= share(node, Int(ends[edge])) }
    }
    return NeighbourGraph(starts: starts, ends: ends, weights: weights, lists: lists)
  }

  /// Gives each edge to both its ends; an edge found from both is twice as strong.
  private mutating func join() {
    var both = lists
    for text in lists.indices {
      for edge in lists[text] {
        if let place = lists[Int(edge.text)].firstIndex(where: { $0.text == Int32(text) }) {
          both[Int(edge.text)][place].closeness += edge.closeness
        } else {
          both[Int(edge.text)].append(Neighbour(text: Int32(text), closeness: edge.closeness))
        }
      }
    }
    for list in both {
      for edge in list {
        ends.append(edge.text)
        weights.append(edge.closeness)
      }
      starts.append(ends.count)
    }
  }
}
