import Bytes
package import Domain

/// Titles in the form of a problem, made of checked words and numbers.
package enum Title {
  /// Returns `Fails: TypeError in applyCoupon (checkout)`, or `Asked: export, csv (12 people)`.
  static func make(_ draft: Opportunities.Draft) -> String {
    let lead = draft.family.lead.tally
    switch lead.kind {
    case .error, .log, .event, .span: return unseen(lead)
    case .message, .exposure, .deploy, .metric, .alert, .change, .session, .checkIn: break
    }
    let people = draft.count.footprint.subjects
    let count =
      people > 0 ? counted(people, "person", "people") : counted(Int(clamping: lead.count), "message", "messages")
    return "\(verb(draft.kind)): \(lead.label) (\(count))"
  }

  /// Returns the title of a group that nobody has counted the people of.
  package static func unseen(_ tally: GroupTally) -> String {
    if AgentFaultLabel.names(tally) || tally.isLoss { return tally.label }
    return switch tally.kind {
    case .error: "Fails: \(tally.label)"
    case .log: "Warns: \(tally.label)"
    case .event: "Stuck: \(tally.label)"
    case .span: "Slow: \(tally.label)"
    case .message, .exposure, .deploy, .metric, .alert, .change, .session, .checkIn: "Reported: \(tally.label)"
    }
  }

  private static func verb(_ kind: Opportunity.Kind) -> String {
    switch kind {
    case .error: "Reported"
    case .latency: "Slow"
    case .conversion: "Lost"
    case .request: "Asked"
    case .confusion: "Unclear"
    case .praise: "Liked"
    }
  }

  /// The type that an error's label begins with.
  static func type(of tally: GroupTally) -> String {
    String(tally.label.prefix { $0 != " " })
  }

  /// Joins a number and its noun.
  static func counted(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }

  /// Returns the number of so many digits that is nearest to a count, with zeros behind them.
  static func rounded(_ number: Int, digits: Int) -> Int {
    var unit = 1
    while String(number / unit).count > digits { unit *= 10 }
    let (sum, overflow) = number.addingReportingOverflow(unit / 2)
    return (overflow ? number : sum) / unit * unit
  }
}

extension Opportunities {
  /// Widens microseconds to an instant; what is out of range becomes the last that there is.
  static func instant(_ microseconds: Int64) -> Timestamp {
    let product = microseconds.multipliedReportingOverflow(by: 1_000)
    return Timestamp(nanoseconds: product.overflow ? (microseconds < 0 ? .min : .max) : product.partialValue)
  }
}
