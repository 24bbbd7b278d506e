package import Domain
import Glibc
import Numerics

/// Finds that an operation is slower for those who are shown one variant of a flag than for the others at the same time.
///
/// Variants are compared within the days in which both are there, so that whatever else slows the operation down slows
/// both. Each day is a pair of binomial rates, and the likelihoods of days add up.
package struct VariantSearch {
  /// Runs of a variant from which on it is compared.
  private static let leastRuns: Int64 = 20
  private static let secondsPerDay: Int64 = 86_400

  private let own: [Int64: [DurationBin]]
  private let others: [Int64: [DurationBin]]
  private let onset: Int64
  private let bound: Double

  /// Takes the buckets of one variant and of all others of its flag; `count` is how many variants are looked at.
  package init(_ own: [Bucket], others: [Bucket], among count: Int) {
    let (mine, theirs) = (VariantSearch.days(own), VariantSearch.days(others))
    self.own = mine.filter { theirs[$0.key] != nil }
    self.others = theirs.filter { mine[$0.key] != nil }
    onset = own.first.map { SpellSearch.floored($0.start, 3_600) } ?? 0
    bound = SpellSearch.bound(tests: Double(max(1, count)))
  }

  private static func days(_ buckets: [Bucket]) -> [Int64: [DurationBin]] {
    buckets.reduce(into: [:]) { days, bucket in
      guard !bucket.bins.isEmpty else { return }
      let day = SpellSearch.floored(bucket.start, secondsPerDay)
      days[day] = DurationBin.merge(days[day] ?? [], bucket.bins)
    }
  }

  /// Returns by what the variant is slower; nil where it is not, or not by enough to matter.
  package func find() -> SlowSpell? {
    let thresholds = SpellSearch.thresholds(of: Array(own.values) + Array(others.values))
    let tried = thresholds.compactMap { threshold in compare(threshold).map { (threshold, $0) } }
    guard let top = tried.map(\.1.gain).max(), 2 * top > bound + 2 * log(Double(thresholds.count)),
      let place = SpellSearch.widestGap(tried.map(\.1.gain))
    else { return nil }
    let (threshold, found) = tried[place]
    return SlowSpell(
      onset: onset,
      end: nil,
      threshold: Int64(DurationBins.bounds(threshold).low.rounded(.up)),
      outside: found.others,
      within: found.own,
      surprise: Rounding.nine(2 * found.gain)
    )
  }

  private struct Found {
    var own = SlowSpell.Share()
    var others = SlowSpell.Share()
    var gain = 0.0
  }

  private func compare(_ threshold: Int16) -> Found? {
    var found = Found()
    for (day, bins) in own.sorted(by: { $0.key < $1.key }) {
      let mine = SlowSpell.Share(bins, from: threshold)
      let theirs = SlowSpell.Share(others[day] ?? [], from: threshold)
      found.own = found.own + mine
      found.others = found.others + theirs
      let likelier =
        SpellSearch.likelihood(mine) + SpellSearch.likelihood(theirs) - SpellSearch.likelihood(mine + theirs)
      // Days on which it was faster speak against it; each day has its half of one by chance.
      found.gain += (mine.rate >= theirs.rate ? likelier : -likelier) - 0.5
    }
    guard found.own.all >= VariantSearch.leastRuns, found.others.all >= VariantSearch.leastRuns,
      SpellSearch.matters(found.own.rate, over: found.others.rate)
    else { return nil }
    return found
  }
}
