/// A product event, a deploy or a flag exposure, in this program's own form or a tool's.
package struct EventRecord: Sendable {
  package var kind: Kind
  package var source = Source.own
  package var id = RecordText.none
  /// Nanoseconds since the Unix epoch.
  package var time: Int64 = 0
  /// The event's or the flag's name.
  package var name = RecordText.none
  package var variant = RecordText.none
  package var commit = RecordText.none
  package var subject = RecordText.none
  package var account = RecordText.none
  package var session = RecordText.none
  package var service = RecordText.none
  package var surface = RecordText.none
  package var release = RecordText.none
  package var environment = RecordText.none
  package var setting = RecordSetting()
  package var value = Double.nan
  /// The span it is about; 0 for none.
  package var traceHigh: UInt64 = 0
  package var traceLow: UInt64 = 0
  package var span: UInt64 = 0
  /// How a deploy ended; nil where nobody said.
  package var hasSucceeded: Bool?
  /// Whether what it deploys may be taken to run; a list of GitHub's has what failed in it too, and does not say so.
  package var mayRun: Bool { kind != .deploy || source != .gitHub || hasSucceeded != nil }
  package var raw = RecordText.none
  /// How many events before it in the same body say the same, where events have no ids.
  package var repetition: Int32 = 0
  package var line: Int

  /// Whose form it came in.
  package enum Source: String, CaseIterable, Sendable {
    case own = "signals"
    case postHog = "posthog"
    case segment, mixpanel, amplitude
    case launchDarkly = "launchdarkly"
    case statsig
    case gitHub = "github"
    case langfuse
    case langSmith = "langsmith"
    case phoenix
  }

  /// What it tells of.
  package enum Kind: String, CaseIterable, Sendable {
    case event, deploy, exposure
  }

  init(kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }
}
