import Bytes

extension OTLPReader {
  /// Reads a list of attributes, at most `Attribute.limit` of it; index -1 stands for none.
  ///
  /// An object of names and values is taken too.
  func readAttributes(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> Range<Int32> {
    let first = batch.attributes.count
    if index >= 0 {
      let end = first + Attribute.limit
      line.forEachElement(of: index) { entry in
        guard line.isObject(entry) else { return }
        guard batch.attributes.count < end else { return batch.skips.add(.attributesOverLimit) }
        readAttribute(line, bytes, entry, into: &batch)
      }
      line.forEachMember(of: index) { _, value in
        guard batch.attributes.count < end else { return batch.skips.add(.attributesOverLimit) }
        add(line, bytes, key: value &- 1, value, into: &batch)
      }
    }
    return Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
  }

  @inline(__always)
  private func readAttribute(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) {
    var (name, content) = (-1, -1)
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .key: name = value
      case .value: content = value
      default: break
      }
    }
    if name >= 0 { add(line, bytes, key: name, content, into: &batch) }
  }

  @inline(__always)
  private func add(_ line: JSONLine, _ bytes: Span<UInt8>, key: Int, _ value: Int, into batch: inout RecordBatch) {
    let word = line.word(key)
    let name = word.isPlainString ? names.name(of: bytes, line.source(word)) : .other
    let text = line.text(key, bytes, into: &batch)
    let content = value >= 0 ? anyValue(line, bytes, value, into: &batch) : .none
    batch.attributes.append(Attribute(name: name, key: text, value: content))
  }

  /// Reads a typed value, or a plain one in its place.
  @inline(__always)
  func anyValue(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> AttributeValue {
    guard line.isObject(index) else { return plainValue(line, bytes, index, into: &batch) }
    var result = AttributeValue.none
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .stringValue, .bytesValue: result = .text(line.text(value, bytes, into: &batch))
      case .intValue: result = line.integer(value, bytes).map { .integer($0) } ?? .none
      case .doubleValue: result = line.number(value, bytes).map { .number($0) } ?? .none
      case .boolValue: result = plainValue(line, bytes, value, into: &batch)
      case .arrayValue, .kvlistValue: result = .json(json(line, bytes, index, into: &batch))
      default: break
      }
    }
    return result
  }

  /// Reads a value of JSON as it stands.
  func plainValue(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> AttributeValue {
    line.plainValue(index, bytes, into: &batch) ?? .json(json(line, bytes, index, into: &batch))
  }

  // MARK: Lists and maps

  /// Writes a value as JSON without the names of types, as far as the longest text reaches.
  private func json(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> RecordText {
    let offset = batch.bytes.count
    write(line, bytes, index, limit: offset + RecordText.limit, to: &batch.bytes)
    return batch.text(at: offset, count: batch.bytes.count - offset)
  }

  /// Recursion is bounded by the nesting that the tape accepts.
  private func write(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    limit: Int,
    to text: inout [UInt8]
  ) {
    guard text.count <= limit else { return }
    switch line.kind(index) {
    case .object: writeObject(line, bytes, index, limit: limit, to: &text)
    case .array: writeList(line, bytes, index, limit: limit, to: &text)
    default: writeScalar(line, bytes, line.word(index), to: &text)
    }
  }

  private func writeObject(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    limit: Int,
    to text: inout [UInt8]
  ) {
    // A typed value is an object of one member, or of none where nothing was set; any other object is a plain one.
    guard line.word(index).length > 0 else {
      text += Array("null".utf8)
      return
    }
    if line.word(index).length == 1, let (field, value) = typed(line, bytes, index) {
      switch field {
      case .arrayValue:
        return writeList(line, bytes, member(.values, of: value, line, bytes) ?? value, limit: limit, to: &text)
      case .kvlistValue:
        return writeMap(line, bytes, member(.values, of: value, line, bytes) ?? value, limit: limit, to: &text)
      case .intValue:
        // A string of digits that stands for a number.
        let source = line.source(line.word(value))
        guard Digits.integer(bytes, source) != nil else { return write(line, bytes, value, limit: limit, to: &text) }
        return OTLPReader.copy(bytes, source, to: &text)
      default: return write(line, bytes, value, limit: limit, to: &text)
      }
    }
    text.append(UInt8(ascii: "{"))
    var isFirst = true
    line.forEachMember(of: index) { key, value in
      guard text.count <= limit else { return }
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      writeScalar(line, bytes, key, to: &text)
      text.append(UInt8(ascii: ":"))
      write(line, bytes, value, limit: limit, to: &text)
    }
    text.append(UInt8(ascii: "}"))
  }

  private func typed(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> (OTLPField, Int)? {
    var found: (OTLPField, Int)?
    line.forEachMember(of: index) { key, value in
      let field = fields.name(of: bytes, line.source(key))
      switch field {
      case .stringValue, .boolValue, .intValue, .doubleValue, .arrayValue, .kvlistValue, .bytesValue:
        found = (field, value)
      default: break
      }
    }
    return found
  }

  private func writeList(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    limit: Int,
    to text: inout [UInt8]
  ) {
    text.append(UInt8(ascii: "["))
    var isFirst = true
    line.forEachElement(of: index) { value in
      guard text.count <= limit else { return }
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      write(line, bytes, value, limit: limit, to: &text)
    }
    text.append(UInt8(ascii: "]"))
  }

  private func writeMap(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    limit: Int,
    to text: inout [UInt8]
  ) {
    text.append(UInt8(ascii: "{"))
    var isFirst = true
    line.forEachElement(of: index) { entry in
      guard text.count <= limit, let key = member(.key, of: entry, line, bytes) else { return }
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      writeScalar(line, bytes, line.word(key), to: &text)
      text.append(UInt8(ascii: ":"))
      if let value = member(.value, of: entry, line, bytes) {
        write(line, bytes, value, limit: limit, to: &text)
      } else {
        text += Array("null".utf8)
      }
    }
    text.append(UInt8(ascii: "}"))
  }

  private func writeScalar(_ line: JSONLine, _ bytes: Span<UInt8>, _ word: TapeWord, to text: inout [UInt8]) {
    let isString = word.isString
    if isString { text.append(UInt8(ascii: "\"")) }
    OTLPReader.copy(bytes, line.source(word), to: &text)
    if isString { text.append(UInt8(ascii: "\"")) }
  }

  private static func copy(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
    text.append(copying: bytes.extracting(range))
  }
}
