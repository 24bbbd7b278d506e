import Bytes

extension SentryReader {
  /// Reads an event: an error, a message of the program, a customer's feedback, or a transaction.
  func readEvent(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    as item: SentryItem = .event,
    into batch: inout RecordBatch
  ) {
    let scope = SentryScope(index, of: envelope, line, bytes, into: &batch)
    let type = line.place("type", of: index, bytes).map { line.folded($0, bytes) } ?? ""
    guard let time = scope.time, time > 0 else {
      return rejectTime(of: "an event", line.place("timestamp", of: index, bytes), envelope, line, bytes, into: &batch)
    }
    let event = SentryEvent(scope: scope, time: time, place: index, line: envelope.line)
    if item == .transaction || type == "transaction" {
      readTransaction(event, line, bytes, into: &batch)
    } else if item == .feedback || type == "feedback" {
      readFeedback(event, line, bytes, into: &batch)
    } else if let chain = exceptions(event, line, bytes, into: &batch) {
      var report = event.report
      (report.type, report.message, report.stack) = (chain.type, chain.message, chain.stack)
      add(report, event, line, bytes, into: &batch)
    } else {
      readMessage(event, line, bytes, into: &batch)
    }
  }

  /// Returns an event's exceptions, which older SDKs send without a list around them.
  private func exceptions(
    _ event: SentryEvent,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> ExceptionChain? {
    guard let exception = line.place("exception", of: event.place, bytes) else { return nil }
    let list = line.place("values", of: exception, bytes) ?? exception
    let named = ExceptionChain.platform(of: list, line, bytes)
    let platform = event.scope.platform.isEmpty ? named : event.scope.platform
    return ExceptionChain(line, bytes, list, platform: platform, into: &batch)
  }

  private func add(
    _ report: ErrorReport,
    _ event: SentryEvent,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    var report = report
    report.fingerprint = fingerprint(event, line, bytes, into: &batch)
    batch.errors.append(report)
  }

  /// How Sentry writes that its own grouping is to be part of a fingerprint: then ours is taken.
  private static let defaults: Set<String> = ["{{ default }}", "{{default}}"]

  /// Returns a fingerprint that the program has set, its parts behind one another.
  private func fingerprint(
    _ event: SentryEvent,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> RecordText {
    guard let list = line.place("fingerprint", of: event.place, bytes) else { return .none }
    var parts: [RecordText] = []
    line.forEachElement(of: list) { parts.append(line.text($0, bytes, into: &batch)) }
    guard !parts.contains(where: { SentryReader.defaults.contains(batch.string($0)) }) else { return .none }
    let text = parts.map { batch.string($0) }.joined(separator: "\n")
    return text.isEmpty ? .none : batch.add(text.utf8.span)
  }

  // MARK: Messages of the program

  /// Reads an event without an exception: an error from that level on, else a line of a log.
  func readMessage(
    _ event: SentryEvent,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let entry = line.place("logentry", of: event.place, bytes) ?? line.place("message", of: event.place, bytes)
    var (text, template) = (RecordText.none, RecordText.none)
    if let entry, line.isObject(entry) {
      template = line.text(at: line.place("message", of: entry, bytes), bytes, into: &batch)
      text = line.text(at: line.place("formatted", of: entry, bytes), bytes, into: &batch)
      if text.isEmpty { text = template }
    } else {
      text = line.text(at: entry, bytes, into: &batch)
    }
    guard !text.isEmpty else {
      let expected = "one of exception, message and logentry"
      return batch.rejects.add(Reject(line: event.line, reason: "an event that says nothing", expected: expected))
    }
    guard event.scope.severity >= 17 else {
      return add(log: text, event, line, bytes, into: &batch)
    }
    var report = event.report
    report.message = text
    report.template = MessagePattern.telling(template, in: batch)
    add(report, event, line, bytes, into: &batch)
  }

  private func add(
    log text: RecordText,
    _ event: SentryEvent,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let scope = event.scope
    var log = LogRecord(resource: scope.addResource(to: &batch), line: event.line)
    log.id = scope.id
    log.time = event.time
    log.severity = scope.severity
    log.body = .text(text)
    log.scope = line.text(at: line.place("logger", of: event.place, bytes), bytes, into: &batch)
    (log.traceHigh, log.traceLow, log.span) = (scope.traceHigh, scope.traceLow, scope.span)
    let first = batch.attributes.count
    batch.add(.userID, scope.subject)
    batch.add(.userEmail, scope.email)
    batch.add(.account, scope.account)
    batch.add(.session, scope.session)
    batch.add(.httpRoute, scope.surface)
    scope.addSetting(to: &batch)
    log.attributes = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    batch.logs.append(log)
  }

  // MARK: Customers

  /// Reads what a customer wrote into a form of the product.
  private func readFeedback(
    _ event: SentryEvent,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    guard let feedback = line.place("contexts", "feedback", of: event.place, bytes) else {
      return batch.rejects.add(
        Reject(line: event.line, reason: "a feedback without its context", expected: "contexts.feedback")
      )
    }
    let scope = event.scope
    var message = MessageRecord(line: event.line)
    message.source = .sentry
    message.id = scope.id
    message.time = event.time
    message.body = line.text(at: line.place("message", of: feedback, bytes), bytes, into: &batch)
    message.author = scope.subject
    message.email = line.text(at: line.place("contact_email", of: feedback, bytes), bytes, into: &batch)
    if message.email.isEmpty { message.email = scope.email }
    message.account = scope.account
    message.session = scope.session
    message.channel = batch.add("feedback".utf8.span)
    message.service = scope.service
    message.environment = scope.environment
    message.release = scope.release
    message.setting = scope.setting
    message.surface = line.text(at: line.place("url", of: feedback, bytes), bytes, into: &batch)
    if message.surface.isEmpty { message.surface = scope.surface }
    batch.addUnlessBlank(message)
  }

  /// Reads what a customer wrote about an error, in the form before feedback was an event.
  func readUserReport(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let place = line.place("timestamp", of: 0, bytes)
    guard let time = line.time(at: place, bytes) ?? envelope.time else {
      return rejectTime(of: "a user report", place, envelope, line, bytes, into: &batch)
    }
    var message = MessageRecord(line: envelope.line)
    message.source = .sentry
    message.time = time
    // The id is the error's, and there may be several reports of one.
    message.raw = line.raw(0, into: &batch)
    message.body = line.text(at: line.place("comments", of: 0, bytes), bytes, into: &batch)
    message.email = line.text(at: line.place("email", of: 0, bytes), bytes, into: &batch)
    message.channel = batch.add("user report".utf8.span)
    batch.addUnlessBlank(message)
  }
}

/// An event whose common parts have been read.
struct SentryEvent {
  let scope: SentryScope
  /// Nanoseconds since the Unix epoch.
  let time: Int64
  /// Where its object stands on the tape.
  let place: Int
  let line: Int

  /// An error with all that is known beside what it was.
  var report: ErrorReport {
    var report = ErrorReport(source: .sentry, line: line)
    report.id = scope.id
    report.time = time
    report.severity = scope.severity
    report.subject = scope.subject
    report.email = scope.email
    report.account = scope.account
    report.session = scope.session
    report.service = scope.service
    report.environment = scope.environment
    report.release = scope.release
    report.surface = scope.surface
    report.setting = scope.setting
    (report.traceHigh, report.traceLow, report.span) = (scope.traceHigh, scope.traceLow, scope.span)
    return report
  }
}
