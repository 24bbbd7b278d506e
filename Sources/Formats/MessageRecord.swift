/// What a customer wrote, from whatever tool it came.
package struct MessageRecord: Sendable {
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
  package var url = RecordText.none
  package var plan = RecordText.none
  package var service = RecordText.none
  package var surface = RecordText.none
  package var release = RecordText.none
  package var environment = RecordText.none
  package var value = Double.nan
  /// The whole record, to tell it apart where it has no id.
  package var raw = RecordText.none
  /// The tool whose form it came in; nil for a table or an object of anybody's.
  package var source: String?
  /// Whether it came in a table.
  package var isCSV = false
  package var line: Int

  init(line: Int) {
    self.line = line
  }
}
