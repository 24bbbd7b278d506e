/// Buckets that each name where they begin and end, as explicit bounds: between two that are apart lies one that is empty.
struct BucketEnds {
  /// The bounds in order.
  private(set) var edges: [Double] = []
  /// What is up to each bound; what lies above the last stands in `above`.
  private var counts: [UInt64] = []
  private var above: UInt64 = 0
  private(set) var isSound = true

  /// One count more than there are bounds; none where there are no buckets.
  var allCounts: [UInt64] { edges.isEmpty ? [] : counts + [above] }

  /// Adds the next bucket: the rule for its ends, both ends, and what is in it.
  mutating func add(_ numbers: [Double]) {
    guard isSound, numbers.count == 4, let count = BucketEnds.count(numbers[3]), numbers[1] < numbers[2],
      edges.count <= DistributionRecord.bucketLimit, numbers[1] >= edges.last ?? -.infinity
    else { return isSound = false }
    if numbers[1] > edges.last ?? -.infinity { append(numbers[1], 0) }
    if numbers[2] == .infinity { above = count } else { append(numbers[2], count) }
  }

  private mutating func append(_ edge: Double, _ count: UInt64) {
    edges.append(edge)
    counts.append(count)
  }

  /// Returns a whole count; nil for what is none.
  static func count(_ number: Double) -> UInt64? { UInt64(exactly: number.rounded()) }
}
