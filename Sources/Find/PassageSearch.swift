import Changes
package import Domain
import Glibc
import Numerics

/// Finds from where to where fewer people go than usual, in what they did on each day.
///
/// Looked at are the events that most often come next on the same day, and every event of all who did anything at all.
/// Of the share that goes on and the share that does not the smaller one is counted, of whoever could have gone on: where
/// nobody did anything, as where a source was silent, there is no evidence. Only whole days count.
package struct PassageSearch {
  /// What is looked at most, and how much of what is done is enough to be looked at.
  private static let pairLimit = 96
  private static let nextLimit = 2
  private static let leastShare = 0.1
  private static let leastTries = 50
  /// A change of the share by less than this part of it is nobody's problem, nor are so few people.
  private static let leastDrop = 0.1
  private static let leastRise = 0.25
  private static let leastExcess = 8.0
  /// Who comes to look and does not stay makes a share smaller: so many times as many may come, and arrive, as before.
  private static let mostPeople = (tried: 1.25, passed: 1.1)
  /// A day may be an odd one.
  private static let leastDays = 2
  /// What began within so many days of each other may be one change.
  private static let nearDays: Int32 = 3

  /// From where to where, and by what change.
  package struct Find: Sendable {
    /// The place of the event before; nil for all who did anything.
    package let from: Int?
    package let to: Int
    package let isUnwanted: Bool
    package let before: Loss.Passage
    package let after: Loss.Passage
    package let ratio: Domain.Interval
    package let surprise: Double
  }

  private let events: [EventDays]
  private let everybody: [Int32: [EventDays.Visit]]
  private let window: ReachWindow
  /// How often each event came next after each other one.
  private var next: [[Int]]

  package init(_ events: [EventDays], window: ReachWindow) {
    self.events = events
    self.window = window
    everybody = EventDays.union(events)
    next = [[Int]](repeating: [Int](repeating: 0, count: events.count), count: events.count)
    for day in days { count(day) }
  }

  /// Whole days that the data cover.
  private var days: Range<Int32> {
    let first = max(window.days.lowerBound, window.dataStart + 1)
    return min(first, window.today)..<window.today
  }

  private mutating func count(_ day: Int32) {
    var steps: [(subject: UInt64, first: Int64, event: Int)] = []
    for (place, event) in events.enumerated() {
      for visit in event.days[day] ?? [] { steps.append((visit.subject, visit.first, place)) }
    }
    steps.sort { ($0.subject, $0.first, $0.event) < ($1.subject, $1.first, $1.event) }
    for (one, other) in zip(steps, steps.dropFirst()) where one.subject == other.subject {
      next[one.event][other.event] += 1
    }
  }

  // MARK: What is looked at

  private struct Pair {
    let from: Int?
    let to: Int
    let wish: EventWish
  }

  private var pairs: [Pair] {
    let wishes = events.map { EventWish($0.series.eventName) }
    let goals = events.indices.filter { wishes[$0] != .neutral && events[$0].count >= PassageSearch.leastTries }
    var ranked: [(pair: Pair, weight: Int)] = goals.map {
      (Pair(from: nil, to: $0, wish: wishes[$0]), events[$0].count)
    }
    for from in events.indices {
      let enough = max(Double(PassageSearch.leastTries), PassageSearch.leastShare * Double(events[from].count))
      let best = goals.filter { $0 != from && Double(next[from][$0]) >= enough }
        .sorted { (next[from][$1], events[$0].series) < (next[from][$0], events[$1].series) }
      for to in best.prefix(PassageSearch.nextLimit) {
        ranked.append((Pair(from: from, to: to, wish: wishes[to]), next[from][to]))
      }
    }
    let order = { (pair: Pair) in (pair.from.map { events[$0].series.text } ?? "", events[pair.to].series.text) }
    return ranked.sorted { $0.weight != $1.weight ? $0.weight > $1.weight : order($0.pair) < order($1.pair) }
      .prefix(PassageSearch.pairLimit).map(\.pair)
  }

  // MARK: What is found

  /// Returns what is told of all pairs with one budget of false alarms, each cause once, the most surprising first.
  package func find() -> [Find] {
    let pairs = pairs
    let found = pairs.compactMap(look)
    let told = AlarmBudget.told(surprises: found.map(\.surprise), series: pairs.count)
    var kept: [Find] = []
    let ranked = zip(found, told).filter(\.1).map(\.0).sorted(by: precedes)
    for one in ranked where !kept.contains(where: { stands($0, for: one) }) { kept.append(one) }
    return kept
  }

  /// Those that say after what come before those that only say that there is less of something.
  private func precedes(_ one: Find, _ other: Find) -> Bool {
    if (one.from == nil) != (other.from == nil) { return one.from != nil }
    return one.surprise != other.surprise
      ? one.surprise > other.surprise : (one.from ?? -1, one.to) < (other.from ?? -1, other.to)
  }

  /// Whether another one tells it already: one of the same time that ends where it ends or begins; or of what all do less
  /// one that had begun by then, and ends there or before it.
  private func stands(_ other: Find, for one: Find) -> Bool {
    let later = one.after.days.lowerBound - other.after.days.lowerBound
    guard later >= -PassageSearch.nearDays else { return false }
    if one.from != nil { return later <= PassageSearch.nearDays && (other.to == one.to || other.to == one.from) }
    let isBefore = next[other.to][one.to] > 0 && next[other.to][one.to] >= next[one.to][other.to]
    return other.to == one.to || other.isUnwanted == one.isUnwanted && isBefore
  }

  private func look(_ pair: Pair) -> Find? {
    let counted = days.map { day in
      let tried = pair.from.map { events[$0].days[day] ?? [] } ?? everybody[day] ?? []
      return (tries: tried.count, passed: EventDays.part(tried, events[pair.to].days[day] ?? [], isIn: true).count)
    }
    let tries = counted.reduce(0) { $0 + $1.tries }
    let passed = counted.reduce(0) { $0 + $1.passed }
    guard tries >= PassageSearch.leastTries else { return nil }
    let countsMisses = passed * 2 > tries
    let buckets = zip(days, counted).map { day, count in
      CountBucket(
        second: ReachWindow.seconds(day..<day + 1).lowerBound,
        count: Int64(countsMisses ? count.tries - count.passed : count.passed),
        exposure: Double(count.tries)
      )
    }
    let isUnwanted = pair.wish == .unwanted
    let direction: Standing.Direction = isUnwanted == countsMisses ? .down : .up
    guard let change = Standing.change(direction, among: CountChanges.changes(in: buckets)) else { return nil }
    let day = ReachWindow.day(change.onset)
    let place = Int(day - days.lowerBound)
    let sides = (Array(counted[..<place]), Array(counted[place...]))
    return find(pair, sides, day, surprise: change.surprise)
  }

  private typealias Day = (tries: Int, passed: Int)

  private func find(_ pair: Pair, _ sides: ([Day], [Day]), _ day: Int32, surprise: Double) -> Find? {
    let passage = { (side: [Day], days: Range<Int32>) in
      Loss.Passage(
        days: days,
        tries: side.reduce(0) { $0 + Int64($1.tries) },
        passed: side.reduce(0) { $0 + Int64($1.passed) }
      )
    }
    let before = passage(sides.0, days.lowerBound..<day)
    let after = passage(sides.1, day..<days.upperBound)
    guard before.passed > 0, sides.1.count >= PassageSearch.leastDays else { return nil }
    let expected = usual(sides.0, of: sides.1)
    let ratio = Double(after.passed) / max(1, expected)
    let isUnwanted = pair.wish == .unwanted
    if isUnwanted {
      guard ratio >= 1 + PassageSearch.leastRise, after.share >= before.share * (1 + PassageSearch.leastRise),
        Double(after.passed) - expected >= PassageSearch.leastExcess
      else { return nil }
    } else {
      let times = Double(before.days.count) / Double(after.days.count)
      guard ratio <= 1 - PassageSearch.leastDrop, after.share <= before.share * (1 - PassageSearch.leastDrop),
        expected - Double(after.passed) >= PassageSearch.leastExcess,
        Double(after.tries) * times <= PassageSearch.mostPeople.tried * Double(before.tries),
        Double(after.passed) * times <= PassageSearch.mostPeople.passed * Double(before.passed)
      else { return nil }
    }
    return Find(
      from: pair.from,
      to: pair.to,
      isUnwanted: isUnwanted,
      before: before,
      after: after,
      ratio: PassageSearch.ratio(before, after),
      surprise: Rounding.nine(surprise)
    )
  }

  /// Returns how many would have gone on as on the same days of the week before.
  private func usual(_ before: [Day], of after: [Day]) -> Double {
    let all = before.reduce((tries: 0, passed: 0)) { ($0.tries + $1.tries, $0.passed + $1.passed) }
    return after.enumerated().reduce(0) { sum, item in
      let same = before.indices.filter { (before.count + item.offset - $0) % 7 == 0 }
      let (tries, passed) = same.reduce((0, 0)) { ($0.0 + before[$1].tries, $0.1 + before[$1].passed) }
      // A day of the week that was seen once is no habit.
      let share =
        same.count > 1 && tries >= PassageSearch.leastTries
        ? Double(passed) / Double(tries) : Double(all.passed) / Double(max(1, all.tries))
      return sum + share * Double(item.element.tries)
    }
  }

  /// The ratio of two shares with Katz's interval (https://doi.org/10.2307/2530610), a half added where nobody went on.
  package static func ratio(_ before: Loss.Passage, _ after: Loss.Passage) -> Domain.Interval {
    let (one, other) = (max(0.5, Double(before.passed)), max(0.5, Double(after.passed)))
    let (all, rest) = (Double(max(1, before.tries)), Double(max(1, after.tries)))
    let likely = other / rest / (one / all)
    let variance = max(0, 1 / other - 1 / rest) + max(0, 1 / one - 1 / all)
    let factor = exp(Normal.quantile(0.975) * variance.squareRoot())
    return Opportunities.interval(likely / factor, likely, likely * factor)
  }
}
