import Numerics

/// Groups of a graph's nodes with more ties among them than chance would give.
///
/// Modularity with a resolution (Reichardt and Bornholdt, https://arxiv.org/abs/cond-mat/0603718), raised by moving nodes
/// and merging groups as in Blondel et al., https://arxiv.org/abs/0803.0476, then by moving single nodes once more.
struct Communities {
  private(set) var groupOf: [Int32]

  init(_ graph: NeighbourGraph, resolution: Float, seed: UInt64 = 1) {
    let base = Level(starts: graph.starts, ends: graph.ends, weights: graph.weights)
    var level = base
    var levels: [[Int32]] = []
    var random = SeededRandom(seed: seed)
    while true {
      var groups = (0..<Int32(level.count)).map { $0 }
      level.move(&groups, resolution: resolution, random: &random)
      let count = Communities.number(&groups)
      levels.append(groups)
      if count == level.count { break }
      level = level.merged(groups, count: count)
    }
    var groups = (0..<Int32(base.count)).map { $0 }
    for number in levels { for node in groups.indices { groups[node] = number[Int(groups[node])] } }
    base.move(&groups, resolution: resolution, random: &random)
    _ = Communities.number(&groups)
    groupOf = groups
  }

  /// Numbers the groups from 0 in the order they first occur, and returns how many there are.
  static func number(_ groups: inout [Int32]) -> Int {
    var numbers = [Int32](repeating: -1, count: (groups.max().map(Int.init) ?? -1) + 1)
    var next: Int32 = 0
    for node in groups.indices {
      if numbers[Int(groups[node])] < 0 {
        numbers[Int(groups[node])] = next
        next += 1
      }
      groups[node] = numbers[Int(groups[node])]
    }
    return Int(next)
  }

  /// A graph whose nodes are groups of the level below; loops are kept apart.
  private struct Level {
    let starts: [Int]
    let ends: [Int32]
    let weights: [Float]
    let loops: [Float]
    let degrees: [Float]
    let total: Float
    var count: Int { starts.count - 1 }

    init(starts: [Int], ends: [Int32], weights: [Float], loops: [Float]? = nil) {
      self.starts = starts
      self.ends = ends
      self.weights = weights
      let loops = loops ?? [Float](repeating: 0, count: starts.count - 1)
      self.loops = loops
      degrees = (0..<(starts.count - 1)).map { node in
        var sum = loops[node]
        for edge in starts[node]..<starts[node + 1] { sum += weights[edge] }
        return sum
      }
      total = Float(degrees.reduce(0.0) { $0 + Double($1) })
    }

    /// Moves nodes to the group that gains most until none gains; a node is looked at again when a neighbour moved.
    func move(_ groups: inout [Int32], resolution: Float, random: inout SeededRandom) {
      guard count > 1, total > 0 else { return }
      var degreeOf = [Float](repeating: 0, count: (groups.max().map(Int.init) ?? 0) + 1)
      for node in 0..<count { degreeOf[Int(groups[node])] += degrees[node] }
      var queue = (0..<Int32(count)).map { $0 }
      for place in stride(from: count - 1, to: 0, by: -1) { queue.swapAt(place, random.below(place + 1)) }
      var isQueued = [Bool](repeating: true, count: count)
      var ties = [Float](repeating: 0, count: degreeOf.count)
      var touched: [Int32] = []
      var head = 0
      // Each move raises the modularity, which is bounded; the limit is for what rounding may do.
      let limit = 40 * count
      while head < queue.count, head < limit {
        let node = Int(queue[head])
        head += 1
        isQueued[node] = false
        let own = groups[node]
        touched.removeAll(keepingCapacity: true)
        for edge in starts[node]..<starts[node + 1] {
          let group = groups[Int(ends[edge])]
          if ties[Int(group)] == 0 { touched.append(group) }
          ties[Int(group)] += weights[edge]
        }
        let factor = resolution * degrees[node] / total
        degreeOf[Int(own)] -= degrees[node]
        var best = own
        var gain = ties[Int(own)] - factor * degreeOf[Int(own)]
        for group in touched {
          let other = ties[Int(group)] - factor * degreeOf[Int(group)]
          if other > gain + 1e-6 * degrees[node] { (best, gain) = (group, other) }
        }
        for group in touched { ties[Int(group)] = 0 }
        degreeOf[Int(best)] += degrees[node]
        guard best != own else { continue }
        groups[node] = best
        for edge in starts[node]..<starts[node + 1] {
          let other = Int(ends[edge])
          guard groups[other] != best, !isQueued[other] else { continue }
          isQueued[other] = true
          queue.append(Int32(other))
        }
      }
    }

    /// The graph of the groups.
    func merged(_ groups: [Int32], count: Int) -> Level {
      var members = [[Int32]](repeating: [], count: count)
      for node in groups.indices { members[Int(groups[node])].append(Int32(node)) }
      var newStarts = [0]
      var newEnds: [Int32] = []
      var newWeights: [Float] = []
      var newLoops = [Float](repeating: 0, count: count)
      var ties = [Float](repeating: 0, count: count)
      for group in 0..<count {
        var touched: [Int32] = []
        for node in members[group] {
          newLoops[group] += loops[Int(node)]
          for edge in starts[Int(node)]..<starts[Int(node) + 1] {
            let other = groups[Int(ends[edge])]
            if other == Int32(group) {
              newLoops[group] += weights[edge]
            } else {
              if ties[Int(other)] == 0 { touched.append(other) }
              ties[Int(other)] += weights[edge]
            }
          }
        }
        for other in touched {
          newEnds.append(other)
          newWeights.append(ties[Int(other)])
          ties[Int(other)] = 0
        }
        newStarts.append(newEnds.count)
      }
      return Level(starts: newStarts, ends: newEnds, weights: newWeights, loops: newLoops)
    }
  }
}
