import Domain
import Formats

extension Watcher {
  /// Makes the row of an error that was reported by itself, with its evidence and its candidate for a group.
  ///
  /// Its key is the sender's id of it. That the same error was told through OpenTelemetry too is seen when it is kept.
  mutating func watch(_ report: ErrorReport, in records: RecordBatch) {
    guard isInTime(report.time, line: report.line) else { return }
    let source = options.source ?? report.source.rawValue
    let trace = TraceID(high: report.traceHigh, low: report.traceLow)
    let key = reportKey(report, source: source, trace: trace, in: records)
    var row = SignalRow(kind: .error, key: key, time: Watcher.microseconds(report.time))
    row.source = name(source)
    row.service = name(report.service, in: records)
    row.environment = name(report.environment, in: records)
    row.release = name(report.release, in: records)
    row.surface = surface(report.surface, in: records)
    row.subject = identity(.subject, report.subject, in: records)
    if row.subject == 0 { row.subject = identity(.subject, report.email, in: records) }
    row.account = identity(.account, report.account, in: records)
    row.session = identity(.session, report.session, in: records)
    row.setting = setting(report.setting, in: records)
    row.trace = trace
    row.span = report.span
    spanErrors.removeAll(keepingCapacity: true)
    add(error(report), of: row, logKey: key, in: records)
  }

  private func error(_ report: ErrorReport) -> ErrorRecord {
    var error = ErrorRecord(line: report.line)
    error.type = report.type
    error.message = report.message
    error.template = report.template
    error.fingerprint = report.fingerprint
    error.stack = report.stack
    error.time = report.time
    error.id = report.id
    error.severity = report.severity
    // The keys with which both tools take reports are public.
    error.trust = .attackerWritable
    return error
  }

  private mutating func reportKey(
    _ report: ErrorReport,
    source: String,
    trace: TraceID,
    in records: RecordBatch
  ) -> SignalKey {
    beginIdentity(.error, source: source)
    addToIdentity(report.id, in: records)
    if report.id.isEmpty {
      addToIdentity(UInt64(bitPattern: report.time))
      for text in [report.type, report.message, report.subject] { addToIdentity(text, in: records) }
    }
    return key(trace: trace)
  }

  /// Returns the name of a route, page or task with the ids taken out, as spans have it: `/pay` for `POST /pay`.
  mutating func surface(_ text: RecordText, in records: RecordBatch) -> TextPlace {
    let bytes = records.bytes[text.range]
    guard bytes.contains(UInt8(ascii: "/")) else { return name(text, in: records) }
    let words = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    let isRequest = words.count == 2 && words[0].allSatisfy { $0 &- 0x41 < 26 } && words[1].first == UInt8(ascii: "/")
    guard isRequest || words.count == 1 else { return name(text, in: records) }
    return name(OperationName.templatedPath(String(decoding: words[words.count - 1], as: UTF8.self)))
  }
}
