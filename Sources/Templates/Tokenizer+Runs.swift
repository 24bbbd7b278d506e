extension Tokenizer {
  /// Reads a run of bytes that words and values are made of, and returns where it ends.
  mutating func run(_ text: Span<UInt8>, from start: Int, _ end: Int) -> Int {
    var next = start
    var seen: UInt8 = 0
    var common: UInt8 = 0
    while next < end {
      let kind = kinds[text[next]]
      guard kind & ByteKinds.word != 0 else { break }
      // A mark of redaction is a value by itself.
      if text[next] == 0xe2, next > start, Tokenizer.isMark(text, at: next, end, last: 0xa6) { break }
      seen |= kind
      common |= text[next]
      next &+= 1
    }
    if seen & ByteKinds.joint != 0, isPath(text, at: start, end) || hasScheme(text, start..<next) {
      while next < end, kinds[text[next]] & ByteKinds.end == 0 { next &+= 1 }
    }
    let core = trimmed(text, start..<next)
    if core.isEmpty {
      for place in start..<next { add(sign: text[place]) }
      return next
    }
    if isValueNext {
      addVariable()
    } else if seen & ByteKinds.joint == 0 {
      add(piece: text, core)
    } else {
      add(joined: text, core)
    }
    for place in core.upperBound..<next { add(sign: text[place]) }
    return next
  }

  /// Reports whether a path begins: `/…`, or a drive.
  func isPath(_ text: Span<UInt8>, at place: Int, _ end: Int) -> Bool {
    guard place &+ 2 < end else { return false }
    if text[place] == UInt8(ascii: "/") { return kinds[text[place &+ 1]] & ByteKinds.end == 0 }
    return text[place &+ 1] == UInt8(ascii: ":") && text[place &+ 2] == UInt8(ascii: "\\")
  }

  private func hasScheme(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
    var place = run.lowerBound
    while place &+ 2 < run.upperBound {
      if text[place] == UInt8(ascii: ":"), text[place &+ 1] == UInt8(ascii: "/"), text[place &+ 2] == UInt8(ascii: "/")
      {
        return true
      }
      place &+= 1
    }
    return false
  }

  /// Leaves out the signs that end a run without being part of it.
  private func trimmed(_ text: Span<UInt8>, _ run: Range<Int>) -> Range<Int> {
    var upper = run.upperBound
    while upper > run.lowerBound, kinds[text[upper &- 1]] & ByteKinds.tail != 0 { upper &-= 1 }
    return run.lowerBound..<upper
  }

  /// Adds a piece without colons: a value where it has a digit, is a path, or a long hexadecimal number of letters alone.
  private mutating func add(piece text: Span<UInt8>, _ range: Range<Int>) {
    var seen: UInt8 = 0
    for place in range { seen |= kinds[text[place]] }
    let isHex = seen & ByteKinds.beyondHex == 0 && range.count >= 8
    if seen & ByteKinds.digit != 0 || isHex || seen & ByteKinds.joint != 0 && isPlace(text, range) {
      addVariable()
    } else {
      add(word: text, range)
    }
  }

  /// Reports whether a piece is a path or a mail address, or was masked by others with stars.
  private func isPlace(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var (slashes, dots, stars) = (0, 0, 0)
    for place in range {
      switch text[place] {
      case UInt8(ascii: "/"), UInt8(ascii: "\\"): slashes &+= 1
      case UInt8(ascii: "."): dots &+= 1
      case UInt8(ascii: "*"): stars &+= 1
      case UInt8(ascii: "@"): return true
      default: break
      }
    }
    let isPath = slashes > 1 || slashes == 1 && (dots > 0 || text[range.lowerBound] == UInt8(ascii: "/"))
    return isPath || stars == range.count
  }

  /// Adds a run with slashes, colons or the like in it: one value, or its parts between the colons.
  private mutating func add(joined text: Span<UInt8>, _ range: Range<Int>) {
    var colons = 0
    var seen: UInt8 = 0
    var isNumeric = true
    for place in range {
      let byte = text[place]
      let kind = kinds[byte]
      seen |= kind
      if byte == UInt8(ascii: ":") { colons &+= 1 }
      if kind & ByteKinds.beyondHex != 0, byte != UInt8(ascii: "%") { isNumeric = isNumeric && isTimeSign(byte) }
    }
    guard colons > 0 else { return add(piece: text, range) }
    let isClock = seen & ByteKinds.digit != 0 && colons > 1 && isNumeric
    if isClock || isPath(text, at: range.lowerBound, range.upperBound) || hasScheme(text, range)
      || colons == 1 && isPort(text, range)
    {
      addVariable()
    } else {
      add(parts: text, range)
    }
  }

  private func isTimeSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") }

  /// Reports whether a run is a host's name with a port: a dot in front of the colon, digits alone behind it.
  private func isPort(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var place = range.upperBound
    while place > range.lowerBound, kinds[text[place &- 1]] & ByteKinds.digit != 0 { place &-= 1 }
    guard place < range.upperBound, place > range.lowerBound, text[place &- 1] == UInt8(ascii: ":") else {
      return false
    }
    for other in range.lowerBound..<place where text[other] == UInt8(ascii: ".") { return true }
    return false
  }

  private mutating func add(parts text: Span<UInt8>, _ range: Range<Int>) {
    var start = range.lowerBound
    for place in range.lowerBound...range.upperBound {
      guard place == range.upperBound || text[place] == UInt8(ascii: ":") else { continue }
      let core = trimmed(text, start..<place)
      if !core.isEmpty { add(piece: text, core) }
      for other in core.upperBound..<place { add(sign: text[other]) }
      if place < range.upperBound { add(sign: UInt8(ascii: ":")) }
      start = place &+ 1
    }
  }
}
