/// Appends compact JSON to a byte buffer.
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8]

  package init(reservingCapacity capacity: Int = 256) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Empties the buffer and keeps its memory.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes a whole value.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: raw("null")
    case .bool(let flag): raw(flag ? "true" : "false")
    case .integer(let integer): self.integer(integer)
    case .number(let number): self.number(number)
    case .string(let text): string(text)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for index in elements.indices {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        self.value(elements[index])
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      // By index, so that no member is copied and its parts retained.
      for index in object.members.indices {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        string(object.members[index].key)
        bytes.append(UInt8(ascii: ":"))
        self.value(object.members[index].value)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Writes text that is JSON already.
  package mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { buffer in unsafe bytes.append(contentsOf: buffer) }
  }

  /// Writes an integer.
  package mutating func integer(_ value: Int64) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var first = 20
    var rest = value.magnitude
    repeat {
      first -= 1
      digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    for index in first..<20 { bytes.append(digits[index]) }
  }

  /// Writes a number in its shortest form that reads back the same; what JSON cannot say (NaN, infinities) as null.
  package mutating func number(_ value: Double) {
    guard value.isFinite else { return raw("null") }
    bytes.append(contentsOf: JSONNumber.text(value).utf8)
  }

  /// Writes a string with its quotes, escaping only what JSON requires.
  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    let span = text.utf8Span.span
    var special = JSONWriter.firstSpecial(span, from: 0)
    if special == span.count {
      bytes.append(contentsOf: text.utf8)
    } else {
      var copied = 0
      while special < span.count {
        appendBytes(span, copied..<special)
        escape(span[special])
        copied = special + 1
        special = JSONWriter.firstSpecial(span, from: copied)
      }
      appendBytes(span, copied..<span.count)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Returns the place of the next byte that must be escaped, eight bytes at a time, or the end.
  private static func firstSpecial(_ text: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position &+ 8 <= text.count {
      let chunk = unsafe UInt64(
        littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      )
      // The scanner's marks also stand on bytes that are not ASCII, which need no escape; they are taken off again.
      // What is marked wrongly above a true mark is above it here too.
      let special = JSONScanner.specialBytes(chunk) & ~chunk
      guard special == 0 else { return position &+ special.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    while position < text.count {
      let byte = text[position]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return position }
      position &+= 1
    }
    return position
  }

  private mutating func appendBytes(_ span: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    bytes.append(copying: span.extracting(range))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x22: raw("\\\"")
    case 0x5c: raw("\\\\")
    case 0x08: raw("\\b")
    case 0x0c: raw("\\f")
    case 0x0a: raw("\\n")
    case 0x0d: raw("\\r")
    case 0x09: raw("\\t")
    default:
      raw("\\u00")
      bytes.append(contentsOf: Hex.encode([byte]).utf8)
    }
  }
}
