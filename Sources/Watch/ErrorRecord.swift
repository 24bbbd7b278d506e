import Domain
import Formats

/// An error on its way into a row, from a span, an event of a span, a log record, or a report.
struct ErrorRecord {
  var type = RecordText.none
  var message = RecordText.none
  /// The message before its parameters were filled in; nothing where that is not known, or tells nothing.
  var template = RecordText.none
  /// The rule by which the program itself wants errors told apart.
  var fingerprint = RecordText.none
  var stack = RecordText.none
  /// The status a request was answered with, where nothing else says what went wrong; 0 for none.
  var httpStatus = 0
  /// What it is grouped by in place of its message, where that is only an address; empty where the message will do.
  var theme = ""
  /// Nanoseconds since the Unix epoch.
  var time: Int64 = 0
  var severity: UInt8 = 17
  var trust = Evidence.Trust.firstParty
  /// The sender's own id of it.
  var id = RecordText.none
  let line: Int

  init(line: Int) {
    self.line = line
  }
}

extension Watcher {
  /// Adds the row of an error, with its evidence and its candidate for a group.
  ///
  /// The row brings what is known of where it happened. An SDK tells an exception twice, as an event of the span and as a
  /// log record: both have the same key. Within one span, repeats of an error are one.
  mutating func add(_ error: ErrorRecord, of row: SignalRow, logKey: SignalKey? = nil, in records: RecordBatch) {
    var row = errorRow(error, of: row)
    row.key = logKey ?? errorKey(error, trace: row.trace, span: row.span, in: records)
    guard logKey != nil || !spanErrors.contains(row.key) else { return watched.skips.add(.repeatedErrors) }
    spanErrors.append(row.key)

    let number = errors.number(of: error, in: records)
    let text = errors[number]
    row.name = name(text.type)
    row.evidence = evidence(number, error, in: records)
    watched.batch.rows.append(row)
    if text.hidden > 0 { watched.concealed.append(watched.batch.rows.count - 1) }
    if !text.marks.isEmpty {
      watched.instructed.append(MarkedText(row: watched.batch.rows.count - 1, marks: text.marks))
    }
    watched.candidates.append(candidate(text, error, row))
  }

  /// Sets an error aside that only counts if nothing else explains the failure of its span, whose row is at a place, or has
  /// none yet.
  mutating func setAside(_ error: ErrorRecord, of row: SignalRow, at place: Int?, in records: RecordBatch) {
    var row = errorRow(error, of: row)
    row.key = errorKey(error, trace: row.trace, span: row.span, in: records)
    let number = errors.number(of: error, in: records)
    let text = errors[number]
    row.name = name(text.type)
    watched.redacted += text.redactions
    let marked = place ?? max(0, watched.batch.rows.count - 1)
    if text.hidden > 0 { watched.concealed.append(marked) }
    if !text.marks.isEmpty { watched.instructed.append(MarkedText(row: marked, marks: text.marks)) }
    watched.failures.append(
      UnnamedFailure(
        row: row,
        span: place,
        evidence: evidence(text, error, in: records),
        candidate: candidate(text, error, row)
      )
    )
  }

  private func errorRow(_ error: ErrorRecord, of row: SignalRow) -> SignalRow {
    var row = row
    row.kind = .error
    row.status = .error
    row.severity = error.severity
    row.time = Watcher.microseconds(error.time)
    row.duration = 0
    row.value = .nan
    return row
  }

  private func candidate(_ text: ErrorTexts.Text, _ error: ErrorRecord, _ row: SignalRow) -> GroupCandidate {
    GroupCandidate(
      row: watched.batch.rows.count - 1,
      kind: .error,
      errorType: text.type,
      message: error.theme.isEmpty ? text.template.isEmpty ? text.message : text.template : error.theme,
      fingerprint: text.fingerprint,
      stack: text.stack,
      service: watched.batch.text(row.service),
      surface: watched.batch.text(row.surface)
    )
  }

  /// Returns the place of an error's evidence, which is added when it is new in the batch.
  private mutating func evidence(_ number: Int, _ error: ErrorRecord, in records: RecordBatch) -> Int32 {
    if let place = errors[number].evidence { return place }
    let place = Int32(watched.batch.evidence.count)
    let text = errors[number]
    watched.batch.evidence.append(evidence(text, error, in: records))
    watched.redacted += text.redactions
    errors.setEvidence(place, of: number)
    return place
  }

  private func evidence(_ text: ErrorTexts.Text, _ error: ErrorRecord, in records: RecordBatch) -> Evidence {
    Evidence(
      id: text.id,
      kind: .error,
      text: text.whole,
      origin: origin(line: error.line),
      trust: error.trust,
      nativeID: nativeID(error.id, in: records)
    )
  }

  private mutating func errorKey(
    _ error: ErrorRecord,
    trace: TraceID,
    span: UInt64,
    in records: RecordBatch
  ) -> SignalKey {
    beginIdentity(.error, source: telemetrySource)
    addToIdentity(trace.high)
    addToIdentity(trace.low)
    addToIdentity(span)
    if trace.isNone || span == 0 { addToIdentity(UInt64(bitPattern: error.time)) }
    // One way names the module, the other does not.
    let type = records.bytes[error.type.range]
    let simple = type.suffix(while: { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "\\") })
    scratch.append(contentsOf: simple)
    scratch.append(0)
    addWords(of: records.bytes[error.message.range])
    return key(trace: trace)
  }

  /// Letters and digits of a message that tell it from others; the two ways quote it differently.
  private static let wordLimit = 128

  private mutating func addWords(of message: ArraySlice<UInt8>) {
    var left = Watcher.wordLimit
    for byte in message where left > 0 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...:
        scratch.append(byte)
        left -= 1
      default: break
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// The longest end of which every byte satisfies a condition.
  fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var start = endIndex
    while start > startIndex, condition(self[start - 1]) { start -= 1 }
    return self[start...]
  }
}
