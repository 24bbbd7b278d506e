import Bytes

extension OTLPReader {
  /// Reads one span; one that has no id or no start is rejected by itself.
  func readSpan(_ place: Place, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) {
    let line = place.line
    guard line.isObject(index) else {
      return reject(place, index, "a span is \(line.shown(index, bytes))", "an object", into: &batch)
    }
    var span = SpanRecord(resource: place.resource, line: line.lineNumber(of: index))
    var (trace, id, start, attributes, events) = (-1, -1, -1, -1, -1)
    var isEnded = false
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .traceID: trace = value
      case .spanID: id = value
      case .parentSpanID: span.parent = spanID(line, bytes, value) ?? 0
      case .name: span.name = line.text(value, bytes, into: &batch)
      case .kind: span.kind = spanKind(line, bytes, value)
      case .start: start = value
      case .end:
        guard let end = line.time(value, bytes) else { break }
        span.end = end
        isEnded = true
      case .status: readStatus(line, bytes, value, of: &span, into: &batch)
      case .attributes: attributes = value
      case .events: events = value
      default: break
      }
    }
    guard trace >= 0, let traceID = traceID(line, bytes, trace) else {
      let found = trace < 0 ? "no traceId" : "the traceId \(line.shown(trace, bytes))"
      return reject(place, index, "a span has \(found)", "32 hexadecimal digits, not all of them 0", into: &batch)
    }
    guard id >= 0, let spanID = spanID(line, bytes, id) else {
      let found = id < 0 ? "no spanId" : "the spanId \(line.shown(id, bytes))"
      return reject(place, index, "a span has \(found)", "16 hexadecimal digits, not all of them 0", into: &batch)
    }
    guard start >= 0, let time = line.time(start, bytes) else {
      let found = start < 0 ? "no startTimeUnixNano" : "the startTimeUnixNano \(line.shown(start, bytes))"
      return reject(place, index, "a span has \(found)", "nanoseconds since 1970-01-01, before 2200", into: &batch)
    }
    (span.traceHigh, span.traceLow) = traceID
    span.span = spanID
    span.start = time
    span.end = isEnded ? max(time, span.end) : time
    span.attributes = readAttributes(line, bytes, attributes, into: &batch)
    span.events = readEvents(line, bytes, events, into: &batch)
    batch.spans.append(span)
  }

  private func readStatus(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of span: inout SpanRecord,
    into batch: inout RecordBatch
  ) {
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .code: span.status = statusCode(line, bytes, value)
      case .message: span.statusMessage = line.text(value, bytes, into: &batch)
      default: break
      }
    }
  }

  private func readEvents(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> Range<Int32> {
    let first = batch.spanEvents.count
    guard index >= 0 else { return Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: first) }
    line.forEachElement(of: index) { entry in
      guard line.isObject(entry) else { return }
      guard batch.spanEvents.count - first < SpanRecord.eventLimit else { return batch.skips.add(.eventsOverLimit) }
      var event = SpanEventRecord()
      var attributes = -1
      line.forEachMember(of: entry) { key, value in
        switch fields.name(of: bytes, line.source(key)) {
        case .name: event.name = line.text(value, bytes, into: &batch)
        case .time: event.time = line.time(value, bytes) ?? 0
        case .attributes: attributes = value
        default: break
        }
      }
      event.attributes = readAttributes(line, bytes, attributes, into: &batch)
      batch.spanEvents.append(event)
    }
    return Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.spanEvents.count)
  }

  /// Counts a record out.
  func reject(
    _ place: Place,
    _ index: Int,
    _ reason: @autoclosure () -> String,
    _ expected: String,
    into batch: inout RecordBatch
  ) {
    batch.rejects.add(Reject(line: place.line.lineNumber(of: index), reason: reason(), expected: expected))
  }
}

// MARK: - Ids and enum values

extension OTLPReader {
  /// Returns the two halves of a trace id; nil where it is none, or all zeros.
  @inline(__always)
  func traceID(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> (UInt64, UInt64)? {
    let word = line.word(index)
    guard word.isPlainString, word.length == 32, let high = Digits.hexadecimal(bytes, at: word.payload),
      let low = Digits.hexadecimal(bytes, at: word.payload &+ 16), high | low != 0
    else { return nil }
    return (high, low)
  }

  /// Returns a span id; nil where it is none, or all zeros.
  @inline(__always)
  func spanID(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> UInt64? {
    let word = line.word(index)
    guard word.isPlainString, word.length == 16, let id = Digits.hexadecimal(bytes, at: word.payload), id != 0 else {
      return nil
    }
    return id
  }

  @inline(__always)
  private func spanKind(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> SpanRecord.Kind {
    if let number = line.integer(index, bytes) {
      return UInt8(exactly: number).flatMap(SpanRecord.Kind.init) ?? .unspecified
    }
    return switch line.folded(index, bytes).split(separator: "_").last {
    case "internal"?: .internal
    case "server"?: .server
    case "client"?: .client
    case "producer"?: .producer
    case "consumer"?: .consumer
    default: .unspecified
    }
  }

  private func statusCode(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> SpanRecord.Status {
    if let number = line.integer(index, bytes) {
      return UInt8(exactly: number).flatMap(SpanRecord.Status.init) ?? .unset
    }
    return switch line.folded(index, bytes).split(separator: "_").last {
    case "ok"?: .ok
    case "error"?: .error
    default: .unset
    }
  }
}
