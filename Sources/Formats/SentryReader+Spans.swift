import Bytes

extension SentryReader {
  /// Reads a transaction: the span it is, and those within it.
  func readTransaction(
    _ event: SentryEvent,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let scope = event.scope
    guard scope.traceHigh | scope.traceLow != 0, scope.span != 0 else {
      return batch.rejects.add(
        Reject(line: event.line, reason: "a transaction without its ids", expected: "contexts.trace")
      )
    }
    let resource = scope.addResource(to: &batch)
    var span = SpanRecord(resource: resource, line: event.line)
    (span.traceHigh, span.traceLow, span.span, span.parent) = (
      scope.traceHigh, scope.traceLow, scope.span, scope.parent
    )
    span.name = scope.surface
    let trace = line.place("contexts", "trace", of: event.place, bytes) ?? event.place
    span.kind = kind(line.place("op", of: trace, bytes), line, bytes)
    span.status = status(line.place("status", of: trace, bytes), line, bytes)
    let start = line.time(at: line.place("start_timestamp", of: event.place, bytes), bytes) ?? event.time
    span.start = start > 0 ? start : event.time
    span.end = max(span.start, event.time)
    span.attributes = attributes(of: event, data: line.place("data", of: trace, bytes), line, bytes, into: &batch)
    batch.spans.append(span)
    guard let children = line.place("spans", of: event.place, bytes) else { return }
    line.forEachElement(of: children) { child in
      let envelope = SentryEnvelope(line: event.line)
      readChild(of: envelope, resource, line, bytes, child, into: &batch)
    }
  }

  /// Reads a span within a transaction.
  private func readChild(
    of envelope: SentryEnvelope,
    _ resource: Int32,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    guard var span = identified(envelope, resource, line, bytes, index, end: "timestamp", into: &batch) else { return }
    span.name = line.text(at: line.place("description", of: index, bytes), bytes, into: &batch)
    if span.name.isEmpty { span.name = line.text(at: line.place("op", of: index, bytes), bytes, into: &batch) }
    span.kind = kind(line.place("op", of: index, bytes), line, bytes)
    let first = batch.attributes.count
    if let data = line.place("data", of: index, bytes) { addAttributes(data, line, bytes, to: &batch) }
    span.attributes = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    batch.spans.append(span)
  }

  /// Reads a span that was sent by itself, in the second form.
  func readSpan(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    let resource = addResource(line.place("attributes", of: index, bytes), line, bytes, to: &batch)
    guard var span = identified(envelope, resource, line, bytes, index, end: "end_timestamp", into: &batch) else {
      return
    }
    span.name = line.text(at: line.place("name", of: index, bytes), bytes, into: &batch)
    let first = batch.attributes.count
    if let list = line.place("attributes", of: index, bytes) {
      addAttributes(list, line, bytes, to: &batch)
      span.kind = kind(line.place("sentry.op", "value", of: list, bytes), line, bytes)
    }
    span.attributes = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    batch.spans.append(span)
  }

  /// Reads what every span has; says what is missing where it is none.
  private func identified(
    _ envelope: SentryEnvelope,
    _ resource: Int32,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    end: StaticString,
    into batch: inout RecordBatch
  ) -> SpanRecord? {
    guard let (high, low) = line.place("trace_id", of: index, bytes).flatMap({ requests.traceID(line, bytes, $0) }),
      let id = line.place("span_id", of: index, bytes).flatMap({ requests.spanID(line, bytes, $0) })
    else {
      reject(envelope, "a span without its ids", "a trace_id and a span_id in hexadecimal", into: &batch)
      return nil
    }
    let place = line.place("start_timestamp", of: index, bytes)
    guard let start = line.time(at: place, bytes), start > 0 else {
      rejectTime(of: "a span", place, envelope, isDatedByEnvelope: false, line, bytes, into: &batch)
      return nil
    }
    var span = SpanRecord(resource: resource, line: envelope.line)
    (span.traceHigh, span.traceLow, span.span) = (high, low, id)
    span.parent = line.place("parent_span_id", of: index, bytes).flatMap { requests.spanID(line, bytes, $0) } ?? 0
    span.start = start
    span.end = max(start, line.time(at: line.place(end, of: index, bytes), bytes) ?? start)
    span.status = status(line.place("status", of: index, bytes), line, bytes)
    return span
  }

  // MARK: Words

  /// What a caller did wrong is not a failure of the one who was called.
  private static let callerFaults: Set<String> = [
    "cancelled", "invalid_argument", "not_found", "already_exists", "permission_denied", "failed_precondition",
    "aborted", "out_of_range", "unauthenticated",
  ]

  private func status(_ place: Int?, _ line: JSONLine, _ bytes: Span<UInt8>) -> SpanRecord.Status {
    let word = place.map { line.folded($0, bytes) } ?? ""
    if word.isEmpty || word == "unset" || SentryReader.callerFaults.contains(word) { return .unset }
    return word == "ok" ? .ok : .error
  }

  /// Reads an operation such as `http.server`: https://develop.sentry.dev/sdk/telemetry/traces/span-operations/.
  private func kind(_ place: Int?, _ line: JSONLine, _ bytes: Span<UInt8>) -> SpanRecord.Kind {
    let operation = place.map { line.folded($0, bytes) } ?? ""
    switch operation {
    case "http.server", "websocket.server", "rpc.server", "grpc.server", "function.aws", "function.gcp",
      "function.azure":
      return .server
    case "http.client", "grpc.client", "rpc.client": return .client
    case "queue.process", "queue.task", "queue.task.celery", "queue.task.rq": return .consumer
    case "queue.publish", "queue.submit": return .producer
    default: return operation.hasPrefix("db") ? .client : .internal
    }
  }

  // MARK: Attributes

  private func attributes(
    of event: SentryEvent,
    data: Int?,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> Range<Int32> {
    let first = batch.attributes.count
    let scope = event.scope
    batch.add(.userID, scope.subject)
    batch.add(.userEmail, scope.email)
    batch.add(.account, scope.account)
    batch.add(.session, scope.session)
    addRoute(scope.surface, to: &batch)
    scope.addSetting(to: &batch)
    if let data { addAttributes(data, line, bytes, to: &batch) }
    return Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
  }

  /// Adds the route of a transaction that is named `POST /pay` or `/pay`.
  private func addRoute(_ name: RecordText, to batch: inout RecordBatch) {
    let bytes = batch.bytes[name.range]
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")), !name.isCut else { return }
    let method = bytes[..<slash].drop { $0 == UInt8(ascii: " ") }
    guard method.isEmpty || (method.last == UInt8(ascii: " ") && method.dropLast().allSatisfy { $0 &- 0x41 < 26 })
    else { return }
    batch.add(.httpRoute, RecordText(offset: slash, count: bytes.endIndex - slash, isCut: false))
    guard method.count > 1 else { return }
    batch.add(.httpMethod, RecordText(offset: bytes.startIndex, count: method.count - 1, isCut: false))
  }

  /// Adds named values, plain ones or such as `{"value":1,"type":"integer"}`.
  func addAttributes(_ index: Int, _ line: JSONLine, _ bytes: Span<UInt8>, to batch: inout RecordBatch) {
    let end = batch.attributes.count + Attribute.limit
    line.forEachMember(of: index) { key, value in
      guard batch.attributes.count < end else { return batch.skips.add(.attributesOverLimit) }
      let content = line.isObject(value) ? line.place("value", of: value, bytes) ?? value : value
      let name = key.isPlainString ? AttributeName.table.name(of: bytes, line.source(key)) : .other
      // The word of the key stands before its value.
      let text = line.text(value - 1, bytes, into: &batch)
      let attribute = requests.plainValue(line, bytes, content, into: &batch)
      batch.attributes.append(Attribute(name: name, key: text, value: attribute))
    }
  }

  /// Adds the sender that the attributes of a span or a log record name.
  func addResource(_ attributes: Int?, _ line: JSONLine, _ bytes: Span<UInt8>, to batch: inout RecordBatch) -> Int32 {
    func text(_ place: Int?) -> RecordText { line.text(at: place, bytes, into: &batch) }
    let first = batch.attributes.count
    if let attributes {
      let release = SentryRelease(text(line.place("sentry.release", "value", of: attributes, bytes)), in: batch)
      let service = text(line.place("service.name", "value", of: attributes, bytes))
      batch.add(.serviceName, service.isEmpty ? release.package : service)
      batch.add(.serviceVersion, release.version)
      batch.add(.environment, text(line.place("sentry.environment", "value", of: attributes, bytes)))
    }
    let range = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    batch.resources.append(ResourceRecord(attributes: range, source: .sentry))
    return Int32(truncatingIfNeeded: batch.resources.count - 1)
  }
}
