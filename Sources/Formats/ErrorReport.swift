/// An error as a tool for error tracking or product analytics reports it: one event with an id of its own.
package struct ErrorReport: Sendable {
  package let source: Source
  /// The sender's id of the event.
  package var id = RecordText.none
  /// Nanoseconds since the Unix epoch.
  package var time: Int64 = 0
  /// The type of the error that got out, not of what caused it.
  package var type = RecordText.none
  package var message = RecordText.none
  /// The message before its parameters were filled in, where that tells it from others.
  package var template = RecordText.none
  /// The frames of the error and of its causes, as its language prints them.
  package var stack = RecordText.none
  /// 1 to 24 as OpenTelemetry counts.
  package var severity: UInt8 = 17
  /// By what the sender wants errors to be told apart, where that is a rule of its own.
  package var fingerprint = RecordText.none
  package var subject = RecordText.none
  package var email = RecordText.none
  package var account = RecordText.none
  package var session = RecordText.none
  package var service = RecordText.none
  package var environment = RecordText.none
  package var setting = RecordSetting()
  package var release = RecordText.none
  /// The route, page or task it happened in, as it was sent.
  package var surface = RecordText.none
  package var traceHigh: UInt64 = 0
  package var traceLow: UInt64 = 0
  package var span: UInt64 = 0
  package var line: Int

  /// Whose form it came in.
  package enum Source: String, CaseIterable, Sendable {
    case sentry
    case postHog = "posthog"
  }

  init(source: Source, line: Int) {
    self.source = source
    self.line = line
  }
}
