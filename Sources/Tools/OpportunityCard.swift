import Bytes
import Domain
import Loop

/// An opportunity in a few lines.
struct OpportunityCard {
  let opportunity: Opportunity

  /// The card: what it is, whom it reaches, which way it goes.
  var text: String {
    let reach = opportunity.reach
    var facts = [OpportunityCard.people(reach)]
    if reach.accounts > 0 { facts.append("in \(Wording.count(reach.accounts, "account"))") }
    let times = "\(Wording.count(reach.occurrences, "time")) on \(Wording.count(reach.days, "day"))"
    return """
      \(opportunity.id) \(opportunity.kind.rawValue), \(opportunity.state.rawValue)\(handling): \(opportunity.title)\(author)
        \(facts.joined(separator: " ")), \(times); \(trend).
        Delay costs \(Wording.range(opportunity.costOfDelay)) \(reach.subjects > 0 ? "people" : "signals") a week. Severity \(severity). \(evidence), \(seen).
      """
  }

  /// What somebody has made of it.
  private var handling: String {
    if let host = opportunity.mergedInto { return " into \(host)" }
    return opportunity.mutedBy.map { ", muted by \(Wording.foreign($0, limit: 60))" } ?? ""
  }

  private var author: String {
    opportunity.titledBy.map { " (titled by \(Wording.foreign($0, limit: 60)))" } ?? ""
  }

  private static func people(_ reach: Opportunity.Reach) -> String {
    let people = Wording.count(reach.subjects, "person", "people")
    guard let share = reach.share, reach.eligible >= 30 else { return people }
    // From a thousand on it is told to three digits.
    let about = reach.eligible >= 1_000 ? "about " : ""
    return "\(people), \(Wording.percent(share)) of \(about)\(Wording.number(Int64(reach.eligible)))"
  }

  /// Which way it goes, with the two weeks it is read from.
  var trend: String {
    let trend = opportunity.trend
    let weeks = "\(Wording.number(trend.recent)) in the last 7 days, \(Wording.number(trend.before)) in the 7 before"
    switch trend.direction {
    case .rising: return "rising: \(weeks)"
    case .falling: return "falling: \(weeks)"
    case .steady: return "steady: \(weeks)"
    case .new: return "new: \(weeks)"
    case .unclear: return "no clear trend: \(weeks)"
    }
  }

  /// How bad it is, and by which rule.
  private var severity: String {
    let severity = opportunity.severity
    let reason =
      switch severity {
      case .outage: "nearly every run fails"
      case .dataLoss: "data is lost"
      case .security: "security"
      case .money: "money"
      case .error: "an error"
      case .complaint: "people report it"
      case .friction: "clicks in vain"
      case .loss: "people no longer get there"
      case .slowness: "slow"
      case .confusion: "people are confused"
      case .request: "asked for"
      case .praise: "praise"
      }
    return "\(severity.level.rawValue): \(reason)"
  }

  /// When it was last seen, and since when it is what it is where it was there before.
  private var seen: String {
    let last = "last \(Wording.time(opportunity.last))"
    guard let onset = opportunity.onset else { return last }
    let first = opportunity.first < onset.at ? "first \(Wording.day(opportunity.first)), " : ""
    let size = onset.ratio.map { "\(Wording.range($0)) times as often" } ?? "again"
    return "\(first)\(size) since \(Wording.time(onset.at)), \(last)"
  }

  private var evidence: String {
    "Evidence: \(Wording.count(opportunity.claims.count, "claim")), \(Wording.count(opportunity.exemplars.count, "text"))"
  }
}
