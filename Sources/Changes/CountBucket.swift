/// What was counted in one stretch of time, and in how much of what could have been counted.
package struct CountBucket: Equatable, Sendable {
  /// When the bucket begins, in seconds.
  package var second: Int64
  package var count: Int64
  /// What the count is a share or a rate of: 1 for time alone, or requests, or what the whole product usually does.
  ///
  /// 0 says that nobody was there to count, as where a source was silent: such a bucket is evidence of nothing.
  package var exposure: Double
  /// Whether the bucket has ended; one that still fills is no drop.
  package var isWhole: Bool

  /// Joins what was counted.
  package init(second: Int64, count: Int64, exposure: Double = 1, isWhole: Bool = true) {
    self.second = second
    self.count = count
    self.exposure = exposure
    self.isWhole = isWhole
  }
}

/// Buckets that are evidence, in order of time, with running sums.
struct CountLine {
  /// Nobody asks what happened more buckets ago: two weeks of five minutes, half a year of hours.
  static let longest = 4096
  /// A count or an exposure beyond this is taken for it, so that sums stay exact and finite.
  private static let largest = 1e12
  /// Moments further from 1970 than a hundred thousand years are none.
  private static let farthest: UInt64 = 1 << 42

  let seconds: [Int64]
  let counts: [Double]
  /// What would be counted if every bucket were like any other: exposure times season.
  let exposures: [Double]
  private let countSums: [Double]
  private let exposureSums: [Double]

  /// Keeps the last whole buckets with exposure; those of one moment are added up.
  init(_ buckets: [CountBucket]) {
    var seconds: [Int64] = []
    var counts: [Double] = []
    var exposures: [Double] = []
    let usable = buckets.filter {
      $0.isWhole && $0.exposure > 0 && $0.exposure.isFinite && $0.count >= 0 && $0.second.magnitude < Self.farthest
    }
    for bucket in usable.sorted(by: { $0.second < $1.second }) {
      if seconds.last == bucket.second {
        counts[counts.count - 1] += Double(bucket.count)
        exposures[exposures.count - 1] += bucket.exposure
      } else {
        seconds.append(bucket.second)
        counts.append(Double(bucket.count))
        exposures.append(bucket.exposure)
      }
    }
    self.init(
      seconds: seconds.suffix(Self.longest),
      counts: counts.suffix(Self.longest),
      exposures: exposures.suffix(Self.longest)
    )
  }

  private init(seconds: ArraySlice<Int64>, counts: ArraySlice<Double>, exposures: ArraySlice<Double>) {
    func sums(_ values: [Double]) -> [Double] { values.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) } }
    self.seconds = Array(seconds)
    self.counts = counts.map { min($0, Self.largest) }
    self.exposures = exposures.map { min(max($0, 1 / Self.largest), Self.largest) }
    countSums = sums(self.counts)
    exposureSums = sums(self.exposures)
  }

  /// Returns the line with each exposure times a factor.
  func scaled(by factors: [Double]) -> CountLine {
    CountLine(seconds: seconds[...], counts: counts[...], exposures: zip(exposures, factors).map(*)[...])
  }

  /// How many buckets there are.
  var count: Int { counts.count }

  /// Returns what was counted in some buckets, and their exposure.
  func sum(_ range: Range<Int>) -> (count: Double, exposure: Double) {
    (
      max(0, countSums[range.upperBound] - countSums[range.lowerBound]),
      max(.leastNormalMagnitude, exposureSums[range.upperBound] - exposureSums[range.lowerBound])
    )
  }

  /// Returns what was counted per exposure in some buckets.
  func rate(_ range: Range<Int>) -> Double {
    let (count, exposure) = sum(range)
    return count / exposure
  }
}
