/// One record of a log, from OTLP or from lines of any logger.
package struct LogRecord: Equatable, Sendable {
  /// Nanoseconds since the Unix epoch: when it happened, or else when it was seen.
  package var time: Int64 = 0
  /// 1 to 24 as OpenTelemetry counts; 0 where nobody said.
  package var severity: UInt8 = 0
  package var body = AttributeValue.none
  package var eventName = RecordText.none
  /// The sender's own id of it, which tells it from every other; none where only its content does.
  package var id = RecordText.none
  /// The name of the logger.
  package var scope = RecordText.none
  package var traceHigh: UInt64 = 0
  package var traceLow: UInt64 = 0
  package var span: UInt64 = 0
  package var attributes: Range<Int32> = 0..<0
  /// The body before its parameters were filled in, where that tells it from others.
  package var template = RecordText.none
  /// Whether its errors are told by an event of their own: then it is a line like any other.
  package var isEcho = false
  package var resource: Int32
  /// The whole line, and all that go on with it, of a log that is read as text or JSON lines; none for OTLP.
  ///
  /// Programs do write the same line twice in one instant, so that such records are counted apart.
  package var raw = RecordText.none
  /// The container that wrote the line, where something in front of it has said so.
  package var sender = RecordText.none
  /// Whether its words are those of whoever sent a request.
  package var isRequest = false
  package var line: Int

  init(resource: Int32, line: Int) {
    self.resource = resource
    self.line = line
  }
}
