import Changes
import Domain
import Glibc
import Numerics

/// Since when a problem that was there before is what it is: its latest rise whose level still holds.
///
/// Days are compared by people where those are known, of all who were there on that day, so that a holiday is no fall and
/// a campaign no rise. Days on which nothing was heard of anybody, the first known day, and the one that still fills, are
/// evidence of nothing. All opportunities of a look share one budget of false alarms.
struct OnsetSearch {
  /// A rise that brought less than half of what there is now did not make it what it is.
  private static let leastRatio = 2.0
  private static let hour: Int64 = 3_600_000_000

  /// What is counted and cited.
  let before: Range<Int32>
  let after: Range<Int32>
  let counts: (before: Int64, after: Int64)
  private let rise: Change
  private let ratio: Domain.Interval?
  private let families: [GroupFacts]

  /// Nil where nothing rose, or by too little; `active` is how many people were there on each day.
  init?(_ count: Headcount, of groups: [GroupFacts], window: ReachWindow, active: [Int32: Int]) {
    let buckets = OnsetSearch.buckets(count, window: window, active: active)
    let changes = CountChanges.changes(in: buckets)
    guard let rise = Standing.change(.up, among: changes) else { return nil }
    // Earlier levels, as one that was taken back, say nothing of how it was just before.
    let start = changes.last { $0.onset < rise.onset && $0.kind != .spike && $0.kind != .dip }?.onset ?? .min
    guard let compared = Standing.compare(buckets.filter { $0.second >= start }, at: rise.onset),
      compared.before == 0 || (compared.ratio?.value ?? 0) >= OnsetSearch.leastRatio
    else { return nil }
    let day = ReachWindow.day(rise.onset)
    let known = max(window.days.lowerBound, window.dataStart + 1)
    before = max(known, start == .min ? known : ReachWindow.day(start))..<day
    after = day..<window.today
    counts = (compared.before, compared.after)
    self.rise = rise
    families = groups
    ratio = compared.ratio.flatMap { ratio in
      let isKnown = compared.before > 0 && ratio.high.isFinite
      return isKnown ? Opportunities.interval(ratio.low, ratio.value, ratio.high) : nil
    }
  }

  /// Returns which rises are told, of so many opportunities that were looked at.
  static func told(_ searches: [OnsetSearch?]) -> [Bool] {
    AlarmBudget.told(surprises: searches.map { $0?.rise.surprise ?? 0 }, series: searches.count)
  }

  private static func buckets(_ count: Headcount, window: ReachWindow, active: [Int32: Int]) -> [CountBucket] {
    let byPeople = count.countsPeople && !active.isEmpty
    let counts = count.countsPeople ? count.peopleByDay : count.daily
    return zip(window.days, counts).map { day, count in
      let present = active.isEmpty ? 1 : active[day] ?? 0
      return CountBucket(
        second: ReachWindow.seconds(day..<day + 1).lowerBound,
        count: count,
        exposure: byPeople ? Double(present) : min(1, Double(present)),
        isWhole: day > window.dataStart && day < window.today
      )
    }
  }

  /// Returns the rise as of its first signal; nil where the first signal of all tells the same.
  func onset(first: Int64) -> Opportunity.Onset? {
    let start = ReachWindow.seconds(after).lowerBound * 1_000_000
    guard first < start - 24 * OnsetSearch.hour else { return nil }
    return Opportunity.Onset(
      at: Opportunities.instant(moment(day: start)),
      ratio: ratio,
      surprise: Rounding.nine(rise.surprise)
    )
  }

  /// Moves the beginning of a day to the first meeting of the hour that parts the two rates best, within a day of it.
  private func moment(day start: Int64) -> Int64 {
    let hours: Int64 = 24
    let near = start - hours * OnsetSearch.hour..<start + hours * OnsetSearch.hour
    let met = families.flatMap(\.subjectDays).map(\.first).filter(near.contains).sorted()
    let usual = Double(counts.before) / Double(max(1, before.count) * 24)
    let risen = Double(counts.after) / Double(max(1, after.count) * 24)
    guard !met.isEmpty, risen > 0 else { return start }
    let gain = log(risen / max(usual, risen / 1_000))
    var best = (hour: start, gain: 0.0)
    for hour in stride(from: near.lowerBound, to: near.upperBound, by: Int(OnsetSearch.hour)) {
      // What the rates say of all hours from here to the day after, against none of them being risen yet.
      let later = Double(met.count { $0 >= hour })
      let sum = later * gain - (risen - usual) * Double((near.upperBound - hour) / OnsetSearch.hour)
      if sum > best.gain { best = (hour, sum) }
    }
    return met.first { $0 >= best.hour } ?? start
  }
}
