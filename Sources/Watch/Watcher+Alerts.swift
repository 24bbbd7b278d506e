import Domain
import Formats

extension Watcher {
  /// Makes the row of an alert that began, at its start, or that ended, at its end and as long as it lasted.
  mutating func watch(_ alert: AlertRecord, in records: RecordBatch) {
    let time = alert.isResolved ? alert.end : alert.start
    guard isInTime(time, line: alert.line) else { return }
    let source = options.source ?? AlertRecord.source
    beginIdentity(.alert, source: source)
    addToIdentity(alert.fingerprint, in: records)
    addToIdentity(UInt64(bitPattern: alert.start))
    scratch.append(alert.isResolved ? 1 : 0)
    var row = SignalRow(kind: .alert, key: key(trace: .none), time: Watcher.microseconds(time))
    row.status = alert.isResolved ? .ok : .error
    row.severity = alert.severity
    row.duration = Watcher.microseconds(from: alert.start, to: time)
    row.source = name(source)
    row.service = name(alert.service, in: records)
    row.environment = name(alert.environment, in: records)
    row.name = name(alert.name, in: records)
    row.evidence = evidence(of: alert, in: records)
    watched.batch.rows.append(row)
  }

  /// Adds what the rule says about an alert; returns its place, or -1 where it says nothing.
  private mutating func evidence(of alert: AlertRecord, in records: RecordBatch) -> Int32 {
    let parts = [alert.summary, alert.description].filter { !$0.isEmpty }
      .map { CleanText(records.bytes.span.extracting($0.range), isCut: $0.isCut) }
    guard !parts.isEmpty else { return -1 }
    let whole = CleanText(joined: parts.map(\.text).joined(separator: "\n\n"))
    watched.redacted += parts.reduce(0) { $0 + $1.redactions } + whole.redactions
    let isConcealing = parts.contains { $0.hidden > 0 }
    if isConcealing { watched.concealed.append(watched.batch.rows.count) }
    mark(whole.text, isConcealing: isConcealing)
    watched.batch.evidence.append(
      Evidence(
        id: digest.id(of: .log, whole.text),
        kind: .log,
        text: whole.text,
        origin: address(alert.origin, line: alert.line, in: records),
        // Rules put labels into their words, and labels are whatever an exporter was told.
        trust: .thirdParty
      )
    )
    return Int32(watched.batch.evidence.count - 1)
  }
}
