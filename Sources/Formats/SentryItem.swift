/// The items of Sentry envelopes that are read, by the names on the wire.
enum SentryItem: String, Sendable {
  case event, transaction, feedback, span, log, session, sessions
  case userReport = "user_report"
  case traceMetric = "trace_metric"
  case checkIn = "check_in"
  case clientReport = "client_report"

  /// The longest payload that is read, as Relay has it: https://docs.sentry.io/product/relay/options/.
  var limit: Int {
    switch self {
    case .event, .transaction, .feedback, .traceMetric: 1 << 20
    case .span, .log: 12 << 20
    case .userReport, .session, .sessions, .checkIn, .clientReport: 100 << 10
    }
  }

  /// Items that are counted and not read: files, recordings, profiles.
  static let others: Set<String> = [
    "attachment", "replay_event", "replay_recording", "replay_video", "profile", "profile_chunk", "statsd",
    "metric_buckets", "form_data", "security", "raw_security", "unreal_report", "nel", "otel_span", "spans",
  ]

  /// Reports whether a word names an item.
  static func isKnown(_ word: String) -> Bool { SentryItem(rawValue: word) != nil || others.contains(word) }
}
