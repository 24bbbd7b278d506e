/// Texts in themes, as fine as the corpus itself bears.
///
/// How fine is nothing that one number says of every corpus. Each degree is tried from several starts; where the starts
/// agree most the corpus has a structure of that grain (consensus of starts: Lancichinetti and Fortunato,
/// https://arxiv.org/abs/1203.6093).
struct Partition {
  private(set) var groupOf: [Int32] = []
  private(set) var resolution: Float = 1

  static let resolutions: [Float] = [1, 1.4, 2, 2.8, 4, 5.6, 8, 11]
  private static let starts: UInt64 = 4
  /// A theme has at least so many texts in the mean.
  private static let least: Int32 = 3
  /// Texts by which the starts are compared.
  private static let sample = 4_000

  init(_ graph: NeighbourGraph) {
    let count = graph.starts.count - 1
    let step = max(1, count / Partition.sample)
    var best: (agreement: Double, runs: [[Int32]]) = (-1, [])
    for resolution in Partition.resolutions {
      let runs = (1...Partition.starts).map { Communities(graph, resolution: resolution, seed: $0).groupOf }
      // Starts agree on nothing as easily as on leaving texts alone.
      if !best.runs.isEmpty, Partition.least * (runs[0].max() ?? 0) > Int32(count) { break }
      let agreement = Partition.agreement(runs, step: step)
      guard agreement > best.agreement else { continue }
      best = (agreement, runs)
      self.resolution = resolution
    }
    let runs = best.runs
    let agreed = graph.weighted { left, right in
      runs.reduce(0) { $0 + ($1[left] == $1[right] ? 1 : 0) } / Float(max(1, runs.count))
    }
    groupOf = Communities(agreed, resolution: resolution, seed: 1).groupOf
  }

  private static func agreement(_ runs: [[Int32]], step: Int) -> Double {
    let samples = runs.map { run in stride(from: 0, to: run.count, by: step).map { run[$0] } }
    var sum = 0.0
    for first in samples.indices {
      for second in samples.indices where second > first { sum += Agreement.adjusted(samples[first], samples[second]) }
    }
    return sum / Double(samples.count * (samples.count - 1) / 2)
  }
}
