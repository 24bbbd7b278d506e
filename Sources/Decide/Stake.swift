import Domain
import Numerics

/// What is at stake each week, in person-weeks unless a unit value was given.
enum Stake {
  /// Returns people per week times the value of one, the loudest account counted as one person.
  static func perWeek(_ candidate: Candidate, policy: ChoicePolicy) -> Interval {
    let people = candidate.opportunity.costOfDelay
    let unit = policy.valuePerPersonWeek
    let share = countedShare(candidate.footprint)
    return Interval(
      low: Rounding.nine(people.low * share * unit.low),
      likely: Rounding.nine(people.likely * share * unit.likely),
      high: Rounding.nine(people.high * share * unit.high)
    )
  }

  /// The share of the people that is left when one loud account counts once.
  private static func countedShare(_ footprint: Footprint) -> Double {
    guard footprint.isLoud, footprint.subjects > 0 else { return 1 }
    return Double(footprint.subjects - footprint.loudestSubjects + 1) / Double(footprint.subjects)
  }

  /// What such work is expected to change, less what earlier promises fell short by.
  static func effect(_ work: WorkClass, record: TrackRecord) -> Interval {
    let usual = work.effect
    let shrink = max(0, min(1, record.shrink))
    return Interval(
      low: Rounding.nine(usual.low * shrink),
      likely: Rounding.nine(usual.likely * shrink),
      high: Rounding.nine(usual.high * shrink)
    )
  }
}
