/// What was observed.
package enum SignalKind: UInt8, CaseIterable, Sendable {
  case span = 1
  case error, log, message, event, exposure, deploy, metric, alert, change, session, checkIn

  /// The word for it in arguments and answers.
  package var word: String {
    switch self {
    case .span: "span"
    case .error: "error"
    case .log: "log"
    case .message: "message"
    case .event: "event"
    case .exposure: "exposure"
    case .deploy: "deploy"
    case .metric: "metric"
    case .alert: "alert"
    case .session: "session"
    case .checkIn: "check_in"
    case .change: "change"
    }
  }

  /// Reads the word for it.
  package init?(word: String) {
    guard let kind = SignalKind.allCases.first(where: { $0.word == word }) else { return nil }
    self = kind
  }
}

/// How an observed operation ended, as its sender saw it.
package enum SignalStatus: UInt8, CaseIterable, Sendable {
  case unset = 0
  case ok, error
}
