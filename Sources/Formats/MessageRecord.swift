/// What a customer wrote, from whatever tool it came.
package struct MessageRecord: Sendable {
  package var source = Source.messages
  package var id = RecordText.none
  /// Nanoseconds since the Unix epoch.
  package var time: Int64 = 0
  package var title = RecordText.none
  package var body = RecordText.none
  package var author = RecordText.none
  package var email = RecordText.none
  package var account = RecordText.none
  package var session = RecordText.none
  /// Where it was written: a help desk, a chat, a forum.
  package var channel = RecordText.none
  /// The conversation it is part of.
  package var thread = RecordText.none
  package var url = RecordText.none
  package var setting = RecordSetting()
  package var service = RecordText.none
  package var surface = RecordText.none
  package var release = RecordText.none
  package var environment = RecordText.none
  package var value = Double.nan
  /// The whole record, to tell it apart where it has no id.
  package var raw = RecordText.none
  /// Whether it came in a table.
  package var isCSV = false
  /// Whether it held something that its reader did not see.
  package var isConcealing = false
  package var line: Int

  /// The tool it came from; `messages` where only its names tell what it is.
  package enum Source: String, CaseIterable, Sendable {
    case messages, intercom, zendesk, slack, canny, productboard, sentry
    case postHog = "posthog"
    case gitHub = "github"
    case appStore = "app_store"
    case googlePlay = "google_play"
    /// A text that is a file by itself.
    case files
  }

  init(line: Int) {
    self.line = line
  }
}
