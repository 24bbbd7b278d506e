import Bytes
import Domain

/// The question whether enough is known, and what is missing where it is not.
struct Gate {
  let missing: [Decision.Missing]
  /// Whether one verified case is enough.
  let isAlarm: Bool
  private let input: ChoiceInput

  private static let nanosecondsPerDay = 86_400e9
  /// Dates further away than this say nothing: nobody waits two years.
  private static let longestWait = 730.0

  init(_ candidate: Candidate, input: ChoiceInput) {
    self.input = input
    isAlarm = candidate.severity.isAlarm
    let footprint = candidate.footprint
    let need = input.policy.sufficiency
    var missing: [Decision.Missing] = []
    if !isAlarm {
      let span = Gate.span(footprint)
      func ask(_ what: String, _ have: Int, _ need: Int) {
        guard have < need else { return }
        missing.append(
          Decision.Missing(
            what: what,
            have: Double(have),
            need: Double(need),
            expected: Gate.date(have: have, need: need, days: span, from: input.asOf)
          )
        )
      }
      ask("people", footprint.subjects, need.subjects)
      if input.accountsExist { ask("accounts", footprint.independentAccounts, need.accounts) }
      ask("days", footprint.days, need.days)
    }
    if !candidate.isMetricLive {
      missing.append(Decision.Missing(what: "a metric that is counted", have: 0, need: 1, expected: nil))
    }
    self.missing = missing
  }

  /// Reports whether so much would be enough.
  func isMet(by footprint: Footprint) -> Bool {
    input.policy.sufficiency.isMet(by: footprint, accountsExist: input.accountsExist)
  }

  /// The days from the first newcomer to the end of the window: what today's rate is taken over.
  private static func span(_ footprint: Footprint) -> Int {
    guard let first = footprint.newcomers.firstIndex(where: { $0 > 0 }) else { return 0 }
    return footprint.newcomers.count - first
  }

  /// When there will be enough if things go on as they did; nil where nothing comes or it takes too long.
  private static func date(have: Int, need: Int, days: Int, from asOf: Timestamp) -> Timestamp? {
    guard have > 0, days > 0 else { return nil }
    let wait = Double(need - have) * Double(days) / Double(have)
    guard wait <= longestWait else { return nil }
    let sum = asOf.nanoseconds.addingReportingOverflow(Int64(wait.rounded(.up) * nanosecondsPerDay))
    return sum.overflow ? nil : Timestamp(nanoseconds: sum.partialValue)
  }
}
