import Domain
import Find
import Foundation
import Numerics
import TestSupport
import Testing

/// Runs of an operation over some days, as buckets of an hour each.
private struct Runs {
  static let day: Int64 = 86_400
  /// 2026-10-01T00:00:00Z.
  static let start: Int64 = 1_790_812_800
  var random: SplitMix64
  private(set) var buckets: [Bucket] = []

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// Adds so many runs a day; `median` gives milliseconds by the day that has passed, with its fraction.
  mutating func add(days: Range<Int>, perDay: Int, _ milliseconds: (Double, inout SplitMix64) -> Double) {
    for hour in (days.lowerBound * 24)..<(days.upperBound * 24) {
      var bucket = Bucket(start: Runs.start + Int64(hour) * 3_600)
      // More by day than by night.
      let count = Int(
        Double(perDay) / 24 * (1 + sin(Double(hour % 24) / 24 * 2 * .pi)) + Double.random(in: 0..<1, using: &random)
      )
      for _ in 0..<count {
        let duration = milliseconds(Double(hour) / 24, &random)
        bucket.count += 1
        let bin = DurationBin(index: DurationBins.index(microseconds: Int64(duration * 1_000)), count: 1)
        bucket.bins = DurationBin.merge(bucket.bins, [bin])
      }
      if bucket.count > 0 { buckets.append(bucket) }
    }
  }

  /// A duration around a median, by the sum of twelve uniform numbers.
  static func around(_ median: Double, _ random: inout SplitMix64) -> Double {
    let normal = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    return median * exp(0.45 * normal)
  }
}

@Suite struct SlowSpellTests {
  struct Planted: CustomTestStringConvertible {
    let testDescription: String
    var perDay = 200
    let slow: Range<Double>
    let share: Double
    let added: Double
  }

  @Test(arguments: [
    Planted(testDescription: "the median goes from 60 to 200 ms", slow: 12.5..<30, share: 1, added: 140),
    Planted(testDescription: "the same with 20 runs a day", perDay: 20, slow: 12.5..<30, share: 1, added: 300),
    Planted(
      testDescription: "two in a hundred take three seconds more",
      perDay: 600,
      slow: 9.25..<30,
      share: 0.02,
      added: 3_000
    ),
    Planted(testDescription: "it was over after five days", slow: 15..<20, share: 1, added: 400),
  ])
  func `an operation that became slow is found with when it began and ended`(planted: Planted) throws {
    for seed in 1...2 as ClosedRange<UInt64> {
      var runs = Runs(seed: seed)
      runs.add(days: 0..<30, perDay: planted.perDay) { day, random in
        let usual = Runs.around(60, &random)
        let isSlow = planted.slow.contains(day) && Double.random(in: 0..<1, using: &random) < planted.share
        return usual + (isSlow ? planted.added : 0)
      }
      let spell = try #require(SpellSearch(runs.buckets, among: 50).find())
      let began = Double(spell.onset - Runs.start) / Double(Runs.day)
      #expect(abs(began - planted.slow.lowerBound) <= 1)
      if planted.slow.upperBound < 30 {
        let end = try #require(spell.end)
        #expect(abs(Double(end - Runs.start) / Double(Runs.day) - planted.slow.upperBound) <= 0.5)
      } else {
        #expect(spell.end == nil)
      }
      #expect(spell.isGeneral == (planted.share == 1))
      // No usual run counts as slow where the two are far apart.
      if planted.added >= 3_000 { #expect(spell.outside.slow == 0 && (150_000...3_100_000).contains(spell.threshold)) }
    }
  }

  @Test func `of forty steady operations none is called slow`() {
    var wrong = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      var runs = Runs(seed: seed)
      // Days differ by a tenth, weekends by a fifth, and one run in two hundred is a straggler.
      runs.add(days: 0..<30, perDay: 60) { day, random in
        let week = Int(day) % 7 >= 5 ? 1.2 : 1
        let own = 1 + 0.1 * sin(Double(Int(day) &* 7_919 % 97))
        let straggles = Double.random(in: 0..<1, using: &random) < 0.005
        return Runs.around(60 * week * own, &random) * (straggles ? 20 : 1)
      }
      if SpellSearch(runs.buckets, among: 40).find() != nil { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `what was slow from its first day has nothing it is slower than`() {
    var runs = Runs(seed: 3)
    runs.add(days: 0..<20, perDay: 100) { day, random in Runs.around(day < 10 ? 900 : 60, &random) }
    #expect(SpellSearch(runs.buckets, among: 1).find() == nil)
  }

  @Test func `nothing, one run, and one moment give no answer`() {
    #expect(SpellSearch([], among: 1).find() == nil)
    var bucket = Bucket(start: 0)
    bucket.bins = [DurationBin(index: DurationBins.last, count: .max)]
    #expect(SpellSearch([bucket], among: 1).find() == nil)
    #expect(SpellSearch([Bucket](repeating: bucket, count: 500), among: 0).find() == nil)
    var far = bucket
    far.bins = [DurationBin(index: 0, count: .max), DurationBin(index: 9, count: .max)]
    #expect(SpellSearch([bucket, far, bucket], among: 1).find() == nil)
  }

  @Test func `a variant is compared with the others of the same days, whatever slows all of them`() throws {
    var (treatment, control) = (Runs(seed: 8), Runs(seed: 9))
    let common = { (day: Double) in day < 8 ? 500.0 : 150.0 }
    treatment.add(days: 4..<16, perDay: 30) { day, random in Runs.around(common(day), &random) + 360 }
    control.add(days: 0..<16, perDay: 30) { day, random in Runs.around(common(day), &random) }
    let spell = try #require(VariantSearch(treatment.buckets, others: control.buckets, among: 10).find())
    #expect(spell.onset == treatment.buckets.first?.start)
    #expect(spell.within.rate > 0.5)
    #expect(VariantSearch(control.buckets, others: treatment.buckets, among: 10).find() == nil)
    // All of the others ended before it came: nothing of the same time is there.
    var later = Runs(seed: 10)
    later.add(days: 20..<30, perDay: 30) { _, random in Runs.around(900, &random) }
    #expect(VariantSearch(later.buckets, others: control.buckets, among: 10).find() == nil)
  }

  @Test func `among forty variants that differ in nothing none is called slower`() {
    var wrong = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      var (one, other) = (Runs(seed: seed), Runs(seed: seed + 1_000))
      one.add(days: 0..<14, perDay: 40) { _, random in Runs.around(100, &random) }
      other.add(days: 0..<14, perDay: 40) { _, random in Runs.around(100, &random) }
      if VariantSearch(one.buckets, others: other.buckets, among: 40).find() != nil { wrong += 1 }
    }
    #expect(wrong == 0)
  }
}
