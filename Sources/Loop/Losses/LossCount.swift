import Domain
import Find

/// One loss, counted in full: who went on and who did not.
struct LossCount {
  let find: PassageSearch.Find
  let from: [SeriesID]
  let to: SeriesID
  private let fromName: String?
  private let before: Loss.Passage
  private let after: Loss.Passage
  /// Those it happened to, and those who could have been and were not, on each day since it began.
  private let concerned: [Int32: [EventDays.Visit]]
  private let others: [Int32: [EventDays.Visit]]
  /// Whether nobody at all got there on the last whole day.
  let hasStopped: Bool

  init(_ find: PassageSearch.Find, _ events: [EventDays], window: ReachWindow) {
    let goal = events[find.to]
    let tried = find.from.map { events[$0].days } ?? EventDays.union(events)
    self.find = find
    to = goal.series
    from = find.from.map { [events[$0].series] } ?? events.map(\.series).sorted()
    fromName = find.from.map { events[$0].series.eventName }
    func part(of days: Range<Int32>, isIn: Bool) -> [Int32: [EventDays.Visit]] {
      days.reduce(into: [:]) { parts, day in
        parts[day] = EventDays.part(tried[day] ?? [], goal.days[day] ?? [], isIn: isIn)
      }
    }
    func passage(_ days: Range<Int32>) -> Loss.Passage {
      let tries = days.reduce(0) { $0 + (tried[$1]?.count ?? 0) }
      let passed = part(of: days, isIn: true).values.reduce(0) { $0 + $1.count }
      return Loss.Passage(days: days, tries: Int64(tries), passed: Int64(passed))
    }
    before = passage(find.before.days)
    after = passage(find.after.days)
    hasStopped = goal.days[window.today - 1]?.isEmpty ?? true
    let passed = part(of: find.after.days, isIn: true)
    let missed = part(of: find.after.days, isIn: false)
    guard !find.isUnwanted else {
      (concerned, others) = (passed, missed)
      return
    }
    others = passed
    guard find.from == nil else {
      concerned = missed
      return
    }
    // Who never did it anyway has lost nothing: those who did it before, and were there since without doing it.
    let subjects = { (days: [Int32: [EventDays.Visit]]) in Set(days.values.flatMap { $0.map(\.subject) }) }
    let former = subjects(part(of: find.before.days, isIn: true)).subtracting(subjects(passed))
    concerned = missed.mapValues { $0.filter { former.contains($0.subject) } }
  }

  /// Whether there is anybody to tell of.
  var isLost: Bool { concerned.values.contains { !$0.isEmpty } }

  /// Returns it as a group of those it happened to, with what explains it.
  func told(explainedBy groups: [GroupFacts]) -> (group: DerivedGroup, loss: Loss) {
    let label = LossLabel.label(
      from: fromName,
      to: to.eventName,
      isUnwanted: find.isUnwanted,
      before: before,
      after: after
    )
    let visits = concerned.values.flatMap(\.self)
    let onset = visits.map(\.first).min() ?? ReachWindow.seconds(after.days).lowerBound * 1_000_000
    var group = DerivedGroup(label, first: onset)
    for visit in visits { group.add(time: visit.first, duration: 0, subject: visit.subject, account: visit.account) }
    var loss = Loss(
      group: group.tally.id,
      from: from,
      to: to,
      isUnwanted: find.isUnwanted,
      before: before,
      after: after,
      concerned: Int64(visits.count),
      ratio: PassageSearch.ratio(before, after),
      surprise: find.surprise
    )
    loss.cause = LossCause(lost: concerned, passed: others, since: after.days.lowerBound, excess: loss.excess)
      .find(among: groups)
    return (group, loss)
  }
}
