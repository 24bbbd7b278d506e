import Bytes
import Decide
import Domain

/// Opportunities made up for tests: the numbers that matter, the rest usual.
struct Planted {
  var name: String
  var kind = Opportunity.Kind.error
  var errorType = "TypeError"
  var state = Opportunity.State.open
  var trend = Opportunity.Trend.Direction.unclear
  /// New people of each of the last days, the latest last; everybody is alone in an account.
  var people: [Int]
  var accounts: Int?
  var signals: Int64?
  var loudest: Int64 = 1
  var loudestSubjects = 1
  var eligible = 100
  var instruments = 1
  var writers: Int? = 0
  var harm: Footprint.Harm?
  var detectable: Double? = 0.2
  var daysAgo: Int64 = 0

  /// 2026-11-20T12:00:00Z.
  static let asOf = Timestamp(nanoseconds: 1_795_176_000_000_000_000)

  var id: RecordID { RecordID(.opportunity, of: name) }

  var footprint: Footprint {
    let count = people.reduce(0, +)
    var footprint = Footprint(
      subjects: count,
      accounts: accounts ?? count,
      days: people.count { $0 > 0 },
      occurrences: signals ?? Int64(count)
    )
    footprint.newcomers = [Int](repeating: 0, count: max(0, 29 - people.count)) + people.suffix(29)
    footprint.weeks = [people.suffix(7).reduce(0, +)]
    footprint.attributed = footprint.occurrences
    footprint.loudest = loudest
    footprint.loudestSubjects = loudestSubjects
    footprint.instruments = instruments
    footprint.writers = writers
    footprint.harm = harm
    return footprint
  }

  var candidate: Candidate {
    let week = Double(people.suffix(7).reduce(0, +))
    let share = Double(footprint.subjects) / Double(max(1, eligible))
    let opportunity = Opportunity(
      id: id,
      kind: kind,
      state: state,
      title: "Fails: \(name)",
      service: "checkout",
      surface: "",
      groups: [RecordID(.group, of: name)],
      reach: Opportunity.Reach(
        subjects: footprint.subjects,
        accounts: footprint.accounts,
        days: footprint.days,
        occurrences: footprint.occurrences,
        eligible: eligible,
        share: eligible > 0 ? Interval(low: share * 0.8, likely: share, high: min(1, share * 1.2)) : nil
      ),
      trend: Opportunity.Trend(recent: Int64(week), before: 0, direction: trend),
      costOfDelay: Interval(low: week * 0.7, likely: week, high: week * 1.4),
      exemplars: [],
      contradictions: [],
      claims: [RecordID(.claim, of: name)],
      first: Planted.asOf,
      last: Timestamp(nanoseconds: Planted.asOf.nanoseconds - daysAgo * 86_400_000_000_000),
      asOf: Planted.asOf
    )
    return Candidate(
      opportunity: opportunity,
      footprint: footprint,
      errorType: kind == .error ? errorType : "",
      measurability: Measurability(smallestDetectable: detectable, weeks: 2, isEnough: (detectable ?? 1) < 0.6)
    )
  }

  /// A request by so many people, one a day.
  static func asked(_ name: String, people: Int) -> Planted {
    Planted(name: name, kind: .request, people: [Int](repeating: 1, count: people), writers: people)
  }

  /// An error that has grown, met by so many people a day for two weeks.
  static func grown(_ name: String, perDay: Int) -> Planted {
    Planted(name: name, trend: .rising, people: [Int](repeating: perDay, count: 14))
  }
}

/// Decides on planted opportunities.
func decide(
  _ planted: [Planted],
  rulings: [Ruling] = [],
  accountsExist: Bool = true,
  change: (inout ChoiceInput) -> Void = { _ in }
) -> ChoiceOutcome {
  var input = ChoiceInput(
    candidates: planted.map(\.candidate),
    accountsExist: accountsExist,
    rulings: rulings,
    asOf: Planted.asOf
  )
  change(&input)
  return Choice.decide(input)
}

extension ChoiceOutcome {
  /// What became of a planted opportunity.
  func option(_ planted: Planted) -> Decision.Option? { considered.first { $0.opportunity == planted.id } }

  /// The outcome as the decision that would be kept.
  var decision: Decision {
    Decision(
      id: RecordID(.decision, of: inputs),
      kind: kind,
      subject: bet?.id,
      reason: paragraph,
      considered: considered,
      missing: missing,
      inputs: inputs,
      actor: "rule",
      at: Planted.asOf,
      asOf: Planted.asOf,
      revisit: nil
    )
  }
}
