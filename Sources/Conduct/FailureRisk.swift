/// How likely runs are to have failed, held against one another.
///
/// No figure is fitted to labels: each counts by its rank among the runs at hand, and the weights are round numbers.
package struct FailureRisk: Sendable {
  /// What speaks for failure, each by its rank.
  private static let weights: [(weight: Double, figure: @Sendable (RunProfile) -> Double)] = [
    (1, { Double($0.length) }),
    (0.5, { Double($0.said) }),
    (0.5, { Double($0.failures) }),
    (0.25, { Double($0.repeats) }),
  ]
  private static let disagreementWeight = 2.0

  /// From 0 to 1, in the order of the runs.
  package let risks: [Double]

  /// Weighs runs of the same agents.
  package init(_ runs: [RunProfile]) {
    var sums = [Double](repeating: 0, count: runs.count)
    var total = 0.0
    func add(_ values: [Double], _ weight: Double) {
      for (place, rank) in FailureRisk.ranks(values).enumerated() { sums[place] += weight * rank }
      total += weight
    }
    for (weight, figure) in FailureRisk.weights { add(runs.map(figure), weight) }
    let like = LikeRuns(runs)
    add(runs.indices.map { like.disagreement(of: $0) }, FailureRisk.disagreementWeight)
    risks = sums.map { $0 / total }
  }

  /// Returns the rank of each value as a share; equal values share the middle of theirs.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end) / 2 / Double(values.count) }
      start = end
    }
    return ranks
  }
}
