import Domain
import Formats

extension Watcher {
  /// The severities from which a log record is a warning, and an error.
  private static let warning: UInt8 = 13
  private static let error: UInt8 = 17

  /// Makes the row of a log record: an error, an event, a flag exposure, or a line of the log.
  ///
  /// An exception makes an error from severity 17; so does any other line from there. A record with an event's name is
  /// an event, unless it warns. Of whatever else is below a warning the columns are kept and no text: it says that a
  /// program, and somebody, was there.
  mutating func watch(_ log: LogRecord, in records: RecordBatch) {
    guard isInTime(log.time, line: log.line) else { return }
    let places = AttributePlaces(log.attributes, in: records)
    let event = Watcher.eventName(of: log, places, in: records)
    let row = row(of: log, places, event: event, in: records)
    spanErrors.removeAll(keepingCapacity: true)
    if log.severity >= Watcher.error, !log.isEcho {
      addError(log, places, of: row, in: records)
    } else if records.bytes[event.range].elementsEqual("feature_flag.evaluation".utf8) {
      addExposure(places, time: log.time, of: row, line: log.line, in: records)
    } else if records.bytes[event.range].elementsEqual(Watcher.evaluation.utf8) {
      addScore(places, time: log.time, of: row, line: log.line, in: records)
    } else {
      addLine(log, event: event, of: row, in: records)
    }
  }

  /// What lines of logs call their source unless told otherwise.
  private func source(of log: LogRecord) -> String { options.source ?? (log.raw.isEmpty ? "otlp" : "log") }

  private mutating func row(
    of log: LogRecord,
    _ places: AttributePlaces,
    event: RecordText,
    in records: RecordBatch
  ) -> SignalRow {
    let trace = TraceID(high: log.traceHigh, low: log.traceLow)
    let isEvent = !event.isEmpty && log.severity < Watcher.warning
    var row = SignalRow(
      kind: isEvent ? .event : .log,
      key: logKey(log, trace: trace, in: records),
      time: Watcher.microseconds(log.time)
    )
    row.severity = log.severity
    let sender = senders[Int(log.resource)]
    row.source = sender.source
    row.service = sender.service
    row.environment = sender.environment
    row.release = sender.release
    row.name = name(event.isEmpty ? log.scope : event, in: records)
    var surface = places.text(.httpRoute, in: records)
    if surface.isEmpty { surface = places.text(.screen, in: records) }
    row.surface = surface.isEmpty ? pathSurface(places, in: records) : name(surface, in: records)
    let subject = subject(places, in: records)
    row.subject = subject != 0 ? subject : sender.subject
    let account = account(places, in: records)
    row.account = account != 0 ? account : sender.account
    let session = identity(.session, places.value(.session, in: records), in: records)
    row.session = session != 0 ? session : sender.session
    row.trace = trace
    row.span = log.span
    row.setting = setting(places, around: sender.setting, in: records)
    return row
  }

  /// Names the path that a line of a log tells of, with the ids taken out of it.
  private mutating func pathSurface(_ places: AttributePlaces, in records: RecordBatch) -> TextPlace {
    var path = places.text(.urlPath, in: records)
    if path.isEmpty { path = places.text(.urlFull, in: records) }
    guard !path.isEmpty else { return .none }
    return operations.places(records.bytes.span.extracting(path.range), in: &watched.batch.texts) { path in
      (OperationName.templatedPath(NameTexts.string(path)), "")
    }.0
  }

  /// Returns the key of a log record: its id, or else its content; two from OTLP that are the same to the nanosecond are
  /// one.
  private mutating func logKey(_ log: LogRecord, trace: TraceID, in records: RecordBatch) -> SignalKey {
    guard log.raw.isEmpty else { return lineKey(log, trace: trace, in: records) }
    beginIdentity(.log, source: source(of: log))
    guard log.id.isEmpty else {
      addToIdentity(log.id, in: records)
      return key(trace: trace)
    }
    addToIdentity(log.traceHigh)
    addToIdentity(log.traceLow)
    addToIdentity(log.span)
    addToIdentity(UInt64(bitPattern: log.time))
    scratch.append(log.severity)
    addToIdentity(log.body, in: records)
    for index in Int(log.attributes.lowerBound)..<Int(log.attributes.upperBound) {
      addToIdentity(records.attributes[index].key, in: records)
      addToIdentity(records.attributes[index].value, in: records)
    }
    return key(trace: trace)
  }

  /// Returns the key of a record of a log's lines: its time, its text, its container where one is named in front of it,
  /// and how many such there were before it.
  ///
  /// A program writes the same line twice within what its clock can tell apart, and both count. The number is that
  /// among the equal ones of one instant in one file, so that the same file again, a longer one with the same beginning,
  /// and two that overlap give the same keys. Only where a file begins or ends between equal lines of one instant, as
  /// many as are before the cut are taken for those behind it; and of two copies in one file, both count.
  ///
  /// Two replicas that write the same bytes into a file each count once, unless their sources are named: a file's name or
  /// beginning would tell them apart, but also a file from its rotated rest.
  private mutating func lineKey(_ log: LogRecord, trace: TraceID, in records: RecordBatch) -> SignalKey {
    beginIdentity(.log, source: source(of: log))
    addToIdentity(UInt64(bitPattern: log.time))
    addToIdentity(log.raw, in: records)
    if !log.sender.isEmpty { addToIdentity(log.sender, in: records) }
    let first = key(trace: trace)
    let number = repeats.count(first)
    guard number > 0 else { return first }
    addToIdentity(UInt64(number))
    return key(trace: trace)
  }

  /// Adds a value and what kind of value it is.
  mutating func addToIdentity(_ value: AttributeValue, in records: RecordBatch) {
    switch value {
    case .none: scratch.append(0)
    case .bool(let bool): scratch.append(bool ? 1 : 2)
    case .integer(let number):
      scratch.append(3)
      addToIdentity(UInt64(bitPattern: number))
    case .number(let number):
      scratch.append(4)
      addToIdentity(number.bitPattern)
    case .text(let text):
      scratch.append(5)
      addToIdentity(text, in: records)
    case .json(let text):
      scratch.append(6)
      addToIdentity(text, in: records)
    }
  }

  private mutating func addError(
    _ log: LogRecord,
    _ places: AttributePlaces,
    of row: SignalRow,
    in records: RecordBatch
  ) {
    var error = ErrorRecord(line: log.line)
    error.type = places.text(.exceptionType, in: records)
    error.message = places.text(.exceptionMessage, in: records)
    error.stack = places.text(.exceptionStack, in: records)
    if error.message.isEmpty { error.message = bodyText(log) }
    // Of an exception the stack tells more.
    let isPlain = log.template.isEmpty && error.type.isEmpty && error.stack.isEmpty
    error.template = isPlain ? MessagePattern.said(places.text(.template, in: records), in: records) : log.template
    error.time = log.time
    error.severity = log.severity
    error.trust = trust(log)
    // A web server's line has no other name for what went wrong.
    if log.isRequest, error.type.isEmpty, let status = places.integer(.httpStatus, in: records), 500..<600 ~= status {
      error.httpStatus = Int(status)
      error.theme = theme(of: row, log, in: records)
    }
    // Only an exception within a span has a twin there.
    let hasTwin = !error.type.isEmpty && !row.trace.isNone && row.span != 0
    add(error, of: row, logKey: hasTwin ? nil : row.key, in: records)
  }

  /// Parts of a path by which failed requests are told apart; whoever sends them chooses as many as they like.
  private static let themeParts = 4

  /// Returns a failed request's method and the beginning of its path in words, so that each route has its own group.
  private func theme(of row: SignalRow, _ log: LogRecord, in records: RecordBatch) -> String {
    let body = records.bytes[bodyText(log).range]
    let method = String(decoding: body.prefix { (0x41...0x5a).contains($0) }, as: UTF8.self)
    let parts = watched.batch.text(row.surface).split(separator: "/").prefix(Watcher.themeParts)
    return "\(method) at \(parts.joined(separator: " "))"
  }

  /// What a request says is written by whoever sent it.
  private func trust(_ log: LogRecord) -> Evidence.Trust {
    log.isRequest ? .attackerWritable : senders[Int(log.resource)].trust
  }

  private func bodyText(_ log: LogRecord) -> RecordText {
    switch log.body {
    case .text(let text), .json(let text): text
    case .none, .bool, .integer, .number: .none
    }
  }

  /// Adds a warning, with what it says, an event, or a quiet line, without a word of it.
  private mutating func addLine(_ log: LogRecord, event: RecordText, of row: SignalRow, in records: RecordBatch) {
    var row = row
    if row.kind == .event {
      addStep(of: log, named: Watcher.qualified(event, of: log, in: records), to: &row, in: records)
    }
    let body = bodyText(log)
    if row.kind == .log, log.severity >= Watcher.warning, !body.isEmpty {
      let text = CleanText(records.bytes.span.extracting(body.range), isCut: body.isCut)
      watched.redacted += text.redactions
      if text.hidden > 0 { watched.concealed.append(watched.batch.rows.count) }
      mark(text.text, isConcealing: text.hidden > 0)
      row.evidence = Int32(watched.batch.evidence.count)
      watched.batch.evidence.append(
        Evidence(
          id: digest.id(of: .log, text.text),
          kind: .log,
          text: text.text,
          origin: origin(line: log.line),
          trust: trust(log)
        )
      )
      // What is told as an error too is in that error's group.
      if !log.isEcho {
        watched.candidates.append(
          GroupCandidate(
            row: watched.batch.rows.count,
            kind: .log,
            message: text.text,
            service: watched.batch.text(row.service),
            surface: watched.batch.text(row.surface)
          )
        )
      }
    }
    watched.batch.rows.append(row)
  }

  /// Reports whether a flag could not be evaluated: the value then is the program's own default, and no arm of anything.
  private func hasFailed(_ places: AttributePlaces, in records: RecordBatch) -> Bool {
    guard !places.contains(.flagError) else { return true }
    let reason = places.text(.flagReason, in: records)
    return reason.count == 5 && records.string(reason).lowercased() == "error"
  }

  /// Adds that somebody was shown a variant of a flag; the row is named `flag=variant`.
  mutating func addExposure(
    _ places: AttributePlaces,
    time: Int64,
    of row: SignalRow,
    line: Int,
    in records: RecordBatch
  ) {
    let flag = places.text(.flagKey, in: records)
    var variant = places.text(.flagVariant, in: records)
    if variant.isEmpty { variant = places.text(.flagValue, in: records) }
    guard !flag.isEmpty, !variant.isEmpty, !hasFailed(places, in: records) else {
      return watched.skips.add(.unusedFlags)
    }
    guard isInTime(time, line: line) else { return }
    var row = row
    row.kind = .exposure
    row.status = .unset
    row.severity = 0
    row.time = Watcher.microseconds(time)
    row.duration = 0
    let context = places.value(.flagContext, in: records)
    let subject = identity(.subject, context, in: records)
    if subject != 0 { row.subject = subject }
    row.name = name("\(records.string(flag))=\(records.string(variant))")
    beginIdentity(.exposure, source: telemetrySource)
    addToIdentity(row.trace.high)
    addToIdentity(row.trace.low)
    addToIdentity(row.span)
    if row.trace.isNone || row.span == 0 { addToIdentity(UInt64(bitPattern: time)) }
    addToIdentity(row.subject)
    addToIdentity(flag, in: records)
    addToIdentity(variant, in: records)
    row.key = key(trace: row.trace)
    watched.batch.rows.append(row)
  }
}
