import Bytes

extension SentryReader {
  /// Loggers whose errors Sentry's SDK for Python also sends as events by default.
  private static let toldTwice: Set<String> = ["auto.log.stdlib", "auto.log.loguru"]

  /// Reads one record of Sentry's logs.
  func readLog(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    let place = line.place("timestamp", of: index, bytes)
    guard let time = line.time(at: place, bytes), time > 0 else {
      return rejectTime(of: "a log record", place, envelope, isDatedByEnvelope: false, line, bytes, into: &batch)
    }
    let attributes = line.place("attributes", of: index, bytes)
    var log = LogRecord(resource: addResource(attributes, line, bytes, to: &batch), line: envelope.line)
    log.time = time
    let number = line.place("severity_number", of: index, bytes).flatMap { line.integer($0, bytes) } ?? 0
    let level = line.place("level", of: index, bytes).map { line.folded($0, bytes) } ?? ""
    log.severity = (1...24).contains(number) ? UInt8(number) : Severity.number(of: level)
    log.body = .text(line.text(at: line.place("body", of: index, bytes), bytes, into: &batch))
    (log.traceHigh, log.traceLow) =
      line.place("trace_id", of: index, bytes).flatMap { requests.traceID(line, bytes, $0) } ?? (0, 0)
    log.span = line.place("span_id", of: index, bytes).flatMap { requests.spanID(line, bytes, $0) } ?? 0
    guard let attributes else { return batch.logs.append(log) }
    log.scope = line.text(at: line.place("logger.name", "value", of: attributes, bytes), bytes, into: &batch)
    let template = line.place("sentry.message.template", "value", of: attributes, bytes)
    log.template = MessagePattern.telling(line.text(at: template, bytes, into: &batch), in: batch)
    let origin = line.place("sentry.origin", "value", of: attributes, bytes).map { line.folded($0, bytes) } ?? ""
    log.isEcho = SentryReader.toldTwice.contains(origin)
    let first = batch.attributes.count
    addAttributes(attributes, line, bytes, to: &batch)
    log.attributes = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    batch.logs.append(log)
  }
}
