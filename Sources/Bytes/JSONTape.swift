/// The flat list of tokens of one JSON text: one 64-bit word per scalar, key, array and object, in document order.
///
/// A word holds its kind in the top 4 bits. A scalar or key adds its length (28 bits) and its byte offset (32 bits), and
/// is decoded only when somebody asks for it; a container adds its number of children and the index of the word after it.
package struct JSONTape: Sendable {
  package private(set) var words: [UInt64] = []
  private var open: [OpenContainer] = []
  private var position = 0

  /// Nesting accepted unless the caller says otherwise; real messages stay under 20.
  package static let defaultMaximumDepth = 128

  private struct OpenContainer {
    var index: Int
    var count: Int
    var isObject: Bool
  }

  package init() {}

  /// Replaces the tape by the tokens of one complete JSON text, checking all of its syntax and its UTF-8.
  package mutating func parse(
    _ bytes: Span<UInt8>,
    maximumDepth: Int = JSONTape.defaultMaximumDepth
  ) throws(JSONError) {
    words.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    position = 0
    guard bytes.count < JSONWord.maximumOffset else {
      throw JSONError(.tooLarge(limit: JSONWord.maximumOffset), at: JSONWord.maximumOffset)
    }
    skipSpace(bytes)
    while true {
      let opened = try value(bytes, maximumDepth: maximumDepth)
      guard try betweenValues(bytes, justOpened: opened) else { return }
    }
  }

  /// Reads one scalar, or the opening of one container; returns true for the latter.
  @inline(__always)
  private mutating func value(_ bytes: Span<UInt8>, maximumDepth: Int) throws(JSONError) -> Bool {
    guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
    switch bytes[position] {
    case UInt8(ascii: "\""):
      try string(bytes)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard open.count < maximumDepth else { throw JSONError(.tooDeep(limit: maximumDepth), at: position) }
      let isObject = bytes[position] == UInt8(ascii: "{")
      open.append(OpenContainer(index: words.count, count: 0, isObject: isObject))
      words.append(JSONWord(isObject ? .object : .array, length: 0, payload: 0).bits)
      position &+= 1
      skipSpace(bytes)
      return true
    case UInt8(ascii: "t"): try word(bytes, 0x65_75_72_74, count: 4, kind: .true)
    case UInt8(ascii: "f"): try word(bytes, 0x73_6c_61_66, count: 5, kind: .false)
    case UInt8(ascii: "n"): try word(bytes, 0x6c_6c_75_6e, count: 4, kind: .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes)
    case let byte: throw JSONError(.unexpectedByte(byte), at: position)
    }
    return false
  }

  /// Closes what ends here and moves to the next value; returns false at the end of the text.
  @inline(__always)
  private mutating func betweenValues(_ bytes: Span<UInt8>, justOpened: Bool) throws(JSONError) -> Bool {
    var justOpened = justOpened
    while let container = open.last {
      if !justOpened { skipSpace(bytes) }
      guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
      if bytes[position] == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
        position &+= 1
        close(container)
        justOpened = false
        continue
      }
      if !justOpened {
        guard bytes[position] == UInt8(ascii: ",") else {
          throw JSONError(.unexpectedByte(bytes[position]), at: position)
        }
        position &+= 1
        skipSpace(bytes)
      }
      open[open.count &- 1].count &+= 1
      if container.isObject { try key(bytes) }
      return true
    }
    skipSpace(bytes)
    guard position == bytes.count else { throw JSONError(.trailingBytes, at: position) }
    return false
  }

  @inline(__always)
  private mutating func close(_ container: OpenContainer) {
    let kind: JSONWord.Kind = container.isObject ? .object : .array
    words[container.index] = JSONWord(kind, length: container.count, payload: words.count).bits
    open.removeLast()
  }

  @inline(__always)
  private mutating func key(_ bytes: Span<UInt8>) throws(JSONError) {
    guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
    guard bytes[position] == UInt8(ascii: "\"") else {
      throw JSONError(.unexpectedByte(bytes[position]), at: position)
    }
    try string(bytes)
    skipSpace(bytes)
    guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
    guard bytes[position] == UInt8(ascii: ":") else {
      throw JSONError(.unexpectedByte(bytes[position]), at: position)
    }
    position &+= 1
    skipSpace(bytes)
  }

  @inline(__always)
  private mutating func skipSpace(_ bytes: Span<UInt8>) {
    while position < bytes.count, bytes[position] <= 0x20, JSONTape.isSpace(bytes[position]) { position &+= 1 }
  }

  @inline(__always)
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  /// Reads `true`, `false` or `null`: the first four bytes as one little-endian load.
  @inline(__always)
  private mutating func word(
    _ bytes: Span<UInt8>,
    _ expected: UInt32,
    count: Int,
    kind: JSONWord.Kind
  ) throws(JSONError) {
    guard position &+ count <= bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
    let found = unsafe UInt32(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
    )
    guard found == expected, count == 4 || bytes[position &+ 4] == UInt8(ascii: "e") else {
      throw JSONError(.unexpectedByte(bytes[position]), at: position)
    }
    words.append(JSONWord(kind, length: count, payload: position).bits)
    position &+= count
  }

  @inline(__always)
  private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) {
    position &+= 1
    let start = position
    var hasEscape = false
    var seen: UInt64 = 0
    scan: while true {
      while position &+ 8 <= bytes.count {
        let chunk = unsafe UInt64(
          littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
        )
        let special = JSONTape.specialBytes(chunk)
        guard special == 0 else {
          let clean = special.trailingZeroBitCount >> 3
          seen |= chunk & ((1 &<< UInt64(clean &* 8)) &- 1)
          position &+= clean
          break
        }
        seen |= chunk
        position &+= 8
      }
      guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position) }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""): break scan
      case UInt8(ascii: "\\"):
        hasEscape = true
        try skipEscape(bytes)
      case 0..<0x20: throw JSONError(.controlCharacter, at: position)
      default:
        seen |= UInt64(byte)
        position &+= 1
      }
    }
    if seen & 0x8080_8080_8080_8080 != 0 { try checkUTF8(bytes.extracting(start..<position), from: start) }
    try append(hasEscape ? .escapedString : .string, from: start)
    position &+= 1
  }

  /// Marks, in each byte's top bit, the first byte of a chunk that is a quote, a backslash or a control character.
  ///
  /// Bytes above the first mark may be marked wrongly (a borrow travels upwards); only the lowest mark is used.
  @inline(__always)
  private static func specialBytes(_ chunk: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = chunk ^ (ones &* 0x22)
    let backslash = chunk ^ (ones &* 0x5c)
    let marks =
      ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((chunk &- (ones &* 0x20)) & ~chunk)
    return marks & 0x8080_8080_8080_8080
  }

  private mutating func skipEscape(_ bytes: Span<UInt8>) throws(JSONError) {
    guard position &+ 1 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
    switch bytes[position &+ 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position &+= 2
    case UInt8(ascii: "u"):
      guard position &+ 5 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
      for digit in (position &+ 2)..<(position &+ 6) where Hex.value(ofDigit: bytes[digit]) == nil {
        throw JSONError(.invalidEscape, at: position)
      }
      position &+= 6
    default: throw JSONError(.invalidEscape, at: position)
    }
  }

  private func checkUTF8(_ text: Span<UInt8>, from start: Int) throws(JSONError) {
    do { _ = try UTF8Span(validating: text) } catch {
      throw JSONError(.invalidUTF8, at: start &+ error.byteOffsets.lowerBound)
    }
  }

  @inline(__always)
  private mutating func number(_ bytes: Span<UInt8>) throws(JSONError) {
    let start = position
    var kind = JSONWord.Kind.integer
    if bytes[position] == UInt8(ascii: "-") { position &+= 1 }
    let firstDigit = position
    skipDigits(bytes)
    guard position > firstDigit, position == firstDigit &+ 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
      throw JSONError(.invalidNumber, at: start)
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      kind = .decimal
      position &+= 1
      let fraction = position
      skipDigits(bytes)
      guard position > fraction else { throw JSONError(.invalidNumber, at: start) }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      kind = .decimal
      position &+= 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
        position &+= 1
      }
      let exponent = position
      skipDigits(bytes)
      guard position > exponent else { throw JSONError(.invalidNumber, at: start) }
    }
    try append(kind, from: start)
  }

  @inline(__always)
  private mutating func skipDigits(_ bytes: Span<UInt8>) {
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position &+= 1 }
  }

  /// Appends the word of the text from `start` to the current position.
  @inline(__always)
  private mutating func append(_ kind: JSONWord.Kind, from start: Int) throws(JSONError) {
    guard position &- start <= JSONWord.maximumLength else {
      throw JSONError(.tooLarge(limit: JSONWord.maximumLength), at: start)
    }
    words.append(JSONWord(kind, length: position &- start, payload: start).bits)
  }
}
