import Domain
import TestSupport
import Testing

/// What buckets keep of metrics, and how it is read.
@Suite struct MetricBucketTests {
  @Test(arguments: [
    [], [0.1, 0.2, 0.3], [1e15, 0.001, -1e15], [-2.5, 1e-9], [1e22, 1e-15, -1e22], [.infinity, .nan, 3],
    [123_456_789, 0.25],
  ])
  func `a sum is the same in whatever order`(_ values: [Double]) {
    var sum = ExactSum.zero
    var reversed = ExactSum.zero
    for value in values { sum.add(ExactSum(value)) }
    for value in values.reversed() { reversed.add(ExactSum(value)) }
    #expect(sum == reversed)
    let finite = values.filter(\.isFinite).sorted { $0.magnitude > $1.magnitude }.reduce(0, +)
    #expect(abs(sum.value - finite) <= 1e-15 * Double(values.count) + finite.magnitude * 1e-15)
  }

  @Test func `a sum stops at its ends`() {
    var sum = ExactSum(1e300)
    sum.add(ExactSum(1e300))
    #expect(sum.units == .max)
    #expect(ExactSum(-1e300).units == .min)
    #expect(ExactSum(0.5).value == 0.5)
  }

  /// Points of one counter, and how much it grew in each five minutes.
  struct Course: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Slot of five minutes and value.
    let points: [(slot: Int64, value: Double)]
    var hasStart = false
    let growth: [Double]
  }

  static let courses = [
    Course(testDescription: "it grows", points: [(0, 10), (0, 12), (1, 15), (3, 20)], growth: [2, 3, 5]),
    Course(
      testDescription: "its start is known",
      points: [(0, 10), (0, 12), (1, 15)],
      hasStart: true,
      growth: [12, 3]
    ),
    Course(testDescription: "it begins anew between two", points: [(0, 10), (0, 12), (1, 4), (1, 5)], growth: [2, 5]),
    Course(testDescription: "it begins anew within one", points: [(0, 10), (0, 12), (0, 3), (1, 4)], growth: [5, 1]),
    Course(testDescription: "it stands still", points: [(0, 10), (1, 10), (2, 10)], growth: [0, 0, 0]),
  ]

  @Test(arguments: courses)
  func `a counter's growth is told from the first and last values of buckets, in whatever order they came`(
    _ course: Course
  ) {
    for seed in UInt64(0)..<12 {
      var generator = SplitMix64(seed: seed)
      var buckets: [Int64: Bucket] = [:]
      for (place, point) in Array(course.points.enumerated()).shuffled(using: &generator) {
        let value = CounterRun.Point(time: point.slot * 300_000_000 + Int64(place), value: point.value)
        var bucket = Bucket(start: point.slot * 300)
        bucket.runs = [CounterRun(run: 7, value, hasStart: course.hasStart)]
        // Sent twice it is the same.
        buckets[point.slot, default: Bucket(start: point.slot * 300)].merge(bucket)
        buckets[point.slot]?.merge(bucket)
      }
      #expect(buckets.values.sorted { $0.start < $1.start }.growth == course.growth)
    }
  }

  @Test func `processes count for themselves`() {
    func bucket(_ start: Int64, _ values: [UInt64: Double]) -> Bucket {
      var bucket = Bucket(start: start)
      bucket.runs = values.sorted { $0.key < $1.key }.map {
        CounterRun(run: $0.key, .init(time: start, value: $0.value), hasStart: false)
      }
      return bucket
    }
    #expect([bucket(0, [1: 100, 2: 5]), bucket(300, [1: 103, 2: 6]), bucket(600, [2: 9])].growth == [0, 4, 3])
  }

  @Test func `of too many runs those with the smallest numbers stay, in whatever order they came`() {
    let runs = (0..<400).map { CounterRun(run: UInt64($0), .init(time: 0, value: 1), hasStart: true) }
    for seed in UInt64(0)..<4 {
      var generator = SplitMix64(seed: seed)
      let merged = runs.shuffled(using: &generator).reduce([]) { CounterRun.merge($0, [$1]) }
      #expect(merged == Array(runs.prefix(CounterRun.limit)))
    }
  }

  @Test func `merging buckets of metrics is associative and commutative`() {
    var generator = SplitMix64(seed: 4)
    for _ in 0..<200 {
      let buckets = (0..<3).map { _ in
        var bucket = Bucket(start: 300)
        bucket.sum = ExactSum(Double.random(in: -1e9...1e9, using: &generator))
        for run in UInt64(0)..<4 where Bool.random(using: &generator) {
          let point = CounterRun.Point(
            time: Int64.random(in: 0...3, using: &generator),
            value: Double(Int.random(in: 0...3, using: &generator))
          )
          bucket.runs.append(CounterRun(run: run, point, hasStart: Bool.random(using: &generator)))
        }
        return bucket
      }
      func merged(_ order: [Int]) -> Bucket {
        order.dropFirst().reduce(into: buckets[order[0]]) { $0.merge(buckets[$1]) }
      }
      var right = buckets[1]
      right.merge(buckets[2])
      var nested = buckets[0]
      nested.merge(right)
      #expect(merged([0, 1, 2]) == nested)
      #expect(merged([2, 0, 1]) == nested)
    }
  }
}
