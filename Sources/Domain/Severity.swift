/// How bad a problem is for whoever has it: the worst that is known of it, and the level that follows by rule.
///
/// How many have it is no part of this: that is reach.
package enum Severity: String, CaseIterable, Sendable {
  /// Nearly every run of an operation fails, whoever runs it.
  case outage
  case dataLoss = "data_loss"
  case security, money
  /// Any other error that people meet.
  case error
  /// People write that something does not work.
  case complaint
  /// People click in vain.
  case friction
  /// People no longer get where they went, and nothing says why.
  case loss
  case slowness, confusion, request, praise

  /// How bad that is.
  package enum Level: String, CaseIterable, Sendable { case none, low, medium, high, critical }

  package var level: Level {
    switch self {
    case .outage, .dataLoss, .security: .critical
    case .money, .error: .high
    case .complaint, .friction, .loss, .slowness: .medium
    case .confusion, .request: .low
    case .praise: .none
    }
  }

  /// Whether one verified case is enough to act on.
  package var isAlarm: Bool {
    switch self {
    case .outage, .dataLoss, .security, .money: true
    case .error, .complaint, .friction, .loss, .slowness, .confusion, .request, .praise: false
    }
  }

  /// What is known of an opportunity by its kind alone.
  package init(_ kind: Opportunity.Kind) {
    switch kind {
    case .error: self = .error
    case .latency: self = .slowness
    case .conversion: self = .loss
    case .request: self = .request
    case .confusion: self = .confusion
    case .praise: self = .praise
    }
  }
}
