package import Domain
import Numerics

/// What keeps people from going on: a problem that those who do not go on meet more often than those who do.
package struct LossCause {
  /// What has to be explained of the loss, less of it where both began together, because not all who meet it show it.
  private static let leastExplained = (alone: 0.5, together: 0.2)
  private static let nearDays: Int32 = 3
  /// By how many people's days at least, and how unlikely by chance.
  private static let leastDays = 5
  private static let chance = 0.001

  private struct PersonDay: Hashable {
    let day: Int32
    let subject: UInt64
  }

  private let lost: Set<PersonDay>
  private let passed: Set<PersonDay>
  private let since: Int32
  private let excess: Double

  /// Takes those who did not go on and those who did, on each day since it began, and how many more than usual did not.
  package init(
    lost: [Int32: [EventDays.Visit]],
    passed: [Int32: [EventDays.Visit]],
    since: Int32,
    excess: Double
  ) {
    let keys = { (days: [Int32: [EventDays.Visit]]) in
      Set(days.flatMap { day, visits in visits.map { PersonDay(day: day, subject: $0.subject) } })
    }
    self.lost = keys(lost)
    self.passed = keys(passed)
    self.since = since
    self.excess = excess
  }

  /// Returns the group that explains most, where one explains half of it.
  package func find(among groups: [GroupFacts]) -> RecordID? {
    var best: (id: RecordID, explained: Double)?
    for group in groups where group.isHost && !group.tally.isLoss {
      guard let explained = explained(by: group) else { continue }
      let id = group.tally.id
      if best.map({ (explained, $0.id) > ($0.explained, id) }) ?? true { best = (id, explained) }
    }
    return best?.id
  }

  private func explained(by group: GroupFacts) -> Double? {
    guard !lost.isEmpty, !passed.isEmpty else { return nil }
    var met = (lost: 0, passed: 0)
    for row in group.subjectDays {
      let key = PersonDay(day: row.day, subject: row.subject)
      if lost.contains(key) { met.lost += 1 } else if passed.contains(key) { met.passed += 1 }
    }
    // What those who go on meet as often keeps nobody from it.
    let usual = Double(met.passed) / Double(passed.count)
    let explained = Double(met.lost) - usual * Double(lost.count)
    let share = (Double(met.passed) + 0.5) / (Double(passed.count) + 1)
    let isNear = abs(ReachWindow.day(group.tally.first.flooredQuotient(by: 1_000_000)) - since) <= LossCause.nearDays
    let enough = isNear ? LossCause.leastExplained.together : LossCause.leastExplained.alone
    guard met.lost >= LossCause.leastDays, explained >= enough * excess,
      Binomial.atLeast(Int64(met.lost), tries: Int64(lost.count), share: share) < LossCause.chance
    else { return nil }
    return explained
  }
}
