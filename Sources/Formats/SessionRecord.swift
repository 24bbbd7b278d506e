/// How a use of the product went, or many uses of one minute: what crash-free rates are counted from.
package struct SessionRecord: Sendable {
  /// The sender's id of the session; empty where several are counted together.
  package var id = RecordText.none
  /// Nanoseconds since the Unix epoch: when this was said of it, or else when it began.
  package var time: Int64 = 0
  package var status = Status.ok
  /// The errors in a session; the sessions themselves where several are counted together.
  package var count: Int64 = 0
  /// When counts of several were sent, in nanoseconds since the Unix epoch; 0 where nobody said.
  package var sent: Int64 = 0
  /// Nanoseconds; 0 where nobody said.
  package var duration: Int64 = 0
  package var subject = RecordText.none
  package var service = RecordText.none
  package var environment = RecordText.none
  package var release = RecordText.none
  package var line: Int

  /// How it ended; `ok` while it goes on.
  package enum Status: String, CaseIterable, Sendable {
    case ok, exited, errored, crashed, abnormal
  }

  init(line: Int) {
    self.line = line
  }
}
