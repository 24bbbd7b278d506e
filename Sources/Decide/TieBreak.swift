import Domain
import Glibc

/// The one fact that would separate the two best best: the widest interval that their scores rest on.
struct TieBreak {
  let fact: String

  init(_ ranking: Ranking) {
    let facts = ranking.contenders.prefix(2).flatMap(TieBreak.facts)
    let widest = facts.enumerated().max { ($0.element.width, -$0.offset) < ($1.element.width, -$1.offset) }
    fact = widest?.element.text ?? "more signals"
  }

  /// How far apart the ends of each interval are, as a ratio, and how it is asked for.
  private static func facts(_ assessment: Assessment) -> [(width: Double, text: String)] {
    let id = assessment.id
    let effort = assessment.effortDays
    let effect = assessment.effect
    let people = assessment.valuePerWeek
    func ends(_ interval: Interval, _ show: (Double) -> String) -> String {
      "\(show(interval.low)) to \(show(interval.high))"
    }
    return [
      (width(effort), "how many days of work \(id) takes: \(ends(effort, Wording.number)) so far"),
      (width(effect), "how much of \(id) the work would take away: \(ends(effect, Wording.percent)) so far"),
      (width(people), "how many people meet \(id) in a week: \(ends(people, Wording.number)) so far"),
    ]
  }

  private static func width(_ interval: Interval) -> Double {
    interval.low > 0 ? log(interval.high / interval.low) : 0
  }
}
