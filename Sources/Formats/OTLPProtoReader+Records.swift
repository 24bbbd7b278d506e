import Bytes

// MARK: - Spans

extension OTLPProtoReader {
  /// Reads one span; one that has no id or no start is rejected by itself.
  func readSpan(_ place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch) {
    var span = SpanRecord(resource: place.resource, line: place.number)
    let firstAttribute = batch.attributes.count
    var isOverLimit = 0
    var start: Int64?
    var end: Int64?
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (1, .bytes): (span.traceHigh, span.traceLow) = traceID(bytes, field.range) ?? (0, 0)
      case (2, .bytes): span.span = spanID(bytes, field.range) ?? 0
      case (4, .bytes): span.parent = spanID(bytes, field.range) ?? 0
      case (5, .bytes): span.name = text(place, bytes, field.range, into: &batch)
      case (6, .varint): span.kind = UInt8(exactly: field.bits).flatMap(SpanRecord.Kind.init) ?? .unspecified
      case (7, .fixed64): start = time(field.bits)
      case (8, .fixed64): end = time(field.bits)
      case (9, .bytes):
        guard batch.attributes.count - firstAttribute < Attribute.limit else {
          isOverLimit += 1
          break
        }
        readAttribute(place, bytes, field.range, into: &batch)
      case (15, .bytes): readStatus(place, bytes, field.range, of: &span, into: &batch)
      default: break
      }
    }
    guard message.isSound else {
      return reject("a span is damaged at byte \(message.offset)", place.number, into: &batch)
    }
    guard span.traceHigh | span.traceLow != 0 else {
      return rejectRecord("a span has no trace id", "16 bytes, not all of them 0", place, into: &batch)
    }
    guard span.span != 0 else {
      return rejectRecord("a span has no id", "8 bytes, not all of them 0", place, into: &batch)
    }
    guard let start else {
      return rejectRecord("a span has no start", "nanoseconds since 1970-01-01, before 2200", place, into: &batch)
    }
    batch.skips.add(.attributesOverLimit, isOverLimit)
    span.start = start
    span.end = max(start, end ?? start)
    span.attributes = Int32(truncatingIfNeeded: firstAttribute)..<Int32(truncatingIfNeeded: batch.attributes.count)
    span.events = readEvents(place, bytes, range, into: &batch)
    batch.spans.append(span)
  }

  private func readStatus(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    of span: inout SpanRecord,
    into batch: inout RecordBatch
  ) {
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (2, .bytes): span.statusMessage = text(place, bytes, field.range, into: &batch)
      case (3, .varint): span.status = UInt8(exactly: field.bits).flatMap(SpanRecord.Status.init) ?? .unset
      default: break
      }
    }
  }

  /// Reads the events of a span, after its attributes: those of one record lie side by side.
  private func readEvents(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    into batch: inout RecordBatch
  ) -> Range<Int32> {
    let first = batch.spanEvents.count
    forEach(11, in: bytes, range, into: &batch) { entry, batch in
      guard batch.spanEvents.count - first < SpanRecord.eventLimit else { return batch.skips.add(.eventsOverLimit) }
      var event = SpanEventRecord()
      var message = ProtoMessage(entry)
      while let field = message.next(bytes) {
        switch (field.number, field.wire) {
        case (1, .fixed64): event.time = time(field.bits) ?? 0
        case (2, .bytes): event.name = text(place, bytes, field.range, into: &batch)
        default: break
        }
      }
      event.attributes = readAttributes(3, place, bytes, entry, into: &batch)
      batch.spanEvents.append(event)
    }
    return Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.spanEvents.count)
  }
}

// MARK: - Log records

extension OTLPProtoReader {
  /// Reads one log record; one without any time is rejected by itself.
  func readLog(_ place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch) {
    var log = LogRecord(resource: place.resource, line: place.number)
    log.scope = place.scope
    var (when, observed): (Int64?, Int64?) = (nil, nil)
    var severityText: Range<Int>?
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (1, .fixed64): when = time(field.bits)
      case (11, .fixed64): observed = time(field.bits)
      case (2, .varint): log.severity = field.bits <= 24 ? UInt8(field.bits) : 0
      case (3, .bytes): severityText = field.range
      case (5, .bytes): log.body = anyValue(place, bytes, field.range, into: &batch)
      case (9, .bytes): (log.traceHigh, log.traceLow) = traceID(bytes, field.range) ?? (0, 0)
      case (10, .bytes): log.span = spanID(bytes, field.range) ?? 0
      case (12, .bytes): log.eventName = text(place, bytes, field.range, into: &batch)
      default: break
      }
    }
    guard message.isSound else {
      return reject("a log record is damaged at byte \(message.offset)", place.number, into: &batch)
    }
    guard let time = when ?? observed else {
      return rejectRecord("a log record has no time", "nanoseconds since 1970-01-01, before 2200", place, into: &batch)
    }
    log.time = time
    if log.severity == 0, let severityText, severityText.count <= 64 {
      log.severity = Severity.number(of: String(copying: bytes, severityText).lowercased())
    }
    log.attributes = readAttributes(6, place, bytes, range, into: &batch)
    batch.logs.append(log)
  }
}

// MARK: - Ids and times

extension OTLPProtoReader {
  /// Counts a record out.
  private func rejectRecord(
    _ reason: @autoclosure () -> String,
    _ expected: String,
    _ place: Place,
    into batch: inout RecordBatch
  ) {
    batch.rejects.add(Reject(line: place.number, reason: reason(), expected: expected))
  }

  /// Returns the two halves of a trace id; nil where it is none.
  func traceID(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (UInt64, UInt64)? {
    guard range.count == 16 else { return nil }
    return (
      bytes.littleEndian64(range.lowerBound).byteSwapped, bytes.littleEndian64(range.lowerBound + 8).byteSwapped
    )
  }

  /// Returns a span id; nil where it is none.
  func spanID(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    range.count == 8 ? bytes.littleEndian64(range.lowerBound).byteSwapped : nil
  }

  /// Returns nanoseconds since the epoch; other units are told by their size, as in JSON.
  func time(_ bits: UInt64) -> Int64? {
    Int64(exactly: bits).flatMap { EpochTime.nanoseconds($0) }
  }
}
