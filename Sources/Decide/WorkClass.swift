package import Domain

/// What kind of work an opportunity asks for, with what is assumed of such work until our own results say better.
///
/// The numbers are reasoned starting values: priors and effects are to be replaced by our own hit rates, class by class.
package enum WorkClass: String, CaseIterable, Sendable {
  /// Something fails at a place that is known: an error in the code, clicks in vain or people lost on a page.
  case fix
  /// A problem that people report, and that nothing else shows.
  case report
  case speed, wish, clarity

  /// Reads the class off an opportunity; nil for praise, which asks for nothing.
  package init?(_ opportunity: Opportunity, hasError: Bool) {
    switch opportunity.kind {
    case .error: self = hasError || opportunity.severity == .friction ? .fix : .report
    case .latency: self = .speed
    case .conversion: self = .fix
    case .request: self = .wish
    case .confusion: self = .clarity
    case .praise: return nil
    }
  }

  /// Whether production itself shows the problem, and not people's words alone.
  var isMeasured: Bool {
    switch self {
    case .fix, .speed: true
    case .report, .wish, .clarity: false
    }
  }

  /// The probability that such work moves its metric by the minimum, before anything is known of the case.
  var prior: Double {
    switch self {
    case .fix: 0.55
    case .speed: 0.45
    case .report, .clarity: 0.4
    case .wish: 0.35
    }
  }

  /// The expected relative change in the good direction; the low end is the minimum that counts.
  package var effect: Interval {
    switch self {
    case .fix: Interval(low: 0.3, likely: 0.6, high: 0.9)
    case .report: Interval(low: 0.25, likely: 0.5, high: 0.8)
    case .speed: Interval(low: 0.2, likely: 0.4, high: 0.7)
    case .wish: Interval(low: 0.2, likely: 0.5, high: 0.8)
    case .clarity: Interval(low: 0.15, likely: 0.3, high: 0.5)
    }
  }

  /// Days of work.
  var effortDays: Interval {
    switch self {
    case .fix: Interval(low: 0.5, likely: 1, high: 3)
    case .report: Interval(low: 1, likely: 2, high: 5)
    case .speed: Interval(low: 1, likely: 3, high: 8)
    case .wish: Interval(low: 2, likely: 5, high: 15)
    case .clarity: Interval(low: 0.5, likely: 1, high: 3)
    }
  }

  /// What else could be done about it, beside nothing.
  var otherWay: String {
    switch self {
    case .fix: "Catch the failure and tell people how to go on."
    case .report: "Find the cause first: log what happens where people say that it goes wrong."
    case .speed: "Show progress while people wait."
    case .wish: "Write down the way around it where people look for it."
    case .clarity: "Answer the question in the documentation only."
    }
  }
}
