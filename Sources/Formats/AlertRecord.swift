/// An alert that began or ended, as Alertmanager tells it.
package struct AlertRecord: Equatable, Sendable {
  package var name = RecordText.none
  /// Alertmanager's hash of the labels.
  package var fingerprint = RecordText.none
  package var isResolved = false
  /// OpenTelemetry's 1 to 24, where the label says something that has a place there; 0 otherwise.
  package var severity: UInt8 = 0
  package var service = RecordText.none
  package var environment = RecordText.none
  /// What its rule says about it, for people.
  package var summary = RecordText.none
  package var description = RecordText.none
  /// Where it came from, an address.
  package var origin = RecordText.none
  /// Nanoseconds since the Unix epoch; the end is 0 while it is open.
  package var start: Int64 = 0
  package var end: Int64 = 0
  package var line: Int

  /// What alerts call their source unless told otherwise.
  package static let source = "alertmanager"

  init(line: Int) {
    self.line = line
  }
}
