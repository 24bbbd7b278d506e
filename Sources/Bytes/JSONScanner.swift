/// Walks once through a JSON text and appends the words of its tape.
///
/// Everything on the common path is inlined into `scan`, so that the position and the state of the open container live
/// in registers. An open container's word holds the index of its parent's word; the tape is its own stack.
struct JSONScanner {
  var position = 0
  private var depth = 0
  /// Index of the innermost open container's word, or `none`.
  private var container = JSONScanner.none
  private var isObject = false
  /// Children of the innermost open container so far.
  private var count = 0

  /// The parent of the outermost container; no index, as there is at most one word for two bytes.
  private static let none = JSONWord.maximumOffset

  /// Appends the words of one complete text, checking all of its syntax and its UTF-8.
  static func scan(
    _ bytes: Span<UInt8>,
    into words: inout OutputSpan<UInt64>,
    maximumDepth: Int
  ) throws(JSONError) {
    var scanner = JSONScanner()
    scanner.skipSpace(bytes)
    while true {
      let opened = try scanner.value(bytes, into: &words, maximumDepth: maximumDepth)
      guard try scanner.advance(bytes, into: &words, justOpened: opened) else { return }
    }
  }

  /// Reads one scalar, or the opening of one container; returns true for the latter.
  @inline(always)
  private mutating func value(
    _ bytes: Span<UInt8>,
    into words: inout OutputSpan<UInt64>,
    maximumDepth: Int
  ) throws(JSONError) -> Bool {
    guard position < bytes.count else { throw JSONScanner.unexpected(bytes, at: position) }
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "\""): try string(bytes, into: &words)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes, into: &words)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < maximumDepth else { throw JSONScanner.failure(.tooDeep(limit: maximumDepth), at: position) }
      open(isObject: byte == UInt8(ascii: "{"), into: &words)
      return true
    case UInt8(ascii: "t"): try word(bytes, 0x65_75_72_74, count: 4, kind: .true, into: &words)
    case UInt8(ascii: "f"): try word(bytes, 0x73_6c_61_66, count: 5, kind: .false, into: &words)
    case UInt8(ascii: "n"): try word(bytes, 0x6c_6c_75_6e, count: 4, kind: .null, into: &words)
    default: throw JSONScanner.unexpected(bytes, at: position)
    }
    return false
  }

  /// Closes what ends here and moves to the next value; returns false at the end of the text.
  @inline(always)
  private mutating func advance(
    _ bytes: Span<UInt8>,
    into words: inout OutputSpan<UInt64>,
    justOpened: Bool
  ) throws(JSONError) -> Bool {
    var justOpened = justOpened
    while depth > 0 {
      skipSpace(bytes)
      guard position < bytes.count else { throw JSONScanner.unexpected(bytes, at: position) }
      let byte = bytes[position]
      if !justOpened, byte == UInt8(ascii: ",") {
        position &+= 1
        skipSpace(bytes)
      } else if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
        position &+= 1
        close(into: &words)
        justOpened = false
        continue
      } else if !justOpened {
        throw JSONScanner.unexpected(bytes, at: position)
      }
      count &+= 1
      if isObject { try key(bytes, into: &words) }
      return true
    }
    skipSpace(bytes)
    guard position == bytes.count else { throw JSONScanner.failure(.trailingBytes, at: position) }
    return false
  }

  @inline(always)
  private mutating func open(isObject: Bool, into words: inout OutputSpan<UInt64>) {
    if depth > 0 {
      // The parent's count waits in its own word.
      let parent = JSONWord(bits: words[container])
      words[container] = JSONWord(self.isObject ? .object : .array, length: count, payload: parent.payload).bits
    }
    let index = words.count
    words.append(JSONWord(isObject ? .object : .array, length: 0, payload: container).bits)
    container = index
    count = 0
    self.isObject = isObject
    depth &+= 1
    position &+= 1
  }

  @inline(always)
  private mutating func close(into words: inout OutputSpan<UInt64>) {
    let parent = JSONWord(bits: words[container]).payload
    words[container] = JSONWord(isObject ? .object : .array, length: count, payload: words.count).bits
    depth &-= 1
    container = parent
    guard depth > 0 else { return }
    let word = JSONWord(bits: words[parent])
    count = word.length
    isObject = word.kind == .object
  }

  @inline(always)
  private mutating func key(_ bytes: Span<UInt8>, into words: inout OutputSpan<UInt64>) throws(JSONError) {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      throw JSONScanner.unexpected(bytes, at: position)
    }
    try string(bytes, into: &words)
    skipSpace(bytes)
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
      throw JSONScanner.unexpected(bytes, at: position)
    }
    position &+= 1
    skipSpace(bytes)
  }

  @inline(always)
  private mutating func skipSpace(_ bytes: Span<UInt8>) {
    while position < bytes.count, bytes[position] <= 0x20, JSONScanner.isSpace(bytes[position]) { position &+= 1 }
  }

  @inline(always)
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  /// Reads `true`, `false` or `null`: the first four bytes as one little-endian load.
  @inline(always)
  private mutating func word(
    _ bytes: Span<UInt8>,
    _ expected: UInt32,
    count: Int,
    kind: JSONWord.Kind,
    into words: inout OutputSpan<UInt64>
  ) throws(JSONError) {
    guard position &+ count <= bytes.count else { throw JSONScanner.unexpected(bytes, at: bytes.count) }
    let found = unsafe UInt32(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
    )
    guard found == expected, count == 4 || bytes[position &+ 4] == UInt8(ascii: "e") else {
      throw JSONScanner.unexpected(bytes, at: position)
    }
    words.append(JSONWord(kind, length: count, payload: position).bits)
    position &+= count
  }

  /// Appends the word of the text from `start` to the current position.
  @inline(always)
  func append(_ kind: JSONWord.Kind, from start: Int, into words: inout OutputSpan<UInt64>) throws(JSONError) {
    guard position &- start <= JSONWord.maximumLength else {
      throw JSONScanner.failure(.tooLarge(limit: JSONWord.maximumLength), at: start)
    }
    words.append(JSONWord(kind, length: position &- start, payload: start).bits)
  }

  /// Returns the error of a byte that may not stand where it does, or of the end.
  ///
  /// Errors are made out of line to keep the common path small enough to be inlined whole.
  @inline(never)
  private static func unexpected(_ bytes: Span<UInt8>, at position: Int) -> JSONError {
    guard position < bytes.count else { return JSONError(.unexpectedEnd, at: position) }
    return JSONError(.unexpectedByte(bytes[position]), at: position)
  }

  /// Returns an error made out of line.
  @inline(never)
  static func failure(_ reason: JSONError.Reason, at position: Int) -> JSONError {
    JSONError(reason, at: position)
  }
}
