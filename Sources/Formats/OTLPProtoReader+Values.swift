import Bytes

extension OTLPProtoReader {
  /// Returns a text, at most `RecordText.limit` of it; one that is not UTF-8 is mended.
  func text(_ place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch) -> RecordText {
    let text = bytes.extracting(range)
    // fine because what is no UTF-8 is mended
    if text.isASCII || (try? UTF8Span(validating: text)) != nil {
      return batch.text(at: place.base &+ range.lowerBound, count: range.count)
    }
    return batch.add(String(copying: bytes, range.prefix(RecordText.limit + 4)).utf8Span.span)
  }

  /// Reads the attributes under a number of a message, at most `Attribute.limit` of them.
  @discardableResult
  func readAttributes(
    _ number: Int,
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    into batch: inout RecordBatch
  ) -> Range<Int32> {
    let first = batch.attributes.count
    forEach(number, in: bytes, range, into: &batch) { entry, batch in
      guard batch.attributes.count - first < Attribute.limit else { return batch.skips.add(.attributesOverLimit) }
      readAttribute(place, bytes, entry, into: &batch)
    }
    return Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
  }

  /// Reads one name with its value.
  @inline(__always)
  func readAttribute(_ place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch) {
    let (key, value) = pair(bytes, range)
    guard let key else { return }
    let name = names.name(of: bytes, key)
    let text = text(place, bytes, key, into: &batch)
    let content = value.map { anyValue(place, bytes, $0, into: &batch) } ?? .none
    batch.attributes.append(Attribute(name: name, key: text, value: content))
  }

  /// Returns where the name and the value of a pair lie.
  @inline(__always)
  private func pair(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (key: Range<Int>?, value: Range<Int>?) {
    var (key, value): (Range<Int>?, Range<Int>?) = (nil, nil)
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      if field.number == 1, field.wire == .bytes { key = field.range }
      if field.number == 2, field.wire == .bytes { value = field.range }
    }
    return (key, value)
  }

  /// Reads a typed value.
  @inline(__always)
  func anyValue(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    into batch: inout RecordBatch
  ) -> AttributeValue {
    var result = AttributeValue.none
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (1, .bytes): result = .text(text(place, bytes, field.range, into: &batch))
      case (2, .varint): result = .bool(field.bits != 0)
      case (3, .varint): result = .integer(Int64(bitPattern: field.bits))
      case (4, .fixed64): result = .number(Double(bitPattern: field.bits))
      case (5, .bytes), (6, .bytes): result = .json(json(bytes, range, into: &batch))
      // As the JSON mapping has it.
      case (7, .bytes):
        let content = field.range.prefix(RecordText.limit)
        result = .text(batch.add(Base64.standard.encode(bytes.extracting(content)).utf8Span.span))
      default: break
      }
    }
    return result
  }

  // MARK: Lists and maps

  /// Writes a value as JSON without the names of types, as far as the longest text reaches.
  private func json(_ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch) -> RecordText {
    var writer = JSONWriter()
    write(bytes, range, depth: 0, to: &writer)
    return batch.add(writer.bytes.span)
  }

  private func write(_ bytes: Span<UInt8>, _ range: Range<Int>, depth: Int, to writer: inout JSONWriter) {
    guard writer.bytes.count <= RecordText.limit else { return }
    var message = ProtoMessage(range)
    var last: ProtoField?
    while let field = message.next(bytes) { last = (1...7).contains(field.number) ? field : last }
    guard let last, depth < JSONLine.maximumDepth else { return writer.raw("null") }
    switch (last.number, last.wire) {
    case (1, .bytes): writer.string(String(copying: bytes, last.range.prefix(RecordText.limit + 4)))
    case (2, .varint): writer.raw(last.bits != 0 ? "true" : "false")
    case (3, .varint): writer.integer(Int64(bitPattern: last.bits))
    case (4, .fixed64): writer.number(Double(bitPattern: last.bits))
    case (5, .bytes): writeList(bytes, last.range, depth: depth, to: &writer)
    case (6, .bytes): writeMap(bytes, last.range, depth: depth, to: &writer)
    case (7, .bytes): writer.string(Base64.standard.encode(bytes.extracting(last.range.prefix(RecordText.limit))))
    default: writer.raw("null")
    }
  }

  private func writeList(_ bytes: Span<UInt8>, _ range: Range<Int>, depth: Int, to writer: inout JSONWriter) {
    writer.raw("[")
    var isFirst = true
    var list = ProtoMessage(range)
    while let element = list.next(bytes), writer.bytes.count <= RecordText.limit {
      guard element.number == 1, element.wire == .bytes else { continue }
      if !isFirst { writer.raw(",") }
      isFirst = false
      write(bytes, element.range, depth: depth + 1, to: &writer)
    }
    writer.raw("]")
  }

  private func writeMap(_ bytes: Span<UInt8>, _ range: Range<Int>, depth: Int, to writer: inout JSONWriter) {
    writer.raw("{")
    var isFirst = true
    var list = ProtoMessage(range)
    while let entry = list.next(bytes), writer.bytes.count <= RecordText.limit {
      guard entry.number == 1, entry.wire == .bytes else { continue }
      let (key, value) = pair(bytes, entry.range)
      guard let key else { continue }
      if !isFirst { writer.raw(",") }
      isFirst = false
      writer.string(String(copying: bytes, key.prefix(RecordText.limit)))
      writer.raw(":")
      if let value { write(bytes, value, depth: depth + 1, to: &writer) } else { writer.raw("null") }
    }
    writer.raw("}")
  }
}
