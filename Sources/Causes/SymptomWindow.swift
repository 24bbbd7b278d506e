/// The rows of a window, split into those in which the symptom shows and those in which it does not.
///
/// Ordinary times may be long ago, and much has drifted since. What moves in the very rows in which the symptom moves is
/// better told from what drifted by comparing rows of the window than by comparing with ordinary times alone.
struct SymptomWindow {
  /// The rows with the symptom.
  let loud: [Int]
  /// The rows without it; empty where all have it.
  let calm: [Int]

  /// Splits the rows by the symptom's readings, a worse one being higher.
  ///
  /// The split in two groups with the least squares within them; where the better group is still closer to the worse one
  /// than to the usual, no row is calm. Where the symptom was not read at all, every row may have it.
  init(worse readings: [Double?], usual: Double?, rows count: Int) {
    let rows = readings.indices.filter { readings[$0]?.isFinite ?? false }
    guard !rows.isEmpty else {
      loud = Array(0..<count)
      calm = []
      return
    }
    let values = Dictionary(uniqueKeysWithValues: rows.map { ($0, readings[$0] ?? 0) })
    let sorted = rows.sorted { (values[$1] ?? 0, $0) < (values[$0] ?? 0, $1) }
    let total = sorted.reduce(0) { $0 + (values[$1] ?? 0) }
    var best: (between: Double, count: Int) = (0, sorted.count)
    var sum = 0.0
    for (index, row) in sorted.dropLast().enumerated() {
      sum += values[row] ?? 0
      let count = Double(index + 1)
      let rest = Double(sorted.count - index - 1)
      let gap = sum / count - (total - sum) / rest
      let between = count * rest * gap * gap
      if between > best.between { best = (between, index + 1) }
    }
    let mean = { (part: ArraySlice<Int>) in part.reduce(0) { $0 + (values[$1] ?? 0) } / Double(part.count) }
    let worst = sorted[..<best.count]
    let rest = sorted[best.count...]
    if let usual, !rest.isEmpty, mean(rest) - usual > (mean(worst) - usual) / 2 {
      loud = rows
      calm = []
    } else {
      loud = worst.sorted()
      calm = rest.sorted()
    }
  }
}
