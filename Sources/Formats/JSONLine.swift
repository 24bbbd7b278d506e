import Bytes

/// One parsed JSON text: its tape, and where its bytes lie in the batch.
///
/// The bytes themselves come along as a span, because a value that lives longer than them may not hold it.
struct JSONLine: Sendable {
  private var tape = JSONTape()
  /// Where the text begins in the batch's bytes.
  private var base = 0
  private var firstLine = 1
  /// Where the text's further lines begin; empty for a text of one line.
  private var lineStarts: [Int] = []

  /// Nesting accepted; real telemetry stays under 20.
  static let maximumDepth = 64

  /// Parses a text and keeps its bytes in the batch; leaves the batch alone where it is malformed.
  ///
  /// Line numbers within it are only known where it `hasLines`.
  mutating func parse(
    _ bytes: Span<UInt8>,
    line: Int,
    hasLines: Bool,
    into batch: inout RecordBatch
  ) throws(JSONError) {
    try tape.parse(bytes, maximumDepth: JSONLine.maximumDepth)
    base = batch.bytes.count
    firstLine = line
    lineStarts.removeAll(keepingCapacity: true)
    if hasLines {
      for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") { lineStarts.append(index + 1) }
    }
    batch.bytes.append(copying: bytes)
  }

  // MARK: Walking

  @inline(__always)
  func word(_ index: Int) -> TapeWord { TapeWord(bits: tape.words[index]) }

  @inline(__always)
  func kind(_ index: Int) -> TapeWord.Kind { word(index).kind }

  @inline(__always)
  func isObject(_ index: Int) -> Bool { word(index).isObject }

  @inline(__always)
  func isArray(_ index: Int) -> Bool { word(index).isArray }

  @inline(__always)
  func isContainer(_ index: Int) -> Bool { word(index).isContainer }

  /// Returns the index after a value.
  @inline(__always)
  func after(_ index: Int) -> Int {
    let word = word(index)
    return word.isContainer ? word.payload : index &+ 1
  }

  /// Calls the body with each member of an object, in order; does nothing for other values.
  @inline(__always)
  func forEachMember(of index: Int, _ body: (_ key: TapeWord, _ value: Int) -> Void) {
    let object = word(index)
    guard object.isObject else { return }
    let end = object.payload
    var child = index &+ 1
    while child < end {
      body(word(child), child &+ 1)
      child = after(child &+ 1)
    }
  }

  /// Calls the body with each element of an array, in order; does nothing for other values.
  @inline(__always)
  func forEachElement(of index: Int, _ body: (_ value: Int) -> Void) {
    let array = word(index)
    guard array.isArray else { return }
    let end = array.payload
    var child = index &+ 1
    while child < end {
      body(child)
      child = after(child)
    }
  }

  /// The bytes of a scalar's spelling, as a range of the text.
  @inline(__always)
  func source(_ word: TapeWord) -> Range<Int> { word.payload..<(word.payload &+ word.length) }

  /// The line on which a record begins: that of its first scalar.
  func lineNumber(of index: Int) -> Int {
    guard !lineStarts.isEmpty else { return firstLine }
    var scalar = index
    while scalar + 1 < tape.words.count, isContainer(scalar) { scalar += 1 }
    let offset = word(scalar).payload
    var low = 0
    var high = lineStarts.count
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return firstLine + low
  }
}

// MARK: - Scalars

extension JSONLine {
  /// Returns a string, a number or a truth value as an attribute has it, and nothing for null; nil for lists and objects.
  func plainValue(_ index: Int, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> AttributeValue? {
    switch kind(index) {
    case .string, .escapedString: .text(text(index, bytes, into: &batch))
    case .integer, .decimal:
      integer(index, bytes).map { .integer($0) } ?? number(index, bytes).map { .number($0) } ?? AttributeValue.none
    case .true: .bool(true)
    case .false: .bool(false)
    case .null: AttributeValue.none
    case .array, .object: nil
    }
  }

  /// Returns the text of a string, or the spelling of a number or a truth value; nothing for other values.
  @inline(__always)
  func text(_ index: Int, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> RecordText {
    let word = word(index)
    switch word.kind {
    case .string, .integer, .decimal, .true, .false:
      guard word.length > RecordText.limit else {
        return RecordText(offset: base &+ word.payload, count: word.length, isCut: false)
      }
      return batch.text(at: base &+ word.payload, count: word.length)
    case .escapedString: return unescaped(word, bytes, into: &batch)
    case .null, .array, .object: return .none
    }
  }

  private func unescaped(_ word: TapeWord, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> RecordText {
    let offset = batch.bytes.count
    JSONEscapes.append(bytes.extracting(source(word)), to: &batch.bytes)
    return batch.text(at: offset, count: batch.bytes.count - offset)
  }

  /// Returns the bytes of a record from its first key to its last value, as they came.
  func raw(_ index: Int, into batch: inout RecordBatch) -> RecordText {
    guard after(index) > index + 1 else { return .none }
    let first = word(index + 1)
    var last = after(index) - 1
    while last > index, isContainer(last) { last -= 1 }
    let end = last > index ? source(word(last)).upperBound : first.payload
    return batch.text(at: base + first.payload, count: max(0, end - first.payload))
  }

  /// Returns a whole number that is written as one, or as a string of digits.
  @inline(__always)
  func integer(_ index: Int, _ bytes: Span<UInt8>) -> Int64? {
    let word = word(index)
    switch word.kind {
    case .integer: return JSONNumber.integer(bytes.extracting(source(word)))
    case .string: return Digits.integer(bytes, source(word))
    case .decimal:
      guard let number = JSONNumber.double(bytes.extracting(source(word))) else { return nil }
      return Int64(exactly: number)
    default: return nil
    }
  }

  /// Returns a number, also one in quotes, as OTLP writes what JSON has no number for.
  func number(_ index: Int, _ bytes: Span<UInt8>) -> Double? {
    let word = word(index)
    switch word.kind {
    case .integer, .decimal: return JSONNumber.double(bytes.extracting(source(word)))
    case .string where word.length <= 64: return JSONNumber.decimal(String(copying: bytes, source(word)))
    default: return nil
    }
  }

  /// Returns a string's characters for comparing them with words, upper case as lower; empty for a long one.
  func folded(_ index: Int, _ bytes: Span<UInt8>) -> String {
    let word = word(index)
    guard word.isPlainString, word.length <= 64 else { return "" }
    return String(copying: bytes, source(word)).lowercased()
  }

  /// Returns how a value looks to whoever has to find it, shortened.
  func shown(_ index: Int, _ bytes: Span<UInt8>) -> String {
    let word = word(index)
    switch word.kind {
    case .array: return "a list"
    case .object: return "an object"
    case .null: return "null"
    case .string, .escapedString: return "\"\(shortened(word, bytes))\""
    case .true, .false, .integer, .decimal: return shortened(word, bytes)
    }
  }

  private func shortened(_ word: TapeWord, _ bytes: Span<UInt8>) -> String {
    let range = word.payload..<(word.payload + min(word.length, 200))
    return VisibleText.escape(String(copying: bytes, range), limit: 40)
  }
}

extension String {
  /// Copies part of a text; what is no UTF-8 in it is replaced.
  init(copying bytes: Span<UInt8>, _ range: Range<Int>) {
    self = unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
