import Bytes

/// One line of an exposition, read from left to right; blanks between its parts are passed over.
///
/// The text itself comes along as a span, because a value that lives longer than it may not hold it.
struct ExpositionLine {
  private var offset: Int
  private let end: Int

  /// What a line lacks.
  struct Fault: Error {
    let reason: String
    let expected: String

    init(_ reason: String, _ expected: String) {
      self.reason = reason
      self.expected = expected
    }
  }

  init(_ text: Span<UInt8>, _ range: Range<Int>) {
    offset = range.lowerBound
    end = range.upperBound
    skipBlanks(text)
  }

  var isAtEnd: Bool { offset >= end }

  func isAt(_ byte: UInt8, _ text: Span<UInt8>) -> Bool { offset < end && text[offset] == byte }

  /// Passes over a byte and the blanks behind it, if it is there.
  mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
    guard isAt(byte, text) else { return false }
    offset += 1
    skipBlanks(text)
    return true
  }

  /// Reads the letters up to the next blank, of a short word.
  mutating func word(_ text: Span<UInt8>) -> String? {
    let start = offset
    while offset < end, text[offset] > 0x20 { offset += 1 }
    guard start < offset, offset - start <= 256 else { return nil }
    defer { skipBlanks(text) }
    return String(copying: text, start..<offset)
  }

  // MARK: Names

  /// Reads the name of a metric, which may be missing before a brace.
  mutating func name(_ text: Span<UInt8>, optional: Bool) throws(Fault) -> Range<Int>? {
    if optional, isAt(UInt8(ascii: "{"), text) { return nil }
    let name = letters(text, withColon: true)
    guard !name.isEmpty else { throw Fault("begins with no name", "letters, digits, _ and :") }
    skipBlanks(text)
    return name
  }

  /// Reads the name of a label.
  mutating func labelName(_ text: Span<UInt8>, _ base: Int) throws(Fault) -> RecordText {
    let name = letters(text, withColon: false)
    guard !name.isEmpty else { throw Fault("has a label without a name", "labels such as method=\"GET\"") }
    skipBlanks(text)
    return RecordText(offset: base + name.lowerBound, count: name.count, isCut: false)
  }

  private mutating func letters(_ text: Span<UInt8>, withColon: Bool) -> Range<Int> {
    let start = offset
    while offset < end, offset - start < RecordText.limit {
      switch text[offset] {
      case 0x30...0x39 where offset > start: break
      case 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"): break
      case UInt8(ascii: ":") where withColon: break
      // Names with dots are not allowed, and written all the same.
      case UInt8(ascii: ".") where offset > start: break
      default: return start..<offset
      }
      offset += 1
    }
    return start..<offset
  }

  // MARK: Texts

  /// Reads a text in quotes, in which `\\`, `\"` and `\n` stand for other characters.
  mutating func quoted(
    _ text: Span<UInt8>,
    _ base: Int,
    into batch: inout RecordBatch
  ) throws(Fault) -> RecordText {
    guard isAt(UInt8(ascii: "\""), text) else {
      throw Fault("has a label without quotes", "labels such as method=\"GET\"")
    }
    offset += 1
    let start = offset
    var isPlain = true
    while offset < end, text[offset] != UInt8(ascii: "\"") {
      if text[offset] >= 0x80 { isPlain = false }
      if text[offset] == UInt8(ascii: "\\") {
        isPlain = false
        offset += 1
      }
      offset += 1
    }
    guard offset < end else { throw Fault("has a text that does not end", "a closing quote") }
    let content = start..<offset
    offset += 1
    skipBlanks(text)
    if isPlain { return batch.text(at: base + content.lowerBound, count: content.count) }
    return batch.add(unescaped(text, content).utf8Span.span)
  }

  /// Returns a text as it is meant; what is no UTF-8 in it is mended.
  private func unescaped(_ text: Span<UInt8>, _ content: Range<Int>) -> String {
    var bytes: [UInt8] = []
    var index = content.lowerBound
    while index < content.upperBound {
      var byte = text[index]
      if byte == UInt8(ascii: "\\"), index + 1 < content.upperBound {
        index += 1
        byte = text[index] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : text[index]
      }
      bytes.append(byte)
      index += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Numbers

  /// Reads a number, or one of the words for what is none.
  mutating func number(_ text: Span<UInt8>) throws(Fault) -> Double {
    let start = offset
    while offset < end, text[offset] > 0x20 { offset += 1 }
    let range = start..<offset
    guard !range.isEmpty, range.count <= 64, let number = Double(String(copying: text, range)) else {
      throw Fault("has no number", "a number, NaN, +Inf or -Inf behind its labels")
    }
    skipBlanks(text)
    return number
  }

  /// Reads the time behind a number, if there is one: milliseconds, or seconds in OpenMetrics, told by their size.
  mutating func time(_ text: Span<UInt8>) throws(Fault) -> Int64? {
    // Behind it stands what an exemplar was.
    guard !isAtEnd, !isAt(UInt8(ascii: "#"), text) else { return nil }
    let start = offset
    while offset < end, text[offset] > 0x20 { offset += 1 }
    let range = start..<offset
    skipBlanks(text)
    guard range.count <= 32, isAtEnd || isAt(UInt8(ascii: "#"), text) else { throw timeFault }
    if let time = EpochTime.nanoseconds(text, range) { return time }
    // With an exponent, as some write large numbers.
    guard let number = Double(String(copying: text, range)), number.magnitude < 9e18,
      let time = EpochTime.nanoseconds(Int64(number))
    else { throw timeFault }
    return time
  }

  private var timeFault: Fault {
    Fault("has no time behind its number", "milliseconds, or seconds in OpenMetrics, since 1970-01-01, before 2200")
  }

  private mutating func skipBlanks(_ text: Span<UInt8>) {
    while offset < end, text[offset] <= 0x20 { offset += 1 }
  }
}
