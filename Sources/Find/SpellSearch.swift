package import Domain
import Glibc
import Numerics

/// Finds the stretch of time in which an operation was slow, by the share of its runs that took longer than a threshold.
///
/// All stretches of whole days and all thresholds are tried, and the one is taken by which the shares within and outside
/// differ most, as the likelihood of two binomial rates over one says (Kulldorff 1997, a spatial scan statistic,
/// https://doi.org/10.1080/03610929708831995, in one dimension). A share moves where the median does and where only the
/// slowest in a hundred do. What days scatter more than chance lets them is taken off the likelihood.
package struct SpellSearch {
  /// Days that must be known before it, and runs in them, so that there is something it is slower than.
  private static let leastDaysBefore = 3
  private static let leastRuns: Int64 = 20
  /// A difference that is no more than this is nobody's problem, however certain: at least so much of the runs more, and
  /// either so much or so many times as many.
  private static let leastRise = 0.005
  private static let largeRise = 0.25
  private static let leastRatio = 3.0
  /// The chance of a false alarm that all series together have.
  private static let budget = 0.01
  private static let secondsPerDay: Int64 = 86_400
  private static let secondsPerHour: Int64 = 3_600

  private let days: Stretches
  private let hours: Stretches
  private let bound: Double

  /// Runs by the time in which they began, and how many took how long.
  private struct Stretches {
    var starts: [Int64] = []
    var bins: [[DurationBin]] = []

    init(_ buckets: [Bucket], width: Int64) {
      for bucket in buckets where !bucket.bins.isEmpty {
        let start = SpellSearch.floored(bucket.start, width)
        if starts.last == start {
          bins[bins.count - 1] = DurationBin.merge(bins[bins.count - 1], bucket.bins)
        } else {
          starts.append(start)
          bins.append(bucket.bins)
        }
      }
    }

    /// Sums of slow and all runs before each stretch, and of all at the end.
    func sums(from threshold: Int16) -> [SlowSpell.Share] {
      var sums = [SlowSpell.Share()]
      sums.reserveCapacity(bins.count + 1)
      for stretch in bins { sums.append(sums[sums.count - 1] + SlowSpell.Share(stretch, from: threshold)) }
      return sums
    }
  }

  /// Takes the buckets of an operation, ascending; `series` is how many operations are searched with one budget.
  package init(_ buckets: [Bucket], among series: Int) {
    days = Stretches(buckets, width: SpellSearch.secondsPerDay)
    hours = Stretches(buckets, width: SpellSearch.secondsPerHour)
    let stretches = Double(days.starts.count * days.starts.count / 2 + 1)
    bound = SpellSearch.bound(tests: stretches * Double(max(1, series)))
  }

  /// Returns what twice a logarithm of likelihoods has to be over, of so many that are looked at.
  static func bound(tests: Double) -> Double { 2 * log(tests / budget) }

  /// Returns the stretch that stands out most; nil where none does by more than chance and by enough to matter.
  package func find() -> SlowSpell? {
    guard days.starts.count > SpellSearch.leastDaysBefore else { return nil }
    let tried = SpellSearch.thresholds(of: days.bins).compactMap { threshold in
      best(days.sums(from: threshold)).map { (threshold: threshold, found: $0) }
    }
    guard let place = SpellSearch.widestGap(tried.map(\.found.gain)) else { return nil }
    let chosen = tried[place]
    let sums = days.sums(from: chosen.threshold)
    guard let first = chosen.found.range.first else { return nil }
    let surprise = 2 * chosen.found.gain / scatter(sums, chosen.found.range)
    guard surprise > bound else { return nil }
    return refined(chosen.threshold, days.starts[first], chosen.found.range, surprise)
  }

  // MARK: Thresholds

  /// The beginnings of bins from the lower quartile of all runs on, every other one: 19 % apart.
  static func thresholds(of bins: [[DurationBin]]) -> [Int16] {
    let all = bins.reduce([]) { DurationBin.merge($0, $1) }
    let pairs = all.map { ($0.index, $0.count) }
    guard let low = DurationBins.quantile(0.25, bins: pairs), let last = all.last?.index else { return [] }
    let first = DurationBins.index(microseconds: Int64(min(low, 1e15)))
    return stride(from: first + 1, through: last, by: 2).map { $0 }
  }

  /// The part of the best gain that a threshold must have to be taken for its gap: a lower one counts usual runs too, of
  /// which there are more where there are more days.
  private static let enough = 0.8

  /// Returns the place of the threshold to take among those that part about as well as any, by their gains.
  ///
  /// Between the usual and the slow runs often lies a gap, in which all thresholds count the same: the middle of the widest
  /// one parts also those that are still to come.
  static func widestGap(_ gains: [Double]) -> Int? {
    guard let top = gains.max() else { return nil }
    var widest = 0..<0
    var start = 0
    for place in gains.indices {
      if gains[place] != gains[start] { start = place }
      if gains[place] >= enough * top, place + 1 - start > widest.count { widest = start..<place + 1 }
    }
    return widest.isEmpty ? nil : widest.lowerBound + widest.count / 2
  }

  // MARK: The best stretch of days

  private struct Found {
    let range: Range<Int>
    let gain: Double
  }

  private func best(_ sums: [SlowSpell.Share]) -> Found? {
    let count = sums.count - 1
    let total = sums[count]
    var best: Found?
    for start in SpellSearch.leastDaysBefore..<max(SpellSearch.leastDaysBefore, count) {
      // Days by the calendar: a new operation that was silent for a while has no days before.
      guard days.starts[start] - days.starts[0] >= Int64(SpellSearch.leastDaysBefore) * SpellSearch.secondsPerDay,
        sums[start].all >= SpellSearch.leastRuns
      else { continue }
      for end in (start + 1)...count {
        let within = sums[end] - sums[start]
        let gain = SpellSearch.gain(within, total - within, before: sums[start])
        if gain > best?.gain ?? 0 { best = Found(range: start..<end, gain: gain) }
      }
    }
    return best
  }

  /// Returns how much likelier two rates are than one, as a logarithm; 0 where it is no rise that matters.
  ///
  /// The rise has to be one over what came before it, not only over what came after.
  private static func gain(_ within: SlowSpell.Share, _ outside: SlowSpell.Share, before: SlowSpell.Share) -> Double {
    guard within.all > 0, outside.all > 0 else { return 0 }
    let usual = max(outside.rate, before.rate)
    guard matters(within.rate, over: usual) else { return 0 }
    return likelihood(within) + likelihood(outside) - likelihood(within + outside)
  }

  /// Reports whether a share is so much larger than another that somebody would mind.
  static func matters(_ rate: Double, over usual: Double) -> Bool {
    rate - usual >= leastRise && (rate - usual >= largeRise || rate >= leastRatio * usual)
  }

  static func likelihood(_ share: SlowSpell.Share) -> Double {
    let (slow, all) = (Double(share.slow), Double(share.all))
    func part(_ count: Double) -> Double { count > 0 ? count * log(count / all) : 0 }
    return part(slow) + part(all - slow)
  }

  /// Returns how many times more days scatter around the two rates than chance lets them, at least 1.
  private func scatter(_ sums: [SlowSpell.Share], _ range: Range<Int>) -> Double {
    let within = sums[range.upperBound] - sums[range.lowerBound]
    let outside = sums[sums.count - 1] - within
    var sum = 0.0
    for day in 0..<(sums.count - 1) {
      let share = sums[day + 1] - sums[day]
      let side = range.contains(day) ? within : outside
      // A rate of exactly 0 or 1 scatters as one with half a case more or less.
      let rate = min(max(side.rate, 0.5 / Double(max(1, side.all))), 1 - 0.5 / Double(max(1, side.all)))
      let expected = Double(share.all) * rate
      let variance = expected * (1 - rate)
      if variance > 0 { sum += (Double(share.slow) - expected) * (Double(share.slow) - expected) / max(variance, 0.5) }
    }
    return max(1, sum / Double(max(1, sums.count - 3)))
  }

  // MARK: To the hour

  /// Moves the ends of a stretch to the hours that part it best, within a day and a half of them.
  private func refined(_ threshold: Int16, _ start: Int64, _ range: Range<Int>, _ surprise: Double) -> SlowSpell? {
    let sums = hours.sums(from: threshold)
    let all = sums.count - 1
    let reach = 3 * SpellSearch.secondsPerDay / 2
    let isOver = range.upperBound < days.starts.count
    let close = isOver ? days.starts[range.upperBound] : Int64.max
    let starts = hours.starts.indices.filter { abs(hours.starts[$0] - start) <= reach }
    let ends = isOver ? hours.starts.indices.filter { abs(hours.starts[$0] - close) <= reach } : [all]
    var best: (start: Int, end: Int, gain: Double)?
    for first in starts {
      for last in ends where last > first {
        let within = sums[last] - sums[first]
        let gain = SpellSearch.gain(within, sums[all] - within, before: sums[first])
        if gain > best?.gain ?? 0 { best = (first, last, gain) }
      }
    }
    guard let best else { return nil }
    let within = sums[best.end] - sums[best.start]
    return SlowSpell(
      onset: hours.starts[best.start],
      end: best.end < all ? hours.starts[best.end] : nil,
      threshold: Int64(DurationBins.bounds(threshold).low.rounded(.up)),
      outside: sums[all] - within,
      within: within,
      surprise: Rounding.nine(surprise)
    )
  }

  static func floored(_ instant: Int64, _ width: Int64) -> Int64 {
    (instant / width - (instant % width < 0 ? 1 : 0)) * width
  }
}
