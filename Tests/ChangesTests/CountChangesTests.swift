import Changes
import Numerics
import Testing

@Suite struct CountChangesTests {
  /// Poisson counts in hours, or in other buckets, from a Monday's midnight.
  private func buckets(
    _ count: Int,
    seed: UInt64 = 1,
    width: Int64 = 3600,
    mean: (Int) -> Double
  ) -> [CountBucket] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { place in
      CountBucket(second: 345_600 + Int64(place) * width, count: Int64(random.poisson(mean: mean(place))))
    }
  }

  private func hour(_ place: Int) -> Int64 { 345_600 + Int64(place) * 3600 }

  /// A change planted into hourly counts.
  struct Planted: CustomTestStringConvertible, Sendable {
    let name: String
    let kind: Change.Kind
    let onset: Int
    let mean: @Sendable (Int) -> Double
    var testDescription: String { name }
  }

  static let planted = [
    Planted(name: "twice as many", kind: .rise, onset: 500) { $0 < 500 ? 20 : 40 },
    Planted(name: "half as many", kind: .fall, onset: 500) { $0 < 500 ? 40 : 20 },
    Planted(name: "nothing any more", kind: .silence, onset: 600) { $0 < 600 ? 5 : 0 },
    Planted(name: "never, then often", kind: .outbreak, onset: 600) { $0 < 600 ? 0 : 0.5 },
    Planted(name: "an hour of many", kind: .spike, onset: 400) { $0 == 400 ? 100 : 20 },
    Planted(name: "six hours of many", kind: .spike, onset: 400) { (400..<406).contains($0) ? 90 : 20 },
    Planted(name: "six hours of few", kind: .dip, onset: 400) { (400..<406).contains($0) ? 20 : 100 },
    Planted(name: "rare ones of a few hundred hours", kind: .rise, onset: 500) { $0 < 500 ? 0.2 : 1.2 },
    Planted(name: "large numbers, a little more", kind: .rise, onset: 300) { $0 < 300 ? 10_000 : 10_500 },
  ]

  @Test(arguments: planted)
  func `what was planted is found with its onset`(planted: Planted) throws {
    let found = CountChanges.changes(in: buckets(720, mean: planted.mean))
    let change = try #require(found.max { $0.surprise < $1.surprise })
    #expect(change.kind == planted.kind)
    #expect(abs(change.onset - hour(planted.onset)) <= 4 * 3600)
    #expect(found.count == 1)
  }

  @Test func `a slow climb is one change from its foot to its top`() throws {
    let found = CountChanges.changes(in: buckets(720) { 20 + 80 * min(1, max(0, (Double($0) - 300) / 200)) })
    let change = try #require(found.first)
    #expect(found.count == 1)
    #expect(change.kind == .climb)
    #expect((hour(280)...hour(400)).contains(change.onset))
    #expect(change.before < 25 && change.after > 85)
  }

  @Test func `the size has an interval that holds the truth`() throws {
    var held = 0
    for seed in 1...12 {
      let found = CountChanges.changes(in: buckets(400, seed: UInt64(seed)) { $0 < 200 ? 10 : 15 })
      let ratio = try #require(found.first?.ratio)
      if ratio.low <= 1.5 && 1.5 <= ratio.high { held += 1 }
      #expect(ratio.low <= ratio.value && ratio.value <= ratio.high)
    }
    #expect(held >= 10)
  }

  @Test(arguments: [0.02, 0.2, 1, 20, 1000])
  func `nothing is found where nothing changes`(mean: Double) {
    let found = (1...6).map { CountChanges.changes(in: buckets(300, seed: $0) { _ in mean }).count }
    #expect(found.reduce(0, +) == 0)
  }

  @Test func `a season of hours and weekdays is no change, and one against it is`() {
    func usual(_ place: Int) -> Double { (place % 24 < 8 ? 10 : 60) * (place / 24 % 7 >= 5 ? 0.3 : 1) }
    #expect(CountChanges.changes(in: buckets(24 * 28, mean: usual)).isEmpty)
    let found = CountChanges.changes(in: buckets(24 * 28) { usual($0) * ($0 < 550 ? 1 : 1.6) })
    #expect(found.map(\.kind) == [.rise])
    #expect(found.allSatisfy { abs($0.onset - hour(550)) <= 4 * 3600 })
  }

  @Test func `a bucket that still fills and a silent source alarm nobody`() {
    var filling = buckets(300) { _ in 50 }
    filling[299] = CountBucket(second: filling[299].second, count: 3, isWhole: false)
    #expect(CountChanges.changes(in: filling).isEmpty)
    var silent = buckets(300) { _ in 50 }
    for place in 200..<230 { silent[place] = CountBucket(second: silent[place].second, count: 0, exposure: 0) }
    #expect(CountChanges.changes(in: silent).isEmpty)
  }

  @Test func `a holiday that all series have is nobody's change`() {
    let series = (1...6).map { seed in
      buckets(90, seed: UInt64(seed), width: 86_400) {
        100 * (45...46 ~= $0 ? 0.3 : 1) * ($0 >= 70 && seed == 1 ? 2 : 1)
      }
    }
    let tide = CommonTide.exposures(of: series.map { $0.map(\.count) })
    let found = series.map { line in
      CountChanges.changes(in: zip(line, tide).map { CountBucket(second: $0.second, count: $0.count, exposure: $1) })
    }
    #expect(found.dropFirst().allSatisfy { $0.isEmpty })
    #expect(found[0].map(\.kind) == [.rise])
    #expect(!CountChanges.changes(in: series[1]).isEmpty)
  }

  @Test func `a share of requests is found however many requests there are`() {
    var random = SeededRandom(seed: 5)
    let shares = (0..<500).map { place in
      let requests = 200 + Int(800 * random.uniform())
      let failed = random.binomial(requests, share: place < 350 ? 0.01 : 0.04)
      return CountBucket(second: hour(place), count: Int64(failed), exposure: Double(requests))
    }
    let found = CountChanges.changes(in: shares)
    #expect(found.map(\.kind) == [.rise])
    #expect(found.allSatisfy { abs($0.onset - hour(350)) <= 3 * 3600 && abs($0.before - 0.01) < 0.002 })
  }

  @Test func `bursts of a heavy tail are what is usual`() {
    var random = SeededRandom(seed: 6)
    let found = (0..<4).map { _ in
      CountChanges.changes(
        in: (0..<500).map { place in
          CountBucket(second: hour(place), count: Int64(20 * random.lognormal(mean: 1, deviation: 0.8)))
        }
      ).count
    }
    #expect(found.reduce(0, +) <= 1)
  }

  @Test func `the order of buckets does not matter, and those of one moment are added`() {
    let line = buckets(300) { $0 < 200 ? 10 : 30 }
    let found = CountChanges.changes(in: line)
    #expect(found.count == 1)
    #expect(CountChanges.changes(in: line.reversed()) == found)
    let halves = line.flatMap { bucket in
      [bucket.count / 2, bucket.count - bucket.count / 2].map {
        CountBucket(second: bucket.second, count: $0, exposure: 0.5)
      }
    }
    #expect(CountChanges.changes(in: halves) == found)
  }

  @Test(
    arguments: [
      [], [(0, 1, 1)], [(.max, .max, 1), (.min, .max, .infinity), (0, -5, .nan), (1, 0, -1)],
      (0..<50).map { _ in (7, 3, 1) }, (0..<50).map { (Int64($0), .max, 1e300) },
      (0..<50).map { (Int64($0) * 3, 0, 1) },
      (0..<50).map { (Int64($0) * (.max / 64), Int64($0), 1e-300) },
      (0..<50).map { (($0 % 2 == 0 ? .min : .max) &+ Int64($0), Int64($0), 1) },
      [(-3, 4, 1), (-9, 4, 1), (0, 1, 1), (9, 0, 1)],
    ] as [[(Int64, Int64, Double)]]
  )
  func `garbage is no change and no crash`(rows: [(Int64, Int64, Double)]) {
    let found = CountChanges.changes(in: rows.map { CountBucket(second: $0.0, count: $0.1, exposure: $0.2) })
    #expect(found.allSatisfy { $0.surprise.isFinite })
  }
}
