/// What a scheduled job said of one of its runs.
package struct CheckInRecord: Sendable {
  /// The run's id; its beginning and its end have the same.
  package var id = RecordText.none
  /// The job.
  package var monitor = RecordText.none
  package var status = Status.inProgress
  /// Nanoseconds since the Unix epoch.
  package var time: Int64 = 0
  /// Nanoseconds; 0 where nobody said.
  package var duration: Int64 = 0
  package var service = RecordText.none
  package var environment = RecordText.none
  package var release = RecordText.none
  package var traceHigh: UInt64 = 0
  package var traceLow: UInt64 = 0
  package var line: Int

  /// How the run stands.
  package enum Status: String, CaseIterable, Sendable {
    case inProgress = "in_progress"
    case ok, error, missed, timeout
  }

  init(line: Int) {
    self.line = line
  }
}
